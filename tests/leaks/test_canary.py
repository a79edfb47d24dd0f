"""One word in every space, looked for in every output, as every kind of viewer."""

from __future__ import annotations

import re

import pytest

from prisma_hub.work import loop
from tests.leaks import outputs
from tests.leaks.world import World, build
from tests.leaks.written import write_everywhere

WORD = re.compile(r"canary(?:(?!canary)\w)+?xq")
"""One of the words of the world, wherever it stands."""
SELECT = re.compile(r"<select.*?</select>", re.S)


@pytest.fixture
def world(steward, person) -> World:
    made = build(steward, person)
    write_everywhere(made)
    loop.run_until_idle()
    return made


@pytest.fixture
def heard(world) -> dict[str, list[tuple[str, str]]]:
    """What every kind of viewer is told by every output: where, and the text."""
    return {
        kind: [told for output in outputs.OUTPUTS for told in output(world, viewer)]
        for kind, viewer in world.viewers.items()
        if kind != "una"  # whose words are looked for, and who looks at nothing
    }


@pytest.mark.slow
def test_every_word_is_heard_by_those_who_may_and_by_nobody_else(world, heard):
    assert all(WORD.fullmatch(each) for each in world.words)
    said = {kind: [(where, set(WORD.findall(text))) for where, text in told] for kind, told in heard.items()}
    leaks = [
        f"{word} to {kind}: {where}"
        for kind, told in said.items()
        for where, words in told
        for word in words
        if kind not in world.words.get(word, ()) and word not in where  # who asks with a word knows it
    ]
    assert leaks == []
    told_at_all = {kind: set().union(*(words for _where, words in told)) for kind, told in said.items()}
    silent = [
        f"{word} is nowhere for {kind}"
        for word, may in world.words.items()
        for kind in may & said.keys()
        if word not in told_at_all[kind]
    ]
    assert silent == []
    _nobody_learns_of_what_is_for_others(world, heard)
    _nobody_learns_who_is_unnamed(world, heard)
    _nothing_breaks(heard)


def _nobody_learns_of_what_is_for_others(world: World, heard: dict[str, list[tuple[str, str]]]) -> None:
    """Not even that there is such a thing: its id stands nowhere but in the address of whoever has it, where
    nothing answers otherwise than to an id there is not."""
    shown = [
        f"{each} to {kind}: {where}"
        for kind, told in heard.items()
        for where, text in told
        for each, known in world.ids.items()
        if kind not in known
        and (each in text.replace(_address(where), "") if each in where else each in text)
    ]
    assert shown == []
    opened = [
        f"{kind}: {where}"
        for kind, told in heard.items()
        for where, _text in told
        for each, known in world.ids.items()
        if kind not in known and where.startswith("200 ") and f"/{each}" in where
    ]
    assert opened == []


def _address(where: str) -> str:
    return where.partition(" ")[2]


def _nobody_learns_who_is_unnamed(world: World, heard: dict[str, list[tuple[str, str]]]) -> None:
    """Her name is not on the page, nor in the file, that has her words; a list to choose from is no tale."""
    una = world.viewers["una"]
    betrayed = [
        f"{word} to {kind}: {where}"
        for kind, told in heard.items()
        for where, text in told
        for word in world.nameless
        if word in text and re.search(f"Unaxqname|{una.person}", SELECT.sub("", text))
    ]
    assert betrayed == []


def _nothing_breaks(heard: dict[str, list[tuple[str, str]]]) -> None:
    assert [where for told in heard.values() for where, _text in told if where.startswith("5")] == []
