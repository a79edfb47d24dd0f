"""Making the index what the commons say, a few pages at a time, as the log goes on."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.db import transaction

from prisma_hub.commons import queries as commons
from prisma_hub.commons.queries import Said, Standing
from prisma_hub.commons.types import Ref
from prisma_hub.search import drawers
from prisma_hub.search.kept import Card, Drawer, Followed
from prisma_hub.search.rows import rows
from prisma_hub.search.rules.folding import fold
from prisma_hub.search.rules.weighing import Text, Word, forget_words, weigh

FEW = 16
"""So many changes are followed at once, also while somebody waits for an answer; more go in batches."""
BATCH = 256
"""Pages put into the index in one transaction: others write in between."""


@dataclass(frozen=True, slots=True)
class _Read:
    """A page as it goes into the index."""

    said: Said
    language: str
    weights: dict[Word, int]


@cache
def maker() -> str:
    """SHA-256 over the code that reads words and weighs them: when it changes, the index is made anew."""
    found = hashlib.sha256()
    here = Path(__file__).parent
    code = (here / name for name in ("drawers.py", "indexing.py", "kept.py"))
    for path in sorted([*(here / "rules").glob("*.py"), *code]):
        found.update(path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def follow_few() -> int | None:
    """Read the last few changes into the index. Where there are many, they are left to `follow`: then the
    number of the last change that is in it."""
    standing = commons.standing()
    waiting = _waiting(standing)
    if 0 < waiting <= FEW:
        _follow_few(standing)
    at = Followed.objects.filter(only=True, reader=_reader(standing)).first() if waiting > FEW else None
    return (at.seq if at else -1) if waiting > FEW else None


def follow() -> bool:
    """Bring the index a batch nearer to what the commons say. True where there is more to do."""
    standing = commons.standing()
    waiting = _waiting(standing)
    if waiting > FEW:
        return _bring_nearer(standing)
    if waiting:
        _follow_few(standing)
    return False


def waiting() -> int:
    """How many changes are not in the index yet."""
    return _waiting(commons.standing())


def _waiting(standing: Standing) -> int:
    """How many changes are to be followed; of an index made by other code or from another log, all."""
    found = rows('SELECT seq, "commit", reader FROM search_followed', [])
    seq, commit, reader = found[0] if found else (-1, "", _reader(standing))
    if reader == _reader(standing):
        if (seq, commit) == (standing.seq, standing.commit):
            return 0
        if seq <= standing.seq and commons.still_holds(seq, commit):
            return commons.changes(seq)
    return max(FEW + 1, commons.changes(-1))


def _reader(standing: Standing) -> str:
    return f"{standing.reader}:{maker()}"


def _held() -> Followed:
    """The one row, so that only one process writes the index."""
    Followed.objects.get_or_create(only=True)
    return Followed.objects.select_for_update().get(only=True)


def _arrived(at: Followed, standing: Standing) -> None:
    at.seq, at.commit, at.reader = standing.seq, standing.commit, _reader(standing)
    at.save()


def _follow_few(standing: Standing) -> None:
    with transaction.atomic():
        at = _held()
        refs = {ref for *_, ref in commons.changed(at.seq, FEW)}
        _put(at, refs, [_read(each) for each in commons.said(refs)])
        _arrived(at, standing)


def _bring_nearer(standing: Standing) -> bool:
    """Compare the cards with the pages and put right what differs, one batch of it. Pages are read before
    anything is locked. An index that other code made is emptied first."""
    if not Followed.objects.filter(only=True, reader=_reader(standing)).exists():
        with transaction.atomic():
            at = _held()
            clear()
            at.seq, at.commit, at.reader, at.cards, at.terms = -1, "", _reader(standing), 0, 0
            at.save()
    cards = {Ref(space, path): seq for space, path, seq in Card.objects.values_list("space", "path", "seq")}
    pages = commons.every_page()
    fresh = [ref for ref, seq in pages.items() if cards.get(ref) != seq]
    gone = [ref for ref in cards if ref not in pages]
    refs = [*gone, *fresh][:BATCH]
    read = [_read(each) for each in commons.said(refs)]
    with transaction.atomic():
        at = _held()
        _put(at, refs, read)
        if len(refs) < BATCH:
            _arrived(at, standing)
        else:
            at.save()
    if len(refs) == BATCH:
        return True
    forget_words()
    return False


def clear(space: str | None = None) -> None:
    """Empty the index, or what it holds of one space."""
    found = Drawer.objects.all() if space is None else Drawer.objects.filter(space=space)
    drawers.empty(found.values_list("id", flat=True))


def take_out_gone(seqs: Iterable[int]) -> None:
    """Forget what stood in these versions of pages, where the commons have forgotten them."""
    cards = list(Card.objects.filter(seq__in=list(seqs)))
    standing = {seq for seq in {card.seq for card in cards} if _stands(seq)}
    drawers.take_out([card for card in cards if card.seq not in standing])


def _stands(seq: int) -> bool:
    return any(found == seq for found, *_ in commons.changed(seq - 1, 1))


def _read(said: Said) -> _Read:
    info = said.info
    names = (info.title, *info.aliases)
    return _Read(said, *weigh(Text(names, said.tags, info.description, said.passages, info.lang)))


def _put(at: Followed, refs: Collection[Ref], read: Sequence[_Read]) -> None:
    """Make the cards of these pages what was read of them; of those that say nothing any more, none."""
    cards = _cards(refs)
    there = {each.said.info.ref: each for each in read}
    gone = [
        card for ref, card in cards.items() if ref not in there or card.drawer.lang != there[ref].language
    ]
    drawers.take_out(gone)
    for card in gone:
        del cards[Ref(card.space, card.path)]
    fresh: dict[tuple[str, str], list[_Read]] = {}
    for ref in sorted(there, key=lambda ref: (ref.space, ref.path)):
        if ref not in cards or cards[ref].seq != there[ref].said.info.seq:
            fresh.setdefault((ref.space, there[ref].language), []).append(there[ref])
    for (space, language), pages in fresh.items():
        drawer, _ = Drawer.objects.get_or_create(space=space, lang=language)
        filed = [(_card(at, drawer, each.said, cards), each.weights) for each in pages]
        drawers.put_in(drawer, filed, at)


def _cards(refs: Collection[Ref]) -> dict[Ref, Card]:
    paths: dict[str, list[str]] = {}
    for ref in refs:
        paths.setdefault(ref.space, []).append(ref.path)
    return {
        Ref(card.space, card.path): card
        for space, some in paths.items()
        for card in Card.objects.filter(space=space, path__in=some).select_related("drawer")
    }


def _card(at: Followed, drawer: Drawer, said: Said, cards: dict[Ref, Card]) -> Card:
    """The card of a page, the one it had where it stays in its drawer."""
    info = said.info
    card = cards.get(info.ref)
    if card is None:
        at.cards += 1
        card = Card(id=at.cards, drawer=drawer, space=info.space, path=info.path, words=b"")
    card.seq, card.title, card.kind = info.seq, fold(info.title), info.kind
    card.folder = folder_of(info.path)
    card.tags = "".join(f"|{fold(tag)}|" for tag in said.tags)
    card.day = date.fromisoformat(info.at[:10]) if info.at else None
    return card


def folder_of(path: str) -> str:
    """The folder a page lies in, folded, with a slash at its end; empty at the top."""
    folder, slash, _ = path.rpartition("/")
    return fold(folder)[:399] + slash
