"""Gatherings of a journey: planned, moved, called off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from prisma_hub.circles import queries as rights
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys import events, queries, rules
from prisma_hub.journeys.models import SessionRow
from prisma_hub.journeys.types import Journey, Session, in_language
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.source import instant
from prisma_hub.log import actions as log
from prisma_hub.log.types import Kind
from prisma_hub.patterns import actions as agenda
from prisma_hub.patterns import queries as patterns
from prisma_hub.patterns.types import Planned


def plan_session(
    *,
    by: Viewer,
    journey: Journey,
    title: str,
    begins: datetime,
    minutes: int,
    arc: str = "",
    place: str = "",
    intention: str = "",
    to: str | None = None,
    blocks: Sequence[Planned] = (),
    statement_id: UUID | None = None,
) -> Session:
    """Plan a gathering. `begins` knows its zone. `to` is a space; the cohort where absent."""
    rights.insist(by, "tend a journey", journey.scope)
    title = rules.check_session(title, begins, minutes)
    _check_arc(journey, arc)
    body = _body(title, begins, minutes, arc, place, intention)
    with transaction.atomic():
        entry = log.say(
            events.PLANNED,
            by=by.ref,
            to=[to or journey.cohort_space],
            scope=journey.scope,
            body=body,
            statement_id=statement_id,
        )
        assert entry.id is not None
        agenda.open_agenda(
            by=by,
            session=entry.id,
            within=journey.scope,
            to=entry.to,
            minutes=minutes,
            blocks=blocks,
            statement_id=log.react(entry, "agenda"),
        )
    return queries.session(by, entry.id)


def _body(
    title: str, begins: datetime, minutes: int, arc: str, place: str, intention: str
) -> dict[str, object]:
    return {
        "title": title,
        "begins": instant(round(begins.timestamp() * 1000)),
        "minutes": minutes,
        "arc": arc,
        "place": place.strip(),
        "intention": intention.strip(),
    }


def plan_preset_sessions(*, by: Viewer, journey: Journey, first: datetime, language: str) -> int:
    """Plan every gathering the plan names that is not planned yet, titled in this language.

    `first` is T0 with its hour and zone: gatherings whose distance is in days begin at that hour.
    Returns how many were planned.
    """
    rights.insist(by, "tend a journey", journey.scope)
    arcs = {arc.name for arc in journey.arcs}
    planned = 0

    def is_planned(session: UUID) -> bool:
        return SessionRow.objects.filter(id=session, journey=journey.id).exists()

    with transaction.atomic():
        log.hold_pen()
        for each in journey.plan.get("sessions", []):
            for number, when in enumerate(rules.moments_of(each, first)):
                name = f"{each['name']}-{number}"
                session_id = log.free_id(journey.id, name, journey.id.int >> 80, ours=is_planned)
                if is_planned(session_id):
                    continue
                plan_session(
                    by=by,
                    journey=journey,
                    title=in_language(each["title"], language),
                    begins=when,
                    minutes=each["minutes"],
                    arc=each["arc"] if each["arc"] in arcs else "",
                    blocks=patterns.agenda_blocks(by, each.get("agenda", ""), language),
                    statement_id=session_id,
                )
                planned += 1
    return planned


def replan_session(
    *,
    by: Viewer,
    session: Session,
    title: str,
    begins: datetime,
    minutes: int,
    arc: str = "",
    place: str = "",
    intention: str = "",
    statement_id: UUID | None = None,
) -> None:
    """Move or rename a gathering. Heard where it was planned."""
    journey = _insist_standing(by, session)
    title = rules.check_session(title, begins, minutes)
    _check_arc(journey, arc)
    body = _body(title, begins, minutes, arc, place, intention)
    with transaction.atomic():
        _say(events.REPLANNED, by, session, body, statement_id)
        agenda.set_minutes(by=by, session=session.id, minutes=minutes)


def cancel_session(*, by: Viewer, session: Session, why: str = "", statement_id: UUID | None = None) -> None:
    """Call a gathering off."""
    _insist_standing(by, session)
    _say(events.CANCELLED, by, session, {"why": why.strip()}, statement_id)


def _say(
    kind: Kind, by: Viewer, session: Session, body: Mapping[str, object], statement_id: UUID | None
) -> None:
    to = rights.heard_in([session.seq])[session.seq]
    log.say(kind, by=by.ref, to=to, scope=session.scope, body=body, statement_id=statement_id)


def _insist_standing(by: Viewer, session: Session) -> Journey:
    journey = queries.journey(by, session.journey)
    rights.insist(by, "tend a journey", journey.scope)
    if session.cancelled:
        raise Refused("This session was called off.", kept="It stays so.", mend="Plan a new one.")
    return journey


def _check_arc(journey: Journey, arc: str) -> None:
    if arc and all(each.name != arc for each in journey.arcs):
        raise Refused("This journey has no such arc.", kept="Nothing was changed.", mend="Choose again.")
