"""Plays the whole journey: sets the clock, does each act through the public actions, lets the house react."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from prisma_hub.circles import actions as circles
from prisma_hub.circles import queries as rights
from prisma_hub.demo import (
    arriving,
    deciding,
    evaluating,
    gathering,
    grounds,
    journey,
    learning,
    money,
    people,
    saying,
    script,
    telling,
    value,
)
from prisma_hub.demo.stage import Act, Stage
from prisma_hub.demo.types import SEED, Guest
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.source import SeededSource, current, use
from prisma_hub.upkeep import actions as upkeep
from prisma_hub.work import loop

Report = Callable[[int, int], None]


def play(seed: str = SEED, report: Report = lambda done, of: None) -> list[Guest]:
    """Found a demo hub in the empty folder of the settings and play the journey in it.

    The same seed gives the same log. Returns everybody who came, with their personal codes.
    """
    every = acts()
    begin = every[0].at - timedelta(hours=1)
    clock = SeededSource(seed, _ms(begin))
    with use(clock):
        hub = script.read("world.yaml")["hub"]
        stage = Stage(upkeep.found(name=hub["name"], demo=True))
        loop.run_until_idle()
        for done, act in enumerate(every):
            clock.set(_ms(act.at))
            act.do(stage)
            loop.run_until_idle()
            report(done + 1, len(every))
    return [_guest(handle, stage) for handle in stage.welcomes]


def print_code(seed: str = SEED) -> str:
    """A code with which anybody joins the demo hub, from today for a month; after the journey was played."""
    [steward, *_others] = rights.holders("invite people")
    with use(SeededSource(f"{seed}: come in", current().now_ms())):
        return circles.print_code(by=Viewer(person=steward), uses=100, days=30).code


def acts() -> list[Act]:
    """Every act in order of time; those of one moment in the order of the house."""
    found = [
        *people.acts(),
        *journey.acts(),
        *arriving.acts(),
        *grounds.acts(),
        *gathering.acts(),
        *deciding.acts(),
        *saying.acts(),
        *money.acts(),
        *learning.acts(),
        *evaluating.acts(),
        *telling.acts(),
        *value.acts(),
    ]
    return sorted(found, key=lambda act: act.at)


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def _guest(handle: str, stage: Stage) -> Guest:
    return Guest(handle, stage.welcomes[handle].code, script.people()[handle].does)
