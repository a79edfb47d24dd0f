"""What of a folder from outside is taken into the commons, and where it goes. Pure: paths and marks in."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from prisma_hub.commons.render.frontmatter import split
from prisma_hub.commons.render.source import tidy
from prisma_hub.commons.rules.marks import reach
from prisma_hub.commons.rules.paths import check_path
from prisma_hub.kernel.refusal import Refused

LEFT_FOLDERS = {
    "node_modules": "a folder of programs",
    "__pycache__": "a folder of programs",
    "_site": "a folder of built pages",
    "_layouts": "a folder of page designs",
    "_includes": "a folder of page designs",
    "_sass": "a folder of page designs",
}
"""Where Jekyll and programs keep what is no page."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file goes; `space` None: it is left out. `why` says what decided, where something did."""

    space: str | None
    why: str = ""


def left_out_folder(name: str) -> str:
    """Why a folder is not looked into; empty where it is."""
    return "hidden" if name.startswith(".") else LEFT_FOLDERS.get(name, "")


LOOKED_AT = 256 * 1024
"""So many of its first bytes tell what a file is."""
_KEY = re.compile(r"\.(key|pem|p8|p12|pfx|ppk|jks|kdbx|asc)(\.(bak|old|orig|save|txt)|~)?$", re.IGNORECASE)
_PRIVATE = re.compile(rb"PRIVATE KEY( BLOCK)?-----|AGE-SECRET-KEY-|prisma-hub key backup")
_DATABASES = (
    b"SQLite format 3\0",
    b"\x37\x7f\x06\x82",
    b"\x37\x7f\x06\x83",
    b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7",
)
"""How a database of SQLite begins, what it wrote ahead, and its journal."""
_PACKED = b"PK\x03\x04"
"""How a file begins that is a key by its ending alone: slides of Keynote."""


def secret(path: str, begins: bytes) -> str:
    """Why a file that is no page belongs in no commons, by its name and first bytes; empty where it may."""
    if _PRIVATE.search(begins.replace(b"\0", b"")):
        return "a private key"
    if _KEY.search(path) and not begins.startswith(_PACKED):
        return "a key, by its name"
    if begins.startswith(_DATABASES):
        return "a database"
    return "a backup, by its name" if path.lower().endswith(".backup") else ""


_BEFORE_A_KEY = re.compile(
    r"(?:[\s>]|-{3}[ \t]*\n|`{3,}[^\n]*\n|~{3,}[^\n]*\n|# (?:created|public key):[^\n]*\n)*+"
)
"""What may stand before a key on a page that is one: a rule, a quotation, a fence, what age notes."""
_A_KEY = re.compile(
    r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----\s|AGE-SECRET-KEY-|prisma-hub key backup", re.IGNORECASE
)


def secret_page(text: str) -> str:
    """Why a page belongs in no commons: it is a key, or a database, under the name of a page. Empty where it
    may; a page about keys that shows one among its words is a page."""
    if text.startswith("SQLite format 3"):
        return "a database"
    if not _A_KEY.search(text):
        return ""
    front = split(tidy(text))
    found = (_BEFORE_A_KEY.sub("", part, count=1) for part in (front.body, front.raw))
    return "a private key" if any(_A_KEY.match(part) for part in found) else ""


def check_name(path: str) -> str:
    """Why a file of this name cannot be taken; empty where it can."""
    try:
        check_path(path, strict=False)
    except Refused as no:
        return str(no.reason % no.values)
    return ""


def awkward(path: str) -> bool:
    """Whether some computers cannot hold a file of this name (Windows: `a:b.md`, `con.md`)."""
    try:
        check_path(path)
    except Refused:
        return True
    return False


def alike(paths: Iterable[str]) -> list[tuple[str, str]]:
    """Paths that are one on computers to which capitals, or ways of composing a letter, make no difference;
    each with the first of its kind."""
    first: dict[str, str] = {}
    found: list[tuple[str, str]] = []
    for path in paths:
        folded = unicodedata.normalize("NFC", path).casefold()
        if first.setdefault(folded, path) != path:
            found.append((path, first[folded]))
    return found


def leads_out(source: str, target: str) -> bool:
    """Whether an address written on a page goes above the folder that was brought (`../../elsewhere.md`)."""
    page = unquote(target.partition("#")[0].partition("?")[0]).strip()
    joined = page.lstrip("/") if page.startswith("/") else posixpath.join(posixpath.dirname(source), page)
    return posixpath.normpath(joined).split("/")[0] == ".."


def place(text: str, *, into: str, garden: str | None) -> Place:
    """A page goes where the import goes, unless it says that it reaches less far (narrow when in doubt)."""
    limit, mark = reach(text)
    if limit == "anybody" or into.startswith("person:"):
        return Place(into)
    if limit == "house":
        return Place("hub", mark) if into == "public" else Place(into)
    if into.startswith("circle:"):
        return Place(into)
    return Place(garden, mark)
