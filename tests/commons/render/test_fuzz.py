"""Texts nobody would write: the page is well nested, its words are kept, its properties are read or named."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.commons.render.test_safety import TEXTS, as_itself

from prisma_hub.commons.render import frontmatter
from prisma_hub.commons.render.html import render
from prisma_hub.commons.render.parse import read_page
from prisma_hub.commons.render.source import decode, encoding
from prisma_hub.commons.render.types import Page

VOID = frozenset({"br", "col", "hr", "img", "input", "source", "wbr"})


class Nesting(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and (not self.open or self.open.pop() != tag):
            self.wrong.append(tag)


def wrongs(html: str) -> list[str]:
    nesting = Nesting()
    nesting.feed(html)
    nesting.close()
    return nesting.wrong + nesting.open


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.sampled_from(["p.md", "p.mdx"]))
def test_every_tag_that_opens_closes_in_its_place(text: str, path: str) -> None:
    assert wrongs(as_itself(read_page(path, text))) == []


@settings(max_examples=100, deadline=None)
@given(TEXTS, TEXTS)
def test_a_page_shown_inside_another_ends_with_itself(inner: str, outer: str) -> None:
    page = read_page("p.md", f"{outer}\n\n![[other]]\n\n# Last words\n")
    html = render(page, lambda _: None, lambda _: read_page("other.md", inner)).html
    assert wrongs(html) == []


SIGNS = (
    "a", "tags", ": ", ":", "\n", "\n  ", "- ", "[", "]", "{", "}", "'", '"', "# ", "&x ", "*x", "<<: ",
    "|\n", ">\n", "? ", "!!", "!!python/object/apply:os.system ", "---", "...", "true", "1e9", "0x1F",
    "!!set ", "!!binary ", "!!float ", "!!int ", "!!bool ", "!!omap ", "!!null ", ".5e999", '"\\0"', "12345",
    "12:30", "~", "2020-01-01", "\t", "\\", "%", "@", "`", "é", "\u2028", "\x00", ".inf", "[[p|l]]",
    "a: &x [*x]",
)  # fmt: skip
YAML = st.lists(st.sampled_from(SIGNS) | st.text(max_size=4), max_size=30).map("".join)


@settings(max_examples=500, deadline=None)
@given(YAML, st.sampled_from(["\n", "\r\n", "\r"]))
def test_properties_are_read_as_plain_data_or_kept_as_text(yaml: str, end: str) -> None:
    text = f"---\n{yaml}\n---\nbody words".replace("\n", end)
    page: Page = read_page("p.md", text)
    json.dumps(page.front.data, allow_nan=False)  # nothing in it but words, numbers, lists
    assert "\\u0000" not in json.dumps(page.front.data)
    if page.front.error:
        assert page.front.data == {}
        assert page.front.error.endswith((".", "follow."))
    assert any("body words" in passage.text for passage in page.passages) or "\n---" in f"\n{yaml}"


@pytest.mark.parametrize(
    "yaml",
    [
        "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]",
        "a: &a\n  b: *a",
        "<<: *nothing",
        "a: !!python/object/apply:os.system [id]",
        "? [a, b]\n: c",
        "a: " + "9" * 5_000,
        "- not\n- names",
    ],
)
def test_properties_made_to_hurt_are_named(yaml: str) -> None:
    found = frontmatter.split(f"---\n{yaml}\n---\nbody")
    assert found.body == "body"
    assert found.error or list(found.data) in (["a"], ["['a', 'b']"], ["('a', 'b')"])


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=80) | st.text(max_size=40).map(lambda text: text.encode("utf-16", "surrogatepass")))
def test_any_bytes_are_some_text(data: bytes) -> None:
    text = decode(data)
    assert isinstance(text, str)
    assert encoding(data) in {"utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1"}
    render(read_page("p.md", text), lambda _: None, lambda _: None)


@given(
    st.text(st.characters(codec="utf-8", exclude_characters="\ufeff\x00"), max_size=60),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]),
)
def test_what_carries_a_mark_or_is_utf_8_is_read_as_written(text: str, name: str) -> None:
    assert decode(text.encode(name)) == text
