"""Keeping what arrives, and deleting what nothing holds any more."""

from __future__ import annotations

import codecs
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO

from django.db import transaction
from django.db.models import Exists, OuterRef

from prisma_hub.kernel import source
from prisma_hub.media import rules, sounds, store
from prisma_hub.media.kept import File
from prisma_hub.media.models import Use
from prisma_hub.media.types import Media

ARRIVING_MS = 60_000
"""How long a file may wait for the entry that will hold it."""
_PIECE = 262_144


def keep(upload: BinaryIO, *, name: str = "") -> Media:
    """Judge what arrives by its bytes, strip it, and keep it under the hash of what is kept.

    Read a piece at a time, never whole in memory. Refused: what is too large, and what is neither a picture,
    a voice, a PDF nor plain text. On the disk for good when this returns.
    """
    upload.seek(0)
    type_ = rules.judge(upload.read(rules.HEAD))
    with store.bench() as bench:
        arrived = bench / "arrived"
        size = _take_in(upload, arrived, type_)
        if type_ in rules.PICTURES:
            return _keep_picture(arrived, bench)
        if type_.startswith("audio/"):
            return _keep_sound(arrived, type_, size)
        return _place(Media(store.digest(arrived), type_, size, name=rules.tidy_name(name)), arrived)


def _take_in(upload: BinaryIO, path: Path, type_: str) -> int:
    size, text = 0, _Text() if type_ == "text/plain" else None
    upload.seek(0)
    with path.open("wb") as file:
        while piece := upload.read(_PIECE):
            size += len(piece)
            rules.check_size(type_, size)
            if text is not None:
                text.read(piece)
            file.write(piece)
    if text is not None:
        text.end()
    return size


class _Text:
    """Whether a file is plain text to its end."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._first = True

    def read(self, piece: bytes, *, final: bool = False) -> None:
        try:
            self._decoder.decode(piece, final)
        except UnicodeDecodeError:
            raise rules.not_taken() from None
        signs_only = piece if self._first else b"." + piece
        if not rules.could_be_text(signs_only):
            raise rules.not_taken()
        self._first = False

    def end(self) -> None:
        self.read(b"", final=True)


def _keep_picture(arrived: Path, bench: Path) -> Media:
    from prisma_hub.media import pictures  # takes long to bring, and few commands take pictures in

    large, small = bench / "large", bench / "small"
    width, height = pictures.make_anew(arrived, large, small)
    made = Media(store.digest(large), "image/webp", large.stat().st_size, width, height)
    return _place(made, large, small)


def _keep_sound(arrived: Path, type_: str, size: int) -> Media:
    with arrived.open("rb") as file:
        if sounds.holds_film(file, type_):
            raise rules.is_film()
        length = sounds.seconds(file, type_)
    return _place(Media(store.digest(arrived), type_, size, seconds=length), arrived)


def _place(media: Media, whole: Path, small: Path | None = None) -> Media:
    """The row first, and for good: nobody sweeps the file away between its arrival and its entry, and a file
    whose hub is killed here is known, so that it is swept when no entry comes to hold it."""
    File.objects.update_or_create(
        sha256=media.sha256,
        defaults={
            "type": media.type,
            "size": media.bytes,
            "brought": source.current().now_ms(),
        },
    )
    store.place(whole, media.sha256)
    if small is not None:
        store.place(small, media.sha256, small=True)
    return media


def bench() -> AbstractContextManager[Path]:
    """A folder of the hub's own to work in, for something that is not to be left lying about: gone
    afterwards, and where this process is killed, when a hub starts."""
    return store.bench()


def clear_up() -> None:
    """Take away what killed processes left on their benches; done when a hub starts."""
    store.clear_benches()


def sweep(*, arriving_ms: int = ARRIVING_MS) -> int:
    """Delete files that no entry holds any more, or never came to hold. Returns how many.

    What was brought within `arriving_ms` may still be on its way to its entry; 0 where nobody is there.
    """
    held = Use.objects.filter(sha256=OuterRef("sha256"))
    waiting_since = source.current().now_ms() - arriving_ms
    loose = File.objects.filter(~Exists(held), brought__lt=waiting_since)
    gone = [each for each in loose.values_list("sha256", flat=True)[:1000] if _delete(each, waiting_since)]
    return len(gone)


def _delete(sha256: str, waiting_since: int) -> bool:
    with transaction.atomic():
        row = File.objects.filter(sha256=sha256, brought__lt=waiting_since)
        if Use.objects.filter(sha256=sha256).exists() or not row.delete()[0]:
            return False
        store.remove(sha256)
    return True
