"""What is wrong somewhere, by a name that has an explanation (upkeep/doctor/kinds.py)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Damage:
    """`where`: an entry's number, a file's name, a space; never anything that somebody said."""

    name: str
    where: str
