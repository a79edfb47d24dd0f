"""Who may hear, who may act. `visible` is the one gate of every output."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils import timezone

from prisma_hub.circles import rules
from prisma_hub.circles.models import (
    Block,
    CircleRow,
    Hearing,
    HouseRow,
    RoleRow,
    Seat,
    Suspension,
    Voice,
)
from prisma_hub.circles.types import (
    GUESTS,
    HOST,
    HUB,
    NETWORK,
    PUBLIC,
    STEWARD,
    TRUST,
    Circle,
    Hidden,
    House,
    Role,
    Space,
    Terms,
)
from prisma_hub.identity.types import ANYBODY, Viewer
from prisma_hub.kernel import source
from prisma_hub.kernel.refusal import NotAllowed
from prisma_hub.kernel.text import later
from prisma_hub.log.queries import some
from prisma_hub.log.types import Entry

AnyModel = TypeVar("AnyModel", bound=Model)
Told = TypeVar("Told")

_answers: ContextVar[dict[tuple[str, UUID | None], Any] | None] = ContextVar("circles_answers", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Inside, who belongs where and may do what is asked of the tables once per person.

    For reading a page, during which nothing is said; never around something that writes.
    """
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


def once(what: str, person: UUID | None, ask: Callable[[], Told]) -> Told:
    """The answer to `what` for this person; asked once inside `remembering`, every time outside."""
    answers = _answers.get()
    if answers is None:
        return ask()
    if (what, person) not in answers:
        answers[what, person] = ask()
    told: Told = answers[what, person]
    return told


def today() -> str:
    """Today's date where the hub is (its own zone, whatever zone a page is read in), as ISO text."""
    now = source.current().now_ms() / 1000
    return datetime.fromtimestamp(now, timezone.get_default_timezone()).date().isoformat()


@dataclass(frozen=True, slots=True)
class Visible:
    """What one viewer may hear, as a filter for any table that has the number of an entry."""

    viewer: Viewer
    spaces: frozenset[str]
    unheard: frozenset[str]
    """People whose words this viewer does not hear, and who do not hear theirs: one blocked the other."""

    def only(self, found: QuerySet[AnyModel], seq: str = "seq") -> QuerySet[AnyModel]:
        """Only the rows whose entry (its number in the column `seq`) this viewer may hear."""
        hearing = Hearing.objects.filter(seq=OuterRef(seq), space__in=self.spaces)
        return found.filter((Q(Exists(hearing)) & self._open(seq)) | self._own(seq))

    def standing(self, found: QuerySet[AnyModel], seq: str) -> QuerySet[AnyModel]:
        """Only the rows whose entry still stands for this viewer, wherever it was said.

        Not withdrawn, hidden, past its day, nor from somebody blocked. Never enough on its own: some entry
        must also be heard.
        """
        return found.filter(self._open(seq) | self._own(seq))

    def known(self, found: QuerySet[AnyModel], seq: str = "seq") -> QuerySet[AnyModel]:
        """Only the rows whose speaker this viewer may know: named, or the viewer."""
        unnamed = Q(Exists(Voice.objects.filter(seq=OuterRef(seq), named="unnamed")))
        return found.exclude(unnamed & ~self._own(seq))

    def _open(self, seq: str) -> Q:
        standing = Voice.objects.filter(
            Q(until=None) | Q(until__gte=today()), seq=OuterRef(seq), withdrawn=None, hidden=None
        )
        return Q(Exists(standing.exclude(by__in=self.unheard)))

    def _own(self, seq: str) -> Q:
        mine = self.viewer.ref if self.viewer.person else ""
        return Q(Exists(Voice.objects.filter(seq=OuterRef(seq), by=mine)))

    def of(self, seqs: Iterable[int]) -> frozenset[int]:
        """Which of these entries this viewer may hear."""
        found = Voice.objects.filter(seq__in=list(seqs))
        return frozenset(self.only(found).values_list("seq", flat=True))

    def hears(self, seq: int) -> bool:
        return bool(self.of([seq]))

    def reaches(self, space: str) -> bool:
        """Whether the viewer belongs to a space."""
        return space in self.spaces


