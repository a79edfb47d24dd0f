"""Coming, leaving, codes and keys; blocking and suspending."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from prisma_hub.circles import events, queries
from prisma_hub.circles.actions.roles import give_role
from prisma_hub.circles.models import RoleRow
from prisma_hub.circles.types import STEWARD
from prisma_hub.identity import actions as identity
from prisma_hub.identity import events as people
from prisma_hub.identity.types import Invitation, Viewer, Welcome
from prisma_hub.kernel import ids
from prisma_hub.kernel.refusal import Refused
from prisma_hub.log import actions as log
from prisma_hub.log.types import Entry


def become_steward(*, token: str, name: str, language: str, statement_id: UUID | None = None) -> Welcome:
    """Join by the one-time steward link, and be a steward from the first moment."""
    with transaction.atomic():
        welcome = identity.come_in_as_steward(
            token=token, name=name, language=language, statement_id=statement_id
        )
        give_role(log.HUB, welcome.person.id, STEWARD, None)
        return welcome


def be_steward_again(*, by: Viewer, token: str) -> None:
    """A member uses a steward link made by whoever keeps the machine."""
    queries.insist_member(by)
    with transaction.atomic():
        identity.use_steward_link(token=token)
        give_role(log.HUB, by.id, STEWARD, None)


def print_code(*, by: Viewer, uses: int, days: int, scope: str | None = None) -> Invitation:
    """A join code, printed by somebody who may invite."""
    queries.insist(by, "invite people", scope)
    return identity.print_code(by=by, uses=uses, days=days, scope=scope)


def end_code(*, by: Viewer, code: str) -> None:
    """A printed code lets nobody in any more."""
    queries.insist(by, "invite people")
    identity.end_code(code=code)


def renew_codes(*, by: Viewer, person: UUID) -> Welcome:
    """New codes for somebody who lost theirs, in front of a facilitator. Stewards' only by stewards.

    Whoever has the codes can come in as that person: so the house can see who made them, and for whom.
    """
    queries.insist(by, "renew a lost code")
    is_steward = RoleRow.objects.filter(person=person, role=STEWARD, scope="").exists()
    if is_steward:
        queries.insist(by, "grant roles")
    if by.person == person:
        return identity.renew_codes(person=person)
    with transaction.atomic():
        made = identity.renew_codes(person=person)
        log.say(
            people.RECOVERED, by=by.ref, to=("hub",), about=(ids.person(person),), body={"how": "a new card"}
        )
    return made


def replace_key(*, by: Viewer, person: UUID, key: str, statement_id: UUID | None = None) -> Entry:
    """A steward has somebody who lost their key in front of them, and compared the new one."""
    queries.insist(by, "replace a lost key")
    if by.person == person:
        raise Refused(
            "Nobody can do this for themselves.",
            kept="Nothing was changed.",
            mend="Go to another steward; if you are the only one, make somebody you trust one first.",
        )
    return identity.replace_key(by=by, person=person, key=key, statement_id=statement_id)


def block(*, by: Viewer, person: UUID) -> None:
    """Neither hears the other's words from now on. Nobody is told."""
    queries.insist_member(by)
    if person == by.person:
        raise Refused("You cannot block yourself.")
    if queries.blocked(by, person):
        return  # pressed twice
    log.say(events.BLOCKED, by=by.ref, to=(by.ref,), body={"person": ids.person(person)})


def unblock(*, by: Viewer, person: UUID) -> None:
    log.say(events.UNBLOCKED, by=by.ref, to=(by.ref,), body={"person": ids.person(person)})


def suspend(*, by: Viewer, person: UUID, reason: str) -> None:
    """The person sees only what is public and can do nothing, until restored. Their passkeys are over."""
    queries.insist(by, "suspend a person")
    if not reason.strip():
        raise Refused("Suspending somebody needs a reason.", mend="Say why; they will read it.")
    with transaction.atomic():
        log.say(events.SUSPENDED, by=by.ref, body={"person": ids.person(person), "reason": reason.strip()})
        identity.end_passkeys(by=Viewer(person))


def restore(*, by: Viewer, person: UUID) -> None:
    queries.insist(by, "suspend a person")
    log.say(events.RESTORED, by=by.ref, body={"person": ids.person(person)})


def leave_hub(*, by: Viewer, erase: bool = True, statement_id: UUID | None = None) -> None:
    """Leave for good, with everything one said, or leave the words here under no name: also who is suspended,
    or here as a guest.

    The last steward hands the hub to somebody first. Nobody hears the words from now on; they are erased in
    stretches, by the clock.
    """
    queries.insist_known(by)
    if queries.is_last_steward(by):
        raise Refused(
            "You are the only steward of this hub.",
            kept="Nothing was changed.",
            mend="Make somebody else a steward first, then leave.",
        )
    identity.leave(by=by, erase=erase, statement_id=statement_id)
