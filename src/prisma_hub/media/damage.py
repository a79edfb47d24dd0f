"""Files that are missing, or whose bytes are not those their name says; and small pictures that went bad."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from PIL import Image

from prisma_hub.kernel.damage import Damage
from prisma_hub.media import pictures, store
from prisma_hub.media.kept import File
from prisma_hub.media.models import Use

_PICTURE = "image/webp"


def find(progress: Callable[[int, int], None] | None = None) -> Iterator[Damage]:
    """Look at every file that an entry holds."""
    rows = list(File.objects.filter(sha256__in=Use.objects.values("sha256")).order_by("sha256"))
    for done, row in enumerate(rows, start=1):
        yield from _look_at(row)
        if progress:
            progress(done, len(rows))


def _look_at(row: File) -> Iterator[Damage]:
    path = store.path_of(row.sha256)
    if not path.is_file():
        yield Damage("media-missing", row.sha256)
    elif store.digest(path) != row.sha256:
        yield Damage("media-changed", row.sha256)
    elif row.type == _PICTURE and not _opens(store.path_of(row.sha256, small=True)):
        yield Damage("media-small", row.sha256)


def _opens(small: Path) -> bool:
    try:
        with Image.open(small, formats=["WEBP"]) as found:
            found.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False
    return True


def strays(before: float) -> Iterator[Path]:
    """Files that no row names, older than that moment (seconds since 1970): from uploads that were ended."""
    known = set(File.objects.values_list("sha256", flat=True))
    for file in sorted(store.folder().glob("[0-9a-f][0-9a-f]/*")):
        named = file.parent.name + file.name.removesuffix(".small")
        if named not in known and file.stat().st_mtime < before:
            yield file


def mend(found: Iterable[Damage], spare: Path | None = None) -> None:
    """Small pictures are made anew, files put back from the folder of media in a backup."""
    for each in found:
        lies = store.path_of(each.where)
        there = spare / lies.relative_to(store.folder()) if spare else None
        if there is not None and there.is_file() and store.digest(there) == each.where:
            _put_back(there, each.where)
        if lies.is_file() and store.digest(lies) == each.where:
            _draw_small(each.where)


def _put_back(there: Path, sha256: str) -> None:
    with store.bench() as bench:
        for small in (False, True):
            source = there.with_name(there.name + ".small") if small else there
            if source.is_file():
                shutil.copyfile(source, bench / "copy")
                store.place(bench / "copy", sha256, small=small)


def _draw_small(sha256: str) -> None:
    is_picture = File.objects.filter(sha256=sha256, type=_PICTURE).exists()
    if not is_picture or _opens(store.path_of(sha256, small=True)):
        return
    with store.bench() as bench:
        pictures.make_anew(store.path_of(sha256), bench / "large", bench / "small")
        store.place(bench / "small", sha256, small=True)