def visible(viewer: Viewer) -> Visible:
    """What this viewer may hear. Two queries; nothing for a suspended person but what is public.

    A guest hears, until their last day, the circle they were let into, and no more of the hub.
    """
    if viewer.person is None or not (_is_guest(viewer) if viewer.guest else is_member(viewer)):
        return Visible(ANYBODY, frozenset({PUBLIC}), frozenset())
    return once("visible", viewer.id, lambda: _visible(viewer))


def _visible(viewer: Viewer) -> Visible:
    seats = _seated_in(viewer)
    blocks = Block.objects.filter(Q(by=viewer.id) | Q(person=viewer.id))
    unheard = {
        f"person:{theirs if mine == viewer.person else mine}"
        for mine, theirs in blocks.values_list("by", "person")
    }
    near = {PUBLIC, viewer.ref} if viewer.guest else {PUBLIC, NETWORK, viewer.ref}
    return Visible(viewer, frozenset(seats | near), frozenset(unheard))


def _is_guest(viewer: Viewer) -> bool:
    return not Suspension.objects.filter(person=viewer.id).exists()


def _seats(viewer: Viewer) -> QuerySet[Seat]:
    """Where the viewer belongs today."""
    return Seat.objects.filter(Q(until=None) | Q(until__gte=today()), person=viewer.id)


def _seated_in(viewer: Viewer) -> frozenset[str]:
    """The spaces the viewer belongs to today; none while suspended."""
    seats = _seats(viewer).exclude(person__in=Suspension.objects.values("person"))
    return once("seats", viewer.id, lambda: frozenset(seats.values_list("space", flat=True)))


def reachable(viewer: Viewer) -> frozenset[str]:
    """The spaces this viewer may say something to: those they belong to, and the guests of those."""
    mine = visible(viewer).spaces
    return mine | {each.space for each in _guests_of(mine)}


def _guests_of(spaces: Iterable[str]) -> list[Circle]:
    """The circles of guests of these spaces."""
    found = CircleRow.objects.filter(kind=GUESTS, scope__in=list(spaces), closed=None).order_by("opened")
    return [Circle(row.id, row.title, row.purpose, row.scope, row.opened) for row in found]


def visible_in(space: str) -> Visible:
    """What may leave the house towards a space: the static site, a feed, a bundle."""
    wider = {PUBLIC: {PUBLIC}, NETWORK: {PUBLIC, NETWORK}, HUB: {PUBLIC, NETWORK, HUB}}
    return Visible(ANYBODY, frozenset(wider.get(space, {PUBLIC, NETWORK, HUB, space})), frozenset())


def is_member(viewer: Viewer) -> bool:
    if viewer.person is None:
        return False
    return HUB in _seated_in(viewer)


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


def people_in(viewer: Viewer, space: str) -> list[UUID]:
    """Who belongs to a space, in the order they came; nobody where the viewer does not belong."""
    if space != HUB and not belongs(viewer, space) and not may(viewer, "admit to a circle"):
        return []
    if viewer.person is None:
        return []
    return members_of(space)


def shared_with(viewer: Viewer, person: UUID) -> frozenset[str]:
    """The spaces to which both the viewer and this person belong today."""
    if viewer.person is None:
        return frozenset()
    return visible(viewer).spaces & frozenset(_seats(Viewer(person)).values_list("space", flat=True))


def may(viewer: Viewer, right: str, scope: str | None = None) -> bool:
    """Whether a role in force lets this viewer do this, in this scope or everywhere."""
    if viewer.person is None or not is_member(viewer):
        return False
    held = once("roles", viewer.id, lambda: _held(viewer))
    return any((role, each) in held for role in rules.roles_for(right) for each in ("", scope or ""))


def _held(viewer: Viewer) -> frozenset[tuple[str, str]]:
    """The roles in force of this viewer, each with its scope (empty: everywhere)."""
    found = RoleRow.objects.filter(Q(until=None) | Q(until__gte=today()), person=viewer.id)
    return frozenset(found.values_list("role", "scope"))


