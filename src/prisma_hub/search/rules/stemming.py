"""What the forms of a word have in common: Snowball's stemmers, for the languages of the house."""

from __future__ import annotations

import threading
import unicodedata
from functools import cache, lru_cache
from typing import Protocol

from prisma_hub.search.rules.folding import LONGEST, fold


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802 - its name there


LANGUAGES = ("en", "es", "pt", "fr")
_SHORTEST = 3
_one_at_a_time = threading.Lock()  # a stemmer holds the word it works on


@lru_cache(maxsize=20_000)
def stem(token: str, language: str) -> str:
    """What a written word shares with its other forms, folded. Stemmed as written: accents carry endings
    (`avaliação`, `avaliações`). The word itself, folded, in languages we have no stemmer for."""
    stemmer, written = _stemmers().get(language), unicodedata.normalize("NFC", token)
    if stemmer is None or len(written) < _SHORTEST or not written.isalpha():
        return fold(token)[:LONGEST]
    with _one_at_a_time:
        stemmed = stemmer.stemWord(written.lower())
    return fold(stemmed)[:LONGEST]


@cache
def _stemmers() -> dict[str, _Stemmer]:
    """Loaded when a word is asked about: the library brings thirty languages, and takes its time."""
    from snowballstemmer.english_stemmer import EnglishStemmer  # type: ignore[import-untyped]
    from snowballstemmer.french_stemmer import FrenchStemmer  # type: ignore[import-untyped]
    from snowballstemmer.portuguese_stemmer import PortugueseStemmer  # type: ignore[import-untyped]
    from snowballstemmer.spanish_stemmer import SpanishStemmer  # type: ignore[import-untyped]

    kinds = (EnglishStemmer, SpanishStemmer, PortugueseStemmer, FrenchStemmer)
    return {language: kind() for language, kind in zip(LANGUAGES, kinds, strict=True)}
