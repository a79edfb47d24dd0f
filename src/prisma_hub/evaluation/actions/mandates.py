"""Letting an external evaluator in by mandate; what they read is noted, what they say stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction

from prisma_hub.circles import actions as circle_actions
from prisma_hub.circles import queries as circles
from prisma_hub.circles.types import EVALUATOR, GUESTS
from prisma_hub.evaluation import events, queries, rules
from prisma_hub.evaluation.types import Mandate, Shown, Standing, Terms
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys import queries as journeys
from prisma_hub.journeys.types import Journey
from prisma_hub.kernel import ids, source
from prisma_hub.kernel.refusal import NotAllowed, Refused
from prisma_hub.log import actions as log
from prisma_hub.log import queries as book
from prisma_hub.log.types import Entry

CODE_DAYS = 60


def grant_mandate(
    *, by: Viewer, journey: UUID, terms: Terms, person: UUID | None = None, statement_id: UUID | None = None
) -> Mandate:
    """Let an evaluator in, within limits. They come in with a code of their own, or are a member (`person`).

    What members say to the evaluators' circle of the journey is what they hear.
    """
    found = journeys.journey(by, journey)
    circles.insist(by, "tend a journey", found.scope)
    rules.check_terms(terms, phases=[each.name for each in found.phases], today=circles.today())
    for artefact in terms.artefacts:
        _insist_artefact(by, artefact)
    mandate_id = statement_id or source.current().uuid7()
    with transaction.atomic():
        log.hold_pen()  # the first two mandates of a journey open one circle
        circle = _circle_of(found)
        log.say(
            events.GRANTED,
            by=by.ref,
            to=[found.cohort_space, found.keepers_space, ids.circle(circle)],
            scope=found.scope,
            about=[ids.person(person)] if person else (),
            body={
                "who": terms.who.strip(),
                "behalf": terms.behalf.strip(),
                "circle": ids.circle(circle),
                "person": ids.person(person) if person else None,
                "begins": terms.begins,
                "ends": terms.ends,
                "stages": list(terms.stages),
                "artefacts": sorted(terms.artefacts),
                "gives": terms.gives_back,
                "back": terms.back_by,
            },
            statement_id=mandate_id,
        )
        if person is None:
            circle_actions.print_code(
                by=by, uses=1, days=_days_until(terms.ends), scope=f"mandate:{mandate_id}"
            )
    return queries.mandate(by, mandate_id)


def _insist_artefact(by: Viewer, artefact: str) -> None:
    word = artefact.partition(":")[0]
    if word == "aspect":
        queries.aspect(by, ids.uuid_of(artefact))
    elif word == "question":
        queries.question(by, ids.uuid_of(artefact))
    else:
        queries.subject(by, artefact)


def _days_until(day: str) -> int:
    left = (date.fromisoformat(day) - date.fromisoformat(circles.today())).days + 1
    return max(1, min(left, CODE_DAYS))


def _circle_of(journey: Journey) -> UUID:
    """The evaluators' circle of a journey, opened by the hub with the first mandate. It stays called as the
    journey was then."""
    circle = log.free_id(journey.id, "evaluators", journey.id.int >> 80, ours=_said_by_the_hub)
    if not _said_by_the_hub(circle):
        circle_actions.open_circle(
            by=None,
            title=journey.title,
            scope=journey.cohort_space,
            kind=GUESTS,
            statement_id=circle,
        )
    return circle


def _said_by_the_hub(number: UUID) -> bool:
    return book.said(log.HUB, number) is not None


def take_mandate(*, by: Viewer, mandate: UUID, declared: str, statement_id: UUID | None = None) -> Mandate:
    """The evaluator's own yes: to its limits, and to what they give back. From now on they hear."""
    found = queries.mandate(by, mandate)
    _insist_mine(found)
    if found.standing is Standing.IN_FORCE:
        return found
    if found.standing is not Standing.WAITING:
        rules.insist_standing(found.standing, found.terms)
    if not declared.strip():
        raise Refused(
            "Say what you know of this, and whether you have an interest in it.",
            kept="Nothing was kept.",
            mend="“None” is an answer, too.",
        )
    with transaction.atomic():
        entry = log.say(
            events.TAKEN,
            by=by.ref,
            to=circles.heard_in([found.seq])[found.seq],
            scope=found.journey,
            body={"mandate": found.ref, "declared": declared},
            statement_id=statement_id,
        )
        circle_actions.admit(
            by=None,
            circle=found.circle,
            person=by.id,
            until=found.terms.ends,
            statement_id=log.react(entry, "admitted"),
        )
        circle_actions.grant_by_rule(
            person=by.id,
            role=EVALUATOR,
            scope=found.journey,
            until=found.terms.ends,
            statement_id=log.react(entry, "role"),
        )
    return queries.mandate(by, mandate)


