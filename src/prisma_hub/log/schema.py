"""Whether the fields of a statement are what its kind declares."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from prisma_hub.kernel.exact import parse_decimal
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.source import parse_instant
from prisma_hub.log.types import Kind

MOST_TEXT = 20_000
"""Characters in one part; longer text is paragraphs, longer than that is a file."""
MOST_PARTS = 1_100

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_REFERENCE = re.compile(r"[a-z][a-z0-9_-]*:\S{1,200}\Z")


def check_body(kind: Kind, values: Mapping[str, Any]) -> None:
    """Refuse fields that the kind does not know, of the wrong type, too large, or missing."""
    if len(values) > MOST_PARTS:
        raise Refused("This is too long to be said at once.", mend="Say it in several pieces.")
    present = set()
    for part, value in values.items():
        if part.startswith("body."):
            name = part.removeprefix("body.")
            present.add(_check_field(kind, name, value))
    for field in kind.fields:
        if field.required and field.name not in present:
            raise Refused("“%(field)s” is missing.", field=field.name)


def _check_field(kind: Kind, name: str, value: Any) -> str:
    field, segment = kind.field(name), name.rpartition(".")
    if field is None and segment[2].isdigit():
        field = kind.field(segment[0])
        if field is not None and field.type not in ("paragraphs", "answers"):
            field = None
    if field is None:
        raise Refused("“%(field)s” has no place in %(kind)s.", field=name, kind=kind.name)
    if not _CHECKS[field.type](value):
        raise Refused("“%(field)s” is not of the form it must have.", field=name)
    return field.name


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= MOST_TEXT


def _parses(parse: Callable[[str], object]) -> Callable[[Any], bool]:
    def check(value: Any) -> bool:
        if not isinstance(value, str):
            return False
        try:
            parse(value)
        except (ValueError, Refused):
            return False
        return True

    return check


def _is_date(value: Any) -> bool:
    """A day of the calendar: folds read it as one."""
    return isinstance(value, str) and bool(_DATE.match(value)) and _parses(date.fromisoformat)(value)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**53


_CHECKS: dict[str, Callable[[Any], bool]] = {
    "text": _is_text,
    "paragraphs": _is_text,
    "integer": _is_whole,
    "decimal": _parses(parse_decimal),
    "boolean": lambda value: isinstance(value, bool),
    "reference": lambda value: isinstance(value, str) and bool(_REFERENCE.match(value)),
    "moment": _parses(parse_instant),
    "date": _is_date,
    "list": lambda value: isinstance(value, list) and bool(value) and all(map(_is_text, value)),
    "object": lambda value: isinstance(value, dict | list) and bool(value),
    "answers": lambda value: value not in (None, "", [], {}),
}
