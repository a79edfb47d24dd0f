"""From a pathway's block to its stages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from prisma_hub.enrolment.types import Agreement, Pathway, Ready, Stage


def pathway_of(version: str, name: str, block: Mapping[str, Any]) -> Pathway:
    return Pathway(
        version,
        name,
        block["title"],
        block.get("summary", {}),
        block["for"],
        tuple(_stage(each) for each in block["stages"]),
    )


def _stage(given: Mapping[str, Any]) -> Stage:
    gate = given["gate"]
    ready = gate.get("ready")
    return Stage(
        given["name"],
        given["title"],
        given["purpose"],
        tuple(given.get("forms", ())),
        tuple(given.get("guide", ())),
        tuple(Agreement(each["name"], each["title"], each["text"]) for each in given.get("agreements", ())),
        given["weeks"],
        gate["kind"],
        gate.get("held_by", ""),
        Ready(ready["form"], ready["answer"], ready["share"]) if ready else None,
        given.get("role", ""),
    )
