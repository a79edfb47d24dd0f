"""Who may hear. `visible` is the one gate of every output."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from prisma_hub.circles.models import (
    Block,
    CircleRow,
    Hearing,
    Seat,
    Suspension,
    Voice,
)
from prisma_hub.circles.queries import by_hand
from prisma_hub.circles.queries.memory import once, today
from prisma_hub.circles.types import (
    GUESTS,
    HUB,
    NETWORK,
    PUBLIC,
    Circle,
    Role,
)
from prisma_hub.identity.types import ANYBODY, Viewer
from prisma_hub.kernel import look
from prisma_hub.kernel.canonical import MAX_INTEGER

AnyModel = TypeVar("AnyModel", bound=Model)


@dataclass(frozen=True, slots=True)
class Visible:
    """What one viewer may hear, as a filter for any table that has the number of an entry."""

    viewer: Viewer
    spaces: frozenset[str]
    unheard: frozenset[str]
    """People whose words this viewer does not hear, and who do not hear theirs: one blocked the other."""

    def only(self, found: QuerySet[AnyModel], seq: str = "seq") -> QuerySet[AnyModel]:
        """Only the rows whose entry (its number in the column `seq`) this viewer may hear."""
        return found.filter(_heard(_table(Hearing), self.spaces, seq) & self._open(seq) | self._own(seq))

    def standing(self, found: QuerySet[AnyModel], seq: str) -> QuerySet[AnyModel]:
        """Only the rows whose entry still stands for this viewer, wherever it was said.

        Not withdrawn, hidden, past its day, nor from somebody blocked. Never enough on its own: some entry
        must also be heard.
        """
        return found.filter(self._open(seq) | self._own(seq))

    def own(self, found: QuerySet[AnyModel], seq: str = "seq") -> QuerySet[AnyModel]:
        """Only the rows whose entry this viewer said."""
        return found.filter(self._own(seq))

    def known(self, found: QuerySet[AnyModel], seq: str = "seq") -> QuerySet[AnyModel]:
        """Only the rows whose speaker this viewer may know: named, or the viewer."""
        unnamed = Q(Exists(Voice.objects.filter(seq=OuterRef(seq), named="unnamed")))
        return found.exclude(unnamed & ~self._own(seq))

    def with_speakers(self, found: QuerySet[AnyModel], seq: str = "seq") -> QuerySet[Any]:
        """The same rows, each with whose words its entry holds as `spoken_by`: as `speakers` tells it, in the
        query that reads them; empty where this viewer may not know."""
        read: QuerySet[Any] = found.annotate(spoken_by=_speaker(_table(Voice), self._mine, seq))
        return read

    def _open(self, seq: str) -> Q:
        return _open(_table(Voice), self.unheard, seq, today())

    def _own(self, seq: str) -> Q:
        return _own(_table(Voice), self._mine, seq)

    @property
    def _mine(self) -> str:
        """Who spoke where the viewer did; nobody, where nobody looks."""
        return self.viewer.ref if self.viewer.person else ""

    def of(self, seqs: Iterable[int]) -> frozenset[int]:
        """Which of these entries this viewer may hear: those that `only` lets through."""
        return by_hand.heard(seqs, spaces=self.spaces, unheard=self.unheard, mine=self._mine, day=today())

    def hears(self, seq: int) -> bool:
        return bool(self.of([seq]))

    def reaches(self, space: str) -> bool:
        """Whether the viewer belongs to a space."""
        return space in self.spaces


def _table(model: type[Model]) -> str:
    """A condition names its table for good, and `derived.under_names` names tables anew."""
    return model._meta.db_table


# Writing these conditions took longer than asking them, and every page asks them of many tables.
@lru_cache(512)
def _heard(table: str, spaces: frozenset[str], seq: str) -> Q:
    return Q(Exists(Hearing.objects.filter(seq=OuterRef(seq), space__in=spaces)))


@lru_cache(512)
def _open(table: str, unheard: frozenset[str], seq: str, day: str) -> Q:
    standing = Voice.objects.filter(
        Q(until=None) | Q(until__gte=day), seq=OuterRef(seq), withdrawn=None, hidden=None, left=None
    )
    return Q(Exists(standing.exclude(by__in=unheard)))


@lru_cache(512)
def _own(table: str, mine: str, seq: str) -> Q:
    return Q(Exists(Voice.objects.filter(seq=OuterRef(seq), by=mine)))


@lru_cache(512)
def _speaker(table: str, mine: str, seq: str) -> Coalesce:
    known = Voice.objects.filter(~Q(named="unnamed") | Q(by=mine), seq=OuterRef(seq))
    return Coalesce(Subquery(known.values("by")), Value(""))


def voices(seqs: Iterable[int]) -> QuerySet[Voice]:
    """The voices of these numbers; a number no book reaches is none the database could look for."""
    return Voice.objects.filter(seq__in=[each for each in seqs if 0 <= each <= MAX_INTEGER])


VOICES = "voices"


def voices_read(seqs: Iterable[int]) -> Iterable[Voice]:
    """The same, read; each once while a page is read, whichever of its parts asks."""
    found = look.each_once(VOICES, sorted(set(seqs)), lambda those: {row.seq: row for row in voices(those)})
    return found.values()


def visible(viewer: Viewer) -> Visible:
    """What this viewer may hear. One query; nothing for a suspended person but what is public.

    A guest hears, until their last day, the circle they were let into, and no more of the hub.
    """
    if viewer.person is None or not (_is_guest(viewer) if viewer.guest else is_member(viewer)):
        return Visible(ANYBODY, frozenset({PUBLIC}), frozenset())
    return once("visible", viewer.id, lambda: _visible(viewer))


def at_the_table(viewer: Viewer) -> Visible:
    """What a viewer hears where things are decided: an act of a circle is heard by all who decide with it,
    whoever blocked whom. Else one who blocks would stop a circle, or be left out of it."""
    return replace(visible(viewer), unheard=frozenset())


def _visible(viewer: Viewer) -> Visible:
    found = standing(viewer)
    near = {PUBLIC, viewer.ref} if viewer.guest else {PUBLIC, NETWORK, viewer.ref}
    return Visible(viewer, found.spaces | near, found.unheard)


def _is_guest(viewer: Viewer) -> bool:
    return not Suspension.objects.filter(person=viewer.id).exists()


def seats_of(viewer: Viewer) -> QuerySet[Seat]:
    """Where the viewer belongs today."""
    return Seat.objects.filter(Q(until=None) | Q(until__gte=today()), person=viewer.id)


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds of a person today: every answer of the house begins here."""

    seats: tuple[str, ...]
    """The spaces they belong to, as they came to them; none while suspended."""
    unheard: frozenset[str]
    roles: tuple[Role, ...]
    """In the order they got them; they rest while the person is suspended."""

    @property
    def spaces(self) -> frozenset[str]:
        return frozenset(self.seats)


