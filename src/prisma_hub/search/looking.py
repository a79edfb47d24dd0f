"""Looking words up in some drawers: as typed, in other forms, as beginnings, and mended where they stand
nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from prisma_hub.kernel.sql import marks
from prisma_hub.search.rows import Value, rows, rows_of
from prisma_hub.search.rules.asking import Asked
from prisma_hub.search.rules.postings import pages
from prisma_hub.search.rules.ranking import BEGINS, EXACT, FORM, MOST_BEGINNING, ONE_ERROR, TWO_ERRORS, Heard
from prisma_hub.search.rules.spelling import allowed, distance, meant, near
from prisma_hub.search.rules.stemming import LANGUAGES, stem
from prisma_hub.search.types import Mended

Languages = Mapping[int, str]
"""The drawers one looks into, and the language of each."""


_QUESTION = "SELECT id, drawer_id, word, stem, pages FROM search_term"


class _Term(NamedTuple):
    id: int
    drawer: int
    word: str
    stem: str
    pages: int


@dataclass(slots=True)
class Looked:
    """What was heard of each word; the words that were found for it; what was read as something else."""

    heard: list[Heard]
    words: list[frozenset[str]]
    mended: tuple[Mended, ...]


@dataclass(slots=True)
class _Wanted:
    """Terms that answer one asked word, with how near they are."""

    asked: Asked
    terms: dict[int, int] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    meant: tuple[str, ...] = ()

    def add(self, terms: Iterable[_Term], nearness: int) -> None:
        for term in terms:
            self.terms.setdefault(term.id, nearness)
            self.words.add(term.word)


def look_up(languages: Languages, asked: Sequence[Asked]) -> Looked:
    wanted = [_Wanted(each) for each in asked]
    _as_typed(languages, wanted)
    for each in wanted:
        if each.asked.begins:
            each.add(_beginning(languages, each.asked.word), BEGINS)
        if not each.terms and allowed(each.asked.word):
            _mend(languages, each)
    mended = tuple(Mended(each.asked.token, each.meant) for each in wanted if each.meant)
    return Looked(_heard(wanted), [frozenset(each.words) for each in wanted], mended)


def _terms(languages: Languages, which: str, values: Sequence[Value]) -> list[_Term]:
    drawers = list(languages)
    question = f"{_QUESTION} WHERE drawer_id IN {marks(drawers)} AND {which}"
    return [
        _Term(id_, drawer, bytes(word).decode(), stem_, n)
        for id_, drawer, word, stem_, n in rows(question, [*drawers, *values])
    ]


def _as_typed(languages: Languages, wanted: Sequence[_Wanted]) -> None:
    """Words as they were typed, and other forms of them: those of the same stem in their language. A word
    typed without its accents is known by how it stands on pages."""
    typed = sorted({each.asked.word.encode() for each in wanted})
    exact = _terms(languages, f"word IN {marks(typed)}", typed)
    forms: dict[tuple[int, str], list[_Wanted]] = {}
    for each in wanted:
        found = [term for term in exact if term.word == each.asked.word]
        each.add(found, EXACT)
        for place in {(term.drawer, term.stem) for term in found} | _stems(languages, each.asked):
            forms.setdefault(place, []).append(each)
    stems = sorted({stem_ for _, stem_ in forms})
    for term in _terms(languages, f"stem IN {marks(stems)}", stems) if stems else ():
        for each in forms.get((term.drawer, term.stem), ()):
            each.add([term], FORM)


def _stems(languages: Languages, asked: Asked) -> set[tuple[int, str]]:
    return {(drawer, stem(asked.token, lang)) for drawer, lang in languages.items() if lang in LANGUAGES}


def _beginning(languages: Languages, begin: str) -> list[_Term]:
    """The commonest words that begin like this."""
    first = begin.encode()
    which = "word > %s AND word < %s ORDER BY pages DESC, word, stem, drawer_id LIMIT %s"
    return _terms(languages, which, [first, _after(first), MOST_BEGINNING])


def _after(first: bytes) -> bytes:
    """What comes after all words that begin so: no byte of UTF-8 is the highest there is."""
    return first[:-1] + bytes([first[-1] + 1])


def _mend(languages: Languages, wanted: _Wanted) -> None:
    """A word that stands nowhere is read as the nearest ones that stand somewhere, in all their forms."""
    terms = _close(languages, wanted.asked.word)
    known: dict[str, int] = {}
    for term in terms:
        known[term.word] = known.get(term.word, 0) + term.pages
    wanted.meant, apart = meant(wanted.asked.word, known)
    nearness = ONE_ERROR if apart == 1 else TWO_ERRORS
    best = [term for term in terms if term.word in wanted.meant]
    wanted.add(best, nearness)
    places = {(term.drawer, term.stem) for term in best}
    stems = sorted({stem_ for _, stem_ in places})
    forms = _terms(languages, f"stem IN {marks(stems)}", stems) if stems else []
    wanted.add((term for term in forms if (term.drawer, term.stem) in places), nearness)


def _close(languages: Languages, word: str) -> list[_Term]:
    """Terms with few enough errors in them. Thousands begin or end like the word: they are looked at by as
    little as tells them apart."""
    drawers, most, signs = list(languages), allowed(word), set(word)
    ids = set()
    for which, ends in zip(("head", "tail"), near(word), strict=True):
        where = f"drawer_id IN {marks(drawers)} AND {which} IN {marks(ends)}"
        for id_, packed in rows(f"SELECT id, word FROM search_term WHERE {where}", [*drawers, *ends]):  # noqa: S608
            other = bytes(packed).decode()
            if len(signs.symmetric_difference(other)) <= 2 * most and 0 < distance(word, other, most) <= most:
                ids.add(id_)
    return _terms(languages, f"id IN {marks(list(ids))}", list(ids)) if ids else []


def _heard(wanted: Sequence[_Wanted]) -> list[Heard]:
    question = "SELECT term_id, block, pages FROM search_posting WHERE term_id IN"
    found: dict[int, list[tuple[int, bytes]]] = {}
    for term, block, packed in rows_of(question, [], sorted({id_ for each in wanted for id_ in each.terms})):
        found.setdefault(term, []).append((block, bytes(packed)))
    heard = []
    for each in wanted:
        one = Heard(each.asked.required)
        for id_, nearness in each.terms.items():
            for block, packed in found.get(id_, ()):
                one.add(pages(packed, block, nearness), nearness)
        heard.append(one)
    return heard
