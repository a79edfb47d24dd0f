"""Turning: intention, what we did, what we saw, what we learned, what we do next."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from prisma_hub.circles import queries as circles
from prisma_hub.evaluation import events, queries, rules
from prisma_hub.evaluation.types import StandingTurn, Subject
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.refusal import NotAllowed, Refused
from prisma_hub.log import actions as log
from prisma_hub.log.types import Entry


def begin_turn(
    *, by: Viewer, of: str, intention: str, to: str | None = None, statement_id: UUID | None = None
) -> StandingTurn:
    """Begin a turn of a team, a session, a decision, a circle or a journey with what is intended.

    Heard by those it belongs to, unless `to` names another space one belongs to.
    """
    circles.insist_member(by)
    subject = queries.subject(by, of)
    insist_part(by, subject)
    space = to or subject.space
    insist_reach(by, [space])
    rules.check_beat("intention", intention)
    entry = log.say(
        events.TURN,
        by=by.ref,
        to=[space],
        scope=subject.journey or None,
        body={"of": of, "intention": intention},
        statement_id=statement_id,
    )
    assert entry.id is not None
    return queries.turn(by, entry.id)


def say_beat(
    *,
    by: Viewer,
    turn: UUID,
    beat: str,
    words: str,
    evidence: Iterable[int] = (),
    statement_id: UUID | None = None,
) -> Entry:
    """Add one's words to a beat. What stands there stays; `evidence` are entries the speaker hears."""
    circles.insist_member(by)
    found = queries.turn(by, turn)
    insist_turn(found)
    name = rules.check_beat(beat, words)
    return log.say(
        events.BEAT,
        by=by.ref,
        to=circles.heard_in([found.seq])[found.seq],
        scope=found.journey or None,
        about=refs(by, evidence),
        body={"turn": f"turn:{turn}", "beat": name.value, "words": words},
        statement_id=statement_id,
    )


def refs(by: Viewer, evidence: Iterable[int]) -> list[str]:
    """Entries as references, when the speaker hears every one of them."""
    wanted = frozenset(evidence)
    if not wanted <= circles.visible(by).of(wanted):
        raise Refused(
            "Something you point to is not here, or not for you.",
            kept="Nothing was kept.",
            mend="Choose it again from the timeline.",
        )
    return [f"entry:{seq}" for seq in sorted(wanted)]


def insist_turn(found: StandingTurn) -> None:
    if not found.may_add:
        raise NotAllowed(
            "This turn belongs to others.", kept="Nothing was kept.", mend="You can begin your own."
        )


def insist_part(by: Viewer, subject: Subject) -> None:
    """Those it belongs to, and whoever tends its journey."""
    if circles.belongs(by, subject.space):
        return
    if not circles.may(by, "tend a journey", subject.journey or None):
        raise NotAllowed(
            "This is for those it belongs to: “%(title)s”.",
            kept="Nothing was kept.",
            mend="Ask to join them, or begin in a circle of your own.",
            title=subject.title,
        )


def insist_reach(by: Viewer, spaces: Iterable[str]) -> None:
    if not frozenset(spaces) <= circles.reachable(by):
        raise Refused(
            "You do not belong to one of the circles you chose.",
            kept="Nothing was said to anybody.",
            mend="Choose again who may hear.",
        )
