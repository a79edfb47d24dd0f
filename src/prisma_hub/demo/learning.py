"""What value means here, turns of acting and learning, and who sees the same thing how."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from prisma_hub.agreements import actions as agreements
from prisma_hub.agreements import queries as decisions
from prisma_hub.agreements.types import Round, Word
from prisma_hub.circles import actions as circles
from prisma_hub.circles.types import HUB
from prisma_hub.demo import script
from prisma_hub.demo.stage import Act, Stage
from prisma_hub.evaluation import actions as evaluation
from prisma_hub.evaluation.actions import Wording
from prisma_hub.evaluation.types import Given, Scale, Value
from prisma_hub.kernel import ids

Said = Mapping[str, Any]
BEATS = ("did", "saw", "learned", "next")


def acts() -> Iterator[Act]:
    told = script.read("learning.yaml")
    yield _act(told["frame"], _set_frame)
    yield _act(told["circle_of_the_place"], _open_place)
    yield Act(script.moment(told["aspect"]["agreed"]["at"]), partial(_agree, said=told["aspect"]))
    yield _act(told["aspect"], _define)
    for each in told["asked"]:
        yield _act(each, _ask_for)
    for each in told["readings"]:
        yield _act(each, _read)
    for each in told["answers"]:
        yield _act(each, _answer)
    question = told["question"]
    yield _act(question, _ask)
    for each in question["given"]:
        yield _act(each, _give)
    for number, turn in enumerate(told["turns"]):
        yield from _turn(f"turn {number}", turn)


def _act(said: Said, do: Any) -> Act:
    return Act(script.moment(said["at"]), partial(do, said=said))


def _of(stage: Stage, name: str) -> str:
    """What a turn or a reading is about: a team, or the journey."""
    return f"team:{stage.teams[name]}" if name in stage.teams else stage.things[name]


def _evidence(stage: Stage, said: Said) -> tuple[int, ...]:
    return tuple(stage.entries[name] for name in said.get("evidence", ()))


def _set_frame(stage: Stage, said: Said) -> None:
    evaluation.set_frame(
        by=stage.viewer(said["by"]),
        of=_of(stage, said["of"]),
        values=[Value(each["kind"], each["name"], each["words"]) for each in said["values"]],
        baseline=said["baseline"],
        how=said["how"],
    )


def _open_place(stage: Stage, said: Said) -> None:
    by = stage.viewer(said["by"])
    opened = evaluation.open_circle_of_the_place(
        by=by, title=said["title"], purpose=said["purpose"], decides=said["decides"]
    )
    stage.circles["place"] = opened.id
    for handle in said["members"]:
        circles.admit(by=by, circle=opened.id, person=stage.person(handle))


def _agree(stage: Stage, said: Said) -> None:
    """The elders do not vote: what they said is written down, and whoever was there says that it was so."""
    proposal = agreements.propose(
        by=stage.viewer(said["by"]),
        circle=stage.circles["place"],
        title=said["agreed"]["title"],
        text=said["words"],
        why=said["decided"],
        present=[stage.person(each) for each in said["agreed"]["present"]],
        for_hub=True,
    )
    for handle in said["agreed"]["present"]:
        if handle != said["by"]:
            agreements.speak(
                by=stage.viewer(handle),
                proposal=proposal,
                number=1,
                round_=Round.CONFIRM,
                word=Word.CONFIRM,
            )
    decision = decisions.decision(stage.viewer(said["by"]), proposal)
    assert decision is not None
    stage.things["aspect agreement"] = f"agreement:{decision.agreement}"


def _define(stage: Stage, said: Said) -> None:
    scale = Scale(
        least=int(said["least"]),
        most=int(said["most"]),
        words={int(step): words for step, words in said["steps"].items()},
        base=Decimal(said["base"]),
        norm=Decimal(said["norm"]),
    )
    wording = Wording(
        title=said["title"],
        words=said["words"],
        agreement=stage.things["aspect agreement"],
        decided=said["decided"],
        whose=said["whose"],
        evidence=said["evidence"],
        scale=scale,
    )
    defined = evaluation.define_aspect(
        by=stage.viewer(said["by"]), circle=stage.circles["place"], wording=wording
    )
    stage.things["aspect"] = defined.ref


def _ask_for(stage: Stage, said: Said) -> None:
    evaluation.ask_for(
        by=stage.viewer(said["by"]),
        on=stage.things["aspect"],
        who=ids.person(stage.person(said["who"])),
        relation=said["relation"],
        of=_of(stage, said["of"]),
    )


def _read(stage: Stage, said: Said) -> None:
    """A reading of a team on the aspect's scale; for the circle of the place where it says so."""
    speaks_for = f"circle:{stage.circles['place']}" if "voice" in said else ""
    given = Given(
        words=said["words"],
        relation=said["relation"],
        value=said["value"],
        evidence=_evidence(stage, said),
        of=_of(stage, said["of"]),
        voice=speaks_for,
    )
    _say(stage, said, stage.things["aspect"], given, (HUB,))


def _say(stage: Stage, said: Said, on: str, given: Given, to: Sequence[str]) -> None:
    by = stage.viewer(said["by"])
    entry = evaluation.give(by=by, on=on, given=given, to=to, quote="yes")
    stage.entries[f"{said['relation']} {said['by']} {on}"] = entry.seq


def _answer(stage: Stage, said: Said) -> None:
    (read,) = [each for each in script.read("learning.yaml")["readings"] if each["by"] == said["to"]]
    seq = stage.entries[f"{read['relation']} {read['by']} {stage.things['aspect']}"]
    evaluation.answer(by=stage.viewer(said["by"]), to=seq, words=said["words"])


def _ask(stage: Stage, said: Said) -> None:
    asked = evaluation.ask(by=stage.viewer(said["by"]), of=stage.things["journey"], words=said["words"])
    stage.things["question"] = f"question:{asked.id}"


def _give(stage: Stage, said: Said) -> None:
    given = Given(words=said["words"], relation=said["relation"])
    space = stage.journey(said["by"]).cohort_space
    _say(stage, said, stage.things["question"], given, (space,))


def _turn(name: str, said: Said) -> Iterator[Act]:
    yield _act(said, partial(_begin, name=name))
    for beat in BEATS:
        yield _act(said[beat], partial(_beat, name=name, beat=beat))


def _begin(stage: Stage, said: Said, name: str) -> None:
    """A turn is heard by the whole journey."""
    by = stage.viewer(said["by"])
    begun = evaluation.begin_turn(
        by=by,
        of=_of(stage, said["of"]),
        intention=said["intention"],
        to=stage.journey(said["by"]).cohort_space,
    )
    stage.things[name] = f"turn:{begun.id}"


def _beat(stage: Stage, said: Said, name: str, beat: str) -> None:
    evaluation.say_beat(
        by=stage.viewer(said["by"]),
        turn=ids.uuid_of(stage.things[name]),
        beat=beat,
        words=said["words"],
        evidence=_evidence(stage, said),
    )
