"""How much a page says of a word: a number from 1 to 255, made of where and how often it stands.

It depends on nothing but the page, so that a page weighs the same whichever others there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from prisma_hub.search.rules.folding import LONGEST, fold, forms, tokens
from prisma_hub.search.rules.language import language_of
from prisma_hub.search.rules.stemming import stem

MOST_LETTERS = 2_000_000
"""Letters of one page that are read for finding; what comes after is not found."""
MOST_WORDS = 20_000
"""Different words of one page."""
HEAVIEST = 255
_USUAL = 300
"""Words of a page of usual length: the same number of times in a longer page says less (Robertson 1994)."""
_SOON_ENOUGH, _LENGTH_COUNTS = 1.2, 0.7
_BODY, _HEADING, _TAG = 100, 35, 40
_TITLE, _TITLE_SHARED = 70, 90

Word = tuple[str, str]
"""A word folded, and what its forms share."""


@dataclass(frozen=True, slots=True)
class Text:
    """What is read of a page: names (title and aliases), tags, and passages (anchor, heading, words)."""

    names: Sequence[str]
    tags: Sequence[str]
    description: str
    passages: Sequence[tuple[str, str, str]]
    language: str = ""


def weigh(text: Text) -> tuple[str, dict[Word, int]]:
    """The language of a page, and what each of its words weighs in it."""
    body = _body(text)
    language = language_of(text.language, body)
    counted = Counter(body)
    said = _words(counted, language)
    length = sum(counted.values())
    usual = _SOON_ENOUGH * (1 - _LENGTH_COUNTS + _LENGTH_COUNTS * length / _USUAL)
    weights = {word: int(_BODY * n / (n + usual)) for word, n in said.items()}
    for word in _words(Counter(_headings(text)), language):
        weights[word] = weights.get(word, 0) + _HEADING
    for word in _words(Counter(token for tag in text.tags for token in tokens(tag.lower())), language):
        weights[word] = weights.get(word, 0) + _TAG
    for word, weight in _named(text.names, language).items():
        weights[word] = weights.get(word, 0) + weight
    heavy = sorted(weights.items(), key=lambda each: (-each[1], each[0]))[:MOST_WORDS]
    return language, {word: max(1, min(weight, HEAVIEST)) for word, weight in heavy}


def _body(text: Text) -> list[str]:
    found = tokens(text.description.lower())
    left = MOST_LETTERS
    for _, _, words in text.passages:
        found += tokens(words[:left].lower())
        left -= len(words)
        if left <= 0:
            break
    return found


def _headings(text: Text) -> Iterable[str]:
    left = MOST_LETTERS
    for _, heading, _ in text.passages:
        yield from tokens(heading[:left].lower())
        left -= len(heading)
        if left <= 0:
            return


def _words(counted: Counter[str], language: str) -> Counter[Word]:
    """The words of written ones. Several ways to write one word are that word."""
    found: Counter[Word] = Counter()
    for token, n in counted.items():
        for word in _read(token, language):
            found[word] += n
    return found


@lru_cache(maxsize=50_000)
def _read(token: str, language: str) -> tuple[Word, ...]:
    """A written word as it is kept. Only a whole word has a stem, its pieces are what they are."""
    whole = fold(token)[:LONGEST]
    return tuple((word, stem(token, language) if word == whole else word) for word in forms(token))


def forget_words() -> None:
    """Words read for a whole vault are not held on to: a page or two does not need them."""
    for held in (_read, stem, forms):
        held.cache_clear()


def _named(names: Sequence[str], language: str) -> dict[Word, int]:
    """A word of a name weighs more, the fewer others stand beside it."""
    found: dict[Word, int] = {}
    for name in names:
        words = _words(Counter(tokens(name[:400].lower())), language)
        for word in words:
            found[word] = max(found.get(word, 0), _TITLE + _TITLE_SHARED // len(words))
    return found
