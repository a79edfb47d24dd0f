"""From questions to JSON Schema 2020-12: what may stand under `answers` in a record.

An answer by voice to a question that wants text stands beside it as `<name>.voice`. Exact numbers are
strings, as everywhere in the log.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

from prisma_hub.protocols.types import Question, Questions

MEDIA = "^media:[0-9a-f]{64}$"
_PERSON = "^person:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
_DECIMAL = r"^-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,12})?$"
_REFERENCE = r"^%s:[^\s]{1,200}$"
_PLAIN: dict[str, dict[str, Any]] = {
    "text": {"type": "string", "minLength": 1, "maxLength": 1000, "pattern": r"\S"},
    "longtext": {"type": "string", "minLength": 1, "maxLength": 20_000, "pattern": r"\S"},
    "number": {"type": "string", "pattern": _DECIMAL},
    "money": {"type": "string", "pattern": _DECIMAL},
    "date": {"type": "string", "format": "date", "pattern": r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"},
    "time": {"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d$"},
    "place": {"type": "string", "minLength": 1, "maxLength": 500, "pattern": r"\S"},
    "person": {"type": "string", "pattern": _PERSON},
    "people": {
        "type": "array",
        "items": {"type": "string", "pattern": _PERSON},
        "minItems": 1,
        "uniqueItems": True,
    },
    "link": {"type": "string", "maxLength": 2000, "pattern": r"^https?://[^\s/]+[^\s]*$"},
    "voice": {"type": "string", "pattern": MEDIA},
    "photo": {"type": "string", "pattern": MEDIA},
    "file": {"type": "string", "pattern": MEDIA},
}


def schema_of(asked: Questions, *, guarded: bool = False) -> dict[str, Any]:
    """What answers must be. With `guarded`, of the guarded questions alone; else of all others."""
    asked_here = [each for each in asked.questions if each.guarded is guarded]
    properties: dict[str, Any] = {}
    for each in asked_here:
        properties[each.name] = _described(each)
        if each.can_be_spoken:
            properties[f"{each.name}.voice"] = {"type": "string", "pattern": MEDIA}
    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:prisma-hub:protocol:{asked.version.replace(':', '-')}"
        + (f":{asked.part}" if asked.part else ""),
        "title": asked.title,
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }
    due = [_due(each) for each in asked_here if each.required]
    return schema | ({"allOf": due} if due else {})


def _described(each: Question) -> dict[str, Any]:
    return {"title": each.label, **({"description": each.help} if each.help else {}), **_shape(each)}


def _shape(each: Question) -> dict[str, Any]:
    values = [option.value for option in each.options]
    if each.type in ("choice", "scale"):
        return {"enum": values}
    if each.type == "choices":
        return {"type": "array", "items": {"enum": values}, "minItems": 1, "uniqueItems": True}
    if each.type == "reference":
        kinds = "|".join(each.of) or "[a-z][a-z0-9_-]*"
        return {"type": "string", "pattern": _REFERENCE % f"({kinds})"}
    return dict(_PLAIN[each.type])


def _due(each: Question) -> dict[str, Any]:
    """A text that is due may be given by voice instead."""
    alone = {"required": [each.name]}
    return {"anyOf": [alone, {"required": [f"{each.name}.voice"]}]} if each.can_be_spoken else alone


@lru_cache(maxsize=256)
def validator_of(asked: Questions, guarded: bool = False) -> Draft202012Validator:
    from jsonschema import Draft202012Validator  # takes long to bring, and few commands judge answers

    return Draft202012Validator(schema_of(asked, guarded=guarded))
