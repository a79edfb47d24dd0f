"""While one looks, the same is asked once; afterwards nothing of it is left."""

from __future__ import annotations

from collections.abc import Iterable

from prisma_hub.kernel import look


class Book:
    """Tells the double of a number up to ten, and what it was asked."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []

    def doubles(self, numbers: Iterable[int]) -> dict[int, int]:
        self.asked.append(list(numbers))
        return {each: 2 * each for each in self.asked[-1] if each <= 10}

    def of(self, *numbers: int) -> dict[int, int]:
        return look.each_once("doubles", numbers, self.doubles)


def test_each_is_asked_for_once_and_all_that_are_missing_together():
    book = Book()
    with look.remembering():
        assert book.of(1, 2, 1) == {1: 2, 2: 4}
        assert book.of(2, 3, 4) == {2: 4, 3: 6, 4: 8}
        assert book.of(4, 1) == {4: 8, 1: 2}
        assert book.of() == {}
    assert book.asked == [[1, 2], [3, 4]]


def test_what_is_not_there_is_remembered_too_and_left_out():
    book = Book()
    with look.remembering():
        assert book.of(1, 11) == book.of(11, 1) == {1: 2}
        assert look.all_known("doubles", [1, 11])
        assert not look.all_known("doubles", [1, 11, 2])
        assert not look.all_known("halves", [1])
    assert book.asked == [[1, 11]]


def test_outside_a_look_and_in_the_next_one_it_is_asked_anew():
    book = Book()
    assert book.of(1, 1) == book.of(1) == {1: 2}
    assert not look.all_known("doubles", [1])
    with look.remembering():
        book.of(1)
        with look.remembering():
            book.of(1)
        book.of(1)
    with look.remembering():
        book.of(1)
    assert book.asked == [[1]] * 5


def test_a_look_ends_where_it_fails():
    book = Book()
    try:
        with look.remembering():
            book.of(1)
            raise ValueError
    except ValueError:
        book.of(1)
    assert book.asked == [[1], [1]]


def test_no_more_is_held_than_a_look_should_hold(monkeypatch):
    monkeypatch.setattr(look, "_MOST", 4)
    book = Book()
    with look.remembering():
        book.of(1, 2, 3)
        assert book.of(3, 4, 5) == {3: 6, 4: 8, 5: 10}  # what is asked for now stays
        assert book.of(3) == {3: 6}
        assert book.of(1) == {1: 2}
        assert book.of(1, 2, 3, 4, 5, 6) == {each: 2 * each for each in range(1, 7)}  # also more at once
    assert book.asked == [[1, 2, 3], [4, 5], [1], [2, 6]]


def test_one_answer_is_asked_for_once():
    asked: list[int] = []

    def ask() -> int:
        asked.append(1)
        return len(asked)

    with look.remembering():
        assert look.once(("what", "whose"), ask) == look.once(("what", "whose"), ask) == 1
        assert look.once(("what", "others"), ask) == 2
    assert look.once(("what", "whose"), ask) == 3
