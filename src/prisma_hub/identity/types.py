"""People, as the rooms above see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from prisma_hub.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whoever looks or acts. `person` is None for somebody from outside.

    `guest`: let in for one purpose (an external evaluator), not a member of the hub.
    """

    person: UUID | None = None
    guest: bool = field(default=False, compare=False)
    name: str = field(default="", compare=False, repr=False)
    """What they are called, where a session brought them; asked anew with every page."""

    @property
    def id(self) -> UUID:
        """The viewer's person. Only for somebody known."""
        if self.person is None:
            raise Refused(
                "Sign in first.", kept="Nothing was changed.", mend="Sign in with your name and code."
            )
        return self.person

    @property
    def ref(self) -> str:
        """The viewer as a reference. Only for somebody known."""
        return f"person:{self.id}"


ANYBODY = Viewer()


@dataclass(frozen=True, slots=True)
class Person:
    """A member. `name` is empty once it was erased."""

    id: UUID
    name: str
    language: str
    joined: int
    left: bool = False

    @property
    def ref(self) -> str:
        return f"person:{self.id}"

    @property
    def viewer(self) -> Viewer:
        return Viewer(self.id)


@dataclass(frozen=True, slots=True)
class Welcome:
    """What a person who just came in is shown once: how to come back."""

    person: Person
    code: str
    recovery: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """A join code and what it is good for. `expires` is in milliseconds since 1970."""

    code: str
    uses_left: int
    expires: int
    scope: str | None
    by: UUID


@dataclass(frozen=True, slots=True)
class Session:
    """One place somebody is signed in. Times in milliseconds since 1970."""

    key: str
    agent: str
    started: int
    seen: int
    here: bool


@dataclass(frozen=True, slots=True)
class Token:
    """What a person knows of a word they gave to a program. Times in milliseconds since 1970."""

    id: str
    name: str
    made: int
    expires: int
    used: int | None
    over: bool


@dataclass(frozen=True, slots=True)
class TokenMade:
    """A new token; `secret` is shown once."""

    token: Token
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Where:
    """Where passkeys work: the name they are bound to (WebAuthn's RP ID), and the origin of the pages."""

    name: str
    origin: str


@dataclass(frozen=True, slots=True)
class Passkey:
    """What a person knows of a passkey of theirs. `host`: the name of the hub it works under. Times in
    milliseconds since 1970."""

    id: str
    name: str
    host: str
    made: int
    used: int | None


@dataclass(frozen=True, slots=True)
class MadePasskey:
    """What a browser brings of a passkey just made (WebAuthn, 5.2.1)."""

    client_data: bytes
    attestation: bytes


@dataclass(frozen=True, slots=True)
class Proof:
    """What a browser brings when a passkey has signed (WebAuthn, 5.2.2)."""

    credential: bytes
    client_data: bytes
    authenticator: bytes
    signature: bytes
    whose: bytes


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a browser is asked (`options`, as JSON has them), and what the hub needs to judge the answer."""

    options: Mapping[str, Any]
    state: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Offer:
    """A key that waits for a steward to have the person in front of them. `at`: milliseconds since 1970."""

    person: UUID
    key: str
    proof: str
    seq: int
    at: int


@dataclass(frozen=True, slots=True)
class Sealable:
    """Words can be sealed to this person: to `key`, a `did:key` of X25519 that their own key `of` signed for.
    `at`: milliseconds since 1970."""

    person: UUID
    key: str
    of: str
    seq: int
    at: int


def is_for_guests(scope: str | None) -> bool:
    """Whether a code with this scope lets guests in: somebody with a mandate, who does not join the hub."""
    return scope is not None and scope.startswith("mandate:")


_DEVICES = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)
_BROWSERS = (("Firefox", "Firefox"), ("Edg", "Edge"), ("Chrom", "Chrome"), ("Safari", "Safari"))


def device(agent: str) -> tuple[str, str]:
    """What a browser says it is, as it is written on its box: the browser, and on what it runs; each empty
    where it does not say."""
    kind = next((name for sign, name in _DEVICES if sign in agent), "")
    return next((name for sign, name in _BROWSERS if sign in agent), ""), kind
