"""How a page came to be what it is: its versions, who made them, what each changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from prisma_hub.circles import queries as circles
from prisma_hub.commons import repositories
from prisma_hub.commons.models import PageVersion
from prisma_hub.commons.queries.access import readable
from prisma_hub.commons.render.source import decode
from prisma_hub.commons.rules.aligning import Aligning
from prisma_hub.commons.rules.paths import is_page
from prisma_hub.commons.types import Ref, Version
from prisma_hub.identity.types import Viewer
from prisma_hub.log import queries as book

_MOST = 200


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a line that stayed, came or went."""

    state: Literal["same", "came", "went"]
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a difference; `gap` stands for lines that did not change and are not shown."""

    state: Literal["same", "came", "went", "changed", "gap"]
    pieces: tuple[Piece, ...] = ()


def history(viewer: Viewer, space: str, path: str) -> list[Version]:
    """Versions of a page, the newest first, across moves. Of one that was taken back the words are not kept,
    unless they are what stands there."""
    if space not in readable(viewer):
        return []
    found: list[PageVersion] = []
    where, before = path, None
    while where and len(found) < _MOST:
        rows = circles.visible(viewer).only(PageVersion.objects.filter(space=space, path=where))
        if before is not None:
            rows = rows.filter(seq__lt=before)
        some = list(rows.order_by("-seq")[:_MOST])
        found += some
        moved = next((each for each in some if each.was), None)
        where, before = (moved.was, moved.seq) if moved else ("", None)
        if moved:
            found = [each for each in found if each.seq >= moved.seq or each.path != moved.path]
    held = repositories.held(space, {each.blob for each in found})
    gone = _taken_back(found)
    return [_version(each, kept=each.blob in held and each.seq not in gone) for each in found]


def _taken_back(found: Sequence[PageVersion]) -> frozenset[int]:
    """Git goes on holding the words of a shared page; who took them back is still taken at their word."""
    said = book.some(each.seq for each in found)
    return frozenset(each.seq for each in found[1:] if each.seq in said and said[each.seq].missing)


def _version(row: PageVersion, *, kept: bool) -> Version:
    return Version(
        Ref(row.space, row.path),
        row.seq,
        row.action,  # type: ignore[arg-type]  # the kind's four words
        row.commit,
        row.blob,
        row.title,
        row.summary,
        row.was,
        row.origin,
        row.by,
        row.written or row.at,
        row.author,
        kept,
    )


def version_text(viewer: Viewer, space: str, path: str, seq: int) -> str | None:
    """A page as it was from entry `seq` on; None where that may not be seen or is not kept."""
    return version_texts(viewer, space, [(path, seq)]).get((path, seq))


def version_texts(
    viewer: Viewer, space: str, wanted: Collection[tuple[str, int]]
) -> dict[tuple[str, int], str]:
    """Pages of a space as they were from these entries on, those that may be seen and are kept: as many
    queries for one as for many."""
    if space not in readable(viewer):
        return {}
    rows = PageVersion.objects.filter(space=space, seq__in={seq for _path, seq in wanted})
    there = {(row.path, row.seq): row for row in circles.visible(viewer).only(rows)}
    found = ((each, there.get(each) or _elsewhere(viewer, space, *each)) for each in wanted)
    data = ((each, repositories.read(space, row.blob)) for each, row in found if row)
    return {each: decode(text) for each, text in data if text is not None}


def _elsewhere(viewer: Viewer, space: str, path: str, seq: int) -> PageVersion | None:
    """A version of what is a page of this path now, and lay elsewhere then."""
    if any(each.seq == seq for each in history(viewer, space, path)):
        return PageVersion.objects.filter(seq=seq).first()
    return None


def kept_version(viewer: Viewer, space: str, path: str, seq: int) -> Version | None:
    """A version of a page that can be looked at whole, or put back."""
    found = (each for each in history(viewer, space, path) if each.seq == seq)
    return next((each for each in found if each.kept and each.blob and is_page(path)), None)


def difference(viewer: Viewer, space: str, path: str, seq: int) -> list[Line] | None:
    """What version `seq` changed against the one before it, as people read changes."""
    versions = history(viewer, space, path)
    at = next((number for number, each in enumerate(versions) if each.seq == seq), None)
    if at is None:
        return None
    if versions[at].blob and not versions[at].kept:
        return None
    before = versions[at + 1] if at + 1 < len(versions) else None
    return compare(_text(before) if before else "", _text(versions[at]))


def _text(version: Version) -> str:
    data = repositories.read(version.ref.space, version.blob) if version.kept else None
    return decode(data) if data is not None else ""


def compare(old: str, new: str, *, around: int = 2) -> list[Line]:
    """Two texts, line by line; within a changed line, word by word. Long stretches that stayed are a gap."""
    before, after = old.split("\n"), new.split("\n")
    aligning = Aligning()
    found: list[Line] = []
    for tag, a, b, c, d in aligning.changes(before, after):
        if tag == "equal":
            found += _stayed(before[a:b], around, first=a == 0, last=b == len(before))
        elif tag == "replace":
            found += _replaced(before[a:b], after[c:d], aligning)
        else:
            found += [_gone(each) for each in before[a:b]]
            found += [_new(each) for each in after[c:d]]
    return found


_ALIKE = 0.4
"""How alike two lines must be to be one line that changed (1: the same words)."""
_PAIRED = 40


def _replaced(old: list[str], new: list[str], aligning: Aligning) -> list[Line]:
    """Lines that went and came: those alike are one line that changed, in their order."""
    if len(old) == len(new) == 1:
        return [_changed(old[0], new[0], aligning)]
    if len(old) > _PAIRED or len(new) > _PAIRED:
        return [*(_gone(each) for each in old), *(_new(each) for each in new)]
    found: list[Line] = []
    words = [_counted(each) for each in new]
    at = 0
    for line in old:
        own = _counted(line)
        best, where = max(
            ((_likeness(own, other), -number) for number, other in enumerate(words[at:], at)),
            default=(0.0, 0),
        )
        if best < _ALIKE:
            found.append(_gone(line))
            continue
        found += [_new(each) for each in new[at:-where]]
        found.append(_changed(line, new[-where], aligning))
        at = 1 - where
    return found + [_new(each) for each in new[at:]]


def _counted(line: str) -> Counter[str]:
    return Counter(line[:2_000].split())


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    """How many of their words two lines share."""
    both = one.total() + other.total()
    return 2 * (one & other).total() / both if both else 0.0


def _gone(line: str) -> Line:
    return Line("went", (Piece("went", line),))


def _new(line: str) -> Line:
    return Line("came", (Piece("came", line),))


def _stayed(lines: list[str], around: int, *, first: bool, last: bool) -> list[Line]:
    same = [Line("same", (Piece("same", each),)) for each in lines]
    head, tail = (0 if first else around), (0 if last else around)
    if len(same) <= head + tail + 1:
        return same
    return [*same[:head], Line("gap"), *same[len(same) - tail :]]


def _changed(old: str, new: str, aligning: Aligning) -> Line:
    before, after = _words(old), _words(new)
    pieces: list[Piece] = []
    for tag, a, b, c, d in aligning.changes(before, after):
        if tag == "equal":
            pieces.append(Piece("same", "".join(before[a:b])))
            continue
        if b > a:
            pieces.append(Piece("went", "".join(before[a:b])))
        if d > c:
            pieces.append(Piece("came", "".join(after[c:d])))
    return Line("changed", tuple(pieces))


def _words(line: str) -> list[str]:
    """Words and the spaces between them; of a very long line only its halves are compared by word."""
    words: list[str] = []
    for piece in line[:4_000].split(" "):
        words += [piece, " "]
    return [*words[:-1], line[4_000:]] if line[4_000:] else words[:-1]
