"""What can be asked about people. Names are for members; from outside there is nobody to see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from prisma_hub.identity import rules
from prisma_hub.identity.kept import AccessToken, Account, HubSession, JoinCode
from prisma_hub.identity.kept import Passkey as PasskeyRow
from prisma_hub.identity.models import KeyOffer, Member, SealingKey
from prisma_hub.identity.types import (
    ANYBODY,
    Invitation,
    Offer,
    Passkey,
    Person,
    Sealable,
    Session,
    Token,
    Viewer,
    Where,
)
from prisma_hub.kernel import look, source
from prisma_hub.log import queries as log
from prisma_hub.log.types import OwnKey


def viewer_of(person: str | None) -> Viewer:
    """The viewer a session speaks of; somebody from outside where the member has left."""
    if person is None:
        return ANYBODY
    found = Member.objects.filter(id=UUID(person), left=None).values_list("guest", "name").first()
    return ANYBODY if found is None else Viewer(UUID(person), *found)


def person(viewer: Viewer, person_id: UUID) -> Person | None:
    return people(viewer, [person_id]).get(person_id)


def people(viewer: Viewer, ids: Iterable[UUID]) -> dict[UUID, Person]:
    """Members by id, in one query, each once while a page is read; nobody for somebody from outside."""
    if viewer.person is None:
        return {}
    return look.each_once("people", sorted(set(ids)), _people)


def _people(ids: Iterable[UUID]) -> dict[UUID, Person]:
    return {row.id: _person(row) for row in Member.objects.filter(id__in=ids)}


def here(ids: Iterable[UUID]) -> frozenset[UUID]:
    """Those of these who did not leave: members, guests, suspended people. For telling, not for showing."""
    found = Member.objects.filter(left=None, id__in=set(ids))
    return frozenset(found.values_list("id", flat=True))


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


def where_passkeys_work(host: str, *, secure: bool) -> Where | None:
    """What passkeys are bound to on a page with this host; None where browsers make none."""
    return rules.where_passkeys_work(host, secure=secure)


def passkeys(viewer: Viewer) -> list[Passkey]:
    """The viewer's passkeys, the newest first; those made for another name of the hub among them."""
    found = PasskeyRow.objects.filter(person=viewer.id).order_by("-made", "credential")
    return [
        Passkey(rules.passkey_id(bytes(each.credential)), each.name, each.host, each.made, each.used)
        for each in found
    ]


def keys(viewer: Viewer, person_id: UUID) -> list[OwnKey]:
    """Every key a person ever bound, the newest first. Members see them: who answers is no secret here. Of
    somebody who left they are shown no more; the record book keeps them, for what they signed."""
    if viewer.person != person_id and (viewer.person is None or viewer.guest):
        return []
    found = log.keys_of(person_id)
    return [] if found and _has_left(person_id) else found


def _has_left(person_id: UUID) -> bool:
    return Member.objects.filter(id=person_id).exclude(left=None).exists()


def own_key(viewer: Viewer) -> OwnKey | None:
    """The viewer's own key, where one is bound now."""
    if viewer.person is None:
        return None
    return next((each for each in log.keys_of(viewer.person) if each.stands), None)


def sealable(viewer: Viewer, ids: Iterable[UUID] | None = None) -> dict[UUID, Sealable]:
    """To whom words can be sealed now, of these or of everybody. For members, like the keys themselves."""
    if viewer.person is None or viewer.guest:
        return {}
    rows = SealingKey.objects.filter(ended=None)
    if ids is not None:
        rows = rows.filter(person__in=set(ids))
    return {row.person: Sealable(row.person, row.key, row.of, row.seq, row.at) for row in rows}


def offer(person_id: UUID) -> Offer | None:
    """The key with which this person wants to replace a lost one. For themselves and for stewards."""
    row = KeyOffer.objects.filter(person=person_id).first()
    return None if row is None else Offer(row.person, row.key, row.proof, row.seq, row.at)


def waiting_for_a_key() -> frozenset[UUID]:
    """Whose new key waits for a steward. For stewards."""
    return frozenset(KeyOffer.objects.values_list("person", flat=True))


def kept_of(viewer: Viewer) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """How the viewer is known and comes in. Of codes and tokens the hub itself keeps no more
    than a hash, of passkeys the public half."""
    for row in Account.objects.filter(person=viewer.id):
        yield "account", {"person": str(row.person), "signs in as": row.handle, "language": row.language}
    for token in tokens(viewer):
        told = {"name": token.name, "made": token.made, "expires": token.expires, "used": token.used}
        yield "token", told
    for passkey in passkeys(viewer):
        told = {"name": passkey.name, "for": passkey.host, "made": passkey.made, "used": passkey.used}
        yield "passkey", told
    for place in sessions(viewer, None):
        yield "signed in", {"with": place.agent, "since": place.started, "seen": place.seen}
    for code in JoinCode.objects.filter(by=viewer.id).order_by("expires"):
        told = {"code": code.code, "uses left": code.uses_left, "expires": code.expires, "for": code.scope}
        yield "printed code", told
