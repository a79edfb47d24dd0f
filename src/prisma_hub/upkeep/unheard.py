"""A hub that was restored without the list of erasures says so until the list was heard: no Django here."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Final

MARK: Final = "erasures-unknown"
"""The file in the hub's folder; it holds the instant from which on nobody knows what was erased."""


def note(folder: Path, since: str) -> None:
    if (folder / MARK).exists():
        return  # a backup brought it along: it is unknown from earlier on
    (folder / MARK).write_text(since + "\n", encoding="utf-8")


def since(folder: Path) -> str | None:
    """From when on it is unknown what people took back; None where all of it was heard."""
    with suppress(OSError, UnicodeDecodeError):
        return (folder / MARK).read_text(encoding="utf-8").strip()[:40]
    return None


def settle(folder: Path) -> None:
    (folder / MARK).unlink(missing_ok=True)
