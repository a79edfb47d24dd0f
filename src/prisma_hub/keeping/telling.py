"""What stands in the file, in words a person reads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from prisma_hub.identity.types import device
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.source import parse_instant
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
    "key.bound": later("I made a key of my own mine"),
    "key.unbound": later("I ended a key of my own"),
    "key.offered": later("I showed a new key for a lost one"),
    "sealing.bound": later("I let others seal words to me"),
    "words.returned": later("I gave words back that I had taken back"),
    "practice.joined": later("I joined a practice"),
    "team.joined": later("I joined a team"),
    "circle.opened": later("I opened a circle"),
    "application.opened": later("I began to come in"),
    "application.submitted": later("I sent my answers to come in"),
    "question.asked": later("A question of mine"),
    "signal.spent": later("I said what I value"),
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
_FACTS: Final = {
    "name": later("name"),
    "title": later("title"),
    "language": later("language"),
    "reason": later("why"),
    "why": later("why"),
    "relation": later("how I stand to it"),
    "when": later("when"),
    "day": later("day"),
    "begins": later("begins"),
    "ends": later("ends"),
    "until": later("until"),
    "erase": later("erased on"),
    "seq": later("about entry"),
    "link": later("a page on the web"),
    "quantity": later("how much"),
    "amount": later("amount"),
    "unit": later("of what"),
    "currency": later("currency"),
    "value": later("value"),
    "word": later("said"),
    "answer": later("answer"),
    "answers": later("answers"),
    "purpose": later("purpose"),
    "question": later("question"),
    "description": later("description"),
    "evidence": later("what shows it"),
    "place": later("where"),
    "where": later("where"),
}
"""What of an entry is told in words; the rest stands in the folder “evidence”, as it was kept."""
_ROWS: Final = {
    **_FACTS,
    "person": later("the number I stand under"),
    "signs in as": later("I sign in as"),
    "made": later("made"),
    "expires": later("holds until"),
    "used": later("last used"),
    "with": later("with"),
    "since": later("since"),
    "seen": later("last seen"),
    "code": later("code"),
    "uses left": later("how often it still lets somebody in"),
    "for": later("for"),
}
_WAYS: Final = {
    "witnessed": later("was there"),
    "thanked": later("gave thanks"),
    "verified": later("verified it"),
    "questioned": later("asked"),
}
_ENDINGS: Final = {"audio/mpeg": "mp3", "audio/mp4": "m4a", "audio/x-wav": "wav", "text/plain": "txt"}
_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
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
    return gettext(_KINDS[kind]) if kind in _KINDS else gettext("Something I did here")


def told(entry: Entry) -> Told:
    words = [entry.text(name) for name in ("text", "words") if entry.text(name)]
    if "sealed" in entry.body:
        words.append(
            gettext(
                "They are sealed: what the file data/sealed.jsonl holds of them opens with your key alone."
            )
        )
    facts = [(told, _plain(value)) for name, value in entry.body.items() if (told := _fact(name))]
    return Told(
        entry.seq,
        _plain(entry.at),
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


def _fact(name: str) -> str:
    """The name of a part in words: its own, or that of what it belongs to (`answers.why`)."""
    if name.startswith(_NOT_TOLD):
        return ""
    first, _dot, rest = name.partition(".")
    found = _FACTS.get(first)
    return " · ".join(each for each in (gettext(found), rest) if each) if found else ""


def _plain(value: Any) -> str:
    """As one reads it: a list with commas, an instant as day and time, yes and no."""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, list):
        return ", ".join(map(_plain, value))
    if _INSTANT.fullmatch(str(value)):
        with suppress(Refused, ValueError, OverflowError):  # words that only look like an instant
            return _read(parse_instant(value))
    return str(value)


def _read(ms: int) -> str:
    at = datetime.fromtimestamp(ms // 1000, timezone.get_current_timezone())
    return f"{date_format(at, 'DATE_FORMAT')}, {at:%H:%M} {at:%Z}"


def sorts(held: Iterable[tuple[str, Mapping[str, Any]]]) -> list[tuple[str, list[list[tuple[str, str]]]]]:
    """Rows by sort, in words. A moment in milliseconds is written as a moment, a browser as on its box."""
    found: dict[str, list[list[tuple[str, str]]]] = {}
    for sort, row in held:
        told = [
            (gettext(_ROWS[name]) if name in _ROWS else name, _value(sort, name, value))
            for name, value in row.items()
            if value not in (None, "")
        ]
        found.setdefault(sort, []).append(told)
    return [(gettext(_SORTS[sort]), rows) for sort, rows in found.items()]


def _value(sort: str, name: str, value: Any) -> str:
    if sort == "signed in" and name == "with":
        return ", ".join(each for each in device(str(value)) if each) or gettext("another device")
    if type(value) is int and value > 1_000_000_000_000:
        with suppress(ValueError, OverflowError):
            return _read(value)
    return _plain(value)


def ways(others: Iterable[Mapping[str, Any]]) -> list[tuple[int, str, int]]:
    """Of each of the person's entries: what others did with it, and how many."""
    counted = Counter((each["about entry"], each["way"]) for each in others)
    return [(of, gettext(_WAYS[way]) if way in _WAYS else way, n) for (of, way), n in sorted(counted.items())]
