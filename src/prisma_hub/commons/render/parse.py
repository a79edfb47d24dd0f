"""From a path and its text to a Page: everything an index, a search and a renderer want to know of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import replace
from html import escape
from itertools import islice
from pathlib import PurePosixPath
from typing import Any, Literal

from prisma_hub.commons.render import frontmatter, net, reader, scan, source
from prisma_hub.commons.render.conventions import addresses, plain_links
from prisma_hub.commons.render.directions import follow_directions
from prisma_hub.commons.render.notices import as_callouts
from prisma_hub.commons.render.parser import events
from prisma_hub.commons.render.types import Body, FrontMatter, Link, Page, Passage, Piece
from prisma_hub.commons.render.wording import say
from prisma_hub.commons.render.writer import Found

LANGUAGES = ("en", "es", "pt", "fr")
_DESCRIPTION_LENGTH = 200
_TITLE_LENGTH = 300
_TAG_LENGTH = 200
_MOST_TAGS = 500
_WIKILINK = re.compile(r"\[\[([^\[\]|\n]{1,500})(?:\|([^\[\]\n]{1,500}))?\]\]")
_SEPARATOR = re.compile(r"[,\s]+")
# Embeddings and overrides of direction (UAX 9): left open, they would turn around what stands beside a title.
_TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def read_page(path: str, text: str, *, languages: Collection[str] = LANGUAGES) -> Page:
    """Read one page. Never raises for what a file may hold.

    `path` is its place in the commons with `/`; `languages` are the codes a folder can be named by. Where
    the reader fails all the same, the page is its text (`unread`): one page takes no other along.
    """
    try:
        return _read(path, text, languages)
    except BaseException as problem:  # also the panic of a parser in another language, which is no Exception
        net.caught(problem)
        return unread(path, text, languages=languages)


def unread(path: str, text: str, *, languages: Collection[str] = LANGUAGES) -> Page:
    """A page that the reader could not read: its beginning as plain text under a notice."""
    text = source.tidy(text[: source.MAX_PAGE])
    try:
        front = frontmatter.split(text)
    except BaseException as problem:
        net.caught(problem)
        front = FrontMatter({}, text, "")
    lang = _language(path, front.data, languages)
    found = _as_text(front.body[: source.SHOWN_OF_LARGE], lang, "unread")
    return replace(_page(path, lang, front, found, [], too_large=False), unread=True)


def _read(path: str, text: str, languages: Collection[str]) -> Page:
    too_large = len(text) > source.MAX_PAGE
    front = frontmatter.split(source.tidy(text[: source.MAX_PAGE]))
    lang = _language(path, front.data, languages)
    found = None
    components: list[str] = []
    if not too_large:
        followed, unknown = follow_directions(front.body, front.data)
        scanned = scan.scan(as_callouts(plain_links(followed)), mdx=path.lower().endswith(".mdx"))
        components = [*scanned.components, *unknown]
        try:
            found = reader.read(events(scanned.text), path, lang)
        except reader.TooMuchError:
            too_large = True
    if found is None:
        found = _as_text(front.body[: source.SHOWN_OF_LARGE], lang, "too large")
    if front.error:
        found.pieces.insert(0, _front_matter_notice(front, lang))
        found.sections = {k: (a + 1, b + 1) for k, (a, b) in found.sections.items()}
    return _page(path, lang, front, found, components, too_large)


def read_title(path: str, text: str) -> str:
    """The title of a page. Where its properties say it, nothing else is read."""
    said = _as_title(frontmatter.split(source.tidy(text[: source.MAX_PAGE])).data.get("title"))
    return said or read_page(path, text).title


def _page(
    path: str, lang: str | None, front: FrontMatter, found: Found, components: list[str], too_large: bool
) -> Page:
    title, title_from = _title(path, front.data, found)
    pieces, sections = _joined(found.pieces, found.sections)
    found.links.extend(_links_in(front, path, len(found.links)))
    return Page(
        path=path,
        title=title,
        title_from=title_from,
        description=_description(front.data, found),
        lang=lang,
        translation_of=_one_word(front.data.get("translation_of")),
        aliases=tuple(dict.fromkeys([*_names(front.data, "aliases", "alias"), *addresses(front.data)])),
        tags=_tags(front.data, found),
        headings=tuple(found.headings),
        links=tuple(found.links),
        block_ids=tuple(found.block_ids),
        raw_anchors=tuple(found.raw_anchors),
        passages=tuple(found.passages),
        protocol_blocks=tuple(found.protocol_blocks),
        components=tuple(components),
        front=front,
        body=Body(
            pieces,
            {label: _joined(body, {})[0] for label, body in found.footnotes.items()},
            sections,
            frozenset(found.languages),
            found.has_raw_html,
        ),
        too_large=too_large,
    )


def _joined(
    pieces: list[Piece], sections: dict[str, tuple[int, int]]
) -> tuple[tuple[Piece, ...], dict[str, tuple[int, int]]]:
    """Neighbouring HTML in one piece each, except where a section begins or ends."""
    edges = {edge for span in sections.values() for edge in span}
    joined: list[Piece] = []
    moved: dict[int, int] = {}
    waiting: list[str] = []
    for number, piece in enumerate([*pieces, ""]):
        at_edge = number in edges
        if waiting and (at_edge or not isinstance(piece, str) or number == len(pieces)):
            joined.append("".join(waiting))
            waiting = []
        if at_edge:
            moved[number] = len(joined)
        if isinstance(piece, str):
            waiting.append(piece)
        else:
            joined.append(piece)
    return tuple(joined), {name: (moved[a], moved[b]) for name, (a, b) in sections.items()}


def _as_text(text: str, lang: str | None, why: str) -> Found:
    found = Found()
    notice = escape(say(why, lang), quote=False)
    found.pieces.append(f'<aside class="notice page-notice"><p>{notice}</p></aside>\n')
    found.pieces.append(f"<pre><code>{escape(text, quote=False)}</code></pre>\n")
    found.passages.append(Passage("", "", text))
    return found


def _front_matter_notice(front: FrontMatter, lang: str | None) -> str:
    reason = escape(f"{say('front matter', lang)} {front.error}", quote=False)
    kept = escape(front.raw, quote=False)
    return f'<aside class="notice page-notice"><p>{reason}</p>\n<pre><code>{kept}</code></pre></aside>\n'


def _title(
    path: str, data: dict[str, Any], found: Found
) -> tuple[str, Literal["front matter", "heading", "file name"]]:
    if title := _as_title(data.get("title")):
        return title, "front matter"
    first = next((title for h in found.headings if h.level == 1 and (title := _as_title(h.text))), None)
    if first:
        return first, "heading"
    return PurePosixPath(path).stem or path, "file name"


def _as_title(value: object) -> str | None:
    """A title that can be seen and pressed in a list: of some length, with at least one sign that shows."""
    line = (_one_line(value) or "").translate(_TURNING)
    if len(line) > _TITLE_LENGTH:
        line = line[: _TITLE_LENGTH - 1] + "…"
    shows = any(unicodedata.category(each)[0] not in "CZM" for each in line)
    return line if shows else None


def _description(data: dict[str, Any], found: Found) -> str:
    own = next((d for k in ("description", "summary", "excerpt") if (d := _one_line(data.get(k)))), None)
    text = (own or " ".join(found.first_words.split())).translate(_TURNING)
    if len(text) <= _DESCRIPTION_LENGTH:
        return text
    return text[:_DESCRIPTION_LENGTH].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def _language(path: str, data: dict[str, Any], languages: Collection[str]) -> str | None:
    own = data.get("lang") or data.get("language")
    if isinstance(own, str) and 2 <= len(own) <= 20:
        return own
    folders = PurePosixPath(path).parts[:-1]
    return next((folder.lower() for folder in folders if folder.lower() in languages), None)


def _tags(data: dict[str, Any], found: Found) -> tuple[str, ...]:
    """Tags of the front matter, then those in the text; `Place` and `place` are one, as first written."""
    tags: dict[str, str] = {}
    for name in _names(data, "tags", "tag", split=True) + list(found.tags):
        if tag := _tag(name):
            tags.setdefault(tag.casefold(), tag)
    return tuple(islice(tags.values(), _MOST_TAGS))


def _tag(name: str) -> str:
    """A tag on one line, without steps (`..`) that would lead its address elsewhere."""
    steps = (" ".join(each.split()) for each in name.lstrip("#")[:_TAG_LENGTH].split("/"))
    return "/".join(each for each in steps if each.strip("."))


def _names(data: dict[str, Any], *keys: str, split: bool = False) -> list[str]:
    names: list[str] = []
    for key in keys:
        value = data.get(key)
        if isinstance(value, str) and split:
            names += _SEPARATOR.split(value)
        elif isinstance(value, str) and key == "aliases":
            names += value.split(",")
        elif isinstance(value, list):
            names += [str(item) for item in value if isinstance(item, str | int | float)]
        elif isinstance(value, str | int | float) and not isinstance(value, bool):
            names.append(str(value))
    return [stripped for name in names if (stripped := name.strip())]


def _one_line(value: object) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return " ".join(str(value).split()) or None


def _one_word(value: object) -> str | None:
    """A reference in front matter, with or without its double brackets."""
    line = _one_line(value)
    match = _WIKILINK.fullmatch(line) if line else None
    return match[1].strip() if match else line


def _links_in(front: FrontMatter, path: str, first: int) -> Iterator[Link]:
    """`related: "[[Page]]"`: links in the properties count as links."""
    if "[[" not in front.raw or front.error:
        return
    number = first
    for text in _texts(front.data):
        for match in _WIKILINK.finditer(text):
            yield Link(path, match[1].strip(), (match[2] or match[1]).strip(), "wikilink", number)
            number += 1


def _texts(value: object) -> Iterator[str]:
    """Every string in the front matter, which `frontmatter` keeps shallow and small."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
