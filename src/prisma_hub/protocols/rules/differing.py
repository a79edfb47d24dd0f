"""What a new version of a protocol changes: what people read before they adopt it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any, Literal

from prisma_hub.protocols.rules.blocks import tables
from prisma_hub.protocols.types import Block, Change, Difference

Field = Mapping[str, Any]
What = Literal["type", "required", "options", "unit", "range", "guarded", "words"]
_ALIKE = 0.7


def difference(before: Block, after: Block) -> Difference:
    """From one version to the next. A field that went and one that came are one renamed field when they
    ask the same: same type, and the same words in a language or a name nearly the same."""
    old, new = _fields(before), _fields(after)
    gone = [name for name in old if name not in new]
    come = [name for name in new if name not in old]
    renames = list(_renames(gone, come, old, new))
    left, joined = {a for a, _ in renames}, {b for _, b in renames}
    pairs = [(name, name) for name in old if name in new] + renames
    return Difference(
        tuple(name for name in come if name not in joined),
        tuple(name for name in gone if name not in left),
        tuple(renames),
        tuple(change for a, b in pairs for change in _changes(b, old[a], new[b], before, after)),
        tuple(_besides(before, after)),
    )


def _fields(block: Block) -> dict[str, Field]:
    """Fields by name; those of a part carry its name too."""
    return {
        (f"{part}/{each['name']}" if part else each["name"]): each
        for part, fields in tables(block)
        for each in fields
    }


def _renames(
    gone: list[str], come: list[str], old: Mapping[str, Field], new: Mapping[str, Field]
) -> Iterator[tuple[str, str]]:
    free = list(come)
    for name in gone:
        found = next((each for each in free if _same_question(name, old[name], each, new[each])), None)
        if found is not None:
            free.remove(found)
            yield name, found


def _same_question(name: str, old: Field, other: str, new: Field) -> bool:
    if old["type"] != new["type"] or name.rpartition("/")[0] != other.rpartition("/")[0]:
        return False
    label, renamed = old.get("label", {}), new.get("label", {})
    if any(label.get(language) == words for language, words in renamed.items()):
        return True
    return SequenceMatcher(None, name, other).ratio() >= _ALIKE


def _changes(name: str, old: Field, new: Field, before: Block, after: Block) -> Iterator[Change]:
    compared: tuple[tuple[What, str, str], ...] = (
        ("type", old["type"], new["type"]),
        ("required", _yes(old.get("required")), _yes(new.get("required"))),
        ("guarded", _yes(old.get("guarded")), _yes(new.get("guarded"))),
        ("options", _options(old, before), _options(new, after)),
        ("unit", old.get("unit", ""), new.get("unit", "")),
        ("range", _range(old), _range(new)),
        ("words", _words(old), _words(new)),
    )
    for what, was, now in compared:
        if was != now:
            yield Change(name, what, was, now)


def _yes(value: object) -> str:
    return "yes" if value else "no"


def _range(field: Field) -> str:
    least, most = field.get("minimum", ""), field.get("maximum", "")
    return f"{least} … {most}" if least != "" or most != "" else ""


def _options(field: Field, block: Block) -> str:
    named = field.get("of", ())
    found = block.get("lists", {}).get(named, (named,)) if isinstance(named, str) else named
    return ", ".join(str(each["value"] if isinstance(each, Mapping) else each) for each in found)


def _words(field: Field) -> str:
    """What people read, in every language, so that a change of it is seen."""
    said = {**field.get("label", {})}
    return " · ".join(f"{language}: {words}" for language, words in sorted(said.items()))


def _besides(before: Block, after: Block) -> Iterator[str]:
    for name in sorted({*before, *after} - {"fields", "parts", "lists"}):
        if before.get(name) != after.get(name):
            yield name
    old = [_without_fields(each) for each in before.get("parts", ())]
    if old != [_without_fields(each) for each in after.get("parts", ())]:
        yield "parts"


def _without_fields(part: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in part.items() if name != "fields"}
