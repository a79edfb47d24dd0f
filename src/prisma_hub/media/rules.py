"""What a file is, judged by its bytes and never by its name; and how large it may be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.text import later
from prisma_hub.media.types import LARGEST, MB

HEAD: Final = 65_536
"""Bytes from the beginning that are enough to tell what a file is."""
MOST_PIXELS: Final = 60_000_000
LARGE, SMALL = 1280, 320
"""Pixels of the longer side of what is kept of a picture."""

PICTURES: Final = frozenset({"image/jpeg", "image/png", "image/webp", "image/heic", "image/avif"})

_HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_AVIF = {b"avif", b"avis"}
_MP4 = {b"M4A ", b"M4B ", b"mp41", b"mp42", b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"dash", b"MSNV"}


def _starts(*signs: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(signs)


def _riff(form: bytes) -> Callable[[bytes], bool]:
    return lambda head: head[:4] == b"RIFF" and head[8:12] == form


def _brand(*brands: bytes) -> Callable[[bytes], bool]:
    return lambda head: head[4:8] == b"ftyp" and head[8:12].startswith(brands)


def _is_webm(head: bytes) -> bool:
    return head[:4] == b"\x1a\x45\xdf\xa3" and b"\x42\x82\x84webm" in head[:80]


def _is_mp3(head: bytes) -> bool:
    """An ID3 tag, or a frame of MPEG layer III with a bit rate and a sampling rate that exist."""
    if head[:3] == b"ID3":
        return True
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return False
    return head[2] >> 4 not in (0, 15) and head[2] >> 2 & 3 != 3


def _is_aac(head: bytes) -> bool:
    return len(head) > 2 and head[0] == 0xFF and head[1] & 0xF6 == 0xF0


_SIGNS: Final[tuple[tuple[str, Callable[[bytes], bool]], ...]] = (
    ("image/jpeg", _starts(b"\xff\xd8\xff")),
    ("image/png", _starts(b"\x89PNG\r\n\x1a\n")),
    ("image/webp", _riff(b"WEBP")),
    ("image/heic", _brand(*_HEIC)),
    ("image/avif", _brand(*_AVIF)),
    ("audio/wav", _riff(b"WAVE")),
    ("audio/ogg", _starts(b"OggS")),
    ("audio/webm", _is_webm),
    ("audio/3gpp", _brand(b"3g")),
    ("audio/mp4", _brand(*_MP4)),
    ("audio/amr", _starts(b"#!AMR\n", b"#!AMR-WB\n")),
    ("audio/aac", _is_aac),
    ("audio/mpeg", _is_mp3),
    ("application/pdf", _starts(b"%PDF-")),
)


def judge(head: bytes) -> str:
    """The media type of a file that begins like this. `text/plain` is only a guess until all was read."""
    if not head:
        raise Refused(
            "This file is empty.", kept="Nothing was kept.", mend="Choose it again, or another one."
        )
    for type_, fits in _SIGNS:
        if fits(head):
            return type_
    if could_be_text(head):
        return "text/plain"
    raise not_taken()


def could_be_text(piece: bytes) -> bool:
    """Plain text: no control signs, and not the beginning of HTML, SVG or XML."""
    if any(byte < 32 and byte not in b"\t\n\r\f" for byte in piece):
        return False
    return not piece.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")


def not_taken() -> Refused:
    return Refused(
        "A file like this cannot be kept here.",
        kept="Your words are still in the form; the file was not kept.",
        mend="Pictures (JPEG, PNG, WebP), voice recordings, PDF and plain text can.",
    )


def is_film() -> Refused:
    return Refused(
        "This is a film. Films are not kept here.",
        kept="Your words are still in the form; the film was not kept.",
        mend="Record only the voice, or take a picture.",
    )


def group(type_: str) -> str:
    """picture, voice or file."""
    if type_ in PICTURES:
        return "picture"
    return "voice" if type_.startswith("audio/") else "file"


def check_size(type_: str, size: int) -> None:
    most = LARGEST[group(type_)]
    if size > most:
        raise Refused(
            "This is larger than %(most)s MB.",
            kept="Your words are still in the form; the file was not kept.",
            mend=_SHORTER[group(type_)],
            most=most // MB,
        )


_SHORTER: Final = {
    "picture": later("Take the picture with fewer pixels, or cut it."),
    "voice": later("Say it in several pieces."),
    "file": later("Send it in parts, or lay it in the commons."),
}


def check_pixels(width: int, height: int) -> None:
    """A small file may hold a huge picture that would fill the memory (a decompression bomb)."""
    if width * height > MOST_PIXELS:
        raise Refused(
            "This picture has more than %(most)s million pixels.",
            kept="Your words are still in the form; the picture was not kept.",
            mend="Take the picture with fewer pixels, or cut it.",
            most=MOST_PIXELS // 1_000_000,
        )


def tidy_name(name: str) -> str:
    """A file's name without folders and without signs that do not print."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(each for each in last if each.isprintable() and each not in '<>:"|?*').strip(" .")
    return kept if len(kept) <= 80 else kept[:60] + "…" + kept[-19:]
