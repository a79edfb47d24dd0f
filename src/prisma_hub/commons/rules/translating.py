"""How a translation begins."""

from __future__ import annotations

import re
from collections.abc import Collection

from prisma_hub.commons.render import frontmatter
from prisma_hub.commons.rules.paths import stem
from prisma_hub.commons.types import Begun

_LANG = re.compile(r"^(?:lang|language):.*\n?", re.MULTILINE)
_OWN = re.compile(r"^(?:lang|language|translation_of):.*\n?", re.MULTILINE)


def begin_translation(path: str, text: str, lang: str, *, languages: Collection[str]) -> Begun:
    """The page in the folder of the other language, and its text with a front matter that says what it is."""
    said = f"lang: {lang}\ntranslation_of: {stem(path)}\n"
    front, body = _split(text)
    return Begun(_placed(path, lang, languages), f"---\n{_OWN.sub('', front)}{said}---\n{body}")


def say_language(text: str, lang: str) -> str:
    """The page with its language in the front matter; as it was where that cannot be read."""
    before = frontmatter.split(text)
    front, body = _split(text)
    said = f"---\n{_LANG.sub('', front)}lang: {lang}\n---\n{body if front else text}"
    after = frontmatter.split(said)
    same = before.error is None and (after.error, after.body) == (None, before.body)
    return said if same and after.data.get("lang") == lang else text


def _split(text: str) -> tuple[str, str]:
    """The lines of the front matter, and what follows it."""
    end = text.find("\n---", 3) if text.startswith("---\n") else -1
    if end < 0:
        return "", "\n" + text
    return text[4 : end + 1], text[end + 4 :].removeprefix("\n")


def _placed(path: str, lang: str, languages: Collection[str]) -> str:
    """`en/places/river.md` in Spanish is `es/places/river.md`; without such a folder it gets one."""
    parts = path.split("/")
    for at, folder in enumerate(parts[:-1]):
        if folder.lower() in languages:
            return "/".join([*parts[:at], lang, *parts[at + 1 :]])
    return f"{lang}/{path}"
