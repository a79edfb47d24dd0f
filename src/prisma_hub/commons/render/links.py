"""What an address written in a page is: outside, unsafe, or something of this commons."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import unquote

Whither = Literal["inside", "outside", "unsafe"]

OUTSIDE_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{1,30}):")
_INVISIBLE = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+")

MediaKind = Literal["image", "audio", "video"]
_MEDIA: dict[MediaKind, str] = {
    "image": "png jpg jpeg gif webp avif bmp svg",
    "audio": "mp3 ogg oga opus wav m4a flac aac 3gp",
    "video": "mp4 webm ogv mov mkv m4v",
}
MEDIA_KINDS = {ending: kind for kind, endings in _MEDIA.items() for ending in endings.split()}

_WRITTEN = "csv doc docx epub json odp ods odt pdf ppt pptx rtf tsv txt xls xlsx xml"
_FILES = frozenset([*_WRITTEN.split(), "css", "eps", "gz", "heic", "ico", "js", "tif", "tiff", "zip"])
"""Endings of files one shows or hands out, beside media; whatever else an address ends with is a page's."""


def whither(target: str, *, wikilink: bool = False) -> Whither:
    """Where an address goes. A wikilink may hold a colon: only `scheme://` leads outside there."""
    first = target[:1]
    if (first.isalnum() or first in "#.") and ":" not in target and "%3" not in target:
        return "inside"  # neither a scheme nor a host can stand in it, however it is decoded
    plain = _INVISIBLE.sub("", unquote(target[:2_000]))
    if plain.startswith(("//", "\\\\", "/\\", "\\/")):
        return "outside"
    match = _SCHEME.match(plain)
    if match is None:
        return "inside"
    scheme = match[1].lower()
    if wikilink and not plain[match.end() :].startswith("//"):
        return "inside"
    return "outside" if scheme in OUTSIDE_SCHEMES else "unsafe"


def media_kind(target: str) -> MediaKind | None:
    ending = target.partition("#")[0].partition("?")[0].rpartition(".")[2].lower()
    return MEDIA_KINDS.get(ending)


def is_file(target: str) -> bool:
    """Whether an address names a picture, a sound, a film or another file, and no page."""
    ending = target.partition("#")[0].partition("?")[0].rpartition(".")[2].lower()
    return ending in MEDIA_KINDS or ending in _FILES
