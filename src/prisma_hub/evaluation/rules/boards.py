"""Perspectives side by side.

Source: timeline.md, "Evaluation", mediation rules.
"""

from __future__ import annotations

from collections.abc import Sequence

from prisma_hub.evaluation.types import Board, Column, Mark, Perspective, Row
from prisma_hub.kernel.refusal import Refused


def lay_side_by_side(
    questions: Sequence[str], columns: Sequence[Column], perspectives: Sequence[Perspective]
) -> Board:
    """Every perspective in its author's column; what differs is marked, nothing is averaged.

    Columns are those who were asked, so that silence is seen; whoever answered without being
    asked gets a column after them.
    """
    for perspective in perspectives:
        if perspective.question not in questions:
            raise Refused(
                "“%(question)s” is not asked on this board.",
                kept="The perspective itself is kept.",
                question=perspective.question,
            )
    asked = {column.author for column in columns}
    unasked = {
        one.author: Column(one.author, one.relation)
        for one in _in_order(perspectives)
        if one.author not in asked
    }
    ordered = (*columns, *unasked.values())
    rows = tuple(_lay_row(question, ordered, perspectives) for question in questions)
    return Board(ordered, rows)


def _lay_row(question: str, columns: Sequence[Column], perspectives: Sequence[Perspective]) -> Row:
    answers = [one for one in _in_order(perspectives) if one.question == question]
    cells = tuple(tuple(one for one in answers if one.author == column.author) for column in columns)
    silent = tuple(column.author for column, cell in zip(columns, cells, strict=True) if not cell)
    return Row(question, cells, _mark([cell[-1] for cell in cells if cell]), silent)


def _mark(latest: Sequence[Perspective]) -> Mark:
    """What the newest answers of everybody say of each other."""
    if not latest:
        return Mark.SILENCE
    if len(latest) == 1:
        return Mark.ONE_VOICE
    stances = [one.stance for one in latest if one.stance]
    if len(set(stances)) > 1:
        return Mark.DIVERGENCE
    return Mark.AGREEMENT if len(stances) == len(latest) else Mark.IN_WORDS


def _in_order(perspectives: Sequence[Perspective]) -> list[Perspective]:
    return sorted(perspectives, key=lambda one: one.seq)
