"""Instruments filled in, and what is worked out from them.

Source: timeline.md, "Evaluation"; journeys.md, "The loop at the heart".
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class TeamReading:
    """A weighted reading and the most it could have been: `43` of `60`."""

    total: Decimal
    of: Decimal
