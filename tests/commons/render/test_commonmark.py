"""Our writer against the parser's own: the same HTML wherever a page uses nothing but CommonMark and GFM."""

from __future__ import annotations

import re

import pyromark
from hypothesis import given, settings
from hypothesis import strategies as st

from prisma_hub.commons.render.html import render
from prisma_hub.commons.render.parse import read_page
from prisma_hub.commons.render.types import Media, Resolved

OPTIONS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_TASKLISTS
    | pyromark.Options.ENABLE_WIKILINKS
)
PIECES = st.sampled_from(
    [
        "a",
        "b c",
        " ",
        "\n",
        "\n\n",
        "*",
        "**",
        "_",
        "~~",
        "`",
        "```\n",
        "- ",
        "1. ",
        "2) ",
        "> ",
        "    ",
        "\n  ",
        "# ",
        "###### ",
        "\n---\n",
        "\n===\n",
        "[x](y)",
        "[x](y 'T')",
        "![x](y.png)",
        "[x][r]",
        "\n\n[r]: /z\n\n",
        "\\*",
        "&amp;",
        "&eacute;",
        "|a|b|\n|-|:-:|\n",
        "|c|",
        "- [ ] ",
        "- [x] ",
        "  \n",
        "\\\n",
        "é",
        ".",
    ]
)


def ours(text: str) -> str:
    page = read_page("p.md", text)
    return render(page, lambda link: Resolved(link.target), lambda link: Media(link.target, "image")).html


def bare(html: str) -> str:
    """HTML without what we add (ids, classes, loading hints, the frame of a table) and without idle space."""
    html = re.sub(
        r' (?:id|class|rel|loading|decoding|scope|checked|disabled|type|align|style|aria-label)="[^"]*"',
        "",
        html,
    )
    html = re.sub(r' (?:disabled|checked)(?:="")?(?=[ />])', "", html)
    html = re.sub(r'<div role="region"[^>]*><table>|</table></div>', lambda m: "table", html)
    html = re.sub(r"</?(?:table|tbody)>", "table", html)
    html = html.replace("&quot;", '"').replace(" />", ">").replace("/>", ">").replace("&#x27;", "'")
    html = re.sub(r"(?:table|\s)+", " ", html)
    return re.sub(
        r"\s*(</?(?:p|h\d|ul|ol|li|blockquote|pre|hr|thead|tr|t[hd]|br|input)\b[^>]*>)\s*", r"\1", html
    ).strip()


def without_empty_paragraphs(html: str) -> str:
    return html.replace("<p></p>", "")


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=20).map("".join).filter(lambda text: not text.startswith("---")))
def test_plain_markdown_becomes_what_the_parser_makes_of_it(text: str) -> None:
    theirs = pyromark.html(text, options=OPTIONS)
    assert without_empty_paragraphs(bare(ours(text))) == without_empty_paragraphs(bare(theirs))
