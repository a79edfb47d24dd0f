"""What the log gives to the rooms above it."""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from prisma_hub.kernel.signing import public_of


class Erase(enum.Enum):
    """What goes when an entry of a kind is erased (log.md, Keeping and forgetting)."""

    WHOLE = "whole"
    REDACT = "redact"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a kind's body.

    `type` is one of: text (one line or short text), paragraphs (split into segments), integer, decimal
    (an exact number as a string), boolean, reference, moment, date, list (of strings), object (any JSON
    without floats), answers (any number of fields below this name, one per field of a protocol).
    """

    name: str
    type: str
    required: bool = False
    personal: bool = False
    common: bool = False
    """Personal, but of a thing held in common, such as the title of a page everybody writes on: it stays when
    its speaker leaves, and goes when the entry is erased for itself."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of entry: a promise for ever. A change of its fields is a new number behind the slash."""

    name: str
    erase: Erase
    fields: tuple[Field, ...] = ()
    personal: frozenset[str] = frozenset()
    """Names of top-level parts that are personal too, such as `by` or `about`."""
    kept_as: str = ""
    """As what sort its personal parts are kept for a time that is agreed (`circles.types.SORTS`). Empty: they
    stand until their speaker takes them back, leaves, or names a day of their own."""
    makes: bool = False
    """Whether it makes a thing that is known by the entry's id from then on: no other may have that id."""

    def field(self, name: str) -> Field | None:
        for each in self.fields:
            if name == each.name or (each.type == "answers" and name.startswith(each.name + ".")):
                return each
        return None

    def is_personal(self, part: str) -> bool:
        """Whether a part, by its full name, goes when an entry of this kind is redacted."""
        if not part.startswith("body."):
            return part in self.personal
        declared = self._declared(part)
        return declared is not None and declared.personal

    def is_common(self, part: str) -> bool:
        """Whether a personal part stays when its speaker leaves."""
        declared = self._declared(part)
        return declared is not None and declared.common

    def _declared(self, part: str) -> Field | None:
        name = part.removeprefix("body.")
        return self.field(name) or self.field(name.rpartition(".")[0])

    def holds_personal(self, body: Iterable[str]) -> bool:
        """Whether somebody who leaves takes anything of an entry with these fields along."""
        if self.erase is Erase.REDACT:
            parts = [f"body.{name}" for name in body]
            return any(self.is_personal(part) and not self.is_common(part) for part in parts)
        return self.erase is Erase.WHOLE


@dataclass(frozen=True, slots=True)
class Entry:
    """One statement kept in the log, as far as it still stands.

    `at` and `said` are instants (`2026-05-18T09:00:00.000Z`). `missing` says that parts were erased;
    absent values are then None, or empty.
    """

    seq: int
    at: str
    epoch: int
    custody: str
    kind: str | None
    id: UUID | None
    said: str | None
    by: str | None
    via: str | None
    to: tuple[str, ...]
    scope: str | None
    about: tuple[str, ...]
    protocol: str | None
    body: Mapping[str, Any] = field(default_factory=dict)
    missing: bool = False

    @property
    def person(self) -> UUID | None:
        """The person whose words these are, if it is a person."""
        if self.by and self.by.startswith("person:"):
            return UUID(self.by.removeprefix("person:"))
        return None

    @property
    def speaker(self) -> UUID:
        """The person whose words these are, of a kind that only persons say."""
        found = self.person
        if found is None:
            raise ValueError(f"entry {self.seq} was not said by a person")
        return found

    def as_json(self) -> dict[str, Any]:
        """Everything that still stands, for an export."""
        parts = {name: getattr(self, name) for name in ("kind", "said", "by", "via", "scope", "protocol")}
        lists = {"to": list(self.to), "about": list(self.about)}
        head = {"seq": self.seq, "at": self.at, "id": str(self.id) if self.id else None}
        shown = {name: value for name, value in {**head, **parts, **lists}.items() if value not in (None, [])}
        return {**shown, "body": dict(self.body)}

    def text(self, name: str) -> str:
        """A paragraphs field, whole; erased paragraphs are left out."""
        segments = sorted(key for key in self.body if key.rpartition(".")[0] == name and key[-3:].isdigit())
        return "\n\n".join(self.body[key] for key in segments)

    def under(self, name: str) -> dict[str, Any]:
        """The fields below an `answers` field, by their own names."""
        prefix = name + "."
        return {key.removeprefix(prefix): value for key, value in self.body.items() if key.startswith(prefix)}


