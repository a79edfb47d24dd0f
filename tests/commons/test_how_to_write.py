"""The help beside the text, and the page on writing: what they tell is drawn as they say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from prisma_hub.commons import queries
from prisma_hub.commons.types import Ref
from prisma_hub.web.commons import addresses
from prisma_hub.web.commons.page_form import HOW_TO_WRITE

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "write-a-page.md"
DRAWN = (
    ["<h1", "<h2"],
    ["<strong>bold</strong>", "<em>slanted</em>", "<mark>marked</mark>"],
    ['href="/commons/hub/weir"', ">the old weir</a>", 'href="https://example.org"'],
    ["<ul", "<ol", "<input"],
    ["<table", '<th scope="col">Depth</th>', "<td>80 cm</td>"],
    ["callout", "What to bring", "<p>Boots and water.</p>"],
    ["<details", "<summary", "More on this"],
    ["<math", 'display="block"', "<msqrt>"],
    ["footnote", "On the walk in May."],
    ["<blockquote"],
)


def drawn(steward, text):
    return queries.show(
        steward, Ref("hub", "x.md"), text, addresses.of, tag_address=addresses.of_tag, words=False
    ).html


@pytest.mark.parametrize(("told", "wanted"), list(zip(HOW_TO_WRITE, DRAWN, strict=True)))
def test_each_example_beside_the_text_is_drawn(write, steward, told, wanted):
    write("weir.md", "# Weir", space="hub")
    shown = drawn(steward, told[1])
    assert [each for each in wanted if each not in shown] == [], shown


def test_the_page_on_writing_tells_what_is_drawn(write, steward):
    write("weir.md", "# Weir", space="hub")
    block = re.search(r"```\n(.*?)```", HOW_TO.read_text(), re.DOTALL)
    assert block is not None
    shown = drawn(steward, block[1])
    assert [each for wanted in DRAWN[:2] + DRAWN[5:9] for each in wanted if each not in shown] == []
    assert "<td>30 cm</td>" in shown
    assert "$10 to $20 is money" in shown


def test_it_stands_beside_the_text_of_every_page(write, steward, visit):
    write("a.md", "One.", space="hub")
    for address in ("/commons/hub/-/new", "/commons/hub/-/edit/a.md"):
        shown = visit(steward).get(address).content.decode()
        assert "How to write headings, tables, callouts, formulas" in shown
        assert "| Upper | 30 cm |" in shown
