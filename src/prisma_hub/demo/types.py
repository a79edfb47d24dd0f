"""What the player hands back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

SEED: Final = "What the tide brings back"


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody whose eyes one can look through, and how."""

    handle: str
    code: str
    does: str
