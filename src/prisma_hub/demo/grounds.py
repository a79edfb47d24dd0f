"""What was there before the journey and stays after it: the house, the place and the practice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from prisma_hub.circles import actions as circles
from prisma_hub.demo import script
from prisma_hub.demo.stage import Act, Stage
from prisma_hub.kernel import ids
from prisma_hub.places import actions as places
from prisma_hub.places import queries as known_places
from prisma_hub.places.types import Place
from prisma_hub.practices import actions as practices
from prisma_hub.practices import queries as known_practices
from prisma_hub.practices.types import Practice

Told = Mapping[str, Any]


def acts() -> Iterator[Act]:
    world = script.read("world.yaml")
    place, practice, hub = world["place"], world["practice"], world["hub"]
    yield Act(script.moment(hub["described"]), partial(_describe_hub, told=hub))
    yield Act(script.moment(place["at"]), partial(_open_place, told=place))
    for each in place["memories"]:
        yield Act(script.moment(each["at"]), partial(_remember, said=each))
    for handle, each in place["caretakers"].items():
        yield Act(script.moment(each["at"]), partial(_care, handle=handle, words=each["words"]))
    yield Act(script.moment(practice["at"]), partial(_open_practice, told=practice))
    for handle, each in practice["members"].items():
        yield Act(script.moment(each["at"]), partial(_belong, handle=handle, part=each["part"]))
    yield Act(script.moment(practice["applied"]["at"]), partial(_apply, said=practice["applied"]))
    yield Act(script.moment(practice["inquiry"]["at"]), partial(_ask, said=practice["inquiry"]))
    for each in practice["inquiry"]["answers"]:
        yield Act(script.moment(each["at"]), partial(_answer, said=each))


def _describe_hub(stage: Stage, told: Told) -> None:
    said = {name: told[name] for name in ("purpose", "keeper", "reach")}
    circles.describe_hub(by=stage.viewer(told["by"]), **said)


def _place(stage: Stage, handle: str) -> Place:
    return known_places.place(stage.viewer(handle), ids.uuid_of(stage.things["place"]))


def _practice(stage: Stage, handle: str) -> Practice:
    return known_practices.practice(stage.viewer(handle), ids.uuid_of(stage.things["practice"]))


def _open_place(stage: Stage, told: Told) -> None:
    opened = places.open_place(
        by=stage.viewer(told["by"]), name=told["name"], words=told["words"], to="public"
    )
    stage.things["place"] = opened.scope


def _remember(stage: Stage, said: Told) -> None:
    year = int(said["year"]) if "year" in said else None
    place = _place(stage, said["by"])
    by = stage.viewer(said["by"])
    places.remember(by=by, place=place, when=said["when"], words=said["words"], year=year)


def _care(stage: Stage, handle: str, words: str) -> None:
    places.care(by=stage.viewer(handle), place=_place(stage, handle), words=words)


def _open_practice(stage: Stage, told: Told) -> None:
    opened = practices.open_practice(
        by=stage.viewer(told["by"]),
        title=told["title"],
        domain=told["domain"],
        rhythm=told["rhythm"],
        patterns=told["patterns"],
        to="public",
    )
    stage.things["practice"] = opened.scope


def _belong(stage: Stage, handle: str, part: str) -> None:
    practices.belong(by=stage.viewer(handle), practice=_practice(stage, handle), part=part)


def _apply(stage: Stage, said: Told) -> None:
    practices.apply_in(
        by=stage.viewer(said["by"]),
        practice=_practice(stage, said["by"]),
        journey=stage.things["journey"],
        differs=said["differs"],
    )


def _ask(stage: Stage, said: Told) -> None:
    asked = practices.ask(
        by=stage.viewer(said["by"]),
        practice=_practice(stage, said["by"]),
        question=said["question"],
        words=said["words"],
    )
    stage.things["inquiry"] = asked.scope


def _answer(stage: Stage, said: Told) -> None:
    viewer = stage.viewer(said["by"])
    practices.answer(
        by=viewer,
        inquiry=known_practices.inquiry(viewer, ids.uuid_of(stage.things["inquiry"])),
        where=said["where"],
        tried=said["tried"],
        learned=said["learned"],
    )
