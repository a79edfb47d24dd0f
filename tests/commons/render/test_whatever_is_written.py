"""Whatever is written, the reader itself does not fail; and where it does, the page is its text."""

from __future__ import annotations

import logging

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.commons.render.test_fuzz import wrongs
from tests.commons.render.test_safety import as_itself

from prisma_hub.commons.render import net, parse
from prisma_hub.commons.render.html import render
from prisma_hub.commons.render.keeping import again, keep, opened
from prisma_hub.commons.render.parse import read_page

MANY = "9" * 4_400
FAILED_ONCE = {
    "a picture wider than a number can be": f'<img src="x.png" width="{MANY}">',
    "a picture higher than a number can be": f'<img src="x.png" height="{MANY}">',
    "contents with a block id": "* {:toc}^i",
    "numbered contents with a block id": "1. {:toc}^d",
    "contents with a heading in them": "* {:toc}\n  # A\n\n# B",
    "contents with a block in them": "* {:toc}\n  > a\n  >\n  > ^i\n\nwords",
    "a callout too deep, going on": "> " * 61 + "[!note] T\n" + "> " * 61 + "more\n",
    "a callout too deep without a title": "> " * 63 + "[!note]\n" + "> " * 63 + "more *x*\n\nend",
}
"""Texts at which an earlier reader failed, each found by somebody who meant harm or by chance."""


def _whole(path: str, text: str) -> str:
    """Everything that is done with a page, without the net under it."""
    page = parse._read(path, text, parse.LANGUAGES)
    kept = again(opened(path, keep(page)))
    for each in (page, kept):
        for start, end in each.body.sections.values():
            assert 0 <= start <= end <= len(each.body.pieces)
    render(kept, lambda _: None, lambda _: kept)
    render(page, lambda _: None, lambda _: page)
    return as_itself(page)


@pytest.mark.parametrize("head", ["", "---\ntitle: T\n---\n"])
@pytest.mark.parametrize("text", FAILED_ONCE.values(), ids=FAILED_ONCE)
def test_where_the_reader_once_failed_it_reads(text: str, head: str) -> None:
    assert wrongs(_whole("p.md", head + text)) == []


def test_a_picture_keeps_a_size_that_one_can_have() -> None:
    html = as_itself(read_page("p.md", '<img src="x.png" width="320" height="99999">'))
    assert 'width="320" height="99999"' in html
    assert "width=" not in as_itself(read_page("p.md", '<img src="x.png" width="100000" height="-1">'))


def test_contents_take_the_list_that_asks_for_them_and_nothing_else() -> None:
    page = read_page("p.md", "# A\n\n* {:toc}^i\n\n## B\n\nwords ^j")
    assert page.block_ids == ("j",)
    assert set(page.body.sections) == {"a", "b", "^j"}
    assert [each.text for each in page.headings] == ["A", "B"]
    assert '<nav class="contents">' in as_itself(page)


