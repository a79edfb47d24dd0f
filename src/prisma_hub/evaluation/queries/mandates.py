"""Mandates, what is said to evaluators, what they read, and what they said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from prisma_hub.circles import queries as circles
from prisma_hub.circles.queries import Visible
from prisma_hub.evaluation import rules
from prisma_hub.evaluation.models import BeatRow, MandateRow, NotedRow, PerspectiveRow, QuestionRow, RemarkRow
from prisma_hub.evaluation.queries.answers import answers_to
from prisma_hub.evaluation.queries.aspects import aspects
from prisma_hub.evaluation.queries.names import named, names_of
from prisma_hub.evaluation.queries.subjects import subjects
from prisma_hub.evaluation.types import Mandate, Noted, Remark, Said, Shown, Standing, Terms
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys import queries as journeys
from prisma_hub.journeys.types import OPEN, Journey, in_language
from prisma_hub.kernel.ids import uuid_of
from prisma_hub.kernel.refusal import NotHere
from prisma_hub.timeline import queries as timeline

AnyModel = TypeVar("AnyModel", bound=Model)

MOST = 100


def mandates(viewer: Viewer, journey: str) -> list[Mandate]:
    """The mandates of a journey the viewer may know of, newest first."""
    found = circles.visible(viewer).only(MandateRow.objects.filter(journey=journey))
    return [_mandate(viewer, row) for row in found.order_by("-seq")]


def my_mandates(viewer: Viewer) -> list[Mandate]:
    """The mandates of this evaluator, the newest first; over ones too."""
    if viewer.person is None:
        return []
    found = MandateRow.objects.filter(person=viewer.id).order_by("-seq")
    return [_mandate(viewer, row) for row in found]


def mandate(viewer: Viewer, mandate_id: UUID) -> Mandate:
    """One mandate: for those on the journey, and for whoever it was granted to."""
    wanted = MandateRow.objects.filter(id=mandate_id)
    found = circles.visible(viewer).only(wanted)
    if viewer.person is not None:
        found |= wanted.filter(person=viewer.person)
    row = found.first()
    if row is None:
        raise NotHere("There is no such mandate here.", mend="Ask the hosts of the journey.")
    return _mandate(viewer, row)


def _mandate(viewer: Viewer, row: MandateRow) -> Mandate:
    host = Viewer(row.by)
    titles = _titles(host, row)
    person = f"person:{row.person}" if row.person else ""
    return Mandate(
        id=row.id,
        seq=row.seq,
        journey=row.journey,
        journey_title=titles[row.journey],
        circle=row.circle,
        terms=_terms(row),
        standing=_standing(row),
        person=row.person,
        name=names_of(viewer, [person]).get(person, "") or row.who,
        mine=viewer.person is not None and row.person == viewer.person,
        tends=circles.may(viewer, "tend a journey", row.journey),
        declared=row.declared,
        titles=titles,
    )


def _terms(row: MandateRow) -> Terms:
    return Terms(
        row.who,
        row.behalf,
        row.begins,
        row.ends,
        row.gives,
        row.back,
        tuple(row.stages),
        tuple(row.artefacts),
    )


def _standing(row: MandateRow) -> Standing:
    return rules.standing_of(
        _terms(row), taken=row.taken is not None, ended=row.ended is not None, today=circles.today()
    )


def _titles(host: Viewer, row: MandateRow) -> dict[str, str]:
    """What the mandate's things are called: named by the host who granted it, so that a guest can read it."""
    found = {ref: each.title for ref, each in subjects(host, [row.journey, *row.artefacts]).items()}
    found.setdefault(row.journey, "")
    if any(ref.startswith("aspect:") for ref in row.artefacts):
        found |= {each.ref: each.now.title for each in aspects(host)}
    if any(ref.startswith("question:") for ref in row.artefacts):
        found |= _questions(host, row.artefacts)
    on = journey_of(host, row.journey)
    phases = {phase.name: in_language(phase.title, "en") for phase in on.phases} if on else {}
    return found | {stage: phases.get(stage, stage) for stage in row.stages}


def _questions(host: Viewer, refs: Sequence[str]) -> dict[str, str]:
    """The words of the questions among these references, as far as the host hears them."""
    ids = [uuid_of(ref) for ref in refs if ref.startswith("question:")]
    found = circles.visible(host).only(QuestionRow.objects.filter(id__in=ids))
    return {f"question:{row.id}": row.words for row in found}


