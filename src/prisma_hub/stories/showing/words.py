"""What somebody said, paragraph by paragraph, with the part of the entry each is, and on what terms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from prisma_hub.circles.queries import Visible
from prisma_hub.log.types import Entry
from prisma_hub.media.types import Media
from prisma_hub.stories.showing.memory import Memory
from prisma_hub.timeline.types import Contribution


@dataclass(frozen=True, slots=True)
class Paragraph:
    seq: int
    part: str
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody's words as they may be shown. `seq` holds them: a correction, a transcript, or the first."""

    of: int
    seq: int
    said: str
    told: str
    """When the first words were said; `said` is when those that stand now were."""
    name: str
    language: str
    spoken: bool
    paragraphs: tuple[Paragraph, ...]
    sound: Media | None
    quote: str
    mine: bool
    given: Contribution

    @property
    def discloses(self) -> frozenset[str]:
        return frozenset({"kind", "said", *(each.part for each in self.paragraphs)})


def heard(within: Visible, seqs: Iterable[int], memory: Memory) -> dict[int, Said]:
    """Contributions among these that may be heard, as words; one number of queries for any number of them."""
    return _said(list(memory.given(within, seqs).values()), memory)


def of(found: Sequence[Contribution], memory: Memory) -> list[Said]:
    """The same of contributions already at hand, in their order."""
    said = _said(found, memory)
    return [said[each.seq] for each in found]


def remember(within: Visible, seqs: Iterable[int], memory: Memory) -> None:
    """Read at once what will be asked for one by one."""
    given = memory.given(within, seqs).values()
    memory.entries({each.seq for each in given} | {_holder(each) for each in given})
    memory.released_by(each.seq for each in given if each.sound)


def _said(found: Sequence[Contribution], memory: Memory) -> dict[int, Said]:
    entries = memory.entries({each.seq for each in found} | {_holder(each) for each in found})
    said_yes = memory.released_by(each.seq for each in found if each.sound)
    released = frozenset(seq for seq, by in said_yes.items() if seq in entries and entries[seq].by in by)
    return {each.seq: _one(each, entries, released) for each in found if each.seq in entries}


def _holder(each: Contribution) -> int:
    """The entry that holds the words as they stand now."""
    if each.wordings:
        return each.wordings[-1].seq
    return each.transcript.seq if each.transcript and each.transcript.right else each.seq


def _one(each: Contribution, entries: Mapping[int, Entry], released: frozenset[int]) -> Said:
    holder = entries[_holder(each)]
    names = sorted(name for name in holder.body if name.startswith("text.") and name[5:].isdigit())
    paragraphs = tuple(Paragraph(holder.seq, f"body.{name}", holder.body[name]) for name in names)
    return Said(
        of=each.seq,
        seq=holder.seq,
        said=holder.said or holder.at,
        told=entries[each.seq].said or each.at,
        name=each.name,
        language=holder.body.get("language", "") or each.language,
        spoken=each.sound is not None,
        paragraphs=paragraphs,
        sound=each.sound if each.seq in released else None,
        quote=each.terms.quote,
        mine=each.mine,
        given=each,
    )
