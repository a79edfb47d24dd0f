"""Who may read and write where. What may be read follows from the repository a page lies in."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count

from prisma_hub.circles import queries as circles
from prisma_hub.circles.types import HUB, NETWORK, PUBLIC
from prisma_hub.commons.kept import Reading
from prisma_hub.commons.models import Garden
from prisma_hub.commons.rules.paths import is_garden, slug_of
from prisma_hub.commons.types import SpaceOfPages
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.ids import is_space, uuid_of
from prisma_hub.kernel.refusal import NotAllowed, NotHere
from prisma_hub.kernel.text import later

RIGHT = "write for everybody"


def readable(viewer: Viewer) -> frozenset[str]:
    """The spaces whose pages this viewer may read. A network has no pages of its own."""
    return circles.visible(viewer).spaces - {NETWORK}


def may_write(viewer: Viewer, space: str) -> bool:
    """Members write in their garden, their circles and the hub; for everybody only who has the right."""
    near = circles.visible(viewer)
    if not is_space(space) or space == NETWORK or not near.reaches(HUB):
        return False
    if space == PUBLIC:
        return circles.may(viewer, RIGHT)
    return near.reaches(space)


def keeps_history(space: str) -> bool:
    """Whether what stood in a space stays: always, but in a garden only where its owner asked for it."""
    return not is_garden(space) or Garden.objects.filter(space=space, keeps=True).exists()


def insist_write(viewer: Viewer, space: str) -> None:
    circles.insist_member(viewer)
    if may_write(viewer, space):
        return
    if space == PUBLIC:
        raise NotAllowed(
            "What everybody can read is written by those the hub trusts with it.",
            kept="Nothing was saved.",
            mend="Write it for the hub, and ask a steward to move it.",
        )
    raise NotHere("There is no such place to write in.", kept="Nothing was saved.", mend="Choose another.")


def space_of_pages(viewer: Viewer, space: str) -> SpaceOfPages | None:
    """One repository a viewer may read; None for any other. Its pages are not counted."""
    return _described(viewer, [space], {}).get(space)


def spaces(viewer: Viewer, among: Iterable[str] | None = None) -> list[SpaceOfPages]:
    """The repositories this viewer may read, or those among some; wide first, their own garden last, also
    while it is empty."""
    mine = readable(viewer) if among is None else readable(viewer) & frozenset(among)
    counted = Reading.objects.filter(space__in=mine).values("space").annotate(n=Count("id"))
    pages = {each["space"]: each["n"] for each in counted}
    order = {PUBLIC: 0, HUB: 1}
    found = _described(viewer, mine, pages).values()
    return sorted(found, key=lambda one: (order.get(one.space, 3 if is_garden(one.space) else 2), one.name))


def _described(viewer: Viewer, wanted: Iterable[str], pages: dict[str, int]) -> dict[str, SpaceOfPages]:
    here = readable(viewer)
    mine = [each for each in wanted if each in here]
    ids = [uuid_of(each) for each in mine if each.startswith("circle:")]
    known = (
        {each.space: circles.as_space(each) for each in circles.circles(viewer, ids).values()} if ids else {}
    )
    labels = {PUBLIC: later("for everybody"), HUB: later("for this hub")}
    labels |= {space: each.label for space, each in known.items()}  # the two of one journey are told apart
    return {
        each: SpaceOfPages(
            each,
            slug_of(each),
            labels.get(each) or (later("my garden") if is_garden(each) else later("%(name)s")),
            known[each].name if each in known else "",
            pages.get(each, 0),
            may_write(viewer, each),
            keeps_history(each),
        )
        for each in mine
    }
