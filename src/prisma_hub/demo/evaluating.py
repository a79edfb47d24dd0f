"""One external evaluator: let in by mandate, shown what was said to her, noted when reading, answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from prisma_hub.demo import script
from prisma_hub.demo.stage import Act, Stage
from prisma_hub.evaluation import actions as evaluation
from prisma_hub.evaluation.types import Terms
from prisma_hub.kernel import ids

Said = Mapping[str, Any]


def acts() -> Iterator[Act]:
    told = script.read("learning.yaml")["evaluator"]
    yield Act(script.moment(told["mandate"]["at"]), partial(_grant, said=told))
    yield Act(script.moment(told["taken"]["at"]), partial(_take, said=told))
    for at in told["reads"]:
        yield Act(script.moment(at), partial(_read, said=told))
    for each in told["remarks"]:
        yield Act(script.moment(each["at"]), partial(_remark, who=told["person"], said=each))
    for each in told["replies"]:
        yield Act(script.moment(each["at"]), partial(_reply, said=each))


def _grant(stage: Stage, said: Said) -> None:
    mandate = said["mandate"]
    granted = evaluation.grant_mandate(
        by=stage.viewer(mandate["granted_by"]),
        journey=stage.journey(mandate["granted_by"]).id,
        person=stage.person(said["person"]),
        terms=Terms(
            who=mandate["who"],
            behalf=mandate["behalf"],
            begins=mandate["begins"],
            ends=mandate["ends"],
            gives_back=mandate["gives_back"],
            back_by=mandate["back_by"],
            stages=tuple(mandate["stages"]),
        ),
    )
    stage.things["mandate"] = granted.ref
    stage.circles["evaluators"] = granted.circle


def _take(stage: Stage, said: Said) -> None:
    evaluation.take_mandate(
        by=stage.viewer(said["person"]),
        mandate=ids.uuid_of(stage.things["mandate"]),
        declared=said["taken"]["words"],
    )


def _read(stage: Stage, said: Said) -> None:
    evaluation.read_under(by=stage.viewer(said["person"]), mandate=ids.uuid_of(stage.things["mandate"]))


def _remark(stage: Stage, who: str, said: Said) -> None:
    entry = evaluation.remark(
        by=stage.viewer(who),
        mandate=ids.uuid_of(stage.things["mandate"]),
        way=said["way"],
        words=said["words"],
        decision=said.get("decision", ""),
        terms=said.get("terms", ""),
    )
    stage.entries[f"remark {said['at']}"] = entry.seq


def _reply(stage: Stage, said: Said) -> None:
    seq = stage.entries[f"remark {said['to']}"]
    evaluation.answer(by=stage.viewer(said["by"]), to=seq, words=said["words"])
