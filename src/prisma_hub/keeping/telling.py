"""What stands in the file, in words a person reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext

from prisma_hub.kernel.source import instant
from prisma_hub.kernel.text import later
from prisma_hub.log.types import Entry
from prisma_hub.media.types import Media

_KINDS: Final = {
    "contribution.made": later("What I gave"),
    "contribution.corrected": later("A correction"),
    "contribution.accepted": later("My yes to what was written down for me"),
    "transcript.written": later("What I spoke, written down"),
    "attestation.given": later("My word on what somebody gave"),
    "person.joined": later("I came in"),
    "person.renamed": later("I am called something else"),
    "words.shared": later("Who may hear my words"),
    "words.withdrawn": later("I took words back"),
    "concern.raised": later("What I told in confidence"),
    "tension.named": later("A tension I named"),
    "proposal.made": later("A proposal of mine"),
    "voice.given": later("My voice in a decision"),
    "objection.raised": later("An objection of mine"),
    "page.changed": later("A page I wrote on"),
    "perspective.given": later("How I see it"),
    "perspective.answered": later("What I answered to how somebody sees it"),
    "sheet.filled": later("A form I filled in"),
    "line.added": later("A line I added to a form"),
    "application.answered": later("What I answered to come in"),
    "objection.answered": later("What I answered to an objection"),
    "session.attended": later("I was there"),
    "sealed.said": later("Words I sealed"),
}
_SORTS: Final = {
    "account": later("How I sign in"),
    "token": later("Tokens"),
    "passkey": later("Passkeys"),
    "signed in": later("Where I am signed in"),
    "printed code": later("Codes I printed"),
    "belongs to": later("Circles I belong to"),
    "role": later("My roles"),
    "blocked": later("Whom I blocked"),
    "letter": later("What I was told"),
    "read mark": later("How far I had looked"),
    "draft": later("Drafts"),
    "copy taken with git": later("Copies I took with git"),
    "form not sent": later("Forms not sent"),
    "calendar address": later("Calendar addresses"),
}
_WAYS: Final = {
    "witnessed": later("was there"),
    "thanked": later("gave thanks"),
    "verified": later("verified it"),
    "questioned": later("asked"),
}
_ENDINGS: Final = {"audio/mpeg": "mp3", "audio/mp4": "m4a", "audio/x-wav": "wav", "text/plain": "txt"}
_NOT_TOLD: Final = ("media", "text.", "words.", "consent.", "sealed")


@dataclass(frozen=True, slots=True)
class Held:
    """A sound, picture or file, and where it lies in the zip."""

    sha256: str
    type: str
    label: str

    @property
    def path(self) -> str:
        ending = _ENDINGS.get(self.type) or self.type.rpartition("/")[2].removeprefix("x-")
        return f"files/{self.sha256[:32]}.{ending}"

    @property
    def is_sound(self) -> bool:
        return self.type.startswith("audio/")

    @property
    def is_picture(self) -> bool:
        return self.type.startswith("image/")


@dataclass(slots=True)
class Told:
    """One entry as it is read."""

    seq: int
    at: str
    what: str
    text: str
    facts: list[tuple[str, Any]]
    written_down: bool
    media: list[Held] = field(default_factory=list)


def what(entry: Entry) -> str:
    """What somebody did with it, in a few words."""
    kind = (entry.kind or "").partition("/")[0]
    return gettext(_KINDS[kind]) if kind in _KINDS else kind


def told(entry: Entry) -> Told:
    words = [entry.text(name) for name in ("text", "words") if entry.text(name)]
    if "sealed" in entry.body:
        words.append(
            gettext(
                "They are sealed: what the file data/sealed.jsonl holds of them opens with your key alone."
            )
        )
    facts = [(name, _plain(value)) for name, value in entry.body.items() if not name.startswith(_NOT_TOLD)]
    return Told(
        entry.seq,
        entry.at,
        what(entry),
        "\n\n".join(words),
        facts,
        entry.via is not None and entry.via != entry.by,
        [_held(each) for each in _media(entry)],
    )


def _media(entry: Entry) -> Iterable[Mapping[str, Any]]:
    found = entry.body.get("media")
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else ()


def _held(said: Mapping[str, Any]) -> Held:
    each = Media.read(said)
    return Held(each.sha256, each.type, each.alt or each.name or each.type)


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def sorts(held: Iterable[tuple[str, Mapping[str, Any]]]) -> list[tuple[str, list[list[tuple[str, str]]]]]:
    """Rows by sort. A moment in milliseconds is written as a moment."""
    found: dict[str, list[list[tuple[str, str]]]] = {}
    for sort, row in held:
        told = [(name, _moment(value)) for name, value in row.items() if value not in (None, "")]
        found.setdefault(sort, []).append(told)
    return [(gettext(_SORTS[sort]), rows) for sort, rows in found.items()]


def _moment(value: Any) -> str:
    return instant(value) if type(value) is int and value > 1_000_000_000_000 else str(value)


def ways(others: Iterable[Mapping[str, Any]]) -> list[tuple[int, str, int]]:
    """Of each of the person's entries: what others did with it, and how many."""
    counted = Counter((each["about entry"], each["way"]) for each in others)
    return [(of, gettext(_WAYS[way]) if way in _WAYS else way, n) for (of, way), n in sorted(counted.items())]
