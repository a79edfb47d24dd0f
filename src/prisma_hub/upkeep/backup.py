"""A backup: one file with everything that cannot be made again, written while the hub serves.

The tables are copied as they stand at one moment; the files after them: whatever the tables name was on the
disk before they named it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from prisma_hub.kernel import source
from prisma_hub.kernel.refusal import Refused
from prisma_hub.log import queries as log
from prisma_hub.log.types import Head
from prisma_hub.upkeep import archive, copying, erasures


def write(file: Path, *, passphrase: str | None = None, progress: copying.Progress | None = None) -> Head:
    """Write a backup into `file`, which must not exist, and read it again whole. Where the log stood in it.

    The list of what was erased lies beside it, and is kept up to date from then on (`erasures`).
    """
    if file.exists():
        raise Refused(
            "There is a file %(file)s already.",
            kept="It was not touched.",
            mend="Choose another name.",
            file=file,
        )
    file = file.absolute()
    file.parent.mkdir(parents=True, exist_ok=True)
    half = file.with_name(file.name + ".unfinished")
    room = Path(settings.HUB_DIR) / "derived"
    room.mkdir(exist_ok=True)
    try:
        with half.open("wb") as written, TemporaryDirectory(dir=room) as folder:
            half.chmod(0o600)
            tables = Path(folder) / archive.TABLES
            head = _copy(tables, progress)
            archive.write(written, _said(head), [(archive.TABLES, tables), *_files()], passphrase)
            written.flush()
            os.fsync(written.fileno())
        archive.check(half, passphrase)
        half.replace(file)
    finally:
        half.unlink(missing_ok=True)
    erasures.keep_beside(file)
    return head


def _copy(tables: Path, progress: copying.Progress | None) -> Head:
    """The kept tables as they stand now, in a file of their own. Where the log stands in it."""
    with copying.at_one_moment() as moment, copying.beside(tables) as beside:
        copying.copy_rows(moment, beside, progress)
        head = log.head(using=beside)
    if head is None:
        raise Refused("There is no hub in this folder yet.")
    return head


def _said(head: Head) -> dict[str, object]:
    return {
        "hub": head.hub,
        "epoch": head.epoch,
        "size": head.size,
        "root": head.root.hex(),
        "at": head.at,
        "written": source.instant(source.current().now_ms()),
    }


def _files() -> Iterator[tuple[str, Path]]:
    """The hub's own files by their names in the backup. What is half-written is nobody's yet."""
    folder = Path(settings.HUB_DIR)
    for name in archive.OWN:
        for path in _settled(folder / name) if name == "commons" else _below(folder / name):
            inside = path.relative_to(folder)
            if not _is_half(inside):
                yield inside.as_posix(), path


def _below(top: Path) -> list[Path]:
    found = [top] if top.is_file() else sorted(top.rglob("*"))
    return [path for path in found if path.is_file() and not path.is_symlink()]


def _settled(top: Path) -> Iterator[Path]:
    """Everything below, and what came while it was read: git objects may be gathered in a pack meanwhile,
    which stands before they go."""
    seen: set[Path] = set()
    while new := [path for path in _below(top) if path not in seen]:
        seen.update(new)
        yield from new


def _is_half(inside: Path) -> bool:
    return inside.parts[:2] == ("media", "arriving") or inside.suffix == ".lock"
