"""Looking words up in what was said. A word that nobody says whom the viewer hears stands nowhere: it is no
form, no beginning and no correction of another, whatever others say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from prisma_hub.kernel.sql import marks
from prisma_hub.search.hearing import standing
from prisma_hub.search.rows import Value, rows
from prisma_hub.search.rules.asking import Asked
from prisma_hub.search.rules.saying import NAME
from prisma_hub.search.rules.shelves import Numbers, both, count, either
from prisma_hub.search.rules.spelling import allowed, distance, meant, near
from prisma_hub.search.rules.stemming import LANGUAGES, stem
from prisma_hub.search.types import Mended

MOST_BEGINNING = 20
"""Words that begin with what was typed: those that most entries hold which the viewer hears."""
_SHORTEST_BEGINNING = 3
_WITHOUT_GAPS = "\u0e00"
"""From here on words stand together in most scripts, and one sign is as good as a word."""
_FIRST_LOOK = 48


@dataclass(frozen=True, slots=True)
class _Word:
    id: int
    word: str
    lang: str
    stem: str
    entries: int


@dataclass(slots=True)
class Wanted:
    """Where one asked word was found: in a name, as typed, in a form of it, in anything read as it."""

    asked: Asked
    named: Numbers = field(default_factory=dict)
    typed: Numbers = field(default_factory=dict)
    formed: Numbers = field(default_factory=dict)
    near: Numbers = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    meant: tuple[str, ...] = ()

    @property
    def everywhere(self) -> Numbers:
        return either(self.named, self.typed, self.formed, self.near)

    @property
    def mended(self) -> Mended | None:
        return Mended(self.asked.token, self.meant) if self.meant else None


def look_up(asked: Sequence[Asked], gate: Numbers) -> list[Wanted]:
    """What the viewer hears of each word; `gate`: all they hear."""
    wanted = [Wanted(each) for each in asked]
    _as_typed(wanted, gate)
    for each in wanted:
        if each.asked.begins:
            _beginning(each, gate)
        if not each.words and allowed(each.asked.word):
            _mend(each, gate)
    return wanted


def _words(which: str, values: Sequence[Value]) -> list[_Word]:
    question = f"SELECT id, word, lang, stem, entries FROM search_said_word WHERE {which}"  # noqa: S608
    return [_Word(id_, bytes(word).decode(), *more) for id_, word, *more in rows(question, values)]


def _heard(words: Iterable[_Word], gate: Numbers) -> list[tuple[_Word, Numbers]]:
    """Those of these words that the viewer hears, and where."""
    listed = list(words)
    found = standing(word.id for word in listed)
    return [(word, those) for word in listed if (those := both(found.get(word.id, {}), gate))]


def _as_typed(wanted: Sequence[Wanted], gate: Numbers) -> None:
    """Words as they were typed, in names and elsewhere, and other forms of them in every language. A word
    typed without its accents is known by how it stands where the viewer hears it."""
    typed = [(begin + each.asked.word).encode() for each in wanted for begin in ("", NAME)]
    stems = {(lang, stem(each.asked.token, lang)) for each in wanted for lang in LANGUAGES}
    asked = sorted({each for _, each in stems if each})
    which = f"word IN {marks(typed)}" + (f" OR stem IN {marks(asked)}" if asked else "")
    heard = _heard(_words(which, [*typed, *asked]), gate)
    written = {each.asked.word for each in wanted}
    known = {(word.lang, word.stem) for word, _ in heard if word.word in written and word.stem}
    if more := sorted({each for _, each in known} - set(asked)):
        seen = {word.id for word, _ in heard}
        forms = [word for word in _words(f"stem IN {marks(more)}", more) if word.id not in seen]
        heard += _heard(forms, gate)
    for each in wanted:
        _sort(each, heard)


def _sort(one: Wanted, heard: Sequence[tuple[_Word, Numbers]]) -> None:
    mine = {(lang, stem(one.asked.token, lang)) for lang in LANGUAGES}
    mine |= {(word.lang, word.stem) for word, _ in heard if word.word == one.asked.word and word.stem}
    for word, those in heard:
        if word.word == NAME + one.asked.word:
            one.named = either(one.named, those)
        elif word.word == one.asked.word:
            one.typed = either(one.typed, those)
        elif word.stem and (word.lang, word.stem) in mine:
            one.formed = either(one.formed, those)
        else:
            continue
        one.words.add(word.word.removeprefix(NAME))


def _beginning(one: Wanted, gate: Numbers) -> None:
    """Words that begin with what was typed, those heard in most entries. How many hold a word at all is known
    before it is counted how many of these are heard, and never less: where the rest can be no more, it is not
    looked at."""
    begin = one.asked.word
    if len(begin) < _SHORTEST_BEGINNING and begin < _WITHOUT_GAPS:
        return
    first = begin.encode()
    beyond = first[:-1] + bytes([first[-1] + 1])
    left = _words("word > %s AND word < %s ORDER BY entries DESC, word, lang, stem", [first, beyond])
    best: list[tuple[_Word, Numbers]] = []
    look = _FIRST_LOOK
    while left:
        looked, left = left[:look], left[look:]
        best = sorted([*best, *_heard(looked, gate)], key=_commonest)[:MOST_BEGINNING]
        if left and len(best) == MOST_BEGINNING and count(best[-1][1]) > left[0].entries:
            break
        look *= 2
    for word, those in best:
        one.near = either(one.near, those)
        one.words.add(word.word)


def _commonest(each: tuple[_Word, Numbers]) -> tuple[int, str, str, str]:
    word, those = each
    return -count(those), word.word, word.lang, word.stem


def _mend(one: Wanted, gate: Numbers) -> None:
    """A word that stands nowhere is read as the nearest ones the viewer hears, in all their forms."""
    asked = one.asked.word
    heads, tails = near(asked)
    ids = _close(asked, heads, tails)
    close = _words(f"id IN {marks(ids)}", ids) if ids else []
    known: dict[str, int] = {}
    heard = _heard(close, gate)
    for word, those in heard:
        known[word.word] = known.get(word.word, 0) + count(those)
    one.meant, _ = meant(asked, known)
    best = [(word, those) for word, those in heard if word.word in one.meant]
    shared = {(word.lang, word.stem) for word, _ in best if word.stem}
    stems = sorted({each for _, each in shared})
    forms = _words(f"stem IN {marks(stems)}", stems) if stems else []
    best += _heard((word for word in forms if (word.lang, word.stem) in shared), gate)
    for word, those in best:
        one.near = either(one.near, those)
        one.words.add(word.word)


def _close(asked: str, heads: Sequence[str], tails: Sequence[str]) -> list[int]:
    """The ids of words with few enough errors in them. There are many to look at: the cheapest questions
    first."""
    which = f"head IN {marks(heads)} OR tail IN {marks(tails)}"
    question = f"SELECT id, word FROM search_said_word WHERE {which}"  # noqa: S608 - our own
    most, signs = allowed(asked), set(asked)
    return [
        id_
        for id_, packed in rows(question, [*heads, *tails])
        if len(signs.symmetric_difference(word := bytes(packed).decode())) <= 2 * most
        and 0 < distance(asked, word, most) <= most
    ]
