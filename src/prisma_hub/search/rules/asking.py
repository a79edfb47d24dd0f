"""What somebody typed, as words to look for. Signs that other search engines obey are signs here."""

from __future__ import annotations

from dataclasses import dataclass

from prisma_hub.search.rules.folding import asked_forms, tokens
from prisma_hub.search.rules.language import EVERY_SMALL

MOST_TYPED = 200
"""Letters of a question that are read."""
MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Asked:
    """A word to look for. `token` as it was typed; `begins` where other words that begin with it are meant
    too; `required` unless it is one of the small words."""

    word: str
    token: str
    begins: bool = False
    required: bool = True


def words_of(text: str) -> tuple[Asked, ...]:
    """The words of a question, each once. The last one may not be typed to its end. Small words are left
    out where there are others, unless they come last and may be the beginning of one."""
    typed = [(word, token) for token in tokens(text[:MOST_TYPED]) for word in asked_forms(token)]
    each_once = list(dict(typed).items())[:MOST_WORDS]
    last = typed[-1][0] if typed else ""
    some = any(word not in EVERY_SMALL for word, _ in each_once)
    return tuple(
        Asked(word, token, begins=word == last, required=not some or word not in EVERY_SMALL)
        for word, token in each_once
        if not some or word not in EVERY_SMALL or word == last
    )
