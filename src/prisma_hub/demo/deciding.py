"""Two decisions by consent: every voice given by its own person, every objection in the text it changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from prisma_hub.agreements import actions as agreements
from prisma_hub.agreements import queries
from prisma_hub.agreements.types import Decision, Round, Word
from prisma_hub.circles import actions as circles
from prisma_hub.demo import script
from prisma_hub.demo.stage import Act, Stage
from prisma_hub.kernel import ids

Said = Mapping[str, Any]
AFTER = timedelta(minutes=1)


def acts() -> Iterator[Act]:
    for name, said in script.read("decisions.yaml").items():
        yield from Deciding(name, said).acts()


@dataclass(frozen=True, slots=True)
class Deciding:
    """One decision of the script, from the circle to the review."""

    name: str
    said: Said

    def acts(self) -> Iterator[Act]:
        said = self.said
        yield Act(script.moment(said["circle"]["opened"]), self._open_circle)
        yield Act(script.moment(said["tension"]["at"]), self._name_tension)
        yield Act(script.moment(said["proposal"]["at"]), self._propose)
        yield from self._round(Round.PRESENT, said["clarify"], Word.SPEAK)
        yield from self._round(Round.CLARIFY, said["react"], Word.SPEAK)
        yield self._go_on(script.moment(said["pause"]), Round.REACT)
        yield self._go_on(script.moment(said["objections_open"]), Round.PAUSE)
        yield from self._objections()
        yield from self._consents()
        yield Act(script.moment(said["adopted"]["at"]), self._adopt)
        if "reviewed" in said:
            yield Act(script.moment(said["reviewed"]["at"]), self._keep)

    def _round(self, before: Round, voices: list[Said], word: Word) -> Iterator[Act]:
        """The next round is opened a minute before its first voice."""
        yield self._go_on(script.moment(voices[0]["at"]) - AFTER, before)
        for each in voices:
            now = Round.CLARIFY if before is Round.PRESENT else Round.REACT
            give = partial(self._speak, who=each["by"], round_=now, word=word, words=each["words"])
            yield Act(script.moment(each["at"]), give)

    def _objections(self) -> Iterator[Act]:
        """Each time everybody is asked; whoever does not object says so, or stands aside."""
        yield from self._objection("objection", "reworded")
        if "second_objection" in self.said:
            asked = script.moment(self.said["second_objection"]["at"]) - 2 * AFTER
            yield self._go_on(asked, Round.INTEGRATE)
            yield from self._objection("second_objection", "reworded_again")

    def _objection(self, name: str, reworded: str) -> Iterator[Act]:
        objection = self.said[name]
        at = script.moment(objection["at"])
        yield Act(at, partial(self._object, name=name))
        for number, handle in enumerate(self.said["circle"]["members"]):
            word = Word(objection.get("meanwhile", {}).get(handle, Word.CONSENT))
            say = partial(self._speak, who=handle, round_=Round.OBJECT, word=word, words="")
            if handle != objection["by"]:
                yield Act(at + timedelta(seconds=10 * (number + 1)), say)
        yield self._go_on(script.moment(objection["answer"]["at"]) - AFTER, Round.OBJECT)
        yield Act(script.moment(objection["answer"]["at"]), partial(self._answer, name=name))
        new = self.said[reworded]
        yield Act(script.moment(new["at"]), partial(self._reword, said=new))

    def _consents(self) -> Iterator[Act]:
        opened = script.moment(self.said["consents_open"])
        yield self._go_on(opened, Round.INTEGRATE)
        for number, (handle, said) in enumerate(self.said["consents"].items()):
            word, words = ("consent", said) if isinstance(said, str) else (said["word"], said["words"])
            give = partial(self._speak, who=handle, round_=Round.OBJECT, word=Word(word), words=words)
            yield Act(opened + AFTER * (number + 1), give)

    def _go_on(self, at: datetime, seen: Round) -> Act:
        return Act(at, partial(self._open_next, seen=seen))

    # == What is done ==

    def _open_circle(self, stage: Stage) -> None:
        circle, by = self.said["circle"], stage.viewer(self.said["circle"]["by"])
        opened = circles.open_circle(
            by=by, title=circle["title"], purpose=circle["purpose"], scope=stage.things["journey"]
        )
        stage.circles[self.name] = opened.id
        for handle in circle["members"]:
            circles.admit(by=by, circle=opened.id, person=stage.person(handle))

    def _name_tension(self, stage: Stage) -> None:
        tension = self.said["tension"]
        found = agreements.name_tension(
            by=stage.viewer(tension["by"]), circle=stage.circles[self.name], words=tension["words"]
        )
        stage.things[f"{self.name} tension"] = f"tension:{found}"

    def _propose(self, stage: Stage) -> None:
        said = self.said["proposal"]
        proposal = agreements.propose(
            by=stage.viewer(said["by"]),
            circle=stage.circles[self.name],
            title=said["title"],
            text=said["text"],
            why=said["why"],
            tension=ids.uuid_of(stage.things[f"{self.name} tension"]),
            review=date.fromisoformat(self.said["adopted"]["review"]),
            for_hub=True,
        )
        stage.things[f"{self.name} proposal"] = f"proposal:{proposal}"

    def _decision(self, stage: Stage) -> Decision:
        proposal = ids.uuid_of(stage.things[f"{self.name} proposal"])
        found = queries.decision(stage.viewer(self.said["proposal"]["by"]), proposal)
        assert found is not None
        return found

    def _open_next(self, stage: Stage, seen: Round) -> None:
        facilitator = stage.viewer(self.said["adopted"]["by"])
        agreements.open_next_round(by=facilitator, proposal=self._decision(stage).brief.id, seen=seen)

    def _speak(self, stage: Stage, who: str, round_: Round, word: Word, words: str) -> None:
        decision = self._decision(stage)
        agreements.speak(
            by=stage.viewer(who),
            proposal=decision.brief.id,
            number=decision.number,
            round_=round_,
            word=word,
            words=words,
        )

    def _object(self, stage: Stage, name: str) -> None:
        objection = self.said[name]
        self._speak(stage, objection["by"], Round.OBJECT, Word.OBJECT, objection["words"])

    def _answer(self, stage: Stage, name: str) -> None:
        decision, answer = self._decision(stage), self.said[name]["answer"]
        (found,) = [each for each in decision.objections if each.words == self.said[name]["words"]]
        agreements.answer_objection(
            by=stage.viewer(answer["by"]),
            proposal=decision.brief.id,
            objection=found.seq,
            words=answer["words"],
        )

    def _reword(self, stage: Stage, said: Said) -> None:
        decision = self._decision(stage)
        agreements.revise(
            by=stage.viewer(said["by"]),
            proposal=decision.brief.id,
            number=decision.number,
            text=said["text"],
            effects=_effects(stage, said) or None,
        )

    def _adopt(self, stage: Stage) -> None:
        decision, by = self._decision(stage), stage.viewer(self.said["adopted"]["by"])
        agreement = agreements.adopt(by=by, proposal=decision.brief.id, number=decision.number)
        stage.things[f"{self.name} agreement"] = f"agreement:{agreement}"

    def _keep(self, stage: Stage) -> None:
        said = self.said["reviewed"]
        agreements.keep_agreement(
            by=stage.viewer(said["by"]),
            agreement=ids.uuid_of(stage.things[f"{self.name} agreement"]),
            words=said["words"],
            review=date.fromisoformat(said["next"]),
        )


def _effects(stage: Stage, said: Said) -> list[Mapping[str, str]]:
    """The rounds in which the pool is shared out, to be settled by the hub."""
    pool = stage.things.get("pool", "")
    return [
        {"do": "allocate", "pool": pool, "round": stage.things[f"round {each}"]}
        for each in said.get("effects", ())
    ]
