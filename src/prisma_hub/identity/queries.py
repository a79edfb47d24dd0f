"""What can be asked about people. Names are for members; from outside there is nobody to see."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from prisma_hub.identity.kept import AccessToken, Account, HubSession, JoinCode
from prisma_hub.identity.models import Member
from prisma_hub.identity.types import ANYBODY, Invitation, Person, Session, Token, Viewer
from prisma_hub.kernel import source


def viewer_of(person: str | None) -> Viewer:
    """The viewer a session speaks of; somebody from outside where the member has left."""
    if person is None:
        return ANYBODY
    found = Member.objects.filter(id=UUID(person), left=None).values_list("guest", "name").first()
    return ANYBODY if found is None else Viewer(UUID(person), *found)


def person(viewer: Viewer, person_id: UUID) -> Person | None:
    return people(viewer, [person_id]).get(person_id)


def people(viewer: Viewer, ids: Iterable[UUID]) -> dict[UUID, Person]:
    """Members by id, in one query; nobody for somebody from outside."""
    if viewer.person is None:
        return {}
    return {row.id: _person(row) for row in Member.objects.filter(id__in=set(ids))}


def everybody(viewer: Viewer) -> list[Person]:
    """Everybody who belongs here now, by name."""
    if viewer.person is None or viewer.guest:
        return []
    return [_person(row) for row in Member.objects.filter(left=None, guest=False).order_by("name", "id")]


def _person(row: Member) -> Person:
    return Person(row.id, row.name, row.language, row.joined, row.left is not None)


def language(viewer: Viewer) -> str | None:
    """The language the viewer asked for."""
    if viewer.person is None:
        return None
    return Account.objects.filter(person=viewer.id).values_list("language", flat=True).first()


def invitations(viewer: Viewer) -> list[Invitation]:
    """The codes this viewer printed that still let somebody in."""
    now = source.current().now_ms()
    found = JoinCode.objects.filter(by=viewer.id, uses_left__gt=0, expires__gte=now)
    return [
        Invitation(each.code, each.uses_left, each.expires, each.scope, each.by)
        for each in found.order_by("-expires", "code")
    ]


def sessions(viewer: Viewer, here: str | None) -> list[Session]:
    """Everywhere the viewer is signed in, the latest first."""
    found = HubSession.objects.filter(person=viewer.id).order_by("-seen")
    return [
        Session(each.session_key, each.agent, each.started, each.seen, each.session_key == here)
        for each in found
    ]


def tokens(viewer: Viewer) -> list[Token]:
    """The words the viewer gave to programs, the newest first; those whose time is over among them."""
    found = AccessToken.objects.filter(person=viewer.id).order_by("-made", "digest")
    now = source.current().now_ms()
    return [
        Token(bytes(each.digest).hex(), each.name, each.made, each.expires, each.used, each.expires < now)
        for each in found
    ]