def journey_of(host: Viewer, journey: str) -> Journey | None:
    try:
        return journeys.journey(host, uuid_of(journey))
    except NotHere:
        return None


def keepers_of(mandate_id: UUID) -> str:
    """The space of those who hold its journey. For noting, not for showing."""
    row = MandateRow.objects.get(id=mandate_id)
    on = journey_of(Viewer(row.by), row.journey)
    return on.keepers_space if on else f"person:{row.by}"


def open_phases(mandate_id: UUID) -> list[str]:
    """The phases of its journey that are open, as the host who granted the mandate sees them."""
    row = MandateRow.objects.get(id=mandate_id)
    on = journey_of(Viewer(row.by), row.journey)
    return [phase.name for phase in on.phases if phase.state == OPEN] if on else []


def shown_to(viewer: Viewer, found: Mandate) -> list[Shown]:
    """What was said to the evaluators' circle, newest first."""
    visible = circles.visible(viewer)
    given = [
        Shown(
            each.seq, each.name, each.text, each.at, "contribution", each.sound.sha256 if each.sound else ""
        )
        for each in timeline.contributions(viewer, most=MOST)
    ]
    told = [*given, *_readings(visible), *_beats(visible)]
    heard = circles.heard_in(each.seq for each in told)
    space = f"circle:{found.circle}"
    return sorted((each for each in told if space in heard.get(each.seq, ())), key=lambda each: -each.seq)


def _readings(visible: Visible) -> list[Shown]:
    rows = _newest(visible, PerspectiveRow.objects.all())
    who = named(visible.viewer, rows)
    return [Shown(row.seq, who.get(row.seq, ("", ""))[1], row.words, row.at, "reading") for row in rows]


def _beats(visible: Visible) -> list[Shown]:
    rows = _newest(visible, BeatRow.objects.all())
    who = named(visible.viewer, rows)
    return [Shown(row.seq, who.get(row.seq, ("", ""))[1], row.words, row.at, "turn") for row in rows]


def _newest(visible: Visible, found: QuerySet[AnyModel]) -> list[Any]:
    return list(visible.with_speakers(visible.only(found)).order_by("-seq")[:MOST])


def noted(viewer: Viewer, found: Mandate) -> list[Noted]:
    """What was read under a mandate: all of it for its hosts, one's own words for everybody else."""
    visible, rows = circles.visible(viewer), NotedRow.objects.filter(mandate=found.id)
    known = visible.with_speakers(visible.only(rows) | visible.own(rows, "of"), "of")
    mine = viewer.ref if viewer.person else None
    return [Noted(row.seq, row.of, row.at, row.spoken_by == mine) for row in known.order_by("-seq")]


def is_noted(mandate_id: UUID, seqs: Sequence[int]) -> frozenset[int]:
    """Which of these entries were noted as read already. For noting, not for showing."""
    found = NotedRow.objects.filter(mandate=mandate_id, of__in=list(seqs))
    return frozenset(found.values_list("of", flat=True))


def remarks(viewer: Viewer, found: Mandate) -> list[Said]:
    """What was said under a mandate with what was answered, oldest first."""
    return _said(viewer, RemarkRow.objects.filter(mandate=found.id), found.titles or {})


def remarks_on(viewer: Viewer, of: str) -> list[Said]:
    """What evaluators said of one thing."""
    return _said(viewer, RemarkRow.objects.filter(of=of), {})


def remark(viewer: Viewer, seq: int) -> Said:
    for each in _said(viewer, RemarkRow.objects.filter(seq=seq), {}):
        return each
    raise NotHere("This remark is not here, or not for you.", mend="Perhaps it was withdrawn meanwhile.")


def _said(viewer: Viewer, wanted: QuerySet[RemarkRow], titles: Mapping[str, str]) -> list[Said]:
    visible = circles.visible(viewer)
    rows = list(visible.with_speakers(visible.only(wanted)).order_by("seq"))
    who = named(viewer, rows)
    answers = answers_to(viewer, [row.seq for row in rows])
    return [
        Said(
            row.seq,
            row.mandate,
            Remark(row.way),
            row.of,
            row.words,
            row.decision,
            row.terms,
            who.get(row.seq, ("", ""))[1],
            row.at,
            answers.get(row.seq, ()),
            titles.get(row.of, ""),
        )
        for row in rows
    ]
