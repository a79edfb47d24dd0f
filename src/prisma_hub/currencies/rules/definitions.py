"""A practice currency from the block of its protocol, and the periods its signals run in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from prisma_hub.currencies.rules.ledger import in_smallest
from prisma_hub.currencies.types import Backing, Currency, Definition, Kind
from prisma_hub.kernel.exact import parse_decimal
from prisma_hub.kernel.spans import read_span


def read_definition(name: str, version: str, block: Mapping[str, Any]) -> Definition:
    """What a block of kind currency says. A tradable one is mutual credit: nobody issues, and members go
    below zero as far as its limit."""
    unit, kind = block["unit"], Kind(block["nature"])
    places = unit["precision"]
    allot, issue = block.get("allot", {}), block.get("issue", {})
    currency = Currency(code_of(name), kind, places, Backing.MUTUAL)
    return Definition(
        name=name,
        version=version,
        title=block["title"],
        summary=block.get("summary", {}),
        flow=block["flow"],
        aspect=block["aspect"],
        unit=unit["name"],
        unit_title=unit["title"],
        currency=currency,
        allot=_smallest(allot.get("amount"), places),
        every=allot.get("every", ""),
        expires=read_span(block["expires"]) if "expires" in block else None,
        limit=_smallest(block.get("limit"), places),
        needed=issue.get("attest", {}).get("needed", 0),
        evidence=issue.get("evidence", {}),
        changed_by=block.get("changed_by", ""),
    )


def code_of(name: str) -> str:
    """What a currency is called in the books: `appreciation` is `APPRECIATION`, at most 24 signs."""
    return name.upper()[:24].rstrip("-_.")


def _smallest(said: Any, places: int) -> int | None:
    return None if said is None else in_smallest(parse_decimal(str(said)), places)


def period_of(at: datetime, every: str) -> str:
    """The period a moment lies in, by name: `2026-W21`, `2026-05`, `2026-05-18`; one for all time where a
    currency runs by session or journey."""
    if every == "week":
        year, week, _ = at.isocalendar()
        return f"{year}-W{week:02}"
    if every == "month":
        return f"{at:%Y-%m}"
    return f"{at:%Y-%m-%d}" if every == "day" else "all"