def insist(viewer: Viewer, right: str, scope: str | None = None) -> None:
    """Refuse, in a sentence, what this viewer may not do."""
    if viewer.person is None:
        raise NotAllowed(
            "Sign in first.", kept="Nothing was changed.", mend="Sign in with your name and code."
        )
    if not may(viewer, right, scope):
        raise NotAllowed(
            "You may not do this here.",
            kept="Nothing was changed.",
            mend="Ask one of the stewards; they can do it or give you the role.",
        )


def insist_member(viewer: Viewer) -> None:
    if viewer.guest:
        raise NotAllowed(
            "You are here as a guest, and this lies outside your mandate.",
            kept="Nothing was changed.",
            mend="Go back to your mandate; it says what you hear and what you may answer.",
        )
    if not is_member(viewer):
        raise NotAllowed(
            "Sign in first.", kept="Nothing was changed.", mend="Sign in with your name and code."
        )


def roles(viewer: Viewer, *, person: UUID | None = None, scope: str | None = None) -> list[Role]:
    """Roles in force, for members to see: of one person, or held in one scope (None: any)."""
    if not is_member(viewer):
        return []
    found = RoleRow.objects.filter(Q(until=None) | Q(until__gte=today())).order_by("since")
    if person is not None:
        found = found.filter(person=person)
    if scope is not None:
        found = found.filter(scope=scope)
    return [_role(each) for each in found]


def _role(row: RoleRow) -> Role:
    return Role(
        row.person, row.role, row.scope or None, row.since, row.until.isoformat() if row.until else None
    )


def keepers() -> list[Role]:
    """Who keeps the house and who can be talked to: stewards, hosts, trust people, everywhere.

    No secret to anybody who ever came in: a suspended person too must know whom to turn to.
    """
    held = RoleRow.objects.filter(Q(until=None) | Q(until__gte=today()), role__in=(STEWARD, HOST, TRUST))
    return [_role(each) for each in held.order_by("since")]


def house() -> House:
    """What the hub says of itself: for everybody, as it was said to everybody."""
    for row in visible_in(PUBLIC).only(HouseRow.objects.all()):
        return House(row.purpose, row.keeper, row.reach)
    return House()


def circle(viewer: Viewer, circle_id: UUID) -> Circle | None:
    """A circle by id, for members of the hub."""
    return circles(viewer, [circle_id]).get(circle_id)


def circles(
    viewer: Viewer, ids: Iterable[UUID] | None = None, scope: str | None = None
) -> dict[UUID, Circle]:
    if not is_member(viewer):
        return {}
    found = CircleRow.objects.order_by("opened")
    if ids is not None:
        found = found.filter(id__in=list(ids))
    if scope is not None:
        found = found.filter(scope=scope)
    return {
        row.id: Circle(
            row.id,
            row.title,
            row.purpose,
            row.scope,
            row.opened,
            row.closed is not None,
            row.kind,
            row.mandate,
            row.mandate.get("decides") or row.decides,
        )
        for row in found
    }


def members_of(space: str) -> list[UUID]:
    """Everybody who belongs to a space, in the order they came. For deciding, not for showing."""
    found = Seat.objects.filter(Q(until=None) | Q(until__gte=today()), space=space)
    return list(found.order_by("since", "person").values_list("person", flat=True))


def ids_in(scope: str) -> QuerySet[CircleRow, UUID]:
    """The ids of the circles of a scope, to narrow the question of a room above by."""
    return CircleRow.objects.filter(scope=scope).values_list("id", flat=True)


# Rooms above that form circles by asking people into them say here who has not answered (`projections.py`).
AWAITED: list[Callable[[str], list[UUID]]] = []


def awaited(space: str) -> list[UUID]:
    """Who was asked into a circle and has not answered. For deciding, not for showing."""
    return [person for ask in AWAITED for person in ask(space)]


def mandate_of(circle_id: UUID) -> dict[str, Any]:
    """What a circle may decide, for a decision that changes it."""
    found = CircleRow.objects.filter(id=circle_id).values_list("mandate", flat=True).first()
    return dict(found or {})


