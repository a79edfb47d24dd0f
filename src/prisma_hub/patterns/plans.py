"""An agenda as it is said and as it is worked with, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from prisma_hub.patterns.types import Agenda, Block, Page, Plan, Planned, Span, Step


def plan_of(said: Mapping[str, Any]) -> Plan:
    """From what an entry holds."""
    return Plan(
        said["minutes"],
        tuple(_planned(each) for each in said.get("blocks", [])),
        said.get("people"),
        frozenset(said.get("have", [])),
    )


def _planned(said: Mapping[str, Any]) -> Planned:
    group = said.get("group")
    block = Block(
        said["id"],
        said["title"],
        said["minutes"],
        said.get("locked_at"),
        said.get("least", 1),
        said.get("most"),
        tuple(said.get("holders", [])),
        said.get("is_pause", False),
        (group[0], group[1]) if group else None,
        tuple(said.get("materials", [])),
    )
    steps = tuple(Step(**each) for each in said.get("steps", []))
    return Planned(block, said.get("pattern", ""), said.get("note", ""), steps)


def said_of(plan: Plan) -> dict[str, Any]:
    """For an entry: nothing absent, nothing empty but what must stand."""
    return _clean(
        {
            "minutes": plan.minutes,
            "blocks": [_said(each) for each in plan.blocks],
            "people": plan.people,
            "have": sorted(plan.have),
        }
    )


def _said(planned: Planned) -> dict[str, Any]:
    block = planned.block
    return _clean(
        {
            "id": block.id,
            "title": block.title,
            "minutes": block.minutes,
            "locked_at": block.locked_at,
            "least": block.least,
            "most": block.most,
            "holders": list(block.holders),
            "is_pause": block.is_pause,
            "group": list(block.group) if block.group else None,
            "materials": list(block.materials),
            "pattern": planned.pattern,
            "note": planned.note,
            "steps": [_step(each) for each in planned.steps],
        }
    )


def _step(step: Step) -> dict[str, Any]:
    return _clean(
        {
            "title": step.title,
            "minutes": step.minutes,
            "configuration": step.configuration,
            "instruction": step.instruction,
            "prompt": step.prompt,
            "capture": step.capture,
        }
    )


def _clean(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", [], False)}


def agenda_of(plan: Plan) -> Agenda:
    """What the rules work on."""
    return Agenda(plan.minutes, tuple(each.block for each in plan.blocks))


def with_blocks(plan: Plan, agenda: Agenda) -> Plan:
    """The plan with the rules' answer: blocks in their new order and minutes, those that fell out gone."""
    known = {each.block.id: each for each in plan.blocks}
    blocks = tuple(
        Planned(block, known[block.id].pattern, known[block.id].note, known[block.id].steps)
        for block in agenda.blocks
    )
    return Plan(agenda.minutes, blocks, plan.people, plan.have)


def block_from(page: Page, block_id: str, minutes: int | None = None) -> Planned:
    """A block made from a pattern, with what it needs copied in."""
    block = Block(
        block_id,
        page.title,
        minutes or page.minutes.typical,
        None,
        page.minutes.least,
        page.minutes.most,
        (),
        False,
        page.group,
        page.materials,
    )
    return Planned(block, page.name, "", page.steps)


def block_of(said: Mapping[str, Any], pages: Mapping[str, Page], language: str) -> Planned:
    """A block of an agenda protocol. Its name is its id; `held_by` is a role of the journey."""
    page = pages.get(said.get("pattern", ""))
    words = said["title"]
    title = words.get(language) or words.get("en") or next(iter(words.values()))
    holders = (f"role:{said['held_by']}",) if said.get("held_by") else ()
    if page is not None:
        made = block_from(page, said["name"], said["minutes"])
        return replace(made, block=replace(made.block, title=title, holders=holders))
    note = said.get("note", {})
    block = Block(said["name"], title, said["minutes"], holders=holders, is_pause=said["kind"] == "pause")
    return Planned(block, said.get("pattern", ""), note.get(language) or note.get("en") or "")


def page_of(name: str, title: str, data: Mapping[str, Any]) -> Page:
    """A pattern from the front matter of its page. What is missing or odd is left out, never a crash."""
    minutes = data.get("minutes") if isinstance(data.get("minutes"), Mapping) else {}
    group = data.get("group") if isinstance(data.get("group"), Mapping) else {}
    assert isinstance(minutes, Mapping)
    assert isinstance(group, Mapping)
    typical = _whole(minutes.get("typical")) or 30
    least = min(_whole(minutes.get("least")) or 1, typical)
    most = _whole(minutes.get("most"))
    people = _whole(group.get("least"))
    return Page(
        name,
        title,
        str(data.get("family", "")),
        Span(least, typical, most if most and most >= typical else None),
        (people, _whole(group.get("most"))) if people else None,
        _texts(group.get("configurations")),
        _texts(data.get("materials")),
        _texts(data.get("roles")),
        tuple(_step_of(each) for each in data.get("steps") or [] if isinstance(each, Mapping)),
        {
            str(key): str(value)
            for key, value in (data.get("lineage") or {}).items()
            if isinstance(data.get("lineage"), Mapping)
        },
    )


def _step_of(said: Mapping[str, Any]) -> Step:
    texts = {
        name: str(said.get(name, "") or "") for name in ("configuration", "instruction", "prompt", "capture")
    }
    return Step(str(said.get("title", "")), _whole(said.get("minutes")) or 1, **texts)


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(str(each) for each in value) if isinstance(value, list) else ()
