"""Sets of numbers are what Python's own sets are, however they are packed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from prisma_hub.search.rules import shelves
from prisma_hub.search.rules.tiers import holding, tiers

PLACES = some.sets(some.integers(0, shelves.SHELF - 1), max_size=40)
DENSE = some.integers(1, 9).map(lambda step: set(range(0, shelves.SHELF, step)))
NUMBERS = some.sets(some.integers(0, 5 * shelves.SHELF), max_size=40)


def unpacked(packed: bytes) -> set[int]:
    return set(shelves.each({0: shelves.unpack(packed)}))


@given(PLACES | DENSE, PLACES | DENSE, PLACES | DENSE)
def test_a_shelf_holds_what_was_put_on_it_and_not_what_was_taken_off(first, more, gone):
    packed = shelves.put(shelves.put(b"", first), more, gone)
    assert unpacked(packed) == (first | more) - gone
    assert packed == shelves.put(b"", (first | more) - gone)
    assert len(packed) <= shelves.SHELF // 8


@given(NUMBERS, NUMBERS, NUMBERS)
def test_reckoning_with_numbers_is_reckoning_with_sets(one, other, third):
    a, b, c = map(shelves.numbers, (one, other, third))
    assert set(shelves.each(shelves.either(a, b, c))) == one | other | third
    assert set(shelves.each(shelves.both(a, b))) == one & other
    assert set(shelves.each(shelves.without(a, b))) == one - other
    assert shelves.count(a) == len(one)
    assert shelves.newest([a, shelves.without(b, a)], 7) == [
        *sorted(one, reverse=True), *sorted(other - one, reverse=True)
    ][:7]  # fmt: skip


@given(some.lists(NUMBERS, min_size=1, max_size=5))
def test_entries_with_every_word_or_with_most_of_them(words):
    held, partly = holding([shelves.numbers(each) for each in words])
    counted = {n: sum(n in each for each in words) for each in words for n in each}
    most = max(counted.values(), default=0)
    assert set(shelves.each(held)) == {n for n, times in counted.items() if times == most}
    assert partly == (0 < most < len(words))


def test_tiers_part_what_is_found_by_how_well_it_holds_the_words():
    found = tiers(shelves.numbers(range(6)), [[shelves.numbers([1, 2]), shelves.numbers([2])], [{0: 0b111}]])
    assert [set(shelves.each(each)) for each in found] == [{2}, {0, 1}, {3, 4, 5}]


@given(some.sets(some.integers(0, 2**40), max_size=30))
def test_ids_come_out_as_they_went_in(ids):
    assert shelves.unpack_ids(shelves.pack_ids(ids)) == sorted(ids)
