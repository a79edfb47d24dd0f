"""Perspectives side by side: on an aspect, or on a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import QuerySet

from prisma_hub.circles import queries as circles
from prisma_hub.circles.queries import Visible
from prisma_hub.evaluation import rules
from prisma_hub.evaluation.models import AskingRow, PerspectiveRow, QuestionRow
from prisma_hub.evaluation.queries.answers import answers_to
from prisma_hub.evaluation.queries.aspects import definitions
from prisma_hub.evaluation.queries.mandates import remarks_on
from prisma_hub.evaluation.queries.names import names_of
from prisma_hub.evaluation.types import (
    Answer,
    Asking,
    Column,
    Definition,
    Perspective,
    Question,
    Reading,
    SideBySide,
)
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.refusal import NotHere

MOST = 200


def question(viewer: Viewer, question_id: UUID) -> Question:
    found = circles.visible(viewer).only(QuestionRow.objects.filter(id=question_id))
    for row in found:
        return _question(row)
    raise NotHere("This question is not here.", mend="Look at what was learned on the journey.")


def questions(viewer: Viewer, of: str) -> list[Question]:
    """What was asked on a journey, in a team or a circle, newest first."""
    wanted = QuestionRow.objects.filter(of=of) | QuestionRow.objects.filter(journey=of)
    found = circles.visible(viewer).only(wanted)
    return [_question(row) for row in found.order_by("-seq")]


def _question(row: QuestionRow) -> Question:
    return Question(row.id, row.seq, row.journey, row.of, row.words, row.at)


def readings(viewer: Viewer, on: str, of: str | None = None) -> list[Reading]:
    """All that was said on an aspect or a question, oldest first; `of` narrows it to one thing read."""
    visible = circles.visible(viewer)
    rows = PerspectiveRow.objects.filter(on=on)
    if of is not None:
        rows = rows.filter(of=of)
    return _read(visible, visible.only(rows).order_by("seq")[:MOST])


def reading(viewer: Viewer, seq: int) -> Reading:
    visible = circles.visible(viewer)
    for each in _read(visible, visible.only(PerspectiveRow.objects.filter(seq=seq))):
        return each
    raise NotHere("This reading is not here, or not for you.", mend="Perhaps it was withdrawn meanwhile.")


def _read(visible: Visible, found: QuerySet[PerspectiveRow]) -> list[Reading]:
    rows = list(found)
    if not rows:
        return []
    seqs = [row.seq for row in rows]
    known = circles.speakers(visible.viewer, seqs)
    names = names_of(visible.viewer, {row.author for row in rows if _may_name(row, known)})
    heard = visible.of({seq for row in rows for seq in row.evidence})
    wordings = definitions(visible, [row.definition for row in rows if row.definition])
    answers = answers_to(visible.viewer, seqs)
    unknown = _unknown(rows, known)
    return [
        _reading(visible, row, known, names.get(row.author, ""), heard, wordings, answers, unknown)
        for row in rows
    ]


def _may_name(row: PerspectiveRow, known: Mapping[int, str]) -> bool:
    return row.seq in known or row.author.startswith("circle:")


def _unknown(rows: Sequence[PerspectiveRow], known: Mapping[int, str]) -> dict[str, str]:
    """A stand-in for each author who is not named: the same on one page, saying nothing beyond it."""
    authors = dict.fromkeys(row.author for row in rows if not _may_name(row, known))
    return {author: f"unnamed:{number}" for number, author in enumerate(authors, 1)}


def _reading(
    visible: Visible,
    row: PerspectiveRow,
    known: Mapping[int, str],
    name: str,
    heard: frozenset[int],
    wordings: Mapping[int, Definition],
    answers: Mapping[int, tuple[Answer, ...]],
    unknown: Mapping[str, str],
) -> Reading:
    definition = wordings.get(row.definition) if row.definition else None
    named = _may_name(row, known)
    mine = visible.viewer.ref if visible.viewer.person else ""
    return Reading(
        seq=row.seq,
        on=row.on,
        of=row.of,
        name=name if named else "",
        author=row.author if named else unknown[row.author],
        relation=row.relation,
        value=row.value,
        words=row.words,
        context=row.context,
        day=row.day,
        at=row.at,
        evidence=tuple(seq for seq in row.evidence if seq in heard),
        definition=definition,
        delta=rules.delta_of(definition, row.value) if definition else None,
        answers=answers.get(row.seq, ()),
        mine=bool(mine) and known.get(row.seq) == mine,
    )


def askings(viewer: Viewer, on: str, of: str = "") -> list[Asking]:
    """Who was asked to look too, in the order they were asked."""
    rows = list(circles.visible(viewer).only(AskingRow.objects.filter(on=on, of=of)).order_by("seq"))
    names = names_of(viewer, {row.who for row in rows})
    return [Asking(row.seq, row.who, names.get(row.who, ""), row.relation, row.until) for row in rows]


def board(viewer: Viewer, on: str, of: str = "", text: str = "") -> SideBySide:
    """One question and everybody's newest word beside everybody else's. No mean is made of them."""
    said = sorted([*readings(viewer, on, of), *_from_evaluators(viewer, on)], key=lambda each: each.seq)
    asked = askings(viewer, on, of)
    columns = [Column(each.who, each.relation) for each in asked]
    found = rules.lay_side_by_side([text], columns, [_perspective(each, text) for each in said])
    names = {each.author: each.name for each in said} | {each.who: each.name for each in asked}
    (row,) = found.rows
    return SideBySide(
        text,
        found.columns,
        row.mark,
        tuple(tuple(_by_seq(said, one.seq) for one in cell) for cell in row.cells),
        row.silent,
        names,
        {each.who: each for each in asked},
    )


def _from_evaluators(viewer: Viewer, on: str) -> list[Reading]:
    """What external evaluators said of this, in a column of their own."""
    return [
        Reading(
            each.seq,
            on,
            "",
            each.name,
            f"mandate:{each.mandate}",
            "evaluator",
            "",
            each.words,
            "",
            each.at[:10],
            each.at,
            (),
            answers=each.answers,
        )
        for each in remarks_on(viewer, on)
    ]


def _by_seq(said: Sequence[Reading], seq: int) -> Reading:
    return next(each for each in said if each.seq == seq)


def _perspective(given: Reading, text: str) -> Perspective:
    return Perspective(
        given.seq, given.author, given.relation, text, given.words, given.value, given.evidence
    )
