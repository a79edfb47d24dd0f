"""Phases opened and gates passed, by people; fallow time declared."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction

from prisma_hub.circles import queries as rights
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys import events, rules
from prisma_hub.journeys.actions.opening import say_in
from prisma_hub.journeys.models import FallowRow
from prisma_hub.journeys.types import OPEN, WAITING, Journey, Phase
from prisma_hub.kernel import ids
from prisma_hub.kernel.refusal import Refused
from prisma_hub.log import actions as log


def open_phase(*, by: Viewer, journey: Journey, phase: str, statement_id: UUID | None = None) -> None:
    """We are in this phase now. Phases may overlap."""
    rules.check_phase_can_open(_phase(journey, phase).state)
    say_in(events.PHASE_OPENED, by=by, journey=journey, body={"phase": phase}, statement_id=statement_id)


def pass_gate(
    *,
    by: Viewer,
    journey: Journey,
    phase: str,
    people: Sequence[UUID],
    evidence: str,
    seen: Sequence[int] = (),
    go_on: bool = True,
    statement_id: UUID | None = None,
) -> None:
    """The people named looked and said yes. `seen`: which lines of the gate hold, by number from 0.

    With `go_on` the next phase that waits is opened too, if it does: the same people say so.
    """
    found = _phase(journey, phase)
    if found.state != OPEN:
        raise Refused(
            "The gate of a phase that is not open cannot be passed.",
            kept="Nothing was changed.",
            mend="Open the phase first.",
        )
    _check_people(by, journey, people)
    named = [ids.person(person) for person in people]
    rules.check_gate(evidence, named)
    body = {"phase": phase, "people": named, "evidence": evidence, "seen": sorted(set(seen))}
    with transaction.atomic():
        entry = say_in(
            events.PASSED, by=by, journey=journey, body=body, about=named, statement_id=statement_id
        )
        following = _next(journey, found)
        if go_on and following is not None:
            open_phase(
                by=by, journey=journey, phase=following.name, statement_id=log.react(entry, "next phase")
            )


def _next(journey: Journey, phase: Phase) -> Phase | None:
    after = journey.phases[journey.phases.index(phase) + 1 :]
    if any(each.state == OPEN for each in after):
        return None
    return next((each for each in after if each.state == WAITING), None)


def reopen_gate(
    *,
    by: Viewer,
    journey: Journey,
    phase: str,
    people: Sequence[UUID],
    why: str,
    statement_id: UUID | None = None,
) -> None:
    """The gate was passed too early, or something changed: the phase is open again."""
    if _phase(journey, phase).state != "passed":
        raise Refused("This gate was not passed.", kept="Nothing was changed.")
    _check_people(by, journey, people)
    named = [ids.person(person) for person in people]
    rules.check_gate(why, named)
    body = {"phase": phase, "people": named, "why": why}
    say_in(events.REOPENED, by=by, journey=journey, body=body, about=named, statement_id=statement_id)


def declare_fallow(
    *,
    by: Viewer,
    journey: Journey,
    first: date,
    last: date,
    why: str = "",
    statement_id: UUID | None = None,
) -> None:
    """From the first to the last day nothing nudges, and no clock runs."""
    rules.check_fallow(first, last)
    body = {"first": first.isoformat(), "last": last.isoformat(), "why": why.strip()}
    say_in(events.FALLOW, by=by, journey=journey, body=body, statement_id=statement_id)


def end_fallow(*, by: Viewer, journey: Journey, seq: int) -> None:
    """Take declared fallow time back."""
    if not FallowRow.objects.filter(seq=seq, journey=journey.id).exists():
        raise Refused("This fallow time was taken back already.", kept="Nothing was changed.")
    say_in(events.FALLOW_ENDED, by=by, journey=journey, body={"seq": seq})


def _phase(journey: Journey, name: str) -> Phase:
    found = journey.phase(name)
    if found is None:
        raise Refused(
            "This journey has no such phase.", kept="Nothing was changed.", mend="Look at it again."
        )
    return found


def _check_people(by: Viewer, journey: Journey, people: Sequence[UUID]) -> None:
    """Those who decided belong to the journey."""
    known = {*rights.people_in(by, journey.keepers_space), *rights.people_in(by, journey.cohort_space)}
    if not set(people) <= known:
        raise Refused(
            "Somebody you named is not of this journey.",
            kept="The gate is as it was.",
            mend="Name people of its cohort or its keepers.",
        )
