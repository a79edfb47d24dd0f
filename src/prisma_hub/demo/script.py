"""The journey as it is written in `script/`, read into types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
SCRIPT, VOICES, PICTURES = HERE / "script", HERE / "voices", HERE / "pictures"


@dataclass(frozen=True, slots=True)
class Somebody:
    """One of the people of the demo; `terms` is how they usually give their words: named or unnamed."""

    handle: str
    lang: str
    comes: str
    terms: str
    does: str
    team: str = ""
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody says to somebody else's words: how they are related, and the words."""

    who: str
    relation: str
    words: str


@dataclass(frozen=True, slots=True)
class Said:
    """One thing somebody gives. `more` holds what few of them have: voice, picture, measure, corrected, …"""

    who: str
    at: datetime
    text: str
    within: str
    to: str
    id: str = ""
    via: str = ""
    public: bool = False
    more: Mapping[str, Any] = field(default_factory=dict)
    replies: tuple[Said, ...] = ()

    @property
    def key(self) -> str:
        """Nobody says two things in one minute."""
        return f"{self.who} {self.at:%Y-%m-%d %H:%M}"

    def words(self, way: str) -> list[Word]:
        """What others say to it in this way (seen, thanks, verified, asked)."""
        return [_word(who, said, way) for who, said in self.more.get(way, {}).items()]


def _word(who: str, said: str, way: str) -> Word:
    if way in ("thanks", "asked"):
        return Word(who, "", said)
    relation, _, words = said.partition(" | ")
    return Word(who, relation, words)


def moment(text: str) -> datetime:
    """`2025-05-18 08:30` or a day alone, which begins at noon; in UTC, as the clocks of the place go."""
    day, _, hour = text.partition(" ")
    return datetime.fromisoformat(f"{day}T{hour or '12:00'}").replace(tzinfo=UTC)


@cache
def read(name: str) -> Any:
    """A file of the script. The base loader guesses nothing: every value is a text."""
    return yaml.load((SCRIPT / name).read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506  the safest


@cache
def people() -> dict[str, Somebody]:
    """Everybody by handle, in the order in which they come."""
    found = [
        Somebody(handle, **{**each, "roles": tuple(each.get("roles", ()))})
        for handle, each in read("people.yaml").items()
    ]
    return {each.handle: each for each in sorted(found, key=lambda one: one.comes)}


@cache
def said() -> tuple[Said, ...]:
    """Everything people give, in order of time; replies stand within what they reply to."""
    found: list[Said] = []
    for path in sorted((SCRIPT / "said").glob("*.yaml")):
        for day, each in read(f"said/{path.name}").items():
            found += [_said(one, day) for one in each]
    return tuple(sorted(found, key=lambda one: one.at))


def _said(each: Mapping[str, Any], day: str, above: Said | None = None) -> Said:
    plain = {"who", "at", "text", "in", "to", "id", "via", "public", "replies"}
    found = Said(
        who=each["who"],
        at=moment(f"{day} {each['at']}"),
        text=each["text"],
        within=each.get("in", above.within if above else ""),
        to=each.get("to", above.to if above else ""),
        id=each.get("id", ""),
        via=each.get("via", ""),
        public="public" in each,
        more={name: value for name, value in each.items() if name not in plain},
    )
    replies = tuple(_said(one, day, found) for one in each.get("replies", ()))
    return Said(**{**{name: getattr(found, name) for name in found.__slots__}, "replies": replies})


def everything_said() -> Iterator[Said]:
    """Every contribution, replies too."""
    waiting = list(reversed(said()))
    while waiting:
        each = waiting.pop()
        yield each
        waiting += reversed(each.replies)


def shortly_after(at: datetime, number: int) -> datetime:
    """When the so many-th to say something to these words does: some minutes apart."""
    return at + timedelta(minutes=7 * (number + 1))
