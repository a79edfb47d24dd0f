"""Organisations, as the faces see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

FORMS: Final = ("practice_guild", "place_cooperative", "project_pool", "network_stewardship")
"""Templates an organisation may begin from (governance.md, "Practice DAO")."""


@dataclass(frozen=True, slots=True)
class Organisation:
    id: UUID
    seq: int
    circle: UUID
    name: str
    purpose: str
    form: str
    agreement: UUID
    at: str
    spaces: tuple[str, ...]

    @property
    def space(self) -> str:
        """Its circle, which is also its account in the ledger."""
        return f"circle:{self.circle}"
