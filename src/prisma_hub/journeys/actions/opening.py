"""Opening a journey from a preset, and changing anything in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from prisma_hub.circles import actions as circles
from prisma_hub.circles import queries as rights
from prisma_hub.circles.types import FACILITATOR, HUB, NETWORK, PUBLIC
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys import events, plans, queries, rules
from prisma_hub.journeys.types import Journey
from prisma_hub.kernel import ids, source
from prisma_hub.kernel.refusal import Refused
from prisma_hub.log import actions as log
from prisma_hub.log.types import Entry, Kind
from prisma_hub.protocols.types import Protocol

COHORT = "cohort"
CHOICES = (COHORT, HUB, NETWORK, PUBLIC)
"""Who may know of a journey; only its cohort is the narrowest."""


def open_journey(
    *,
    by: Viewer,
    title: str,
    begins: date,
    preset: Protocol,
    question: str = "",
    to: str = HUB,
    statement_id: UUID | None = None,
) -> Journey:
    """Open a journey from a preset, with its cohort and its keepers. `begins` is T0."""
    rights.insist(by, "open a journey")
    title = rules.check_title(title)
    plan = plans.plan_of(preset.block)
    rules.check_plan(plan, begins)
    if to not in CHOICES:
        raise Refused("One of the answers is not among the choices.", mend="Choose again.")
    journey_id = statement_id or source.current().uuid7()
    cohort, keepers = (ids.derived_id(journey_id, each, journey_id.int >> 80) for each in (COHORT, "keepers"))
    with transaction.atomic():
        entry = log.say(
            events.OPENED,
            by=by.ref,
            to=[ids.circle(cohort) if to == COHORT else to],
            body={
                "title": title,
                "question": question.strip(),
                "begins": begins.isoformat(),
                "preset": preset.name,
                "plan": plan,
                "cohort": ids.circle(cohort),
                "keepers": ids.circle(keepers),
            },
            protocol=preset.version,
            statement_id=journey_id,
        )
        _open_circles(by, title, journey_id, cohort, keepers, entry)
        return queries.journey(by, journey_id)


def _open_circles(by: Viewer, title: str, journey: UUID, cohort: UUID, keepers: UUID, entry: Entry) -> None:
    scope = f"journey:{journey}"
    for kind, circle in (("cohort", cohort), ("keepers", keepers)):
        circles.open_circle(by=by, title=title, scope=scope, kind=kind, statement_id=circle)
    assert by.person is not None
    circles.grant_by_rule(
        person=by.person, role=FACILITATOR, scope=scope, statement_id=log.react(entry, "role")
    )


def spaces_of(journey: Journey) -> list[str]:
    """Where what belongs to the journey itself is said: where the journey may be known."""
    return rights.heard_in([journey.seq]).get(journey.seq) or [journey.cohort_space]


def say_in(
    kind: Kind,
    *,
    by: Viewer,
    journey: Journey,
    body: Mapping[str, Any] | None = None,
    about: Sequence[str] = (),
    statement_id: UUID | None = None,
) -> Entry:
    """Say something of the journey itself, by somebody who may tend it."""
    rights.insist(by, "tend a journey", journey.scope)
    if journey.closed:
        raise Refused("This journey is over.", kept="It stays as it was.", mend="Open the next one.")
    return log.say(
        kind,
        by=by.ref,
        to=spaces_of(journey),
        scope=journey.scope,
        body=body,
        about=about,
        statement_id=statement_id,
    )


def change_journey(
    *,
    by: Viewer,
    journey: Journey,
    title: str | None = None,
    question: str | None = None,
    begins: date | None = None,
    plan: Mapping[str, Any] | None = None,
    statement_id: UUID | None = None,
) -> None:
    """Change what is given; the rest stays. Windows move with T0."""
    if plan is not None or begins is not None:
        rules.check_plan(plan or journey.plan, begins or journey.begins)
    body = {
        "title": rules.check_title(title) if title is not None else None,
        "question": question and question.strip(),
        "begins": begins.isoformat() if begins else None,
        "plan": plan,
    }
    say_in(events.CHANGED, by=by, journey=journey, body=body, statement_id=statement_id)


def show_journey(*, by: Viewer, journey: Journey, to: str) -> None:
    """Say anew who may know of the journey. Only the one who opened it can."""
    space = journey.cohort_space if to == COHORT else to
    circles.share(by=by, seq=journey.seq, spaces=[space])


def close_journey(*, by: Viewer, journey: Journey, words: str, statement_id: UUID | None = None) -> None:
    if not words.strip():
        raise Refused("A journey ends with words.", mend="Say in a sentence how it ends.")
    say_in(events.CLOSED, by=by, journey=journey, body={"words": words}, statement_id=statement_id)


def change_phase(
    *,
    by: Viewer,
    journey: Journey,
    phase: str,
    changed: Mapping[str, Any],
    statement_id: UUID | None = None,
) -> None:
    """Change a phase of the plan: title, purpose, process, window, gate, in the shape of a preset."""
    _insist_on(journey, phase)
    phases = [{**each, **changed} if each["name"] == phase else each for each in journey.plan["phases"]]
    change_journey(by=by, journey=journey, plan={**journey.plan, "phases": phases}, statement_id=statement_id)


def add_phase(
    *,
    by: Viewer,
    journey: Journey,
    phase: Mapping[str, Any],
    after: str | None = None,
    statement_id: UUID | None = None,
) -> None:
    """Put a phase into the plan, after another or at the end."""
    names = [each["name"] for each in journey.plan["phases"]]
    at = names.index(after) + 1 if after in names else len(names)
    title = next(iter(phase["title"].values()), "")
    new = {**phase, "name": rules.name_for(title, set(names)), "number": len(names)}
    phases = [*journey.plan["phases"][:at], new, *journey.plan["phases"][at:]]
    change_journey(by=by, journey=journey, plan={**journey.plan, "phases": phases}, statement_id=statement_id)


def drop_phase(*, by: Viewer, journey: Journey, phase: str, statement_id: UUID | None = None) -> None:
    """Take a phase that nobody began out of the plan."""
    found = _insist_on(journey, phase)
    if found != "waiting":
        raise Refused(
            "This phase has begun; it belongs to the journey's story.",
            kept="Nothing was changed.",
            mend="Give it another name or window instead.",
        )
    phases = [each for each in journey.plan["phases"] if each["name"] != phase]
    change_journey(by=by, journey=journey, plan={**journey.plan, "phases": phases}, statement_id=statement_id)


def change_arc(
    *,
    by: Viewer,
    journey: Journey,
    arc: str | None,
    changed: Mapping[str, Any],
    statement_id: UUID | None = None,
) -> None:
    """Change an arc, or add one where `arc` is None. `changed` has the shape of a preset's arc."""
    arcs = list(journey.plan.get("arcs", []))
    if arc is None:
        title = next(iter(changed["title"].values()), "")
        arcs.append({**changed, "name": rules.name_for(title, {each["name"] for each in arcs})})
    else:
        arcs = [{**each, **changed} if each["name"] == arc else each for each in arcs]
    change_journey(by=by, journey=journey, plan={**journey.plan, "arcs": arcs}, statement_id=statement_id)


def _insist_on(journey: Journey, phase: str) -> str:
    found = journey.phase(phase)
    if found is None:
        raise Refused(
            "This journey has no such phase.", kept="Nothing was changed.", mend="Look at it again."
        )
    return found.state
