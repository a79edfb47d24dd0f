"""Where a page may lie: the spaces one may write in, wide ones first, one's own garden last; of the circles a
dozen, and any other by its name."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from prisma_hub.circles import queries as circles
from prisma_hub.circles.types import HUB, PUBLIC, Space
from prisma_hub.commons import queries
from prisma_hub.commons.types import SpaceOfPages
from prisma_hub.identity.types import Viewer

from .. import offers
from ..choosing import Choice, Choices
from . import addresses


def spaces_to_write_in(
    viewer: Viewer,
    *,
    keep: offers.Keep = offers.anything,
    value: Callable[[str], str] = str,
    meant: Callable[[str], str | None] = str,
    told: Callable[[SpaceOfPages], str] = addresses.name_of,
    told_among_many: Callable[[Space], str] = offers.in_words,
) -> Choices:
    """Three are always there: what everybody reads, the hub, the viewer's garden, where they may write there.
    `value` names a space in the form, `meant` is the space so named."""

    def may(space: str) -> bool:
        return keep(space) and queries.may_write(viewer, space)

    def names(wanted: Sequence[str]) -> tuple[Choice, ...]:
        found = queries.spaces(viewer, [each for each in wanted if may(each)])
        return tuple((value(each.space), told(each)) for each in found)

    def some(words: str, most: int) -> tuple[list[Choice], bool]:
        found, whole = circles.circles_to_speak_to(viewer, most=most, words=words)
        if whole and not words:
            return list(names([each.space for each in found])), True
        return [(value(each.space), told_among_many(each)) for each in found if may(each.space)], whole

    def called(given: str) -> str | None:
        space = meant(given)
        found = circles.circle_to_speak_to(viewer, space) if space and may(space) else None
        return told_among_many(found) if found else None

    return Choices(some, called, first=names((PUBLIC, HUB)), last=names((viewer.ref,)))
