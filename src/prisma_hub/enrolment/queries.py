"""What can be seen of applications: by whoever applies, and by those who review."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from prisma_hub.circles import queries as circles
from prisma_hub.enrolment import pathways, rules
from prisma_hub.enrolment.kept import FormDraft
from prisma_hub.enrolment.models import AcceptedRow, ApplicationRow, GivenRow, StepRow, TickRow
from prisma_hub.enrolment.types import Application, Given, Missing, Pathway, Step, Tick
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys.types import Journey
from prisma_hub.kernel.refusal import NotHere
from prisma_hub.protocols import queries as protocols
from prisma_hub.protocols.types import Protocol, Question, Questions

REVIEW = "review applications"


def pathways_for(viewer: Viewer, journey: Journey | None = None) -> list[Pathway]:
    """The pathways in force: for a journey those of participants, else those that lead to the hub."""
    scope = journey.scope if journey else None
    found = (_pathway(each) for each in protocols.adopted(viewer, kind="pathway", scope=scope))
    return [each for each in found if (each.for_whom == "participant") == (journey is not None)]


def _pathway(found: Protocol) -> Pathway:
    return pathways.pathway_of(found.version, found.name, found.block)


def application(viewer: Viewer, application_id: UUID) -> Application:
    """One application. Refuses alike where there is none and where the viewer may not see it."""
    for each in _applications(viewer, ApplicationRow.objects.filter(id=application_id)):
        return each
    raise NotHere("There is no such application here.", mend="Look at the list of those you may see.")


def mine(viewer: Viewer) -> list[Application]:
    """The viewer's own applications, those under way first."""
    if viewer.person is None:
        return []
    return _under_way_first(_applications(viewer, ApplicationRow.objects.filter(person=viewer.id)))


def under_way(viewer: Viewer, pathway: str, scope: str | None) -> Application | None:
    """The viewer's own live application on a pathway."""
    live = (each for each in mine(viewer) if each.pathway.name == pathway and each.scope == scope)
    return next((each for each in live if not each.is_over or each.state in ("not_now", "enrolled")), None)


def to_review(viewer: Viewer, scope: str | None) -> list[Application]:
    """Applications of others in a scope that this viewer hears of and may review."""
    if not circles.may(viewer, REVIEW, scope):
        return []
    found = ApplicationRow.objects.filter(scope=scope or "").exclude(person=viewer.id)
    return _applications(viewer, found)


def waiting(viewer: Viewer) -> list[Application]:
    """Applications in which it is the reviewers' turn, and this viewer is one of them."""
    return mine_and_waiting(viewer)[1]


def mine_and_waiting(viewer: Viewer) -> tuple[list[Application], list[Application]]:
    """As `mine`, and as `waiting`: asked at once, and once while a page is read."""
    if viewer.person is None:
        return [], []
    at_a_gate = Q(state__in=("submitted", "talking"), paused=False)
    wanted = ApplicationRow.objects.filter(Q(person=viewer.id) | at_a_gate)
    found = circles.once("applications", viewer.id, lambda: _applications(viewer, wanted))
    others = (each for each in found if each.person != viewer.id)
    return (
        _under_way_first(each for each in found if each.person == viewer.id),
        [each for each in others if circles.may(viewer, REVIEW, each.scope)],
    )


def _under_way_first(found: Iterable[Application]) -> list[Application]:
    return sorted(found, key=lambda each: (each.is_over, -each.seq))


def _applications(viewer: Viewer, found: QuerySet[ApplicationRow]) -> list[Application]:
    rows = list(circles.visible(viewer).only(found).order_by("seq"))
    known: dict[str, Pathway] = {}
    for row in rows:
        if row.version not in known:
            protocol = protocols.protocol(viewer, row.version)
            if protocol is not None:
                known[row.version] = _pathway(protocol)
    ids = [row.id for row in rows]
    accepted, ticks, given = _accepted(ids), _ticks(viewer, ids), _answered(viewer, ids)
    return [
        Application(
            row.id,
            row.person,
            known[row.version],
            row.scope or None,
            known[row.version].stage(row.stage),
            row.state,
            row.paused,
            row.since,
            row.seq,
            frozenset(accepted.get(row.id, ())),
            ticks.get(row.id, {}),
            frozenset(given.get(row.id, ())),
        )
        for row in rows
        if row.version in known
    ]


