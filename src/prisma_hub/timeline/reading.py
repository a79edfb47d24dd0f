"""From rows and entries to what a viewer may know of a contribution."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from prisma_hub.circles.types import Hidden, Terms
from prisma_hub.identity import queries as identity
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.ids import is_circle, is_person, uuid_of
from prisma_hub.log.types import Entry
from prisma_hub.media.types import Media
from prisma_hub.timeline.models import ContributionRow
from prisma_hub.timeline.types import Attestation, Contribution, Measure, Transcript, Wording


class Beside(NamedTuple):
    """What goes along with words: a correction or transcript of them, or what somebody attested to them."""

    seq: int
    of: int
    what: str
    """Corrected, transcribed; or the way it is attested."""
    private: bool
    shown: bool


@dataclass(frozen=True, slots=True)
class Found:
    """All that was read for some contributions, in a fixed number of queries."""

    viewer: Viewer
    rows: list[ContributionRow]
    followers: list[Beside]
    attestations: list[Beside]
    entries: Mapping[int, Entry]
    speakers: Mapping[int, str]
    terms: Mapping[int, Terms]
    hidden: Mapping[int, Hidden]
    replies: Mapping[int, int]


def read(found: Found) -> list[Contribution]:
    names = _names(found)
    return [_contribution(found, row, names) for row in found.rows if row.seq in found.entries]


def _names(found: Found) -> dict[UUID, str]:
    """Names of speakers who agreed to be named. From outside too: what is public under a name bears it."""
    ids = {uuid_of(by) for by in found.speakers.values() if is_person(by)}
    if not ids:
        return {}
    asking = found.viewer if found.viewer.person else Viewer(next(iter(ids)))
    return {each.id: each.name for each in identity.people(asking, ids).values()}


def _contribution(found: Found, row: ContributionRow, names: Mapping[UUID, str]) -> Contribution:
    entry, by = found.entries[row.seq], found.speakers.get(row.seq, "")
    speaker = uuid_of(by) if is_person(by) else None
    wordings, transcript = _wordings(found, row, entry)
    hidden = found.hidden.get(row.seq)
    return Contribution(
        seq=row.seq,
        id=row.id,
        at=entry.at,
        speaker=speaker,
        circle=uuid_of(by) if is_circle(by) else None,
        via=uuid_of(row.via) if is_person(row.via) else None,
        confirmed=not row.via or row.accepted is not None,
        scope=row.scope or None,
        about=entry.about,
        protocol=entry.protocol,
        channel=row.channel,
        wordings=wordings,
        language=row.language,
        media=tuple(Media.read(each) for each in entry.body.get("media", ())),
        answers=entry.under("answers"),
        measure=_measure(entry),
        link=entry.body.get("link", ""),
        when=entry.body.get("when", ""),
        mine=found.viewer.person is not None and row.by == found.viewer.ref,
        terms=found.terms.get(row.seq, Terms()),
        transcript=transcript,
        attestations=tuple(_attested(found, row.seq)),
        replies=found.replies.get(row.seq, 0),
        name=names.get(speaker, "") if speaker else "",
        state=hidden.state if hidden else "",
    )


def _measure(entry: Entry) -> Measure | None:
    body = entry.body
    if "quantity" not in body:
        return None
    return Measure(body.get("action", ""), body["quantity"], body.get("unit", ""), body.get("resource", ""))


def _wordings(
    found: Found, row: ContributionRow, first: Entry
) -> tuple[tuple[Wording, ...], Transcript | None]:
    said = [_wording(first)] if first.text("text") else []
    transcript: Transcript | None = None
    for each in found.followers:
        entry = found.entries.get(each.seq)
        if each.of != row.seq or entry is None:
            continue
        if each.what == "transcribed":
            transcript = _transcript(entry)
        elif entry.text("text"):
            said.append(_wording(entry))
    return tuple(said), transcript


def _wording(entry: Entry) -> Wording:
    body = entry.body
    return Wording(entry.seq, entry.at, entry.text("text"), body.get("why", ""), body.get("language", ""))


def _transcript(entry: Entry) -> Transcript:
    return Transcript(
        seq=entry.seq,
        at=entry.at,
        text=entry.text("text"),
        language=entry.body.get("language", ""),
        via=uuid_of(entry.via) if entry.via and is_person(entry.via) else None,
        right=bool(entry.body.get("right", False)),
    )


def _attested(found: Found, seq: int) -> Iterable[Attestation]:
    for row in found.attestations:
        entry = found.entries.get(row.seq)
        if row.of != seq or entry is None:
            continue
        by = found.speakers.get(row.seq, "")
        yield Attestation(
            seq=row.seq,
            at=entry.at,
            of=seq,
            by=uuid_of(by) if is_person(by) else None,
            way=row.what,
            words=entry.text("words"),
            relation=entry.body.get("relation", ""),
            private=row.private,
            shown=row.shown,
        )
