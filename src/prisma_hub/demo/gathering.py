"""A day as it ran: who was there, block after block; and evenings looked back on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from prisma_hub.demo import script
from prisma_hub.demo.stage import Act, Stage
from prisma_hub.evaluation import actions as evaluation
from prisma_hub.evaluation.types import DEBRIEF
from prisma_hub.patterns import actions as patterns
from prisma_hub.patterns import queries

Told = Mapping[str, Any]


def acts() -> Iterator[Act]:
    world = script.read("world.yaml")
    ran = world["ran"]
    began = script.moment(ran["began"])
    for number, handle in enumerate(_there(world)):
        arrived = began - timedelta(minutes=25) + timedelta(seconds=40 * number)
        yield Act(arrived, partial(_arrive, handle=handle, session=ran["session"]))
    yield Act(began, partial(_begin, ran=ran))
    for at in ran["moved"]:
        yield Act(script.moment(at), partial(_move, ran=ran))
    yield Act(script.moment(ran["extended"]["at"]), partial(_extend, ran=ran))
    yield Act(script.moment(ran["ended"]), partial(_end, ran=ran))
    for each in world["debriefs"]:
        yield Act(script.moment(each["at"]), partial(_debrief, said=each))


def _there(world: Told) -> list[str]:
    """Everybody of the cohort by the day it began."""
    day = world["ran"]["began"][:10]
    return [handle for since, handles in world["cohort"].items() if since <= day for handle in handles]


def _arrive(stage: Stage, handle: str, session: str) -> None:
    patterns.be_there(by=stage.viewer(handle), session=stage.sessions[session])


def _begin(stage: Stage, ran: Told) -> None:
    patterns.begin(by=stage.viewer(ran["by"]), session=stage.sessions[ran["session"]])


def _move(stage: Stage, ran: Told) -> None:
    by, session = stage.viewer(ran["by"]), stage.sessions[ran["session"]]
    running = queries.run(by, session)
    assert running is not None
    patterns.next_block(by=by, session=session, after=running.block)


def _extend(stage: Stage, ran: Told) -> None:
    minutes = int(ran["extended"]["minutes"])
    patterns.extend(by=stage.viewer(ran["by"]), session=stage.sessions[ran["session"]], minutes=minutes)


def _end(stage: Stage, ran: Told) -> None:
    patterns.end(by=stage.viewer(ran["by"]), session=stage.sessions[ran["session"]])


def _debrief(stage: Stage, said: Told) -> None:
    answers = {name: said[name] for name in ("same", "surprising", "different", "next") if name in said}
    session = stage.sessions[f"debrief {said['day']}"]
    evaluation.fill_sheet(by=stage.viewer(said["by"]), name=DEBRIEF, of=f"session:{session}", answers=answers)
