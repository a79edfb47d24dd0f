"""A list beside the backups as a file: its first line says whose it is, how far it reaches, and what the rest
has to be. So a list that was emptied, cut, mixed or renamed is known for what it is.

It is always written whole. Lists of older programs have no such line; of an empty one nobody can say what it
is.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

FORM: Final = 2
_DUE: Final = {"hub": str, "epoch": int, "upto": int, "lines": int, "sha256": str}


@dataclass(frozen=True, slots=True)
class Top:
    """The first line. `upto`: the last entry of that epoch of the log up to which the list names what was
    erased. `lines`, `sha256`: how many follow, and the hash of their bytes. `unknown`: an instant from which
    on the hub does not know; None in the list itself."""

    hub: str
    epoch: int
    upto: int
    lines: int
    sha256: str
    unknown: str | None = None

    @property
    def reach(self) -> tuple[int, int]:
        """How far it reaches: an epoch, and an entry in it."""
        return self.epoch, self.upto


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list as it lies there. `top`: None where an older program wrote it, or the first line is gone."""

    top: Top | None
    lines: tuple[str, ...]
    whole: bool

    def is_whole_of(self, hub: str) -> bool:
        return self.whole and self.top is not None and self.top.hub == hub


def read(where: Path) -> Sheet | None:
    """The list in this file; None where there is none."""
    try:
        data = where.read_bytes()
    except FileNotFoundError:
        return None
    first, _, rest = data.partition(b"\n")
    top = _top(first)
    if top is None:
        return Sheet(None, _lines(data), whole=False)
    lines = _lines(rest)
    return Sheet(top, lines, whole=(top.lines, top.sha256) == (len(lines), _hash(rest)))


def write(
    where: Path, lines: Sequence[str], *, hub: str, reach: tuple[int, int], unknown: str | None = None
) -> None:
    """The whole list or the one before: whoever restores cannot guess the rest of a torn line."""
    rest = "".join(f"{line}\n" for line in lines).encode()
    said = asdict(Top(hub, *reach, len(lines), _hash(rest), unknown))
    first = json.dumps({"list": FORM, **{name: each for name, each in said.items() if each is not None}})
    half = where.with_name(where.name + ".unfinished")
    with half.open("wb") as file:
        file.write(first.encode() + b"\n" + rest)
        file.flush()
        os.fsync(file.fileno())
    half.replace(where)


def begins(line: str) -> bool:
    """Whether this is a first line, wherever it stands: lists may have been joined by hand."""
    return _top(line.encode()) is not None


def _top(line: bytes) -> Top | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    if not isinstance(found, dict) or found.get("list") != FORM:
        return None
    said: dict[str, Any] = {name: found.get(name) for name in _DUE}
    if any(type(said[name]) is not kind for name, kind in _DUE.items()):
        return None
    return Top(**said, unknown=str(found["unknown"]) if "unknown" in found else None)


def _lines(data: bytes) -> tuple[str, ...]:
    return tuple(data.decode("utf-8", errors="replace").splitlines())


def _hash(rest: bytes) -> str:
    return hashlib.sha256(rest).hexdigest()