def circle_of_kind(kind: str, scope: str | None = None) -> UUID | None:
    """The first circle of a kind in a scope that is not closed. For rooms that act; it shows nothing."""
    found = CircleRow.objects.filter(kind=kind, scope=scope, closed=None).order_by("opened")
    return found.values_list("id", flat=True).first()


def holders(right: str) -> list[UUID]:
    """Everybody who may do this on the whole hub. For rooms that act; it shows nothing."""
    found = RoleRow.objects.filter(
        Q(until=None) | Q(until__gte=today()), role__in=rules.roles_for(right), scope=""
    )
    return list(found.order_by("since").values_list("person", flat=True).distinct())


def spaces_of(viewer: Viewer) -> list[Space]:
    """The choices of who may hear, narrow first: only me, my circles, the hub, the network, everybody."""
    if not is_member(viewer):
        return []
    seats = _seats(viewer).exclude(space=HUB).order_by("-since")
    ids = [UUID(space.removeprefix("circle:")) for space in seats.values_list("space", flat=True)]
    mine = circles(viewer, ids)
    guests = [each for each in _guests_of(each.space for each in mine.values()) if each.id not in mine]
    return [
        Space(viewer.ref, later("only me")),
        *(_space(mine[each]) for each in ids if each in mine),
        *(Space(each.space, later("%(name)s"), each.title) for each in guests),
        Space(HUB, later("everybody on this hub")),
        Space(NETWORK, later("hubs of our network too")),
        Space(PUBLIC, later("everybody, everywhere")),
    ]


_OF_A_JOURNEY = {
    "cohort": later("%(name)s: everybody on it"),
    "keepers": later("%(name)s: those who hold it"),
}


def _space(circle: Circle) -> Space:
    return Space(circle.space, _OF_A_JOURNEY.get(circle.kind, later("%(name)s")), circle.title)


def hidden(viewer: Viewer, seqs: Iterable[int]) -> dict[int, Hidden]:
    """Which of these entries are withdrawn or hidden, and why; for the speaker and for whoever may hide."""
    found = Voice.objects.filter(seq__in=list(seqs)).exclude(withdrawn=None, hidden=None)
    if not may(viewer, "hide words"):
        found = found.filter(by=viewer.ref if viewer.person else "")
    said = some(number for row in found for number in (row.withdrawn, row.hidden) if number is not None)
    return {row.seq: _hidden(row, said) for row in found}


def _hidden(row: Voice, said: Mapping[int, Entry]) -> Hidden:
    """What the speaker did comes first: withdrawn words are withdrawn, whoever hid them too."""
    if row.withdrawn is not None:
        return Hidden(row.seq, "withdrawn", row.by, "", said[row.withdrawn].at, row.erase_at)
    assert row.hidden is not None
    return Hidden(row.seq, "hidden", row.hidden_by, row.hidden_reason, said[row.hidden].at)


def heard_in(seqs: Iterable[int]) -> dict[int, list[str]]:
    """The spaces in which each entry may be heard now."""
    found: dict[int, list[str]] = {}
    rows = Hearing.objects.filter(seq__in=list(seqs)).order_by("seq", "space")
    for seq, space in rows.values_list("seq", "space"):
        found.setdefault(seq, []).append(space)
    return found


def with_followers(seq: int) -> list[int]:
    """The entry and what belongs to it: its corrections, transcripts. For acting on them, not for showing."""
    found = Voice.objects.filter(Q(seq=seq) | Q(follows=seq)).order_by("seq")
    return sorted({seq, *found.values_list("seq", flat=True)})


def speakers(viewer: Viewer, seqs: Iterable[int]) -> dict[int, str]:
    """Whose words these entries hold, as far as the viewer may know: unnamed ones are left out.

    Every output that says who spoke asks here.
    """
    found = Voice.objects.filter(seq__in=list(seqs))
    return dict(Visible(viewer, frozenset(), frozenset()).known(found).values_list("seq", "by"))


def terms(seqs: Iterable[int]) -> dict[int, Terms]:
    """On what terms each entry was given, as it stands now."""
    return {
        row.seq: Terms(row.named, row.quote, row.ai, row.until.isoformat() if row.until else None)
        for row in Voice.objects.filter(seq__in=list(seqs))
    }
