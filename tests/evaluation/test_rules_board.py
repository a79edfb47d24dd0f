"""Perspectives stand side by side: differences and silence are seen, and nothing is averaged."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prisma_hub.evaluation.rules import lay_side_by_side
from prisma_hub.evaluation.types import Board, Column, Mark, Perspective, Row
from prisma_hub.kernel.refusal import Refused

ANA, BEN, EVE = Column("ana", "self"), Column("ben", "peer"), Column("eve", "external evaluator")


def says(seq: int, column: Column, stance: str = "", question: str = "water") -> Perspective:
    return Perspective(seq, column.author, column.relation, question, f"words of {seq}", stance, (seq,))


def test_a_board_holds_every_answer_whole_and_marks_what_differs() -> None:
    first, second, other = says(1, ANA, "2"), says(5, ANA, "3"), says(3, BEN, "-1")
    assert lay_side_by_side(["water", "soil"], [ANA, BEN, EVE], [second, other, first]) == Board(
        (ANA, BEN, EVE),
        (
            Row("water", ((first, second), (other,), ()), Mark.DIVERGENCE, ("eve",)),
            Row("soil", ((), (), ()), Mark.SILENCE, ("ana", "ben", "eve")),
        ),
    )


@pytest.mark.parametrize(
    ("stances", "mark"),
    [
        (["2"], Mark.ONE_VOICE),
        (["2", "2"], Mark.AGREEMENT),
        (["2", "2", "3"], Mark.DIVERGENCE),
        (["", ""], Mark.IN_WORDS),
        (["2", "2", ""], Mark.IN_WORDS),
        (["2", "3", ""], Mark.DIVERGENCE),
    ],
)
def test_agreement_is_claimed_only_where_everybody_said_the_same(stances: list[str], mark: Mark) -> None:
    columns = [ANA, BEN, EVE][: len(stances)]
    answers = [
        says(n, column, stance) for n, (column, stance) in enumerate(zip(columns, stances, strict=True))
    ]
    (row,) = lay_side_by_side(["water"], columns, answers).rows
    assert row.mark is mark


def test_only_the_newest_word_of_each_is_compared() -> None:
    answers = [says(1, ANA, "2"), says(2, BEN, "3"), says(3, ANA, "3")]
    (row,) = lay_side_by_side(["water"], [ANA, BEN], answers).rows
    assert row.mark is Mark.AGREEMENT


def test_whoever_answers_unasked_is_seen_too() -> None:
    board = lay_side_by_side(["water"], [BEN], [says(2, EVE, "1"), says(1, ANA, "1")])
    assert board.columns == (BEN, ANA, EVE)
    assert board.rows[0].silent == ("ben",)


def test_an_answer_to_another_question_is_refused() -> None:
    with pytest.raises(Refused, match="“soil” is not asked"):
        lay_side_by_side(["water"], [ANA], [says(1, ANA, "1", "soil")])


@given(st.lists(st.tuples(st.sampled_from([ANA, BEN, EVE]), st.sampled_from(["", "1", "2"]))))
def test_no_answer_is_lost_and_no_number_is_made(said: list[tuple[Column, str]]) -> None:
    answers = [says(seq, column, stance) for seq, (column, stance) in enumerate(said)]
    board = lay_side_by_side(["water"], [ANA, BEN, EVE], answers)
    (row,) = board.rows
    assert sorted((one for cell in row.cells for one in cell), key=lambda one: one.seq) == answers
    made = [getattr(row, field.name) for field in fields(row)]
    assert not any(isinstance(value, int | float | Decimal) for value in made)
