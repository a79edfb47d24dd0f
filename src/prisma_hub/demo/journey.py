"""The journey: opened, walked through its gates, with its sessions and teams."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from prisma_hub.circles import actions as circles
from prisma_hub.circles.types import PUBLIC
from prisma_hub.demo import script
from prisma_hub.demo.stage import Act, Stage
from prisma_hub.journeys import actions as journeys
from prisma_hub.journeys import queries
from prisma_hub.patterns import actions as composing
from prisma_hub.patterns import queries as patterns

DAWN = timedelta(hours=5)


def acts() -> Iterator[Act]:
    world = script.read("world.yaml")
    opened = script.moment(f"{world['journey']['opened']} 17:30")
    yield Act(opened, partial(_open, said=world["journey"]))
    for keeper in world["keepers"]:
        came = script.moment(f"{script.people()[keeper].comes} 18:20")
        yield Act(came, partial(_admit, circle="keepers", handle=keeper))
    for day, handles in world["cohort"].items():
        for number, handle in enumerate(handles):
            at = script.moment(f"{day} 00:00") + DAWN + timedelta(minutes=45, seconds=number)
            yield Act(at, partial(_admit, circle="cohort", handle=handle))
    for gate in world["gates"]:
        yield Act(script.moment(gate["at"]), partial(_reopen if "reopened" in gate else _pass, said=gate))
    for fallow in world["fallow"]:
        yield Act(script.moment(f"{fallow['said']} 16:50"), partial(_declare_fallow, said=fallow))
    yield Act(script.moment(world["journey"]["shown"]), partial(_show, said=world["journey"]))
    yield from _sessions(world["sessions"])
    yield from _teams(world["teams"])


def _open(stage: Stage, said: Mapping[str, Any]) -> None:
    by = stage.viewer(said["opened_by"])
    opened = journeys.open_journey(
        by=by,
        title=said["title"],
        question=said["question"],
        begins=date.fromisoformat(said["begins"]),
        preset=queries.preset(by, said["preset"]),
    )
    stage.things["journey"] = opened.scope
    stage.circles |= {"cohort": opened.cohort, "keepers": opened.keepers}
    journeys.open_phase(by=by, journey=opened, phase=opened.phases[0].name)


def _show(stage: Stage, said: Mapping[str, Any]) -> None:
    """Everybody everywhere may know of the journey."""
    by = said["opened_by"]
    journeys.show_journey(by=stage.viewer(by), journey=stage.journey(by), to=PUBLIC)


def _admit(stage: Stage, circle: str, handle: str) -> None:
    host = script.read("world.yaml")["journey"]["opened_by"]
    circles.admit(by=stage.viewer(host), circle=stage.circles[circle], person=stage.person(handle))


def _pass(stage: Stage, said: Mapping[str, Any]) -> None:
    journeys.pass_gate(
        by=stage.viewer(said["by"]),
        journey=stage.journey(said["by"]),
        phase=said["phase"],
        people=[stage.person(each) for each in said["people"]],
        evidence=said["evidence"],
        seen=[int(each) for each in said["seen"]],
    )


def _reopen(stage: Stage, said: Mapping[str, Any]) -> None:
    journeys.reopen_gate(
        by=stage.viewer(said["by"]),
        journey=stage.journey(said["by"]),
        phase=said["phase"],
        people=[stage.person(each) for each in said["people"]],
        why=said["reopened"],
    )


def _declare_fallow(stage: Stage, said: Mapping[str, Any]) -> None:
    journeys.declare_fallow(
        by=stage.viewer(said["by"]),
        journey=stage.journey(said["by"]),
        first=date.fromisoformat(said["first"]),
        last=date.fromisoformat(said["last"]),
        why=said["why"],
    )


def _sessions(sessions: Mapping[str, Any]) -> Iterator[Act]:
    for number, (name, said) in enumerate(sessions.items()):
        planned = script.moment(f"{said['planned']} 14:00") + timedelta(minutes=number)
        if "until" not in said:
            yield Act(planned, partial(_plan, name=name, said=said, days=0))
            continue
        last = script.moment(f"{said['until']} 23:59")
        for days in range((last - script.moment(said["at"])).days + 1):
            at = planned + timedelta(seconds=days)
            yield Act(at, partial(_plan, name=_of_day(name, said, days), said=said, days=days))


def _of_day(name: str, said: Mapping[str, Any], days: int) -> str:
    return f"{name} {script.moment(said['at']) + timedelta(days=days):%Y-%m-%d}"


def _plan(stage: Stage, name: str, said: Mapping[str, Any], days: int) -> None:
    by = stage.viewer("alder")
    planned = journeys.plan_session(
        by=by,
        journey=stage.journey("alder"),
        title=said["title"],
        begins=script.moment(said["at"]) + timedelta(days=days),
        minutes=int(said["minutes"]),
        place=said.get("place", ""),
        intention=said.get("intention", ""),
        blocks=patterns.agenda_blocks(by, said.get("agenda", ""), "en"),
    )
    stage.sessions[name] = planned.id
    for pattern in said.get("patterns", ()):
        composing.add_pattern(by=by, session=planned.id, page=patterns.pattern(by, pattern, "en"))
    for block in said.get("blocks", ()):
        _compose(stage, planned.id, block)


def _compose(stage: Stage, session: UUID, said: Mapping[str, Any]) -> None:
    """One block of a day: a pattern, a pause, or something in their own words; then who holds it."""
    by, minutes = stage.viewer("alder"), int(said["minutes"])
    if "pattern" in said:
        page = patterns.pattern(by, said["pattern"], "en")
        made = composing.add_pattern(by=by, session=session, page=page, minutes=minutes)
    else:
        pause = "held" not in said
        made = composing.add_block(
            by=by, session=session, title=said["title"], minutes=minutes, is_pause=pause
        )
    if "held" in said:
        composing.change_block(
            by=by,
            session=session,
            block=made,
            title=said["title"],
            minutes=minutes,
            holders=[f"person:{stage.person(said['held'])}"],
            note=said.get("note", ""),
        )


def _teams(teams: Mapping[str, Any]) -> Iterator[Act]:
    for name, said in teams.items():
        formed = script.moment(said["formed"])
        yield Act(formed, partial(_form, name=name, said=said))
        for number, member in enumerate(said["members"]):
            at = formed + timedelta(seconds=40 * (number + 1))
            late = said.get("thinks_it_over", {}).get(member)
            yield Act(script.moment(late) if late else at, partial(_join, name=name, handle=member))
        if "later" in said:
            yield Act(script.moment(said["later"]["on"]), partial(_describe, name=name, said=said))


def _form(stage: Stage, name: str, said: Mapping[str, Any]) -> None:
    formed = journeys.form_team(
        by=stage.viewer(said["by"]),
        journey=stage.journey(said["by"]),
        name=said["name"],
        description=said["description"],
        asked=[stage.person(each) for each in said["members"]],
    )
    stage.teams[name] = formed.id
    stage.circles[name] = formed.circle


def _join(stage: Stage, name: str, handle: str) -> None:
    journeys.join_team(by=stage.viewer(handle), team=stage.team(handle, name))


def _describe(stage: Stage, name: str, said: Mapping[str, Any]) -> None:
    later = said["later"]
    team = stage.team(later["by"], name)
    journeys.describe_team(
        by=stage.viewer(later["by"]), team=team, name=said["name"], description=later["description"]
    )
