"""Who may read and write where. What may be read follows from the repository a page lies in."""

from __future__ import annotations

from django.db.models import Count

from prisma_hub.circles import queries as circles
from prisma_hub.circles.types import HUB, PUBLIC
from prisma_hub.commons.models import PageRow
from prisma_hub.commons.rules.paths import is_garden, slug_of
from prisma_hub.commons.types import SpaceOfPages
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.ids import is_space
from prisma_hub.kernel.refusal import NotAllowed, NotHere
from prisma_hub.kernel.text import later

RIGHT = "write for everybody"


def readable(viewer: Viewer) -> frozenset[str]:
    """The spaces whose pages this viewer may read. A network has no pages of its own."""
    return circles.visible(viewer).spaces - {"network"}


def may_write(viewer: Viewer, space: str) -> bool:
    """Members write in their garden, their circles and the hub; for everybody only who has the right."""
    if not is_space(space) or space == "network" or not circles.is_member(viewer):
        return False
    return circles.may(viewer, RIGHT) if space == PUBLIC else circles.belongs(viewer, space)


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


def spaces(viewer: Viewer) -> list[SpaceOfPages]:
    """The repositories this viewer may read, wide first; their own garden last, also while it is empty."""
    mine = readable(viewer)
    counted = (
        PageRow.objects.filter(space__in=mine, path__endswith=".md").values("space").annotate(n=Count("path"))
    )
    pages = {each["space"]: each["n"] for each in counted}
    found = [
        SpaceOfPages(
            PUBLIC, PUBLIC, later("for everybody"), "", pages.get(PUBLIC, 0), may_write(viewer, PUBLIC), True
        )
    ]
    if viewer.person is None or HUB not in mine:
        return found
    found.append(SpaceOfPages(HUB, HUB, later("for this hub"), "", pages.get(HUB, 0), True, True))
    for each in circles.spaces_of(viewer):
        if each.space in (HUB, PUBLIC, "network"):
            continue
        label = later("my garden") if is_garden(each.space) else each.label
        found.append(
            SpaceOfPages(
                each.space,
                slug_of(each.space),
                label,
                each.name,
                pages.get(each.space, 0),
                True,
                not is_garden(each.space),
            )
        )
    return sorted(found, key=lambda one: is_garden(one.space))
