"""What a sound file tells about itself: how long it is, and whether it is a film."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

_MOST_BOXES = 200
_MOST_READ = 2_000_000


def holds_film(file: BinaryIO, type_: str) -> bool:
    """Whether a file of a type that can hold sound or film holds film."""
    if type_ == "audio/webm":
        file.seek(0)
        head = file.read(65_536)
        return any(codec in head for codec in (b"V_VP8", b"V_VP9", b"V_AV1", b"V_MPEG"))
    if type_ in ("audio/mp4", "audio/3gpp"):
        return any(b"vide" in _after(moov, b"hdlr") for moov in _boxes(file, b"moov"))
    return False


def _after(box: bytes, name: bytes) -> list[bytes]:
    """The handler types in a movie box: four letters, eight bytes behind each `hdlr`."""
    return [box[at + 12 : at + 16] for at in _places(box, name)]


def _places(box: bytes, name: bytes) -> Iterator[int]:
    at = box.find(name)
    while at >= 0:
        yield at
        at = box.find(name, at + 1)


def _boxes(file: BinaryIO, wanted: bytes) -> Iterator[bytes]:
    """The contents of the outer boxes of this name (ISO 14496-12, 4.2)."""
    at = 0
    for _ in range(_MOST_BOXES):
        file.seek(at)
        head = file.read(16)
        if len(head) < 8:
            return
        size, name = struct.unpack(">I4s", head[:8])
        if size == 1 and len(head) == 16:
            size = struct.unpack(">Q", head[8:])[0]
        if size and size < 8:
            return
        if name == wanted:
            file.seek(at + 8)
            yield file.read(min(size, _MOST_READ) if size else _MOST_READ)
        if not size:
            return
        at += size


def seconds(file: BinaryIO, type_: str) -> int | None:
    """How long the sound is, in whole seconds; None where the file does not say it plainly."""
    found: int | None = None
    try:
        if type_ == "audio/wav":
            found = _wav(file)
        elif type_ == "audio/ogg":
            found = _ogg(file)
        elif type_ in ("audio/mp4", "audio/3gpp"):
            found = _mp4(file)
        elif type_ == "audio/webm":
            found = _webm(file)
    except (struct.error, ZeroDivisionError, IndexError):
        return None
    return found if found and 0 < found < 360_000 else None


def _wav(file: BinaryIO) -> int:
    file.seek(0)
    head = file.read(4096)
    rate = struct.unpack_from("<I", head, head.index(b"fmt ") + 16)[0] if b"fmt " in head else 0
    size = struct.unpack_from("<I", head, head.index(b"data") + 4)[0] if b"data" in head else 0
    return round(size / rate)


def _ogg(file: BinaryIO) -> int | None:
    """Opus counts in 48,000ths of a second; Vorbis says its rate (RFC 7845, 4; RFC 3533, 6)."""
    file.seek(0)
    head = file.read(256)
    rate = 48_000 if b"OpusHead" in head else 0
    if not rate and b"\x01vorbis" in head:
        rate = struct.unpack_from("<I", head, head.index(b"\x01vorbis") + 12)[0]
    file.seek(0, 2)
    file.seek(max(0, file.tell() - 65_536))
    tail = file.read()
    last = tail.rfind(b"OggS")
    return None if last < 0 else round(struct.unpack_from("<q", tail, last + 6)[0] / rate)


def _mp4(file: BinaryIO) -> int | None:
    """Time scale and duration of the movie header (ISO 14496-12, 8.2.2)."""
    for moov in _boxes(file, b"moov"):
        at = moov.find(b"mvhd") + 4
        if at > 3:
            long = moov[at] == 1
            scale, length = struct.unpack_from(">IQ" if long else ">II", moov, at + (20 if long else 12))
            return int(length // scale)
    return None


_CLUSTER, _SCALE, _TIME, _BLOCK = b"\x1f\x43\xb6\x75", b"\x2a\xd7\xb1\x83", b"\xe7", b"\xa3"


def _webm(file: BinaryIO) -> int | None:
    """A browser that records writes no length: it is when the last block of the last cluster begins
    (RFC 9559, 5.1.3; EBML, RFC 8794, 4)."""
    file.seek(0)
    head = file.read(4096)
    at = head.find(_SCALE)
    scale = int.from_bytes(head[at + 4 : at + 7]) if at >= 0 else 1_000_000
    file.seek(0, 2)
    file.seek(max(0, file.tell() - _MOST_READ))
    tail = file.read()
    at = tail.rfind(_CLUSTER)
    if at < 0:
        return None
    at += 4 + _length_of(tail[at + 4])
    begins, last = 0, 0
    while at < len(tail):
        name, wide = tail[at : at + 1], _length_of(tail[at + 1])
        size = int.from_bytes(tail[at + 1 : at + 1 + wide]) & ((1 << 7 * wide) - 1)
        within = at + 1 + wide
        if name == _TIME:
            begins = int.from_bytes(tail[within : within + size])
        elif name == _BLOCK:
            track = _length_of(tail[within])
            last = max(last, struct.unpack_from(">h", tail, within + track)[0])
        elif tail[at] < 0x80:  # a name of more than one byte: the cluster is over
            break
        at = within + size
    return round((begins + last) * scale / 1_000_000_000) or None


def _length_of(first: int) -> int:
    """How many bytes a number of variable size takes, by its first byte."""
    return 9 - first.bit_length()