@dataclass(frozen=True, slots=True)
class Signed:
    """What somebody who signs brings along: when they said it, the secret of its salts, and the signature
    of their own key (a `did:key`) over the statement hash. No signature yet: they ask what to sign."""

    said: str
    secret: bytes
    key: str
    signature: bytes | None


class ToSign(Exception):  # noqa: N818  nothing went wrong
    """Nothing was kept: these are the parts, name to value, that the speaker's key is to sign."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        super().__init__("not signed yet")
        self.values = values


@dataclass(frozen=True, slots=True)
class OwnKey:
    """A key of somebody's own, as a `did:key`. `bound` and `unbound` are entries, `at` and `ended` their
    hours in milliseconds since 1970. `via`: the steward in front of whom it replaced a lost one."""

    key: str
    person: UUID
    bound: int
    at: int
    via: UUID | None
    unbound: int | None
    ended: int | None
    released: bool

    @property
    def stands(self) -> bool:
        return self.unbound is None

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.key)


def fingerprint(key: str) -> str:
    """What people read to each other to compare a key: `3f2a 91bc 07de 44a1`, of the SHA-256 of its bytes."""
    digest = hashlib.sha256(public_of(key)).hexdigest()
    return " ".join(digest[at : at + 4] for at in range(0, 16, 4))


Fold = Callable[[Entry], None]
Folds = Mapping[Kind, Iterable[Fold]]


@dataclass(frozen=True, slots=True)
class AtOnce:
    """A forget for all that is erased together: somebody who leaves takes thousands of entries along."""

    do: Callable[[Sequence[Entry]], None]


Forget = Fold | AtOnce
Forgets = Mapping[Kind, Iterable[Forget]]


class Among(enum.StrEnum):
    """Among what something is found: what people may choose to look through."""

    WORDS = "words"
    DECISIONS = "decisions"
    THINGS = "things"
    STORIES = "stories"


@dataclass(frozen=True, slots=True)
class Searchable:
    """What may be found by searching, and who may find it: those who hear entry `seq`.

    So it holds nothing that this entry, or its page, does not show to all of them: no name of a speaker.
    """

    seq: int
    among: Among
    sort: str
    """What it is, in a word: contribution, journey, proposal, …"""
    ref: str
    """Where it leads: `journey:<uuid>`, `entry:12`."""
    names: str = ""
    words: str = ""
    language: str = ""
    """As it was said; empty where nobody said it."""
    within: tuple[str, ...] = ()
    """Scopes by which one may narrow: `journey:<uuid>`, `circle:<uuid>`."""
    alone: bool = False
    """Whether it takes the place of what was found of the same sort and `ref` before: it was told anew."""


Searched = Mapping[Kind, Callable[[Sequence[Entry]], Iterable[Searchable]]]
"""What of the entries of a kind is searchable; asked for several at once. Of an erased entry, nothing."""


@dataclass(frozen=True, slots=True)
class Head:
    """Where the log stands."""

    size: int
    root: bytes
    epoch: int
    at: str
    hub: str
    note: str


@dataclass(frozen=True, slots=True)
class HubKey:
    """A key the hub had or has. The first one is what the hub is known by for ever."""

    did: str
    seq: int
    """The entry that brought it: the founding, or a rotation."""
    since: str
    until: str | None
    """When the next one followed; None of the one in force."""


@dataclass(frozen=True, slots=True)
class ReadAnew:
    """How far the log was read for tables that are made anew, in entries."""

    done: int
    size: int

    @property
    def percent(self) -> int:
        return self.done * 100 // max(self.size, 1)
