"""A new hub is whole, or it is not there: what was broken off stands in nobody's way."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from prisma_hub.cli import folder
from prisma_hub.cli.zones import check_zone
from prisma_hub.kernel.house import MARK
from prisma_hub.kernel.refusal import Refused

_OURS: Final = frozenset({MARK, ".gitignore", ".can-write", "commons", "derived", "keys", "media"})
_DATABASE: Final = "hub.sqlite3"


@contextmanager
def founding(directory: Path, *, name: str, language: str, timezone: str = "UTC") -> Iterator[None]:
    """Make a hub in an empty folder, and in the settings. What is done inside fills it.

    A sign lies in the folder until all is done. Ended before that, by whatever, the folder is left empty, or
    is emptied by whoever makes a hub there next: nobody has spoken in it, and its link was told to nobody.
    """
    check_zone(timezone)
    folder.refuse_file(directory)
    if not (directory / folder.BEING_MADE).is_file():
        folder.refuse_full(directory)
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(directory):
        _empty(directory)
        try:
            folder.begin(directory, name=name, language=language, timezone=timezone)
            folder.enter(directory, being_made=True)
            yield
        except BaseException:
            _empty(directory)
            (directory / folder.BEING_MADE).unlink(missing_ok=True)
            raise
        (directory / folder.BEING_MADE).unlink()


@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    """The sign lies there, held by whoever makes the hub."""
    sign = directory / folder.BEING_MADE
    with sign.open("a") as held:
        if not _is_held_by_us(held, sign):
            raise Refused(
                "A hub is being made in %(folder)s just now.",
                kept="That one goes on.",
                mend="Wait until it is made, or choose another folder.",
                folder=directory,
            )
        yield


def _is_held_by_us(held: IO[str], sign: Path) -> bool:
    """Nobody else has it, and it still lies there: whoever had it may just have finished."""
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.path.samestat(os.fstat(held.fileno()), sign.stat())
    except OSError:
        return False


def _empty(directory: Path) -> None:
    """Take back what was begun; nothing that is none of a hub's."""
    for each in directory.iterdir():
        if each.name in _OURS or each.name.startswith(_DATABASE):
            shutil.rmtree(each) if each.is_dir() and not each.is_symlink() else each.unlink()
