"""What the room tells of witnesses and of other hubs' books."""

from __future__ import annotations

from dataclasses import dataclass

from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.witnessing import Witness


@dataclass(frozen=True, slots=True)
class OurWitness:
    """Who signs our checkpoints; `size` and `at` (an instant) of the newest that was signed, if any."""

    witness: Witness
    title: str
    size: int | None = None
    at: str | None = None


@dataclass(frozen=True, slots=True)
class Book:
    """Another hub's book that we witness; `size`, `at` (an instant): what we saw last of it, if anything."""

    hub: str
    key: str
    title: str
    size: int | None = None
    at: str | None = None


@dataclass(frozen=True, slots=True)
class Fork:
    """Two signed roots for one size and epoch of a hub's book, said in entry `seq`."""

    seq: int
    hub: str
    title: str
    size: int
    notes: tuple[str, ...]


class NotCosigned(Refused):
    """Why a witness does not sign, with the status of the answer (c2sp.org/tlog-witness, add-checkpoint)."""

    status = 400


class UnknownBook(NotCosigned):
    status = 404


class NotItsKey(NotCosigned):
    status = 403


class NotOurSize(NotCosigned):
    """The proof does not begin where we saw the book last: at `size`."""

    status = 409
    size = 0


class NotContinued(NotCosigned):
    status = 422


class Forked(NotCosigned):
    """Two roots for one size."""

    status = 409
