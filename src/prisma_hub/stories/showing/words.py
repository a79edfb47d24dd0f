"""What somebody said, paragraph by paragraph, with the part of the entry each is, and on what terms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from prisma_hub.circles.queries import Visible
from prisma_hub.log import queries as log
from prisma_hub.log.types import Entry
from prisma_hub.media.types import Media
from prisma_hub.stories.models import VoiceRelease
from prisma_hub.timeline import queries as timeline
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


def heard(within: Visible, seqs: Iterable[int]) -> dict[int, Said]:
    """Contributions among these that may be heard, as words; one number of queries for any number of them."""
    found = timeline.some(within.viewer, seqs, within=within)
    return _said(list(found.values()))


def of(found: Sequence[Contribution]) -> list[Said]:
    """The same of contributions already at hand, in their order."""
    said = _said(found)
    return [said[each.seq] for each in found]


def _said(found: Sequence[Contribution]) -> dict[int, Said]:
    entries = log.some({each.seq for each in found} | {_holder(each) for each in found})
    released = _released([each for each in found if each.sound], entries)
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


def _released(found: Sequence[Contribution], entries: Mapping[int, Entry]) -> frozenset[int]:
    """Whose voice may be published: its speaker said yes to that, and has not said otherwise since."""
    rows = VoiceRelease.objects.filter(of__in=[each.seq for each in found], yes=True)
    return frozenset(row.of for row in rows if row.of in entries and row.by == entries[row.of].by)
