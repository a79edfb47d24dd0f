"""Naming a tension, proposing, changing what is proposed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db import transaction

from prisma_hub.agreements import events, facts, queries, rules
from prisma_hub.agreements.actions.agreeing import adopt
from prisma_hub.agreements.actions.door import NOTHING, circle_of, insist_in, open_proposal, said_before
from prisma_hub.agreements.models import AgreementRow, ProposalRow, TensionRow, WordingRow
from prisma_hub.agreements.types import Rule
from prisma_hub.circles import queries as circles
from prisma_hub.circles.types import HUB, Circle
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel import ids
from prisma_hub.kernel.refusal import NotHere, Refused
from prisma_hub.kernel.spans import read_span
from prisma_hub.log import actions as log


def name_tension(*, by: Viewer, circle: UUID, words: str, statement_id: UUID | None = None) -> UUID:
    """Say to a circle what is not as it could be. Any member of the hub may; the circle hears it."""
    found = circle_of(by, circle)
    _need(words, "Say in a sentence what you see.")
    entry = log.say(
        events.TENSION,
        by=by.ref,
        to=(found.space,),
        scope=found.space,
        body={"words": words.strip()},
        statement_id=statement_id,
    )
    assert entry.id is not None
    return entry.id


def propose(
    *,
    by: Viewer,
    circle: UUID,
    title: str,
    text: str,
    why: str = "",
    information: str = "",
    tension: UUID | None = None,
    effects: Sequence[Mapping[str, str]] = (),
    reviews: UUID | None = None,
    ends: bool = False,
    until: date | None = None,
    review: date | None = None,
    present: Sequence[UUID] = (),
    binding: bool = False,
    for_hub: bool = False,
    statement_id: UUID | None = None,
) -> UUID:
    """Put a proposal before one's circle, to be decided in the circle's way. Returns its id.

    Proposing is presenting: `why` are the words it is presented with. `reviews` names an agreement that it
    changes, or ends. In a circle that only writes down what was decided, `present` are those who were
    there, and it is an agreement at once unless the hub is to do something (`binding`, or effects).
    """
    said = said_before(by, statement_id)
    if said and said.id:
        return said.id
    found = circle_of(by, circle)
    insist_in(by, circle)
    _need(title, "Give it a name of a few words.")
    _need(text, "Write down what is proposed.")
    version, mode = queries.way(by, found)
    review = review or facts.today() + read_span(mode["review_after"])
    rules.check_review(facts.today(), review)
    _check_parts(found, tension, reviews)
    with transaction.atomic():
        log.hold_pen()
        entry = log.say(
            events.PROPOSED,
            by=by.ref,
            to=(found.space, HUB) if for_hub else (found.space,),
            scope=found.space,
            body={
                "title": title.strip(),
                "text": text.strip(),
                "why": why.strip(),
                "information": information.strip(),
                "tension": f"tension:{tension}" if tension else None,
                "mode": mode,
                "effects": checked(by, found, effects),
                "reviews": f"agreement:{reviews}" if reviews else None,
                "outcome": ("ended" if ends else "changed") if reviews else None,
                "until": until.isoformat() if until else None,
                "review": review.isoformat(),
                "present": _present(by, found, present) if mode["rule"] == Rule.RECORD else None,
                "binding": binding or None,
            },
            protocol=version,
            statement_id=statement_id,
        )
        assert entry.id is not None
        row = ProposalRow.objects.get(id=entry.id)
        if mode["rule"] == Rule.RECORD and not binding and not effects and row.state == "open":
            adopt(by=by, proposal=entry.id, number=1, statement_id=log.react(entry, "adopted"))
    return entry.id


def _present(by: Viewer, circle: Circle, people: Sequence[UUID]) -> list[str]:
    members = set(circles.members_of(circle.space))
    if not set(people) <= members:
        raise Refused("Somebody you named is not a member of this circle.", kept=NOTHING)
    return sorted({by.ref, *(ids.person(each) for each in people)})


def _check_parts(circle: Circle, tension: UUID | None, reviews: UUID | None) -> None:
    if tension and not TensionRow.objects.filter(id=tension, circle=circle.id).exists():
        raise NotHere("There is no such tension in this circle.")
    if reviews and not AgreementRow.objects.filter(id=reviews, circle=circle.id, state="in_force").exists():
        raise NotHere("There is no such agreement in force in this circle.")


def checked(by: Viewer, circle: Circle, effects: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Effects as they are kept, after asking whether each is one, and lies within what the circle decides."""
    ways = set(queries.ways(by))
    found = [rules.read_effect(effect) for effect in effects]
    for effect in found:
        rules.check_reach(effect, circle.space, ways)
    return [rules.write_effect(effect) for effect in found]


def revise(
    *,
    by: Viewer,
    proposal: UUID,
    number: int,
    text: str,
    until: date | None = None,
    review: date | None = None,
    effects: Sequence[Mapping[str, str]] | None = None,
    statement_id: UUID | None = None,
) -> None:
    """Put a new wording on the table, in place of the one called `number`. Anyone of the circle may."""
    _need(text, "Write down what is proposed.")
    if said_before(by, statement_id):
        return
    with transaction.atomic():
        log.hold_pen()
        row = open_proposal(by, proposal, number)
        rules.check_change(facts.read(row))
        found = circle_of(by, row.circle)
        kept = row.effects if effects is None else effects
        review = review or row.review
        rules.check_review(facts.today(), review)
        log.say(
            events.REVISED,
            by=by.ref,
            to=row.spaces,
            scope=found.space,
            body={
                "proposal": f"proposal:{proposal}",
                "number": number + 1,
                "text": text.strip(),
                "effects": checked(by, found, kept),
                "until": until.isoformat() if until else None,
                "review": review.isoformat() if review else None,
            },
            statement_id=statement_id,
        )


def add_effect(
    *,
    by: Viewer,
    proposal: UUID,
    number: int,
    effect: Mapping[str, str],
    statement_id: UUID | None = None,
) -> None:
    """Have the hub do one more thing when the proposal is adopted. That is a new wording."""
    if said_before(by, statement_id):
        return
    row = open_proposal(by, proposal, number)
    _with_effects(by, row, [*row.effects, effect], statement_id)


def remove_effect(
    *, by: Viewer, proposal: UUID, number: int, index: int, statement_id: UUID | None = None
) -> None:
    if said_before(by, statement_id):
        return
    row = open_proposal(by, proposal, number)
    left = [each for at, each in enumerate(row.effects) if at != index]
    _with_effects(by, row, left, statement_id)


def _with_effects(
    by: Viewer, row: ProposalRow, effects: Sequence[Mapping[str, str]], statement_id: UUID | None
) -> None:
    text = WordingRow.objects.filter(proposal=row.id, number=row.number).values_list("text", flat=True).get()
    revise(
        by=by,
        proposal=row.id,
        number=row.number,
        text=text,
        until=row.until,
        effects=effects,
        statement_id=statement_id,
    )


def _need(words: str, mend: str) -> None:
    if not words.strip():
        raise Refused("Something is missing.", kept=NOTHING, mend=mend)
