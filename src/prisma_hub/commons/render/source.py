"""From a file's bytes to text the parser can trust, and the limits a page keeps to."""

from __future__ import annotations

import codecs

MAX_PAGE = 5_000_000  # characters rendered as a page; above it the beginning is shown as plain text
SHOWN_OF_LARGE = 200_000
MAX_EVENTS = 600_000  # parser events; a page of five million characters of prose has about 150,000

# Characters Unicode promises never to use (noncharacters): ours to mark with, taken out of what comes in.
DOLLAR = "\ufdd0"
COMPONENT = "\ufdd1"
_TAKEN_OUT = {ord(c): "\ufffd" for c in f"\x00{DOLLAR}{COMPONENT}"}


def decode(data: bytes) -> str:
    """Text of a file in UTF-8 (or UTF-16 with its mark); what is not valid becomes replacement characters."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    return data.decode("utf-8-sig", errors="replace")


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
