"""From a file's bytes to text the parser can trust, and the limits a page keeps to."""

from __future__ import annotations

import codecs

MAX_PAGE = 5_000_000  # characters rendered as a page; above it the beginning is shown as plain text
SHOWN_OF_LARGE = 200_000
MAX_EVENTS = 600_000  # parser events; a page of five million characters of prose has about 150,000

# Characters Unicode promises never to use (noncharacters): ours to mark with, taken out of what comes in.
DOLLAR = "\ufdd0"
COMPONENT = "\ufdd1"
NOTE = "\ufdd2"
_TAKEN_OUT = {ord(c): "\ufffd" for c in f"\x00{DOLLAR}{COMPONENT}{NOTE}"}


UTF8 = "utf-8-sig"
_MARKED = (  # the longer mark first: that of UTF-32 begins with that of UTF-16
    ((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE), "utf-32"),
    ((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE), "utf-16"),
)
_NOT_IN_WINDOWS = bytes((0x81, 0x8D, 0x8F, 0x90, 0x9D))
_LOOKED_AT = 4_000  # bytes in which the zeros of an unmarked UTF-16 would show


def decode(data: bytes) -> str:
    """Text of a file, in whatever it is written; signs that make no sense become replacement characters."""
    try:
        if b"\0" not in data:
            return data.decode(UTF8)
    except UnicodeDecodeError:
        pass
    return data.decode(encoding(data), errors="replace")


def encoding(data: bytes) -> str:
    """What a file is written in: UTF-8 unless its mark, its zeros or its broken signs say otherwise."""
    for marks, name in _MARKED:
        if data.startswith(marks):
            return name
    head = data[:_LOOKED_AT]
    if b"\0" in head and 3 * head.count(0) > len(head):
        return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
    text = data.decode(UTF8, errors="replace")
    broken = text.count("\ufffd")
    if broken <= sum(not each.isascii() for each in text) - broken:
        return UTF8  # also where a few signs of it are broken
    return "latin-1" if any(each in data for each in _NOT_IN_WINDOWS) else "cp1252"


def tidy(text: str) -> str:
    """One kind of line end, no byte-order mark, no half characters."""
    text = text.removeprefix("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii() and "\x00" not in text:
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-8", errors="replace").decode()
    return text.translate(_TAKEN_OUT) if any(chr(c) in text for c in _TAKEN_OUT) else text
