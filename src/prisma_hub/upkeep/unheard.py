"""A hub that was restored without the list of erasures says so until the list was heard: no Django here."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Final

MARK: Final = "erasures-unknown"
"""The file in the hub's folder; it holds the instant from which on nobody knows what was erased, and in a
second line how far the list has to reach that settles it, by epoch and entry, where the backup said so."""


def note(folder: Path, since: str, upto: tuple[int, int] | None = None) -> None:
    if (folder / MARK).exists():
        return  # a backup brought it along: it is unknown from earlier on
    reach = "" if upto is None else f"{upto[0]} {upto[1]}\n"
    (folder / MARK).write_text(f"{since}\n{reach}", encoding="utf-8")


def since(folder: Path) -> str | None:
    """From when on it is unknown what people took back; None where all of it was heard."""
    with suppress(OSError, UnicodeDecodeError):
        return (folder / MARK).read_text(encoding="utf-8").strip().partition("\n")[0][:40]
    return None


def upto(folder: Path) -> tuple[int, int] | None:
    """How far the list has to reach that settles it; None where nothing is known of it."""
    with suppress(OSError, ValueError):
        epoch, seq = (folder / MARK).read_text(encoding="utf-8").partition("\n")[2].split()
        return int(epoch), int(seq)
    return None


def settle(folder: Path) -> None:
    (folder / MARK).unlink(missing_ok=True)
