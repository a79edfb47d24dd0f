"""A turn from intention to what comes next, told by those it belongs to, and where its next landed."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prisma_hub.circles import actions as circles
from prisma_hub.evaluation import actions, queries
from prisma_hub.evaluation.types import Beat, Movement, Way
from prisma_hub.kernel.refusal import NotAllowed, NotHere, Refused
from prisma_hub.kernel.source import current
from prisma_hub.log import actions as log
from prisma_hub.log import replay


def begin(valley, intention="Find where the water goes"):
    return actions.begin_turn(by=valley.ana, of=valley.of, intention=intention)


def test_a_turn_is_told_beat_by_beat_and_by_several(valley):
    seen = valley.say()
    turn = begin(valley)
    actions.say_beat(by=valley.eva, turn=turn.id, beat="did", words="Walked the ditch")
    actions.say_beat(by=valley.ana, turn=turn.id, beat="saw", words="It runs south", evidence=[seen.seq])
    actions.say_beat(by=valley.eva, turn=turn.id, beat="saw", words="The stones are laid")
    found = queries.turn(valley.eva, turn.id)
    told = [(each.beat, each.name, each.words, each.evidence) for each in found.sayings]
    assert told == [
        (Beat.INTENTION, "Ana", "Find where the water goes", ()),
        (Beat.DID, "Eva", "Walked the ditch", ()),
        (Beat.SAW, "Ana", "It runs south", (seen.seq,)),
        (Beat.SAW, "Eva", "The stones are laid", ()),
    ]
    assert (found.reading.next, found.reading.lacks_evidence) == (Beat.LEARNED, False)


def test_a_stranger_neither_hears_nor_adds(valley):
    turn = begin(valley)
    with pytest.raises(NotHere, match="no such turn"):
        queries.turn(valley.leo, turn.id)
    with pytest.raises(NotHere, match="no such turn"):
        actions.say_beat(by=valley.leo, turn=turn.id, beat="did", words="I was there")
    with pytest.raises(NotAllowed, match="those it belongs to: “Water team”"):
        actions.begin_turn(by=valley.leo, of=valley.of, intention="Take over")


def test_a_beat_has_a_name_and_words(valley):
    turn = begin(valley)
    with pytest.raises(Refused, match="no such beat"):
        actions.say_beat(by=valley.ana, turn=turn.id, beat="scored", words="9")
    with pytest.raises(Refused, match="no words in it"):
        actions.say_beat(by=valley.ana, turn=turn.id, beat="did", words="  ")


def test_evidence_is_only_what_one_hears(valley):
    turn = begin(valley)
    hidden = actions.begin_turn(by=valley.ana, of=valley.place.space, intention="Ask the elders")
    with pytest.raises(Refused, match="not here, or not for you"):
        actions.say_beat(by=valley.eva, turn=turn.id, beat="saw", words="So", evidence=[hidden.seq])


def test_a_next_lands_as_a_turn_and_is_seen_from_both_sides(valley):
    turn = begin(valley)
    with pytest.raises(Refused, match="Nobody has said yet what comes next"):
        actions.land_as_turn(by=valley.ana, turn=turn.id, of=valley.of, intention="Too early")
    actions.say_beat(by=valley.ana, turn=turn.id, beat="next", words="Ask who laid the stones")
    begun = actions.land_as_turn(by=valley.eva, turn=turn.id, of=valley.of, intention="Ask the miller")
    (left,) = queries.turn(valley.ana, turn.id).landings
    assert (left.way, left.where, left.title) == (Way.TURN, f"turn:{begun.id}", "Ask the miller")
    (came,) = queries.turn(valley.ana, begun.id).came_from
    assert (came.turn, came.title) == (turn.id, "Ask who laid the stones")


def test_a_next_lands_as_a_page_that_knows_where_it_came_from(valley):
    turn = begin(valley)
    actions.say_beat(by=valley.ana, turn=turn.id, beat="next", words="Write down how to read a ditch")
    saved = actions.land_as_page(
        by=valley.ana,
        turn=turn.id,
        space=valley.of,
        title="Reading a ditch",
        text="Look before you dig.",
    )
    (landing,) = queries.turn(valley.eva, turn.id).landings
    assert landing.way is Way.PAGE
    assert [each.turn for each in queries.came_from(valley.eva, landing.where)] == [turn.id]
    assert queries.came_from(valley.leo, landing.where) == []
    assert saved.ref.path == "reading-a-ditch.md"


def test_a_page_that_is_there_is_not_written_over(valley):
    turn = begin(valley)
    actions.say_beat(by=valley.ana, turn=turn.id, beat="next", words="Write it down")
    said = current().uuid7()
    for _ in range(2):
        land_page(valley, turn, "Look before you dig.", said)
    assert len(queries.turn(valley.ana, turn.id).landings) == 1
    with pytest.raises(Refused, match="a page of this name already"):
        land_page(valley, turn, "Dig first.", current().uuid7())
    assert len(queries.turn(valley.ana, turn.id).landings) == 1


def land_page(valley, turn, text, said):
    return actions.land_as_page(
        by=valley.ana,
        turn=turn.id,
        space=valley.of,
        title="Reading a ditch",
        text=text,
        statement_id=said,
    )


def test_a_next_lands_as_a_tension(valley):
    turn = begin(valley)
    actions.say_beat(by=valley.ana, turn=turn.id, beat="next", words="The gate of the mill sticks")
    tension = actions.land_as_tension(
        by=valley.ana, turn=turn.id, circle=valley.place.id, words="The gate sticks"
    )
    (landing,) = queries.turn(valley.eva, turn.id).landings
    assert (landing.way, landing.where) == (Way.TENSION, f"tension:{tension}")
    assert [each.turn for each in queries.came_from(valley.ana, landing.where)] == [turn.id]


def test_landing_twice_is_landing_once(valley):
    turn = begin(valley)
    actions.say_beat(by=valley.ana, turn=turn.id, beat="next", words="Again")
    said = current().uuid7()
    for _ in range(2):
        actions.land_as_turn(by=valley.ana, turn=turn.id, of=valley.of, intention="Again", statement_id=said)
    assert len(queries.turn(valley.ana, turn.id).landings) == 1
    assert len(queries.turns_of(valley.ana, valley.of).turns) == 2


def test_strokes_show_whether_a_team_acts_and_learns(valley):
    turn = begin(valley)
    assert queries.turns_of(valley.ana, valley.of).movement is Movement.ONLY_TALKS
    actions.say_beat(by=valley.ana, turn=turn.id, beat="did", words="Dug")
    assert queries.turns_of(valley.ana, valley.of).movement is Movement.ONLY_ACTS
    actions.say_beat(by=valley.ana, turn=turn.id, beat="learned", words="Dig less")
    assert queries.turns_of(valley.ana, valley.of).movement is Movement.BOTH
    assert queries.turns_of(valley.leo, valley.of).turns == ()


def test_words_taken_back_leave_the_turn_standing(valley):
    turn = begin(valley)
    said = actions.say_beat(by=valley.eva, turn=turn.id, beat="did", words="Walked the ditch")
    circles.withdraw(by=valley.eva, seq=said.seq, now=True)
    assert replay.differences() == []
    log.erase(turn.seq, right="speaker")
    assert replay.differences() == []
    found = queries.turn(valley.ana, turn.id)
    assert [each.words for each in found.sayings if each.words] == []
    assert found.title == ""


def test_a_list_of_turns_costs_the_same_for_one_and_three(valley):
    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            queries.turns_of(valley.eva, valley.of)
        return len(caught)

    turn = begin(valley)
    actions.say_beat(by=valley.ana, turn=turn.id, beat="next", words="On")

    def go_on() -> None:
        more = actions.land_as_turn(by=valley.ana, turn=turn.id, of=valley.of, intention="On")
        actions.say_beat(by=valley.eva, turn=more.id, beat="saw", words="Went", evidence=[turn.seq])

    go_on()
    one = cost()
    go_on()
    go_on()
    assert cost() == one
