"""What a protocol block may hold: one JSON Schema 2020-12 per kind, with shared parts beside them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from referencing import Registry

KINDS = (
    "channel",
    "form",
    "instrument",
    "pathway",
    "preset",
    "currency",
    "decision",
    "agenda",
    "story",
)
SHARED = ("common", "directive")


@cache
def read_schema(name: str) -> dict[str, Any]:
    """The schema of a kind, or one of the `SHARED` ones, as it is published."""
    if name not in KINDS + SHARED:
        raise KeyError(name)
    path = Path(__file__).with_name(f"{name}.json")
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema


@cache
def validator(name: str) -> Draft202012Validator:
    """Checks blocks of one kind, or the options of a story directive (`directive`)."""
    from jsonschema import Draft202012Validator  # takes long to bring, and few commands judge protocols
    from referencing import Registry, Resource

    schemas = [read_schema(each) for each in KINDS + SHARED]
    registry: Registry[Any] = Registry().with_resources(
        (schema["$id"], Resource.from_contents(schema)) for schema in schemas
    )
    return Draft202012Validator(read_schema(name), registry=registry)


def validators() -> dict[str, Draft202012Validator]:
    """The validator of every kind of block."""
    return {kind: validator(kind) for kind in KINDS}
