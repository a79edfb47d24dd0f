"""Finding pages among those a viewer may read, best first. What others may read counts for nothing: not in
numbers, not in what words are mended to, not in how rare a word is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Left, StrIndex

from prisma_hub.commons import queries as commons
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.sql import marks
from prisma_hub.search import indexing
from prisma_hub.search.kept import Card
from prisma_hub.search.looking import look_up
from prisma_hub.search.rows import rows, rows_of
from prisma_hub.search.rules.asking import words_of
from prisma_hub.search.rules.excerpts import Words, excerpt, mark
from prisma_hub.search.rules.folding import fold
from prisma_hub.search.rules.language import language_of
from prisma_hub.search.rules.ranking import best, favour, score
from prisma_hub.search.types import Answer, Choices, Found, Wish

PER_PAGE = 10
MOST = 200
"""So far one can turn the pages of an answer."""


def search(viewer: Viewer, wish: Wish, *, first: int = 0, many: int = PER_PAGE) -> Answer:
    """The pages that answer a wish, from number `first` on, best first."""
    at = indexing.follow_few()
    behind = at is not None and commons.changed_for(viewer, at)
    asked = words_of(wish.text)
    drawers = _drawers(viewer, wish.space)
    some = [each for each in drawers if not wish.lang or each.lang == wish.lang]
    if not asked or not some:
        return Answer(behind=behind)
    looked = look_up({each.id: each.lang for each in some}, asked)
    scores, partly = score(looked.heard, sum(each.pages for each in some))
    if wish.narrowed:
        scores = _narrow(scores, some, wish)
    order = _order(scores, wish, {each.id: each.lang for each in some}, first + many)[first : first + many]
    found = _found(viewer, order, looked.words)
    mended = {each.typed for each in looked.mended}
    held = (each.token for each, words in zip(asked, looked.words, strict=True) if words)
    stand = frozenset(held) - mended
    return Answer(found, len(scores), partly and bool(scores), looked.mended, behind, stand)


def choices(viewer: Viewer) -> Choices:
    """Languages and kinds of the pages this viewer may read."""
    drawers = _drawers(viewer, "")
    kinds = Card.objects.filter(drawer__in=[each.id for each in drawers]).exclude(kind="")
    return Choices(
        tuple(sorted({each.lang for each in drawers if each.lang})),
        tuple(sorted(kinds.values_list("kind", flat=True).distinct())),
    )


class _Drawer(NamedTuple):
    id: int
    lang: str
    pages: int


def _drawers(viewer: Viewer, space: str) -> list[_Drawer]:
    mine = commons.readable(viewer)
    spaces = sorted(mine & {space} if space else mine)
    which = f"space IN {marks(spaces)} ORDER BY id"
    found = rows(f"SELECT id, lang, pages FROM search_drawer WHERE {which}", spaces) if spaces else ()  # noqa: S608 - ours
    return [_Drawer(*each) for each in found]


def _narrow(scores: Mapping[int, int], drawers: Collection[_Drawer], wish: Wish) -> dict[int, int]:
    """Only the pages that lie where one looks, are of the kind and of the time."""
    cards: QuerySet[Card] = Card.objects.filter(drawer__in=[each.id for each in drawers])
    if wish.kind:
        cards = cards.filter(kind=wish.kind)
    if folder := fold(wish.folder).strip("/"):
        cards = cards.alias(begin=Left("folder", len(folder) + 1)).filter(begin=folder + "/")
    if tag := fold(wish.tag).strip("#/ "):
        cards = cards.alias(
            same=StrIndex(F("tags"), Value(f"|{tag}|")), nested=StrIndex(F("tags"), Value(f"|{tag}/"))
        ).filter(Q(same__gt=0) | Q(nested__gt=0))
    if wish.since:
        cards = cards.filter(day__gte=wish.since)
    if wish.until:
        cards = cards.filter(day__lte=wish.until)
    kept = set(cards.values_list("id", flat=True))
    return {page: scored for page, scored in scores.items() if page in kept}


_Row = tuple[int, int, str, str, int, str]
"""Id, drawer, space, path, number of the last change, folded title."""


def _order(scores: Mapping[int, int], wish: Wish, languages: Mapping[int, str], first: int) -> list[_Row]:
    """The best pages by what they score, then by their title and place; pages that share a score beyond
    those asked for are looked at too, so that the order never hangs on chance."""
    chosen = best(scores, min(MOST, max(first, 40)))
    typed = fold(wish.text).strip()
    ranked = []
    columns = "id, drawer_id, space, path, seq, title"
    row: _Row
    for row in rows_of(f"SELECT {columns} FROM search_card WHERE id IN", [], chosen):  # noqa: S608 - ours
        page, drawer, _, path, _, title = row
        preferred = bool(wish.prefer) and languages[drawer] == wish.prefer
        ranked.append(
            (-favour(scores[page], title=title, typed=typed, preferred=preferred), title, path, row)
        )
    return [row for *_, row in sorted(ranked)][:MOST]


def _found(viewer: Viewer, order: Sequence[_Row], words: Words) -> tuple[Found, ...]:
    """These pages as they are printed, as this viewer may read them now."""
    said = {each.info.seq: each for each in commons.saying(viewer, [seq for *_, seq, _ in order])}
    found = []
    for *_, seq, _ in order:
        if seq in said:
            info, tags, passages = said[seq].info, said[seq].tags, said[seq].passages
            (anchor, heading, _), pieces = excerpt([("", "", info.description), *passages], words)
            lang = language_of(info.lang, ()) if info.lang else ""
            found.append(
                Found(
                    info, lang, mark(info.title, words), mark(heading, words) if anchor else (), anchor,
                    pieces, tags[:8],
                )
            )  # fmt: skip
    return tuple(found)