SIGNS = (
    "{:toc}", "{: #id}", "{: .c}", "{:toc}^i", "^i", " ^k", "* ", "- ", "1. ", "2) ", "\n", "\n\n", "\n  ",
    "\n    ", "    ", "> ", "> [!note] ", "> [!x]- ", " t ", "word", "# ", "## ", "###### ", "{#own}",
    "\n---\n", "---\ntitle: T\n---\n", "**", "*", "_", "==", "%%", "$", "$$", "`", "```", "~~~",
    "```yaml protocol\n", "```mermaid\n", "[[", "]]", "[[p|l]]", "![[p]]", "![[p#^i]]", "![a|300x200](x.png)",
    "![[x.png|9999]]", "|", "| a | b |\n| - | :-: |\n", "\n|", "[^1]", "[^1]: ", "^[note]", "<div>", "</div>",
    "<a id=i>", "<a href=x>", "</a>", "<img src=x width=7>", '<img src=x width="\u0663\u00b2" height=-1>',
    f"<img src=x width={MANY}>", "<b>", "</b>", "<!--", "-->", "<table>", "<td>", "<script>", "</script>",
    "<details><summary>", "</details>", "- [ ] ", "- [x] ", "{% link a.md %}", '{{< ref "a" >}}',
    '{{< figure src="x" width="3" >}}', "{% include x %}", "{% raw %}", "{% endraw %}", "::: note\n", ":::\n",
    "!!! note\n    ", "??? tip\n    ", "```{note}\n", "```{figure} x.png\n:width: 3\n", "{: .note }\n",
    "[toc]", "[TOC]", "[[_TOC_]]", "#tag", "https://x.y/z", "a@b.cd", "<https://e.f>", "&amp;", "&#0;", "\\",
    "\u2028", "\x00", "\ufdd0", "\ufdd1", "\ufdd2", "\ud800", "<Card a={1}>", "</Card>", "{/*", "*/}",
    "import x from 'y'\n", "](", "](x)", "[", "]", '[a](b "t")', "![", "\t", "\r", "~~", "\n=\n", "[x]: y\n",
    '{% hint style="info" %}', "{% endhint %}", "{% tabs %}", MANY, "width=", "<br>",
)  # fmt: skip
LINES = st.lists(st.sampled_from(SIGNS), max_size=40).map("".join)
FRAMES = st.sampled_from([*("> " * n for n in (1, 2, 59, 60, 61)), "- ", "- " * 61, "<div>", "**" * 31])


@settings(max_examples=1_500)
@given(LINES, st.sampled_from(["p.md", "a/p.mdx"]))
def test_a_text_of_the_readers_own_signs_is_read(text: str, path: str) -> None:
    assert wrongs(_whole(path, text)) == []


@settings(max_examples=500)
@given(LINES, FRAMES)
def test_and_so_it_is_within_much_else(text: str, frame: str) -> None:
    assert wrongs(_whole("p.md", "\n".join(frame + line for line in text.split("\n")))) == []


# == Where the reader fails all the same ==

SECRET = "the heron told me"
WORDS = f"---\ntitle: A weir\nlang: es\n---\n# Weir\n\n{SECRET} <b>[[all]]"


class Panic(BaseException):
    """As a parser in another language ends."""


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch):
    def fail(problem: BaseException) -> None:
        def read(*_: object) -> None:
            raise problem

        monkeypatch.setattr(parse.reader, "read", read)
        monkeypatch.setattr(net, "_told", set())

    return fail


@pytest.mark.parametrize(
    "problem", [KeyError(SECRET), ValueError(SECRET), RecursionError(SECRET), Panic(SECRET)], ids=repr
)
def test_a_page_at_which_the_reader_fails_is_its_text(failing, problem, caplog) -> None:
    failing(problem)
    page = read_page("p.md", WORDS)
    assert (page.unread, page.title, page.lang, page.links) == (True, "A weir", "es", ())
    assert [each.text for each in page.passages] == [page.front.body]
    html = render(again(opened("p.md", keep(page))), lambda _: None, lambda _: None).html
    assert "El hub no pudo leer esta página" in html
    assert f"{SECRET} &lt;b&gt;[[all]]" in html


def test_the_log_says_where_the_reader_failed_once_and_no_word_of_the_page(failing, caplog) -> None:
    failing(KeyError(SECRET))
    with caplog.at_level(logging.ERROR):
        for number in range(3):
            read_page(f"{SECRET}-{number}.md", WORDS)
    assert len(caplog.records) == 1
    assert "KeyError" in caplog.text
    assert "parse.py" in caplog.text
    assert SECRET not in caplog.text


@pytest.mark.parametrize("problem", [MemoryError(), OSError(), KeyboardInterrupt()], ids=repr)
def test_what_is_no_fault_of_the_reader_is_not_hidden(failing, problem) -> None:
    failing(problem)
    with pytest.raises(type(problem)):
        read_page("p.md", WORDS)
