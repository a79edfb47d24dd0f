"""A page read once and kept renders as the page itself."""

from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from prisma_hub.commons.render import keeping, types
from prisma_hub.commons.render.drawing import _KINDS, draw
from prisma_hub.commons.render.html import render
from prisma_hub.commons.render.parse import read_page
from prisma_hub.commons.render.types import Broken, Link, Page, Resolved
from prisma_hub.kernel.evidence import see
from prisma_hub.kernel.evidence.seeing import hash_seen

PARTS = (
    "# One", "## Two {#own}", "Words [[other|label]] and #tag.", "![[other#Part]]", "![alt](p.png)", "$x^2$",
    "Note[^1].\n\n[^1]: said", "> [!tip]- Title\n> body", "- [ ] task",
    "| a | b |\n|---|---|\n| [[x]] | `y` |",
    "<b onclick=x>raw</b>", "* toc\n{:toc}", "para ^block", "```py\ncode\n```", "$$\n\\frac{1}{2}\n$$",
    "[out](https://example.org)", "[bad](javascript:x)", "==mark==", "[[#One]]",
)  # fmt: skip


def _resolve(link: Link) -> Resolved | Broken | None:
    return Resolved(f"to/{link.position}") if link.position % 3 else None


def _embed(link: Link) -> Page:
    return read_page("other.md", "# Other\n\n## Part\n\nof the [[other]] page ^b\n")


@given(st.lists(st.sampled_from(PARTS), max_size=8).map("\n\n".join), st.sampled_from(["", "es/"]))
def test_a_kept_page_renders_as_the_page_that_was_read(text: str, folder: str) -> None:
    page = read_page(f"{folder}page.md", text)
    again = keeping.again(keeping.opened(page.path, keeping.keep(page)))
    assert (again.title, again.lang, again.anchors, again.headings) == (
        page.title,
        page.lang,
        page.anchors,
        page.headings,
    )
    kept, first = render(again, _resolve, _embed), render(page, _resolve, _embed)
    assert (kept.html, kept.outline, kept.embedded) == (first.html, first.outline, first.embedded)
    assert [link.position for link in kept.broken] == [link.position for link in first.broken]


MORE = (
    *PARTS,
    "Words, _plain_ and `c < d`.",
    '[a](b.md "t") &copy; x',
    "Again[^1], never[^2].",
    "![[other]]",
)


@given(st.lists(st.sampled_from(MORE), max_size=8))
def test_a_kept_page_is_drawn_as_it_is_rendered_and_what_is_seen_is_known(parts: list[str]) -> None:
    page = read_page("page.md", "\n\n".join(parts))
    kept = keeping.opened(page.path, keeping.keep(page))
    drawn = draw(kept, lambda position: f"to/{position}" if position % 3 else None, _resolve, _embed)
    assert drawn.html == render(keeping.again(kept), _resolve, _embed).html
    contents = any(isinstance(piece, types.ContentsSlot) for piece in page.body.pieces)
    asks_more = page.body.has_raw_html or contents or any("javascript" in each for each in parts)
    assert (drawn.said is None) == asks_more
    if drawn.said is not None:
        assert hash_seen(drawn.said) == see(f"<main data-prisma-text>{drawn.html}</main>").text


def test_every_kind_of_piece_can_be_kept() -> None:
    kinds = set(get_args(types.Piece)) - {str}
    assert set(keeping._SLOTS.values()) == kinds
    assert set(_KINDS) == {each.__name__ for each in kinds - {types.ContentsSlot}}
