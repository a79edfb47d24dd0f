"""Small real files of every kind people send, and some nobody should."""

from __future__ import annotations

import struct
from io import BytesIO

from PIL import Image

GPS = 34853


def picture(
    form: str = "JPEG", size: tuple[int, int] = (64, 32), *, exif: bool = False, turned: bool = False
) -> bytes:
    """A picture with red on its left half; `exif` with a place and a camera, `turned` as phones turn them."""
    drawn = Image.new("RGB", size, "white")
    drawn.paste((200, 0, 0), (0, 0, size[0] // 2, size[1]))
    tags = Image.Exif()
    if exif:
        tags[0x010F] = "Camera of Secretville"
        tags.get_ifd(GPS)[1] = "N"
        tags.get_ifd(GPS)[2] = (41.0, 9.0, 3.0)
    if turned:
        tags[0x0112] = 6
    out = BytesIO()
    drawn.save(out, form, exif=tags)
    return out.getvalue()


def wav(seconds: int = 2) -> bytes:
    rate = 8000
    sound = bytes(rate * seconds)
    about = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate, rate, 1, 8)
    inside = b"WAVE" + about + struct.pack("<4sI", b"data", len(sound)) + sound
    return struct.pack("<4sI", b"RIFF", len(inside)) + inside


def ogg(seconds: int = 3) -> bytes:
    first = b"OggS\0\2" + struct.pack("<q", 0) + bytes(12) + b"\1\x13OpusHead" + bytes(11)
    return first + b"OggS\0\4" + struct.pack("<q", 48_000 * seconds) + bytes(14)


def webm(*, film: bool = False) -> bytes:
    codec = b"V_VP8" if film else b"A_OPUS"
    return b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm" + bytes(40) + b"\x86" + codec + bytes(200)


def recorded(*, seconds: int = 7) -> bytes:
    """As a browser records: no length is said, clusters of a second, blocks of 60 ms."""
    scale = b"\x2a\xd7\xb1\x83" + (1_000_000).to_bytes(3)
    clusters = []
    for second in range(seconds):
        blocks = b"".join(
            b"\xa3\x88\x81" + struct.pack(">h", at) + b"\x80" + bytes(4) for at in range(0, 1000, 60)
        )
        begins = (second * 1000).to_bytes(4)
        clusters.append(b"\x1f\x43\xb6\x75\x01" + b"\xff" * 7 + b"\xe7\x84" + begins + blocks)
    return webm() + scale + b"".join(clusters)


def mp4(*, seconds: int = 5, film: bool = False, brand: bytes = b"M4A ") -> bytes:
    header = _box(b"mvhd", bytes(12) + struct.pack(">II", 1000, seconds * 1000) + bytes(80))
    handler = _box(b"hdlr", bytes(8) + (b"vide" if film else b"soun") + bytes(12))
    movie = _box(b"moov", header + _box(b"trak", handler))
    return _box(b"ftyp", brand + bytes(4)) + _box(b"mdat", bytes(64)) + movie


def _box(name: bytes, inside: bytes) -> bytes:
    return struct.pack(">I4s", len(inside) + 8, name) + inside


MP3 = b"ID3\4\0\0\0\0\0\0" + b"\xff\xfb\x90\x00" + bytes(400)
AMR = b"#!AMR\n" + bytes(64)
AAC = b"\xff\xf1\x50\x80" + bytes(64)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
TEXT = "Água que fica.\nThe second spring.\n".encode()

SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
"""What a browser would run if it were served as it is."""
