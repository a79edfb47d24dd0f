"""Every example of the CommonMark (0.31.2) and GFM (0.29) specifications; each difference has its reason."""

from __future__ import annotations

import pytest
from tests.commons.render.specification import examples, same

from prisma_hub.commons.render.html import render
from prisma_hub.commons.render.parse import read_page
from prisma_hub.commons.render.types import Media, Resolved

COMMONMARK: dict[str, set[int]] = {
    "Comments, scripts, styles, instructions and unknown tags do not reach a reader.": {
        150, 163, 170, 171, 172, 173, 176, 177, 178, 179, 180, 181, 182, 183, 201, 308, 309, 491, 524, 536,
        617, 625, 626, 627, 628, 629,
    },
    "A tag left open is closed, one never opened is left out, a table gets its body, as in a browser.": {
        21, 148, 149, 151, 155, 160, 165, 174, 175, 184, 187, 190, 191, 344, 476, 477, 494, 613, 614, 615,
        616, 623, 630, 631, 642, 643,
    },
    "An attribute of raw HTML that a page has no use for is left out.": {169},
    "A raw address is decoded on the way.": {31},
    "A raw picture always has an alternative text, if an empty one.": {475},
    "Two rules at the head of a file are its front matter.": {98},
    "A word after # is a tag.": {64, 619},
    "Double brackets are a link to a page.": {548, 559, 590},
    "A bare address is a link (GFM 6.9).": {602, 606, 608, 611, 612},
    "Only addresses of the web, mail and telephone are opened.": {596, 598, 599, 601},
    "A dollar that begins no formula is no punctuation while emphasis is looked for.": {354},
}  # fmt: skip

GFM: dict[str, set[int]] = {
    "Comments, scripts, styles, instructions and unknown tags do not reach a reader.": {
        120, 133, 140, 141, 142, 145, 146, 147, 148, 149, 150, 151, 152, 170, 288, 289, 500, 532, 544, 636,
        644, 645, 646, 647, 648, 652,
    },
    "A tag left open is closed, one never opened is left out, a table gets its body, as in a browser.": {
        118, 119, 121, 125, 130, 135, 143, 144, 153, 156, 159, 160, 317, 354, 485, 486, 503, 632, 633, 634,
        635, 642, 649, 650, 662, 663,
    },
    "An attribute of raw HTML that a page has no use for is left out.": {139},
    "A raw address is decoded on the way.": {327},
    "A raw picture always has an alternative text, if an empty one.": {484},
    "Two rules at the head of a file are its front matter.": {68},
    "A word after # is a tag.": {34, 638},
    "Double brackets are a link to a page.": {556, 567, 598},
    "A bare address is a link (GFM 6.9), which its examples for CommonMark leave out.": {
        610, 614, 616, 619, 620,
    },
    "Only addresses of the web, mail and telephone are opened.": {604, 606, 607, 609, 628},
    "Bold within bold stays, as in CommonMark.": {
        398, 426, 434, 435, 436, 473, 474, 475, 477,
    },
}  # fmt: skip


def ours(text: str) -> str:
    page = read_page("p.md", text)
    return render(page, lambda link: Resolved(link.target), lambda link: Media(link.target, "image")).html


@pytest.mark.parametrize(
    ("name", "count", "explained"), [("commonmark", 652, COMMONMARK), ("gfm", 672, GFM)], ids=["cm", "gfm"]
)
def test_what_differs_from_the_specification_is_explained(
    name: str, count: int, explained: dict[str, set[int]]
) -> None:
    found = examples(name)
    assert len(found) == count
    different = {each.number for each in found if not same(ours(each.source), each.html)}
    assert different == set().union(*explained.values())
    assert sum(map(len, explained.values())) == len(different)  # one reason each
