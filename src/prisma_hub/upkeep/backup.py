"""A backup: one file with everything that cannot be made again, written while the hub serves.

The tables are copied as they stand at one moment; the files after them: whatever the tables name was on the
disk before they named it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import transaction

from prisma_hub.kernel import source
from prisma_hub.kernel.refusal import Refused, naming
from prisma_hub.log import actions as log_actions
from prisma_hub.log import queries as log
from prisma_hub.log.types import Head
from prisma_hub.media import actions as media
from prisma_hub.upkeep import archive, copying, erasures, sheet
from prisma_hub.upkeep.kept import Made

UNFINISHED = ".unfinished"
_KEYS = "keys"


def write(
    file: Path,
    *,
    passphrase: str | None = None,
    progress: copying.Progress | None = None,
    planned: bool = False,
) -> Head:
    """Write a backup into `file`, which must not exist, and read it again whole. Where the log stood in it.

    The list of what was erased lies beside it, and is kept up to date from then on (`erasures`). Its folder
    is never made: where a stick is not mounted, it would lie on the disk of the hub.
    """
    if file.exists():
        raise Refused(
            "There is a file %(file)s already.",
            kept="It was not touched.",
            mend="Choose another name.",
            file=file,
        )
    file = file.absolute()
    if not planned and not file.parent.is_dir():
        raise Refused(
            "There is no folder %(folder)s.",
            kept="Nothing was written.",
            mend="Mount the stick or the share that is to be there, or make the folder first.",
            folder=file.parent,
        )
    half = file.with_name(file.name + UNFINISHED)
    try:
        with _opened(half) as written, media.bench() as folder:
            tables = folder / archive.TABLES
            keys = folder / _KEYS
            head = _copy(tables, keys, progress)
            with naming(file):
                archive.write(written, _said(head), [(archive.TABLES, tables), *_files(keys)], passphrase)
                _put_on_the_disk(written)
        archive.check(half, passphrase)
        erasures.expect(file)  # before it has its name: a list that is older is not believed beside it
        half.replace(file)
        _note_name(file.parent)
    finally:
        half.unlink(missing_ok=True)
    _remember(file, locked=passphrase is not None, planned=planned)
    with naming(file):
        erasures.keep_beside(file)
    return head


def _opened(half: Path) -> IO[bytes]:
    """For us alone from its beginning. A stick may know no rights: what cannot be had there is not asked."""
    half.unlink(missing_ok=True)
    return os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _put_on_the_disk(written: IO[bytes]) -> None:
    """All of it; what is read again then comes from the disk, not from what the system still remembers."""
    written.flush()
    os.fsync(written.fileno())
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(written.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _note_name(folder: Path) -> None:
    """That the file has its name now, where the disk can be told so."""
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def _remember(file: Path, *, locked: bool, planned: bool) -> None:
    Made.objects.create(
        folder=str(file.parent),
        name=file.name,
        at=source.current().now_ms(),
        size=file.stat().st_size,
        locked=locked,
        planned=planned,
    )


def _copy(tables: Path, keys: Path, progress: copying.Progress | None) -> Head:
    """The kept tables as they stand now in a file of their own, and the keys of that moment. Where the log
    stands in it."""
    with copying.at_one_moment() as moment, copying.beside(tables) as beside:
        with transaction.atomic():
            log_actions.hold_pen()  # no key takes the place of another meanwhile
            log.size(using=moment)  # the moment begins with what is first read in it
            shutil.copytree(Path(settings.HUB_DIR) / _KEYS, keys)
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
        "list": sheet.FORM,  # the list beside it says in its first line how far it reaches
    }


def _files(keys: Path) -> Iterator[tuple[str, Path]]:
    """The hub's own files by their names in the backup, `keys` as they were copied. What is half-written is
    nobody's yet."""
    folder = Path(settings.HUB_DIR)
    yield from ((path.relative_to(keys.parent).as_posix(), path) for path in _below(keys))
    for name in archive.OWN:
        if name == _KEYS:
            continue
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
