from __future__ import annotations

from dataclasses import replace

import pytest

from prisma_hub.patterns.rules import find_warnings
from prisma_hub.patterns.types import Agenda, AgendaWarning, Block, Booking, WarningKind

HELD = ("ana",)


def kinds(agenda: Agenda, people: int | None = None) -> list[tuple[str, str]]:
    return [(warning.block, warning.kind.value) for warning in find_warnings(agenda, people=people)]


def test_every_warning_says_what_and_where() -> None:
    block = Block("fish", "Fishbowl", 20, least=25, group=(8, 40), materials=("chairs", "bell", "rope"))
    found = find_warnings(Agenda(20, (block,)), people=6, materials={"bell"})
    assert found == (
        AgendaWarning(WarningKind.NOBODY_HOLDS, "fish", "Nobody holds “%(title)s”.", {"title": "Fishbowl"}),
        AgendaWarning(
            WarningKind.TOO_SHORT,
            "fish",
            "“%(title)s” has %(minutes)s minutes and takes at least %(least)s.",
            {"title": "Fishbowl", "minutes": "20", "least": "25"},
        ),
        AgendaWarning(
            WarningKind.GROUP_SIZE,
            "fish",
            "“%(title)s” does not suit a group of %(people)s.",
            {"title": "Fishbowl", "people": "6"},
        ),
        AgendaWarning(
            WarningKind.MATERIALS,
            "fish",
            "“%(title)s” still needs: %(materials)s.",
            {"title": "Fishbowl", "materials": "chairs, rope"},
        ),
    )


def test_an_agenda_without_flaws_is_left_in_peace() -> None:
    day = Agenda(
        190,
        (
            Block("a", "A", 90, holders=HELD, group=(2, None)),
            Block("p", "Tea", 10, is_pause=True),
            Block("b", "B", 90, holders=HELD, group=(1, 30)),
        ),
    )
    assert find_warnings(day, people=30, bookings=[Booking("ana", "Bus", 190, 200)]) == ()


@pytest.mark.parametrize(
    ("people", "warned"), [(None, False), (4, True), (5, False), (12, False), (13, True)]
)
def test_groups_too_small_or_too_large(people: int | None, warned: bool) -> None:
    agenda = Agenda(10, (Block("a", "A", 10, holders=HELD, group=(5, 12)),))
    assert kinds(agenda, people) == ([("a", "group_size")] if warned else [])


def test_each_stretch_over_ninety_minutes_is_warned_of_once() -> None:
    def block(name: str, minutes: int) -> Block:
        return Block(name, name.upper(), minutes, holders=HELD)

    tea = Block("tea", "Tea", 15, is_pause=True)
    blocks = (block("a", 60), block("b", 30), block("c", 1), block("d", 40), tea, block("e", 91))
    assert kinds(Agenda(237, blocks)) == [("c", "no_pause"), ("e", "no_pause")]
    assert kinds(Agenda(90, blocks[:2])) == []


def test_nobody_is_in_two_places_at_once() -> None:
    first = Block("a", "Weaving", 30, holders=("ana", "ben"))
    late = Block("b", "Singing", 30, locked_at=20, holders=("ana",))
    bookings = [
        Booking("ben", "Kitchen", 29, 90),
        Booking("ana", "Radio", 50, 60),
        Booking("cai", "Radio", 0, 60),
    ]
    found = find_warnings(Agenda(50, (first, late)), bookings=bookings)
    assert [warning.values for warning in found] == [
        {"person": "ben", "title": "Weaving", "other": "Kitchen"},
        {"person": "ana", "title": "Weaving", "other": "Singing"},
    ]
    assert {warning.kind for warning in found} == {WarningKind.DOUBLE_BOOKED}


def test_there_is_no_warning_for_not_capturing() -> None:
    assert not [kind for kind in WarningKind if "captur" in kind.value or "record" in kind.value]
    assert find_warnings(Agenda(10, (replace(Block("a", "Silence", 10), holders=HELD),))) == ()
