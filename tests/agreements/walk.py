"""Walking a circle through the rounds of consent, through the public actions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from uuid import UUID

from prisma_hub.agreements import actions
from prisma_hub.agreements.types import Round, Word
from prisma_hub.circles import actions as circles
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel import source
from prisma_hub.kernel.source import Source, parse_instant
from prisma_hub.log import queries as log

MINUTE = 60_000


class Shifted(Source):
    """The machine's clock, ahead by so many milliseconds."""

    def __init__(self, ms: int) -> None:
        self._ms, self._under = ms, source.current()

    def now_ms(self) -> int:
        return self._under.now_ms() + self._ms

    def token(self, n: int) -> bytes:
        return self._under.token(n)


@contextmanager
def after(ms: int) -> Iterator[None]:
    """Everything inside happens that much later than now and than anything said before."""
    head = log.head()
    ahead = parse_instant(head.at) - source.current().now_ms() if head else 0
    with source.use(Shifted(ms + max(0, ahead))):
        yield


def open_circle(
    steward: Viewer,
    members: Sequence[Viewer],
    *,
    decides: str = "",
    title: str = "Circle of the ditch",
    mandate: str = "Who draws water, and when.",
) -> UUID:
    """A circle of these people, with a mandate; the steward opens it and leaves it."""
    given = {"text": mandate} if mandate else {}
    circle = circles.open_circle(by=steward, title=title, decides=decides, mandate=given).id
    for each in members:
        assert each.person is not None
        circles.admit(by=steward, circle=circle, person=each.person)
    if steward not in members:
        circles.leave(by=steward, circle=circle)
    return circle


def propose(by: Viewer, circle: UUID, effects: Sequence[Mapping[str, str]] = ()) -> UUID:
    return actions.propose(
        by=by,
        circle=circle,
        title="How we share water in August",
        text="Each garden draws water on two set days a week.",
        why="Last August the lower gardens had nothing.",
        effects=effects,
    )


def ask_for_objections(proposal: UUID, members: Sequence[Viewer]) -> None:
    """Through questions and reactions; the pause is held, so call what follows inside `after`."""
    first = members[0]
    actions.open_next_round(by=first, proposal=proposal, seen=Round.PRESENT)
    actions.open_next_round(by=first, proposal=proposal, seen=Round.CLARIFY)
    for each in members:
        actions.speak(
            by=each, proposal=proposal, number=1, round_=Round.REACT, word=Word.SPEAK, words="It moves me."
        )
    actions.open_next_round(by=first, proposal=proposal, seen=Round.REACT)


def consent(proposal: UUID, members: Sequence[Viewer], number: int = 1) -> None:
    for each in members:
        actions.speak(by=each, proposal=proposal, number=number, round_=Round.OBJECT, word=Word.CONSENT)


def adopt(
    by: Viewer, circle: UUID, members: Sequence[Viewer], effects: Sequence[Mapping[str, str]] = ()
) -> UUID:
    """A proposal taken through every round; returns the agreement."""
    proposal = propose(by, circle, effects)
    ask_for_objections(proposal, members)
    with after(4 * MINUTE):
        actions.open_next_round(by=by, proposal=proposal, seen=Round.PAUSE)
        consent(proposal, members)
        return actions.adopt(by=by, proposal=proposal, number=1)


People = Callable[[str], Viewer]
