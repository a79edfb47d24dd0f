"""Whatever people do in whatever order, nothing is adopted over anybody's head."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from prisma_hub.agreements import rules
from prisma_hub.agreements.types import (
    ROUNDS,
    Deliberation,
    Mode,
    Objection,
    ObjectionState,
    Opened,
    Round,
    Rule,
    Voice,
    Word,
)
from prisma_hub.kernel.refusal import Refused

BEGIN = datetime(2026, 5, 18, 9, tzinfo=UTC)
PAUSE = timedelta(hours=1)
MEMBERS = ("ana", "ben")


class Deciding(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.now = BEGIN
        first = Opened(Round.PRESENT, BEGIN, "0")
        self.facts = Deliberation(
            MEMBERS, "ana", "0", Mode(pause=PAUSE, quorum=2), (first,), review=date(2030, 1, 1)
        )

    @rule(person=st.sampled_from(MEMBERS), word=st.sampled_from(Word), words=st.sampled_from(["", "why"]))
    def say(self, person: str, word: Word, words: str) -> None:
        facts = self.facts
        try:
            rules.check_voice(facts, person, word, words)
        except Refused:
            return
        seq = len(facts.voices)
        voice = Voice(seq, person, facts.rounds[-1].round, word, facts.text)
        objections = facts.objections
        if word is Word.OBJECT:
            assert words
            objections = (*objections, Objection(seq, person, facts.text, words))
        self.facts = replace(facts, voices=(*facts.voices, voice), objections=objections)

    @rule()
    def whoever_may_speak_does(self) -> None:
        facts = self.facts
        word = Word.CONSENT if facts.rounds[-1].round is Round.OBJECT else Word.SPEAK
        for person in rules.read_standing(facts, self.now).may_speak:
            self.say(person, word, "")

    @rule()
    def go_on(self) -> None:
        try:
            self.facts = rules.open_next(self.facts, self.now)
        except Refused:
            standing = rules.read_standing(self.facts, self.now)
            assert standing.missing or standing.round is Round.ADOPT

    @rule()
    def hear_everybody_and_go_on(self) -> None:
        self.whoever_may_speak_does()
        self.now += PAUSE
        self.go_on()

    @rule(round_=st.sampled_from(Round))
    def go_back(self, round_: Round) -> None:
        try:
            self.facts = rules.open_again(self.facts, round_, self.now)
        except Refused:
            order = ROUNDS[Rule.NO_OBJECTION]
            here = order.index(self.facts.rounds[-1].round)
            assert round_ not in order or order.index(round_) >= here

    @rule(minutes=st.integers(1, 90))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(change=st.booleans(), withdrawn=st.booleans())
    def settle(self, change: bool, withdrawn: bool) -> None:
        settled = tuple(
            objection
            if objection.state is not ObjectionState.OPEN
            else rules.withdraw(objection, by=objection.person, answer="so")
            if withdrawn
            else rules.integrate(objection, answer="so")
            for objection in self.facts.objections
        )
        text = str(int(self.facts.text) + 1) if change else self.facts.text
        self.facts = replace(self.facts, objections=settled, text=text)

    @invariant()
    def nothing_is_adopted_over_anybody(self) -> None:
        facts = self.facts
        try:
            rules.check_adoption(facts, self.now)
        except Refused:
            return
        asked = [voice for voice in facts.voices if voice.round is Round.OBJECT and voice.text == facts.text]
        assert {voice.person for voice in asked} == set(MEMBERS)
        for objection in facts.objections:
            assert objection.state is not ObjectionState.OPEN
            assert objection.state is ObjectionState.WITHDRAWN or objection.text != facts.text
        opened = [each.round for each in facts.rounds]
        assert set(opened) >= {Round.PRESENT, Round.REACT, Round.PAUSE, Round.OBJECT}
        held = next(each for each in facts.rounds if each.round is Round.PAUSE)
        first_asked = next(each for each in facts.rounds if each.round is Round.OBJECT)
        assert first_asked.at - held.at >= PAUSE


TestDeciding = Deciding.TestCase
