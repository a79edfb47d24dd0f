"""From the fields of a block to questions in one language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from prisma_hub.kernel.refusal import Refused
from prisma_hub.protocols.rules.blocks import in_language, tables
from prisma_hub.protocols.types import Block, Option, Question, Questions


def questions_of(block: Block, language: str, *, version: str, name: str, part: str = "") -> Questions:
    """What a block asks, or one part of it. Refused where it asks nothing, or has no such part."""
    fields = dict(tables(block)).get(part)
    if fields is None:
        raise Refused("This protocol asks nothing here.", mend="Look at its page to see how it is used.")
    return Questions(
        version,
        name,
        str(block["kind"]),
        in_language(block.get("title"), language),
        in_language(block.get("summary"), language),
        tuple(_question(each, block.get("lists", {}), language) for each in fields),
        str(block.get("to", "")),
        str(block.get("scope", "")),
        part,
    )


def _question(said: Mapping[str, Any], lists: Mapping[str, Any], language: str) -> Question:
    kind = said["type"]
    return Question(
        said["name"],
        kind,
        in_language(said.get("label"), language) or said["name"].replace("_", " "),
        in_language(said.get("help"), language),
        in_language(said.get("spoken"), language),
        bool(said.get("required")),
        bool(said.get("guarded")),
        _options(said, lists, language),
        _kinds(said) if kind == "reference" else (),
        said.get("unit", ""),
        str(said.get("minimum", "")),
        str(said.get("maximum", "")),
    )


def _kinds(said: Mapping[str, Any]) -> tuple[str, ...]:
    named = said.get("of", ())
    return (named,) if isinstance(named, str) else tuple(str(each) for each in named)


def _options(said: Mapping[str, Any], lists: Mapping[str, Any], language: str) -> tuple[Option, ...]:
    if said["type"] not in ("choice", "choices", "scale"):
        return ()
    if "of" not in said:
        return tuple(Option(each, str(each)) for each in range(said["minimum"], said["maximum"] + 1))
    named = said["of"]
    found = lists.get(named, ()) if isinstance(named, str) else named
    return tuple(_option(each, language) for each in found)


def _option(said: str | Mapping[str, Any], language: str) -> Option:
    if isinstance(said, str):
        return Option(said, said.replace("_", " "))
    return Option(said["value"], in_language(said["label"], language) or str(said["value"]))
