"""An aspect is defined by the circle of the place alone, read by many, and never averaged."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from prisma_hub.circles import actions as circles
from prisma_hub.evaluation import actions, queries
from prisma_hub.evaluation.types import Delta, Given, Mark, Scale, Value
from prisma_hub.kernel.refusal import NotAllowed, Refused
from prisma_hub.kernel.source import SeededSource, current, use
from prisma_hub.log import actions as log
from prisma_hub.log import replay
from tests.evaluation.conftest import WORDS

DAY = 86_400_000
WORDING = actions.Wording(
    title="Can we read our own ground?",
    words="We see what water does.",
    agreement="",
    decided="By consent, on the walk.",
    scale=Scale(-1, 1, WORDS, Decimal(-1), Decimal(1)),
)
READ = Given("They asked the ditch first.", "peer", "0")


def test_only_the_circle_of_the_place_defines(valley):
    with pytest.raises(NotAllowed, match="Only the circle of the place, “Circle of the valley”") as no:
        actions.define_aspect(by=valley.noa, circle=valley.network.id, wording=WORDING)
    assert "“Keepers of Springs” may not define this" in str(no.value)
    with pytest.raises(NotAllowed, match="Only the people of “Circle of the valley”"):
        actions.define_aspect(by=valley.leo, circle=valley.place.id, wording=WORDING)
    assert queries.aspects(valley.ana) == []


def test_a_second_circle_that_calls_itself_the_place_is_not(valley):
    rogue = circles.open_circle(by=valley.steward, title="New place", kind="place")
    with pytest.raises(NotAllowed, match="“New place” may not define this"):
        actions.define_aspect(by=valley.steward, circle=rogue.id, wording=WORDING)
    with pytest.raises(Refused, match="has its circle already"):
        actions.open_circle_of_the_place(by=valley.steward, title="Another")


@pytest.mark.parametrize(
    ("wording", "sentence"),
    [
        (replace(WORDING, title=" "), "needs a name"),
        (replace(WORDING, scale=Scale(1, 1, {1: "one"})), "A scale goes up"),
        (replace(WORDING, scale=Scale(-1, 1, {-1: "low", 1: "high"})), "Step 0 of the scale has no words"),
        (replace(WORDING, scale=Scale(-1, 1, WORDS, Decimal(-2))), "not on the scale"),
    ],
)
def test_a_definition_says_what_one_would_see(valley, wording, sentence):
    with pytest.raises(Refused, match=sentence):
        actions.define_aspect(by=valley.ana, circle=valley.place.id, wording=wording)


def test_a_definition_rests_on_an_agreement_of_that_circle(valley):
    for agreement in ("", "agreement:nothing", f"agreement:{valley.place.id}"):
        with pytest.raises(Refused, match="no such agreement in force"):
            valley.define(wording=replace(WORDING, agreement=agreement))
    of_others = valley.agree(valley.team)
    with pytest.raises(Refused, match="“What we read” was agreed by another circle"):
        valley.define(wording=replace(WORDING, agreement=of_others))
    aspect = valley.define(wording=replace(WORDING, agreement=valley.agree()))
    assert aspect.now.agreement.startswith("agreement:")


def test_a_reading_keeps_the_wording_it_was_read_by(valley):
    start = current().now_ms()
    with use(SeededSource("definitions", start)) as clock:
        aspect = valley.define(wording=replace(WORDING, agreement=valley.agree()))
        actions.give(by=valley.eva, on=aspect.ref, given=READ, to=["hub"])
        clock.advance(3 * DAY)
        newer = replace(
            WORDING,
            agreement=valley.agree(),
            words="We say it ahead.",
            scale=Scale(0, 3, dict.fromkeys(range(4), "step")),
        )
        found = actions.redefine_aspect(
            by=valley.ana, aspect=aspect.id, circle=valley.place.id, wording=newer
        )
        assert [each.words for each in found.definitions] == ["We see what water does.", "We say it ahead."]
        actions.give(by=valley.ana, on=aspect.ref, given=replace(READ, value="3"), to=["hub"])
        past = replace(READ, value="-1", day=found.definitions[0].since)
        actions.give(by=valley.ana, on=aspect.ref, given=past, to=["hub"])
        with pytest.raises(Refused, match="not on the scale from 0 to 3"):
            actions.give(by=valley.ana, on=aspect.ref, given=replace(READ, value="-1"), to=["hub"])
        read = [(each.value, each.definition.number) for each in queries.readings(valley.leo, aspect.ref)]
    assert read == [("0", 1), ("3", 2), ("-1", 1)]
    assert replay.differences() == []


def test_the_network_cannot_change_it_either(valley):
    aspect = valley.define()
    with pytest.raises(NotAllowed, match="Only the circle of the place"):
        actions.redefine_aspect(by=valley.noa, aspect=aspect.id, circle=valley.network.id, wording=WORDING)
    assert len(queries.aspect(valley.noa, aspect.id).definitions) == 1


def test_the_way_from_base_to_norm_is_shown_with_its_arithmetic(valley):
    aspect = valley.define(wording=replace(WORDING, agreement=valley.agree()))
    actions.give(by=valley.eva, on=aspect.ref, given=READ, to=["hub"])
    (reading,) = queries.readings(valley.leo, aspect.ref)
    assert reading.delta == Delta(Decimal(-1), Decimal(1), Decimal(0), Decimal("0.500"))
    assert reading.step == "we follow with understanding"


def test_no_way_is_measured_where_the_norm_is_where_it_began(valley):
    level = replace(WORDING, scale=Scale(-1, 1, WORDS, Decimal(1), Decimal(1)))
    aspect = valley.define(wording=replace(level, agreement=valley.agree()))
    actions.give(by=valley.eva, on=aspect.ref, given=READ, to=["hub"])
    (reading,) = queries.readings(valley.leo, aspect.ref)
    assert reading.delta is not None
    assert reading.delta.value is None


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (replace(READ, words=" "), "needs words, not only a number"),
        (replace(READ, relation="judge"), "not said from where you look"),
        (replace(READ, day="2999-01-01"), "has not come yet"),
        (replace(READ, value="7"), "not on the scale"),
        (replace(READ, value="a lot"), "not a decimal number"),
    ],
)
def test_a_reading_says_what_was_seen(valley, given, sentence):
    aspect = valley.define()
    with pytest.raises(Refused, match=sentence):
        actions.give(by=valley.eva, on=aspect.ref, given=given)


def test_a_reading_is_narrow_unless_widened(valley):
    aspect = valley.define()
    actions.give(by=valley.eva, on=aspect.ref, given=READ)
    assert queries.readings(valley.ana, aspect.ref) == []
    assert len(queries.readings(valley.eva, aspect.ref)) == 1
    with pytest.raises(Refused, match="do not belong to one of the circles"):
        actions.give(by=valley.eva, on=aspect.ref, given=READ, to=[valley.place.space])


def test_nobody_speaks_for_a_circle_of_others(valley):
    aspect = valley.define()
    with pytest.raises(NotAllowed, match="cannot speak for a circle"):
        actions.give(by=valley.eva, on=aspect.ref, given=replace(READ, voice=valley.place.space))


def test_perspectives_stand_side_by_side_and_silence_is_seen(valley):
    aspect = valley.define()
    of = {"of": valley.of}
    actions.ask_for(by=valley.ana, on=aspect.ref, who=valley.network.space, relation="practice", **of)
    for who, value, voice in ((valley.eva, "1", valley.of), (valley.ana, "0", valley.place.space)):
        given = replace(
            READ, value=value, voice=voice, relation="self" if who is valley.eva else "place", **of
        )
        actions.give(by=who, on=aspect.ref, given=given, to=["hub"])
    found = queries.board(valley.leo, aspect.ref, valley.of)
    assert found.mark is Mark.DIVERGENCE
    shown = [
        (found.names[column.author], column.relation, each and each.value) for column, each in found.latest
    ]
    assert shown == [
        ("Keepers of Springs", "practice", None),
        ("Water team", "self", "1"),
        ("Circle of the valley", "place", "0"),
    ]
    assert found.silent == (valley.network.space,)


def test_who_is_not_named_keeps_a_column_without_a_name(valley):
    aspect = valley.define()
    actions.give(by=valley.eva, on=aspect.ref, given=READ, to=["hub"], named=False)
    found = queries.board(valley.leo, aspect.ref)
    assert [column.author for column in found.columns] == ["unnamed:1"]
    assert valley.eva.ref not in repr(found)


def test_whoever_is_spoken_about_answers_and_both_stay(valley):
    aspect = valley.define()
    said = actions.give(by=valley.ana, on=aspect.ref, given=replace(READ, of=valley.of), to=[valley.of])
    actions.answer(by=valley.eva, to=said.seq, words="We asked the miller too.")
    (reading,) = queries.readings(valley.ana, aspect.ref)
    assert [(each.name, each.words) for each in reading.answers] == [("Eva", "We asked the miller too.")]
    with pytest.raises(Refused, match="not here, or not for you"):
        actions.answer(by=valley.leo, to=said.seq, words="Me too")


def test_a_reading_taken_back_leaves_no_words(valley):
    aspect = valley.define()
    said = actions.give(by=valley.eva, on=aspect.ref, given=READ, to=["hub"])
    answer = actions.answer(by=valley.ana, to=said.seq, words="Thank you")
    log.erase(said.seq, right="speaker")
    log.erase(answer.seq, right="speaker")
    assert replay.differences() == []
    assert [each.words for each in queries.readings(valley.ana, aspect.ref)] == [""]


def test_what_value_means_is_changed_by_agreement(valley):
    values = [Value("capital", "Water", "What stays in the ground until August")]
    actions.set_frame(by=valley.eva, of=valley.of, values=values, baseline="Two springs, both dry in July.")
    with pytest.raises(Refused, match="changed by agreement"):
        actions.set_frame(by=valley.eva, of=valley.of, values=values)
    (frame,) = queries.frames(valley.ana, valley.of)
    assert (frame.number, frame.values, frame.baseline) == (
        1,
        tuple(values),
        "Two springs, both dry in July.",
    )
    later = [*values, Value("activity", "Walking the ditch")]
    actions.set_frame(by=valley.ana, of=valley.of, values=later, agreement=valley.agree(valley.team))
    assert [each.number for each in queries.frames(valley.eva, valley.of)] == [2, 1]
    with pytest.raises(Refused, match="agreed by another circle"):
        actions.set_frame(by=valley.ana, of=valley.of, values=later, agreement=valley.agree())
    with pytest.raises(Refused, match="at least one thing"):
        actions.set_frame(by=valley.ana, of=valley.place.space, values=[])
    with pytest.raises(NotAllowed, match="those it belongs to"):
        actions.set_frame(by=valley.leo, of=valley.of, values=values)
    log.erase(frame.seq, right="speaker")
    assert replay.differences() == []
    assert queries.frames(valley.ana, valley.of)[1].baseline == ""
