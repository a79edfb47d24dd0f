"""A block: which version it is, and whether it can be adopted."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator, ValidationError

from prisma_hub.kernel.canonical import canonical, refuse_inexact
from prisma_hub.kernel.refusal import Refused
from prisma_hub.protocols.types import Block, Words


def version_of(block: Block) -> str:
    """`sha256:` and the hash of the block's canonical JSON (commons.md, Protocols)."""
    return "sha256:" + hashlib.sha256(canonical(dict(block))).hexdigest()


def in_language(words: Words | None, language: str) -> str:
    """What is said in a language, else in its mother tongue (`pt` for `pt-BR`), English, or any."""
    if not words:
        return ""
    wanted = (language, language.partition("-")[0], "en", *words)
    return next((words[each] for each in wanted if words.get(each)), "")


def tables(block: Block) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The lists of fields of a block, each with the name of its part (empty where it has only one)."""
    if block.get("fields"):
        yield "", block["fields"]
    for part in block.get("parts", ()):
        if isinstance(part, Mapping) and isinstance(part.get("fields"), list):
            yield str(part.get("name", "")), part["fields"]


def problems(block: object, validators: Mapping[str, Draft202012Validator]) -> tuple[str, ...]:
    """Why a block cannot be adopted, a sentence each; empty when it can. `validators`: one per kind."""
    if not isinstance(block, Mapping):
        return ("The block is no list of names with values.",)
    kind = block.get("kind")
    if not isinstance(kind, str) or kind not in validators:
        return (f"kind: “{kind}” is none of {', '.join(validators)}.",)
    try:
        refuse_inexact(dict(block))
    except Refused as no:
        return (str(no),)
    errors = sorted(validators[kind].iter_errors(block), key=lambda error: [str(p) for p in error.path])
    if errors:
        return tuple(f"{_place(error.path)}: {_said(error)}"[:300] for error in errors[:20])
    return tuple(_beyond_schema(block))


def _said(error: ValidationError) -> str:
    """What is wrong, in the words of the schema where it explains its form."""
    about = error.schema.get("description") if isinstance(error.schema, Mapping) else None
    if error.validator == "pattern" and about:
        return f"“{str(error.instance)[:40]}” is none. {about}"
    return str(error.message)


def _place(path: Any) -> str:
    return " → ".join(str(each) for each in path) or "block"


def _beyond_schema(block: Block) -> Iterator[str]:
    """What a schema cannot say: names twice, lists that are not there."""
    for part, fields in tables(block):
        where = f"{part}: " if part else ""
        counted = Counter(each["name"] for each in fields)
        yield from (
            f"{where}the field “{name}” stands there {n} times." for name, n in counted.items() if n > 1
        )
        for each in fields:
            named = each.get("of")
            if isinstance(named, str) and each["type"] != "reference" and named not in block.get("lists", {}):
                yield f"{where}“{each['name']}” names the list “{named}”, which is not among its lists."
            least, most = each.get("minimum"), each.get("maximum")
            if (
                each["type"] == "scale"
                and "of" not in each
                and not (isinstance(least, int) and isinstance(most, int) and least < most <= least + 100)
            ):
                yield f"{where}the scale “{each['name']}” goes from one whole number to a larger one."
