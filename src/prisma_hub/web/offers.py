"""What forms of several rooms let one choose from: who may hear, a circle, a journey."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.utils.translation import gettext

from prisma_hub.circles import queries as circles
from prisma_hub.circles.types import HUB, NETWORK, PUBLIC, Circle, Space
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys import queries as journeys
from prisma_hub.kernel.ids import is_scope, is_uuid, uuid_of
from prisma_hub.kernel.refusal import NotHere

from .choosing import Choice, Choices, labelled

WIDE = (HUB, NETWORK, PUBLIC)
"""The spaces beyond the circles, in the order in which they are offered."""


Keep = Callable[[str], bool]


def anything(space: str) -> bool:
    return True


def in_words(space: Space) -> str:
    return gettext(space.label) % {"name": space.name} if space.name else gettext(space.label)


def who_may_hear(viewer: Viewer, also: tuple[Choice, ...] = (), keep: Keep = anything) -> Choices:
    """Narrow first: only me, my circles and those of their guests, the hub, the network, everybody; of these
    what is to be kept. `also`: what stands before all of them."""
    told = [(each.space, in_words(each)) for each in circles.wide_spaces(viewer) if keep(each.space)]
    near = [each for each in told if each[0] not in WIDE]
    wide = [each for each in told if each[0] in WIDE]
    return near_circles(viewer, first=(*also, *near), last=tuple(wide), keep=keep)


def near_circles(
    viewer: Viewer,
    name: Callable[[Space], str] = in_words,
    first: tuple[Choice, ...] = (),
    last: tuple[Choice, ...] = (),
    keep: Keep = anything,
) -> Choices:
    """The spaces of the circles one may speak to, of which some are to be kept. `name`: what they are called
    where all of them are shown; among many, the two of one journey are told apart."""

    def some(words: str, most: int) -> tuple[list[Choice], bool]:
        found, whole = circles.circles_to_speak_to(viewer, most=most, words=words)
        called = name if whole and not words else in_words
        return [(each.space, called(each)) for each in found if keep(each.space)], whole

    def called(space: str) -> str | None:
        found = circles.circle_to_speak_to(viewer, space) if keep(space) else None
        return in_words(found) if found else None

    return Choices(some, called, first, last)


Some = Callable[[str, int], tuple[list[Circle], bool]]
One = Callable[[UUID], Circle | None]


def every_circle(viewer: Viewer, value: Callable[[Circle], str]) -> Choices:
    """The open circles one may know of."""

    def some(words: str, most: int) -> tuple[list[Circle], bool]:
        return circles.offered(viewer, most=most, words=words)

    return _circles(value, some, partial(circles.listed_one, viewer))


def my_circles(viewer: Viewer, value: Callable[[Circle], str], right: str = "") -> Choices:
    """The open circles one belongs to, and in which one has a right."""

    def some(words: str, most: int) -> tuple[list[Circle], bool]:
        return circles.mine(viewer, most=most, words=words, right=right)

    return _circles(value, some, partial(circles.mine_one, viewer, right=right))


def _circles(value: Callable[[Circle], str], find: Some, one: One) -> Choices:
    """Circles by their titles; among many, the two of one journey are told apart."""

    def some(words: str, most: int) -> tuple[list[Choice], bool]:
        found, whole = find(words, most)
        plain = whole and not words
        return [(value(each), each.title if plain else _apart(each)) for each in found], whole

    def called(given: str) -> str | None:
        id_ = _id(given)
        found = one(id_) if id_ else None
        return _apart(found) if found and value(found) == given else None

    return Choices(some, called)


def _apart(circle: Circle) -> str:
    return in_words(circles.as_space(circle))


def every_journey(viewer: Viewer, last: tuple[Choice, ...] = ()) -> Choices:
    """The journeys one may know of, by their titles."""

    def some(words: str, most: int) -> tuple[list[Choice], bool]:
        found = journeys.offered(viewer, most=most, words=words)
        return labelled(found, lambda each: (each.scope, each.title))

    def called(scope: str) -> str | None:
        if not (is_scope(scope) and scope.startswith("journey:")):
            return None
        try:
            return journeys.journey(viewer, uuid_of(scope)).title
        except NotHere:
            return None

    return Choices(some, called, last=last)


def tended_journeys(viewer: Viewer) -> Choices:
    """The journeys under way that one tends, by their titles."""

    def some(words: str, most: int) -> tuple[list[Choice], bool]:
        return labelled(
            journeys.tended(viewer, most=most, words=words), lambda each: (each.scope, each.title)
        )

    def called(scope: str) -> str | None:
        found = journeys.tended_one(viewer, scope)
        return found.title if found else None

    return Choices(some, called)


def _id(value: str) -> UUID | None:
    """The circle a value names, by its space or its id."""
    bare = value.removeprefix("circle:")
    return UUID(bare) if is_uuid(bare) else None
