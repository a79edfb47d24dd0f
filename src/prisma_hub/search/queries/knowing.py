"""Finding people by their names. They are few and their names change: they are looked through, not
indexed."""

from __future__ import annotations

from collections.abc import Sequence

from prisma_hub.circles import queries as circles
from prisma_hub.identity import queries as identity
from prisma_hub.identity.types import Person, Viewer
from prisma_hub.search.rules.asking import Asked, words_of
from prisma_hub.search.rules.excerpts import mark
from prisma_hub.search.rules.folding import fold, forms, tokens
from prisma_hub.search.rules.spelling import meant
from prisma_hub.search.types import Known


def people(viewer: Viewer, text: str) -> list[Known]:
    """People of the hub whose names hold words that begin with each of those typed, else words near to them;
    for members. By name."""
    asked = words_of(text)
    if not asked or not circles.is_member(viewer):
        return []
    everybody = identity.everybody(viewer)
    known = [
        (each, [form for token in tokens(each.name) for form in forms(token)])
        for each in everybody
        if _may_be(each, asked)
    ]
    found = [(one, names) for one, names in known if all(_begins(names, each.word) for each in asked)]
    words = [
        frozenset(name for _, names in found for name in names if name.startswith(each.word))
        for each in asked
    ]
    held = frozenset(each.token for each in asked)
    if not found:
        found, words = _near(everybody, asked)
        held = frozenset()
    return [Known(one, mark(one.name, words), held) for one, _ in found]


_Named = tuple[Person, list[str]]


def _may_be(person: Person, asked: Sequence[Asked]) -> bool:
    """Whether the letters stand in the name at all, which is soon seen."""
    folded = fold(person.name)
    return all(each.word in folded for each in asked)


def _begins(names: Sequence[str], word: str) -> bool:
    return any(name.startswith(word) for name in names)


def _near(everybody: Sequence[Person], asked: Sequence[Asked]) -> tuple[list[_Named], list[frozenset[str]]]:
    known = [(one, [form for token in tokens(one.name) for form in forms(token)]) for one in everybody]
    counted: dict[str, int] = {}
    for _, names in known:
        for name in names:
            counted[name] = counted.get(name, 0) + 1
    words = [frozenset(meant(each.word, counted)[0]) or frozenset({each.word}) for each in asked]
    found = [(one, names) for one, names in known if all(not each.isdisjoint(names) for each in words)]
    return found, words