def end_mandate(*, by: Viewer, mandate: UUID, why: str, statement_id: UUID | None = None) -> None:
    """End it before its day. What was said under it stays."""
    found = queries.mandate(by, mandate)
    circles.insist(by, "tend a journey", found.journey)
    if not why.strip():
        raise Refused("Ending a mandate early needs a reason.", mend="Say why; the evaluator will read it.")
    with transaction.atomic():
        entry = log.say(
            events.MANDATE_ENDED,
            by=by.ref,
            to=circles.heard_in([found.seq])[found.seq],
            scope=found.journey,
            body={"mandate": found.ref, "why": why},
            statement_id=statement_id,
        )
        if found.person is not None:
            circle_actions.let_go(
                circle=found.circle, person=found.person, statement_id=log.react(entry, "let go")
            )
            circle_actions.end_role_by_rule(
                person=found.person,
                role=EVALUATOR,
                scope=found.journey,
                statement_id=log.react(entry, "role"),
            )


def read_under(*, by: Viewer, mandate: UUID) -> Sequence[Shown]:
    """What the evaluators were told, and the note that it was read: each entry once, seen by the hosts."""
    found = queries.mandate(by, mandate)
    _insist_mine(found)
    rules.insist_standing(found.standing, found.terms)
    shown = queries.shown_to(by, found)
    before = queries.is_noted(mandate, [each.seq for each in shown])
    for each in shown:
        if each.seq not in before:
            log.say(
                events.NOTED,
                by=log.HUB,
                to=[queries.keepers_of(mandate)],
                scope=found.journey,
                about=[f"entry:{each.seq}"],
                body={"mandate": found.ref, "seq": each.seq},
                statement_id=ids.derived_id(mandate, f"read {each.seq}", mandate.int >> 80),
            )
    return shown


def remark(
    *,
    by: Viewer,
    mandate: UUID,
    way: str,
    words: str,
    of: str = "",
    decision: str = "",
    terms: str = "",
    statement_id: UUID | None = None,
) -> Entry:
    """Say what one recognises, where the limits are, what one asks; and in the end decide, with reasons."""
    found = queries.mandate(by, mandate)
    _insist_mine(found)
    rules.insist_standing(found.standing, found.terms)
    kind = rules.check_remark(way, words, decision)
    rules.check_within(found.terms, of=of, journey=found.journey, open_phases=queries.open_phases(mandate))
    return log.say(
        events.REMARK,
        by=by.ref,
        to=circles.heard_in([found.seq])[found.seq],
        scope=found.journey,
        body={
            "mandate": found.ref,
            "way": kind.value,
            "of": of,
            "decision": decision,
            "words": words,
            "terms": terms,
        },
        statement_id=statement_id,
    )


def _insist_mine(found: Mandate) -> None:
    if not found.mine:
        raise NotAllowed(
            "This mandate was granted to somebody else.", kept="Nothing was kept.", mend="Ask the hosts."
        )
