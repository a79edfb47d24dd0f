"""What was given and what was said to it, as a viewer may know it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from prisma_hub.circles.types import Terms
from prisma_hub.media.types import Media

WITNESSED, THANKED, VERIFIED, QUESTIONED = "witnessed", "thanked", "verified", "questioned"
WAYS: Final = (WITNESSED, THANKED, VERIFIED, QUESTIONED)
ACTIONS: Final = (
    "work",
    "produce",
    "deliver-service",
    "use",
    "cite",
    "consume",
    "transfer",
    "move",
    "modify",
    "pickup",
    "dropoff",
    "raise",
    "lower",
)
"""Actions of ValueFlows a contribution can carry (valueflo.ws, Actions)."""


@dataclass(frozen=True, slots=True)
class Consent:
    """On what terms somebody gives something. The defaults are the narrow ones."""

    spaces: tuple[str, ...] = ()
    """Who may hear; empty: only me."""
    named: bool = False
    quote: str = "ask"
    ai: bool = False
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """Work with a number: three `hour`, 12.5 `kg`, forty `meal`. `quantity` is an exact decimal as text."""

    action: str
    quantity: str
    unit: str
    resource: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """One state of somebody's words: the first, or a correction. `at` is an instant."""

    seq: int
    at: str
    text: str
    why: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Transcript:
    """Spoken words written down. A draft until its speaker or a scribe says it is right."""

    seq: int
    at: str
    text: str
    language: str
    via: UUID | None
    right: bool


@dataclass(frozen=True, slots=True)
class Attestation:
    """Somebody else's word on a contribution. `shown` whether its receiver let others hear it."""

    seq: int
    at: str
    of: int
    by: UUID | None
    way: str
    words: str
    relation: str
    private: bool
    shown: bool


@dataclass(frozen=True, slots=True)
class Contribution:
    """What somebody gave. `speaker` is None where the viewer may not know, or where it is a circle."""

    seq: int
    id: UUID
    at: str
    speaker: UUID | None
    circle: UUID | None
    via: UUID | None
    confirmed: bool
    scope: str | None
    about: tuple[str, ...]
    protocol: str | None
    channel: str
    wordings: tuple[Wording, ...]
    language: str
    media: tuple[Media, ...]
    answers: dict[str, Any]
    measure: Measure | None
    link: str
    when: str
    mine: bool
    terms: Terms
    transcript: Transcript | None = None
    attestations: tuple[Attestation, ...] = field(default=())
    replies: int = 0
    name: str = ""
    """The speaker's name; empty where it may not be known."""
    state: str = ""
    """empty, `withdrawn` or `hidden`: only its speaker sees the latter two."""

    @property
    def text(self) -> str:
        return self.wordings[-1].text if self.wordings else ""

    @property
    def ref(self) -> str:
        return f"entry:{self.seq}"

    @property
    def sound(self) -> Media | None:
        return next((each for each in self.media if each.is_sound), None)

    @property
    def pictures(self) -> list[Media]:
        return [each for each in self.media if each.is_picture]

    @property
    def files(self) -> list[Media]:
        return [each for each in self.media if not each.is_sound and not each.is_picture]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which contributions of those one may see. Empty: all."""

    person: UUID | None = None
    scope: str | None = None
    scopes: tuple[str, ...] = ()
    """Any of these, such as a journey with its teams and sessions."""
    about: str | None = None
    shape: str = ""
    """voice, picture, words, file or work."""
    language: str = ""
    channel: str = ""
