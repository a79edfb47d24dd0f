"""Sealed words as those see them to whom they were sealed, and who can read such words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

MOST_READERS: Final = 50
"""With the speaker."""
STEP: Final = 256
"""Words are filled up to a multiple of so many bytes: their length tells little."""
MOST_BYTES: Final = 20_480
"""Of the words as filled up."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody to whom words can be sealed; `key` is a `did:key` of X25519."""

    person: UUID
    name: str
    key: str


@dataclass(frozen=True, slots=True)
class Sealed:
    """What somebody sealed, still closed. `to` are those who can open it, its speaker among them.

    `key` is the one it was sealed to for the viewer, `opens` whether they have that one now. `state` is
    empty, `withdrawn` or `hidden`: only its speaker sees the latter two.
    """

    seq: int
    id: UUID
    at: str
    by: UUID
    to: tuple[UUID, ...]
    sealed: Mapping[str, Any]
    reply_to: int | None
    mine: bool
    key: str
    opens: bool
    state: str = ""