def _accepted(ids: Iterable[UUID]) -> dict[UUID, set[str]]:
    found: dict[UUID, set[str]] = {}
    for row in AcceptedRow.objects.filter(application__in=ids):
        found.setdefault(row.application, set()).add(row.agreement)
    return found


def _ticks(viewer: Viewer, ids: Iterable[UUID]) -> dict[UUID, dict[str, dict[str, Tick]]]:
    found: dict[UUID, dict[str, dict[str, Tick]]] = {}
    for row in circles.visible(viewer).only(TickRow.objects.filter(application__in=ids)):
        form = found.setdefault(row.application, {}).setdefault(row.form, {})
        form[row.item] = Tick(row.item, row.state, row.words)
    return found


def _answered(viewer: Viewer, ids: Iterable[UUID]) -> dict[UUID, set[str]]:
    found: dict[UUID, set[str]] = {}
    for row in circles.visible(viewer).only(GivenRow.objects.filter(application__in=ids)):
        found.setdefault(row.application, set()).add(row.form)
    return found


def steps(viewer: Viewer, application: Application) -> list[Step]:
    """What happened to an application, the newest first."""
    found = circles.visible(viewer).only(StepRow.objects.filter(application=application.id))
    return [Step(row.seq, row.what, row.stage, row.words, row.by, row.at) for row in found.order_by("-seq")]


def given(viewer: Viewer, application: Application) -> list[Given]:
    """The newest answers to each form, as far as the viewer may hear them."""
    rows = circles.visible(viewer).only(GivenRow.objects.filter(application=application.id))
    newest = {row.form: row for row in rows.order_by("seq")}
    return [Given(row.seq, row.form, row.version, row.answers, row.at) for row in newest.values()]


def questions(viewer: Viewer, application: Application, form: str, language: str) -> Questions:
    """What a form of the pathway asks, without guarded questions."""
    found = protocols.current(viewer, form, application.scope)
    if found is None:
        raise NotHere(
            "The form “%(form)s” is not in force here.",
            mend="Ask the stewards to adopt it; your place on the way is kept.",
            form=form,
        )
    return protocols.form_for(found.version, language)


def open_questions(asked: Questions) -> tuple[Question, ...]:
    """The questions that are put here: none about health or emergencies, none that want a file."""
    return tuple(
        each for each in asked.questions if not each.guarded and each.type not in ("voice", "photo", "file")
    )


def draft(viewer: Viewer, application: Application, form: str) -> dict[str, object]:
    """What the viewer typed into a form and has not sent."""
    found = FormDraft.objects.filter(application=application.id, form=form, person=viewer.id).first()
    return dict(found.answers) if found else {}


def missing(viewer: Viewer, application: Application) -> Missing:
    """What is still to do in the stage the application stands in."""
    stage = application.stage
    due, items = set(), 0
    for form in {*stage.forms, *([stage.ready.form] if stage.ready else [])}:
        asked = questions(viewer, application, form, "en")
        if stage.ready and form == stage.ready.form:
            items = len(open_questions(asked))
        elif asked.to != "me" and any(each.required for each in open_questions(asked)):
            due.add(form)
    return rules.missing(
        stage,
        due=due,
        answered=application.answered,
        accepted=application.accepted,
        ticks=application.ticks,
        items=items,
    )


def kept_of(viewer: Viewer) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """What the viewer typed into forms and did not send."""
    for row in FormDraft.objects.filter(person=viewer.id).order_by("id").iterator():
        told = {"application": str(row.application), "form": row.form, "answers": row.answers, "at": row.at}
        yield "form not sent", told
