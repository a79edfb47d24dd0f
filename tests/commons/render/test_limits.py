"""Pages made to hurt come back, with their words, in the time a test has."""

import sys

import pytest
from tests.commons.render.given import Vault

from prisma_hub.commons.render.html import MAX_EMBEDS, render
from prisma_hub.commons.render.parse import read_page
from prisma_hub.commons.render.source import MAX_PAGE, SHOWN_OF_LARGE

N = 50_000
HURTFUL = {
    "brackets": "[" * N,
    "wiki brackets": "[[" * N,
    "closed wiki brackets": "[[" * N + "]]" * N,
    "pictures": "![" * N,
    "quotations": ">" * N + "a",
    "spaced quotations": "> " * N + "a",
    "instructions": "<?" * N,
    "comments": "<!--" * N,
    "percent signs": "%%" * N + "%%",
    "unclosed percent": "%%`" * N + "%%",
    "backticks": "%%".join("`" * n for n in range(900)),
    "dollars": "$a " * N,
    "double dollars": "$$a" * N,
    "emphasis": "*a_" * N,
    "stars": "*" * N + "a" + "*" * N,
    "bold tags": "<b>" * N,
    "boxes": "<div>\n" * N,
    "anchors": "<a href=x>" * N,
    "formatting tags": "<b><i><u><a>" * N,
    "lists": "- " * 5_000 + "a",
    "stairs": "".join(" " * n + "- a\n" for n in range(1_000)),
    "wide tables": "|a" * 3_000 + "|\n" + "|-" * 3_000 + "|\n" + "|\n" * 3_000,
    "highlights": "==a" * N,
    "tags": " #a/" * N,
    "addresses": "a@b." * N + "http://a" + ")" * N,
    "footnotes": "".join(f"[^{n}]\n\n[^{n}]: [^{n + 1}]\n\n" for n in range(5_000)),
    "callouts": "".join(">" * n + " [!note] a\n" for n in range(1, 400)),
    "attributes": "<a " + "b " * N + ">" + "<a '" * N + '<a "' * N,
    "kramdown": "{: a" * N + "{:}" * N,
    "links in one paragraph": "[[a|b]] " * N,
    "references": "[a]: /x\n" * N + "[a]" * N,
    "embeds": "![[page]]\n\n" * N,
    "headings": "# a\n" * N,
    "scripts": "<script>" * N,
    "formulas": "".join(f"${{a_{{{n}}}}}$ " for n in range(9_000)),
    "deep formula": "$" + "{" * 900 + "x" + "}" * 900 + "$",
    "deep properties": "---\na: " + "[" * N + "\n---\nx",
    "long key": "---\n" + "a" * N + ": b\n---\nx",
    "many keys": "---\n" + "? " * N + "\n---\nx",
    "components": "<A" * N + "<A {" * N,
    "tags never ended": "<div class\n" * N + "<a '" * N,
    "tags opened and others closed": "<a href=x>" * N + "</b>" * N,
    "character data": "<![CDATA[" * N + "<![CDATA[]]" * N,
    "addresses of generators": "]({% link " * N + "]({{< ref " * N + "{{< figure " * N,
    "notes of components": "{/*" * 4 * N,
    "notes in place": "^[" * N + "^[a]" * N + "^[[" * N + "^[\\" * N,
    "notices": ":::note\n" * N + "!!! note\n" * N + "::: a\n:::\n" * N,
    "entities": "https://a" + "&a;" * N + " www.a" + "&a" * N,
    "code": "```js\n" + "`${" * N + "\n```\n" + "```yaml\n" + "a " * N,
    "many blocks of code": "```c\n/*\n```\n" * 5_000,
}


@pytest.mark.parametrize("path", ["page.md", "page.mdx"])
@pytest.mark.parametrize("text", HURTFUL.values(), ids=HURTFUL)
def test_a_hurtful_page_is_read_and_rendered(text: str, path: str) -> None:
    limit = sys.getrecursionlimit()
    rendered = render(read_page(path, text), lambda _: None, lambda _: None)
    assert len(rendered.html) < 40 * len(text) + 1_000
    assert sys.getrecursionlimit() == limit


def test_words_inside_a_thousand_quotations_are_kept() -> None:
    rendered = Vault({"p.md": "> " * 1_000 + "**heart** [[p]]"}).render("p.md")
    assert rendered.html.count("<blockquote>") == 60
    assert '<strong>heart</strong> <a href="">p</a>' in rendered.html


def test_a_page_too_large_is_shown_in_part_with_a_notice() -> None:
    page = read_page("p.md", "<b>word</b> " * (MAX_PAGE // 10))
    html = render(page, lambda _: None, lambda _: None).html
    assert page.too_large
    assert html.startswith(
        '<aside class="notice page-notice"><p>This page is too large to be shown as a page.'
    )
    assert html.count("&lt;b&gt;word&lt;/b&gt;") == SHOWN_OF_LARGE // 12


def test_fifty_megabytes_in_one_line_are_cut() -> None:
    page = read_page("p.md", "a" * 50_000_000)
    assert page.too_large
    assert len(render(page, lambda _: None, lambda _: None).html) < SHOWN_OF_LARGE + 1_000


def test_pages_that_embed_many_pages_stay_small() -> None:
    many = "\n\n".join(f"![[p{n}]]" for n in range(60))
    vault = Vault({f"p{n}.md": many + f"\n\nown {n}" for n in range(60)})
    assert vault.render("p0.md").html.count('<section class="embed">') == MAX_EMBEDS
