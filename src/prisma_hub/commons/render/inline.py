"""Inside one text event: highlights, tags, bare addresses, Kramdown's attributes, components."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from prisma_hub.commons.render.source import COMPONENT

Kind = Literal["words", "mark", "tag", "url", "email", "attributes", "own", "component"]

_SPECIAL = re.compile(rf"[=#@{{{COMPONENT}]")
_TOKEN = re.compile(
    r"(?P<mark>(?<!=)==(?!=))"
    r"|(?<![\w#&/{])#(?P<tag>[\w/-]{1,100}(?![\w/-]))"
    r"|(?<![\w@/])(?P<url>(?:https?://|www\.)[^\s<]{1,2000})"
    r"|(?<![\w.+-])(?P<email>[\w.+-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}\.){1,8}[A-Za-z0-9-]{0,62}[A-Za-z0-9](?![\w-]))"
    r"|(?P<attributes>[ \t]?\{:[^{}\n]{0,300}\})"
    r"|(?P<own>[ \t]*\{(?:#[\w:-]{1,80}[ \t]*|\.[\w:-]{1,80}[ \t]*){1,9}\}[ \t]*\Z)"
    rf"|{COMPONENT}(?P<component>[^{COMPONENT}]{{1,200}}){COMPONENT}"
)
_NOT_ONLY_DIGITS = re.compile(r"[^\d/-]")
_TRAILING = "?!.,:*_~'\";"
_ENTITY = re.compile(r"&[A-Za-z0-9]{1,31};\Z")


@dataclass(frozen=True, slots=True)
class Bit:
    kind: Kind
    text: str


def bits(text: str, *, in_link: bool) -> Iterator[Bit]:
    """The parts of a text. Inside a link, tags and addresses are only words."""
    # One character class and two plain searches: an alternation would cost three times as much on all text.
    if not (_SPECIAL.search(text) or "://" in text or "www." in text):
        yield Bit("words", text)
        return
    at = 0
    for match in _TOKEN.finditer(text):
        bit = _bit(match, in_link)
        if bit is None:
            continue
        start = match.start()
        if start > at:
            yield Bit("words", text[at:start])
        yield bit
        at = start + len(bit.text) if bit.kind == "url" else match.end()
    if at < len(text):
        yield Bit("words", text[at:])


def _bit(match: re.Match[str], in_link: bool) -> Bit | None:
    kind: Any = match.lastgroup
    found = match[kind] if kind else ""
    if kind in ("mark", "attributes", "own", "component"):
        return Bit(kind, found)
    if in_link:
        return None
    if kind == "tag":
        return Bit("tag", found.rstrip("/")) if _NOT_ONLY_DIGITS.search(found) else None
    if kind == "url":
        return Bit("url", _trimmed(found))
    return Bit("email", found)


def _trimmed(url: str) -> str:
    """A bare address without the punctuation that ends its sentence (GFM 6.9)."""
    while url:
        if url[-1] == ";" and (entity := _ENTITY.search(url, max(0, len(url) - 33))):
            url = url[: entity.start()]
        elif url[-1] in _TRAILING or (url[-1] == ")" and url.count(")") > url.count("(")):
            url = url[:-1]
        else:
            break
    return url


_LENGTH = re.compile(r"\d{1,5}")
_SIZE = re.compile(r"(\d{1,4})(?:x(\d{1,4}))?")


def picture_words(alt: str) -> tuple[str, int | None, int | None]:
    """`Alt text|300x200` as Obsidian has it: the words, the width, the height."""
    words, _, size = alt.rpartition("|")
    match = _SIZE.fullmatch(size.strip())
    if match is None:
        return alt, None, None
    return words, int(match[1]), int(match[2]) if match[2] else None


def picture_size(said: str) -> int | None:
    """A width or a height as HTML has it; what no picture can be wide is none."""
    return int(said) if _LENGTH.fullmatch(said) else None


_BLOCK_ID = re.compile(r"(?:^|(?<=\s))\^([A-Za-z0-9-]{1,100})[ \t]*$")


def own_id(attributes: str) -> str | None:
    """The id in `{#own-id .class}` or `{: #own-id}`."""
    return next((word[1:] for word in attributes.strip(" \t{:}").split() if word.startswith("#")), None)


def block_id(text: str) -> tuple[str, str | None]:
    """`Words ^id`: the words, and the id others point at."""
    match = _BLOCK_ID.search(text)
    return (text[: match.start()].rstrip(), match[1]) if match else (text, None)