def standing(viewer: Viewer) -> Standing:
    """Where the viewer belongs, what they may do, whom they do not hear. One query."""
    return once("standing", viewer.id, lambda: _standing(viewer.id))


def _standing(person: UUID) -> Standing:
    found = sorted(by_hand.standing(person, day=today()), key=lambda row: row[3])
    return Standing(
        tuple(name for sort, name, *_ in found if sort == "seat"),
        frozenset(f"person:{UUID(name)}" for sort, name, *_ in found if sort == "block"),
        tuple(
            Role(person, name, scope or None, since, str(until) if until else None)
            for sort, name, scope, since, until in found
            if sort == "role"
        ),
    )


def reachable(viewer: Viewer) -> frozenset[str]:
    """The spaces this viewer may say something to: those they belong to, and the guests of those."""
    mine = visible(viewer).spaces
    return mine | {each.space for each in guests_of(mine)}


def guests_of(spaces: Iterable[str]) -> list[Circle]:
    """The circles of guests of these spaces."""
    found = CircleRow.objects.filter(is_of_guests(spaces)).order_by("opened")
    return [Circle(row.id, row.title, row.purpose, row.scope, row.opened, kind=row.kind) for row in found]


def is_of_guests(spaces: Iterable[str]) -> Q:
    """That a circle is one of guests of these spaces."""
    return Q(kind=GUESTS, scope__in=list(spaces), closed=None)


def visible_in(space: str) -> Visible:
    """What may leave the house towards a space: the static site, a feed, a bundle."""
    wider = {PUBLIC: {PUBLIC}, NETWORK: {PUBLIC, NETWORK}, HUB: {PUBLIC, NETWORK, HUB}}
    return Visible(ANYBODY, frozenset(wider.get(space, {PUBLIC, NETWORK, HUB, space})), frozenset())


def is_member(viewer: Viewer) -> bool:
    if viewer.person is None:
        return False
    return HUB in standing(viewer).seats


def members_among(people: Iterable[UUID]) -> frozenset[UUID]:
    """Those of some people who are members today; suspended ones are not."""
    seats = Seat.objects.filter(Q(until=None) | Q(until__gte=today()), space=HUB, person__in=list(people))
    here = seats.exclude(person__in=Suspension.objects.values("person"))
    return frozenset(here.values_list("person", flat=True))


def blocked(viewer: Viewer, person: UUID) -> bool:
    """Whether the viewer blocked this person; that they were blocked nobody is told."""
    return viewer.person is not None and Block.objects.filter(by=viewer.person, person=person).exists()


def belongs(viewer: Viewer, space: str) -> bool:
    return visible(viewer).reaches(space)
