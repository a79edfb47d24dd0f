"""Finding what was said among all that a viewer hears. What others said counts for nothing: not in numbers,
not in an order, not in what a word is read as."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from prisma_hub.circles import queries as circles
from prisma_hub.identity.types import Viewer
from prisma_hub.log import queries as log
from prisma_hub.log.types import Among, Searchable
from prisma_hub.search import saying
from prisma_hub.search.hearing import heard
from prisma_hub.search.queries.finding import MOST
from prisma_hub.search.rules.asking import words_of
from prisma_hub.search.rules.excerpts import Words, excerpt, mark
from prisma_hub.search.rules.language import language_of
from prisma_hub.search.rules.shelves import Numbers, both, count, either, newest
from prisma_hub.search.rules.tiers import holding, tiers
from prisma_hub.search.said_looking import Wanted, look_up
from prisma_hub.search.types import Heard, Mended, Told, Wish


def listen(viewer: Viewer, wish: Wish, *, first: int = 0, many: int = 10) -> Told:
    """What was said that answers a wish: of each kind `many` from number `first` on, the best first."""
    behind = saying.follow_few()
    asked = words_of(wish.text)
    if not asked:
        return Told(behind=behind)
    there = heard(viewer, wish)
    if not there.gate:
        return Told(behind=behind)
    wanted = look_up(asked, there.gate)
    required = [each.everywhere for each in wanted if each.asked.required]
    held, partly = holding(required)
    held = both(held, there.looked_through)
    those = {each: both(held, some) for each, some in there.among.items() if wish.among in ("", each)}
    totals = {each: n for each, some in those.items() if (n := count(some))}
    order = {
        each: _order(some, wanted)[first : first + many] for each, some in those.items() if each in totals
    }
    return Told(
        _read(viewer, order, [frozenset(each.words) for each in wanted]),
        totals,
        partly and bool(totals),
        _mended(wanted),
        frozenset(each.asked.token for each in wanted if each.words and not each.meant),
        behind,
    )


def _mended(wanted: Sequence[Wanted]) -> tuple[Mended, ...]:
    return tuple(each.mended for each in wanted if each.mended)


def _order(some: Numbers, wanted: Sequence[Wanted]) -> list[int]:
    required = [each for each in wanted if each.asked.required and each.words]
    levels = (
        [each.named for each in required],
        [either(each.named, each.typed) for each in required],
        [either(each.named, each.typed, each.formed) for each in required],
    )
    return newest(tiers(some, levels), MOST)


def _read(
    viewer: Viewer, order: Mapping[Among, Sequence[int]], words: Words
) -> dict[Among, tuple[Heard, ...]]:
    """These entries as they are shown, those of them that the viewer hears now."""
    if not order:
        return {}
    seqs = circles.visible(viewer).of(seq for some in order.values() for seq in some)
    entries = log.some(seqs)
    said = {each.seq: each for each in log.searchable(entries.values())}
    speakers = circles.speakers(viewer, seqs)
    return {
        among: tuple(
            _heard(said[seq], entries[seq].at, speakers.get(seq, ""), words) for seq in some if seq in said
        )
        for among, some in order.items()
    }


def _heard(said: Searchable, at: str, by: str, words: Words) -> Heard:
    _, pieces = excerpt([("", "", said.words)], words)
    lang = language_of(said.language, ()) if said.language else ""
    return Heard(said, at, by, lang, mark(said.names, words), pieces)
