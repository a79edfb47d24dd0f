"""Another name for a page, written into its front matter where people and Obsidian look for it."""

from __future__ import annotations

import json
import re

from prisma_hub.commons.render.frontmatter import split
from prisma_hub.commons.render.names import fold
from prisma_hub.commons.render.types import FrontMatter

_KEY = re.compile(r"^(aliases|alias):[ \t]*(.*)$", re.MULTILINE)
_ITEMS = re.compile(r"(?:\n([ \t]*)- [^\n]*)+")
_PLAIN = re.compile(r"[^\W\d_][\w '’()-]*")
_WORDS = {"true", "false", "null", "yes", "no", "on", "off"}


def add_alias(text: str, name: str) -> str:
    """The page with one more name; as it was where it goes by that name already, or where its front matter
    cannot be read or says its names in a manner we do not know how to extend."""
    before = split(text)
    names = _names(before)
    if before.error or not name or fold(name) in {fold(each) for each in names}:
        return text
    if not text.startswith("---"):
        return f"---\naliases: [{_written(name)}]\n---\n{text}"
    head, newline, tail = text.partition("\n")
    changed = f"{head}{newline}{_into(before.raw, name, names)}{tail[len(before.raw) :]}"
    after = split(changed)
    same = (after.error, after.body, _others(after)) == (None, before.body, _others(before))
    return changed if same and _names(after) == [*names, name] else text


def _names(front: FrontMatter) -> list[str]:
    """The names a page goes by already, as `render.parse` reads them."""
    found: list[str] = []
    for key in ("aliases", "alias"):
        value = front.data.get(key)
        if isinstance(value, str):
            found += value.split(",") if key == "aliases" else [value]
        elif isinstance(value, list):
            found += [str(each) for each in value]
    return [each.strip() for each in found if each.strip()]


def _others(front: FrontMatter) -> dict[str, object]:
    return {key: value for key, value in front.data.items() if key not in ("aliases", "alias")}


def _into(raw: str, name: str, names: list[str]) -> str:
    found = _KEY.search(raw)
    if found is None:
        return f"{raw}{'' if not raw or raw.endswith(chr(10)) else chr(10)}aliases: [{_written(name)}]\n"
    value = found[2].strip()
    if value.startswith("[") == value.endswith("]") and value:
        line = f"{found[1]}: [{', '.join(_written(each) for each in [*names, name])}]"
        return raw[: found.start()] + line + raw[found.end() :]
    last = _ITEMS.match(raw, found.end())
    end = last.end() if last else found.end()
    return f"{raw[:end]}\n{last[1] if last else '  '}- {_written(name)}{raw[end:]}"


def _written(name: str) -> str:
    plain = _PLAIN.fullmatch(name) and name.lower() not in _WORDS
    return name if plain else json.dumps(name, ensure_ascii=False)
