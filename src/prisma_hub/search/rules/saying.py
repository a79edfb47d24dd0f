"""How something that was said is read for finding: its words, and what it may be narrowed by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from prisma_hub.search.rules.folding import LONGEST, fold, forms, tokens
from prisma_hub.search.rules.language import language_of
from prisma_hub.search.rules.stemming import stem
from prisma_hub.search.rules.weighing import MOST_LETTERS, MOST_WORDS

NAME = "="
"""Before a word of a name. No word that is read holds it, nor the sign of a mark."""
MARK = "@"


class Said(NamedTuple):
    """A word folded, the language it is in, and what its forms share there. Of marks and names only the
    word."""

    word: str
    lang: str = ""
    stem: str = ""


@dataclass(frozen=True, slots=True)
class Marks:
    """What an entry is found among, whatever it says."""

    spaces: Iterable[str]
    """Where it is heard."""
    among: str
    within: Iterable[str]
    day: str
    until: str = ""
    """The last day it is heard, ISO."""
    taken_back: bool = False
    alone: str = ""
    """What only one thing may be."""


@dataclass(frozen=True, slots=True)
class Card:
    """An entry as it goes into the index."""

    seq: int
    words: frozenset[Said]
    alone: str = ""


def read(names: str, words: str, language: str) -> tuple[str, frozenset[Said]]:
    """The language of what was said, and its words. Words of names are kept twice: also as such."""
    named = tokens(names[:400].lower())
    spoken = tokens(words[:MOST_LETTERS].lower())
    lang = language_of(language, [*named, *spoken])
    found = {
        Said(form, lang, stem(token, lang) if form == fold(token)[:LONGEST] else form)
        for token in [*named, *dict.fromkeys(spoken)][:MOST_WORDS]
        for form in forms(token)
    }
    found |= {Said(NAME + form) for token in named for form in forms(token)}
    return lang, frozenset(found)


def marked(marks: Marks, lang: str) -> frozenset[Said]:
    told = [
        *(mark("in", space) for space in marks.spaces),
        mark("as", marks.among),
        *(mark("of", scope) for scope in marks.within),
        mark("day", marks.day),
    ]
    told += [mark("lang", lang)] if lang else []
    told += [mark("until", marks.until)] if marks.until else []
    told += [mark("back")] if marks.taken_back else []
    told += [mark("is", marks.alone)] if marks.alone else []
    return frozenset(map(Said, told))


def mark(what: str, which: str = "") -> str:
    return f"{MARK}{what}:{which}"
