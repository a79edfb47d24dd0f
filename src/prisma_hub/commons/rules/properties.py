"""What a page says about itself at its head, also where the hub shows that as text: YAML that does not parse,
that ends nowhere or goes on too long, and what Hugo reads beside YAML, TOML (`+++`) and JSON (`{`)."""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from prisma_hub.commons.render.frontmatter import MAX_CHARACTERS, split
from prisma_hub.commons.render.names import fold
from prisma_hub.commons.render.source import tidy
from prisma_hub.commons.render.types import FrontMatter

Said = tuple[str, Any]
"""A name and its value."""
_NESTED = "params"
"""Where Hugo keeps the names that are an author's own."""

_UNSEEN = "\ufeff\u200b\u2060 \t\n\u00a0"
_YAML_BEGINS = re.compile(r"---(?!-)")
_YAML_ENDS = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_TOML_BEGINS = re.compile(r"\+\+\+[ \t]*\n")
_TOML_ENDS = re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE)
_JSON_BEGINS = re.compile(r"\{\s*[\"}]")
_JSON_ENDS = re.compile(r"^\}[ \t]*$", re.MULTILINE)

_PROPERTY = re.compile(r"[\s\-\[{(,\"'`]*([^\W\d_]{2,40})[\s\"'`]*[:=](.*)")
"""A line that looks like a name with its value, whatever stands around it."""
_PART = re.compile(r"[{},;\[\]]")
_REMARK = re.compile(r"(?:^|\s)#.*")
_AROUND = " \t\"'`,;}])"
_GOES_ON = re.compile(r"\s*(?:$|#|-|\}|\S{1,60}\s*[:=])|[ \t]")
"""A line with which front matter that ends nowhere may go on."""


def said(text: str, *, among: Collection[str]) -> Iterator[Said]:
    """Each of these names (compared as `fold` does) a page says, with every value it gives."""
    page = tidy(text)
    front = split(page)
    if front.error:
        yield from _looking_so(front.raw, among)
    elif front.body == page:
        for read in _unread(page, among):
            yield from _with_nested(read, among)
    elif any(fold(key).strip() in among or key == _NESTED for key in front.data):
        from prisma_hub.commons.render import properties

        yield from _with_nested([*front.data.items(), *properties.pairs(front.raw)], among)


def kept_as_text(page: str, front: FrontMatter) -> str:
    """Why the front matter of a page (tidy) is shown as text although it can be told from one; empty where it
    is read, where there is none, or where `FrontMatter.error` says why."""
    if _toml(page.lstrip(_UNSEEN)) is not None:
        return "The properties are TOML (+++): the hub heeds what they say about who may read the page."
    if _json(page.lstrip(_UNSEEN)) is not None:
        return "The properties are JSON: the hub heeds what they say about who may read the page."
    return "The properties are longer than a hub reads." if _is_too_long(front, page) else ""


def _is_too_long(front: FrontMatter, page: str) -> bool:
    if front.raw or front.error or not page.startswith("---\n"):
        return False
    end = _YAML_ENDS.search(page, 4)
    return end is not None and end.end() > MAX_CHARACTERS


def _with_nested(read: Iterable[Said], among: Collection[str]) -> Iterator[Said]:
    for key, value in read:
        if fold(key[:100]).strip() in among:
            yield key, value
        elif key == _NESTED and isinstance(value, Mapping):
            yield from ((str(name), each) for name, each in value.items() if fold(str(name)[:100]) in among)


def _unread(page: str, among: Collection[str]) -> Iterator[Iterable[Said]]:
    """What a page says at its head that `split` leaves in its text."""
    head = page.lstrip(_UNSEEN)
    if (toml := _toml(head)) is not None:
        yield _read_toml(toml, among)
    elif (found := _json(head)) is not None:
        yield _read_json(found, among)
    elif _YAML_BEGINS.match(head):
        first, _, rest = head.partition("\n")
        end = _YAML_ENDS.search(rest)
        block = rest[: end.start()] if end else _as_far_as_it_looks_so(rest)
        yield _looking_so(f"{first.lstrip('-')}\n{block}", among)


def _toml(head: str) -> str | None:
    begins = _TOML_BEGINS.match(head)
    if begins is None:
        return None
    end = _TOML_ENDS.search(head, begins.end())
    return head[begins.end() : end.start()] if end else _as_far_as_it_looks_so(head[begins.end() :])


def _read_toml(block: str, among: Collection[str]) -> Iterable[Said]:
    try:
        if len(block) <= MAX_CHARACTERS:
            return list(tomllib.loads(block).items())
    except (ValueError, RecursionError):
        pass
    return _looking_so(block, among)


def _json(head: str) -> str | None:
    if not _JSON_BEGINS.match(head):
        return None
    end = _JSON_ENDS.search(head)
    return head[: end.end()] if end else head.partition("\n\n")[0]


def _read_json(block: str, among: Collection[str]) -> Iterable[Said]:
    pairs: list[Said] = []

    def keep(
        found: list[Said],
    ) -> dict[str, Any]:  # the outermost comes last; a name said twice is in it twice
        pairs[:] = found
        return dict(found)

    try:
        if len(block) <= MAX_CHARACTERS:
            json.JSONDecoder(object_pairs_hook=keep).raw_decode(block)
            return pairs
    except (ValueError, RecursionError):
        pass
    return _looking_so(block, among)


def _as_far_as_it_looks_so(rest: str) -> str:
    lines = rest.split("\n")
    end = next((n for n, line in enumerate(lines) if not _GOES_ON.match(line)), len(lines))
    return "\n".join(lines[:end])


def _looking_so(block: str, among: Collection[str]) -> Iterator[Said]:
    """Lines, and parts of them between brackets and commas, that look like one of these names and a value."""
    lines = unicodedata.normalize("NFKC", block).split("\n")
    for at, line in enumerate(lines):
        parts = _PART.split(line) if _PART.search(line) else []
        for each in (line, *parts):
            found = _PROPERTY.match(each)
            if found is not None and fold(found[1]) in among:
                yield found[1], _bare(found[2]) or _below(lines, at)


def _bare(value: str) -> str:
    return _REMARK.sub("", value).strip(_AROUND)


def _below(lines: list[str], at: int) -> str:
    """A value that stands in the lines below its name, further in or as a list."""
    found: list[str] = []
    for line in lines[at + 1 :]:
        if not line.startswith((" ", "\t", "-")) or len(found) > 1:
            break
        if word := _bare(line.strip().removeprefix("-")):
            found.append(word)
    return " ".join(found)
