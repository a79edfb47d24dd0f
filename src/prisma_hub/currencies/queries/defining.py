"""Currencies as their protocols define them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from prisma_hub.currencies import rules
from prisma_hub.currencies.types import (
    Definition,
)
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.exact import parse_decimal
from prisma_hub.protocols import queries as protocols
from prisma_hub.protocols.types import Protocol


def definitions(viewer: Viewer) -> list[Definition]:
    """Practice currencies in force, by title."""
    return [_definition(each) for each in protocols.adopted(viewer, kind="currency")]


def definition(viewer: Viewer, name: str) -> Definition | None:
    found = protocols.current(viewer, name)
    return _definition(found) if found is not None and found.kind == "currency" else None


def definition_of(viewer: Viewer, version: str, name: str) -> Definition | None:
    """The definition something was recorded under."""
    found = protocols.protocol(viewer, version)
    return _definition(found) if found is not None and found.kind == "currency" else None


def _definition(found: Protocol) -> Definition:
    return rules.read_definition(found.name, found.version, found.block)


def measured(version: str, unit: str, answers: Mapping[str, Any]) -> Decimal | None:
    """The measure among the answers: the first number asked for in the currency's unit."""
    for each in protocols.form_for(version, "en").questions:
        if each.unit == unit and each.name in answers:
            return parse_decimal(str(answers[each.name]))
    return None
