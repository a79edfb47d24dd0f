"""Concerns and whom they go to."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from prisma_hub.media.types import Media


@dataclass(frozen=True, slots=True)
class TrustPerson:
    """Somebody one can talk to. `keeps_house`: steward or host as well; then not proposed."""

    person: UUID
    name: str
    scope: str | None
    keeps_house: bool


@dataclass(frozen=True, slots=True)
class Answer:
    seq: int
    at: str
    by: UUID
    text: str
    settles: bool


@dataclass(frozen=True, slots=True)
class Concern:
    """What somebody told trust people.

    `of` is the entry it is about; `appeal` whether it objects to a hiding.
    """

    seq: int
    at: str
    by: UUID
    text: str
    media: tuple[Media, ...]
    of: int | None
    appeal: bool
    told: tuple[UUID, ...]
    answers: tuple[Answer, ...]

    @property
    def settled(self) -> bool:
        return any(each.settles for each in self.answers)
