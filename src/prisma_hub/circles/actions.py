"""Opening circles, giving roles, taking words back, hiding and blocking."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from prisma_hub.circles import events, queries, rules
from prisma_hub.circles.models import CircleRow, HouseRow, RoleRow, Seat, Voice
from prisma_hub.circles.types import PUBLIC, ROLES, STEWARD, Circle
from prisma_hub.identity import actions as identity
from prisma_hub.identity.types import Invitation, Viewer, Welcome
from prisma_hub.kernel import ids, source
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.source import instant
from prisma_hub.log import actions as log
from prisma_hub.log import queries as book

DAY = 86_400_000
GRACE_DAYS = 7
"""How long withdrawn words can be taken back before they are erased."""


def become_steward(*, token: str, name: str, language: str, statement_id: UUID | None = None) -> Welcome:
    """Join by the one-time steward link, and be a steward from the first moment."""
    with transaction.atomic():
        welcome = identity.come_in_as_steward(
            token=token, name=name, language=language, statement_id=statement_id
        )
        _grant(log.HUB, welcome.person.id, STEWARD, None)
        return welcome


def be_steward_again(*, by: Viewer, token: str) -> None:
    """A member uses a steward link made by whoever keeps the machine."""
    queries.insist_member(by)
    with transaction.atomic():
        identity.use_steward_link(token=token)
        _grant(log.HUB, by.id, STEWARD, None)


def describe_hub(
    *, by: Viewer, purpose: str, keeper: str, reach: str, statement_id: UUID | None = None
) -> None:
    """Say to everybody what this hub is for, who keeps its machine, and how to reach them.

    Whom it named before is erased: nobody keeps a machine for ever, and a telephone number in an old entry
    would.
    """
    queries.insist(by, "tend the hub")
    rules.check_house(purpose=purpose, keeper=keeper, reach=reach)
    with transaction.atomic():
        log.hold_pen()
        before = HouseRow.objects.values_list("seq", flat=True).first()
        said = {"purpose": purpose.strip(), "keeper": keeper.strip(), "reach": reach.strip()}
        entry = log.say(events.HOUSE, by=by.ref, to=(PUBLIC,), body=said, statement_id=statement_id)
        if before is not None and before < entry.seq:
            log.erase(before, right="stewards")


def open_circle(
    *,
    by: Viewer | None,
    title: str,
    purpose: str = "",
    scope: str | None = None,
    kind: str = "",
    mandate: Mapping[str, Any] | None = None,
    decides: str = "",
    statement_id: UUID | None = None,
) -> Circle:
    """Open a circle; whoever opens it belongs to it. `by` None: the hub opens it, in a reaction.

    Whether this person may open it was asked in the room above, unless the circle belongs to the hub.
    """
    if by is not None and scope is None:
        queries.insist(by, "open a circle")
    with transaction.atomic():
        entry = log.say(
            events.OPENED,
            by=by.ref if by else log.HUB,
            scope=scope,
            body={
                "title": title,
                "purpose": purpose,
                "kind": kind,
                "mandate": dict(mandate or {}),
                "decides": decides,
            },
            statement_id=statement_id,
        )
        assert entry.id is not None
        if by is not None and by.person is not None:
            admit(by=None, circle=entry.id, person=by.id)
    return Circle(entry.id, title, purpose, scope, entry.seq)


def give_mandate(
    *, by: Viewer | None, circle: UUID, mandate: Mapping[str, Any], statement_id: UUID | None = None
) -> None:
    """The circle's mandate from now on. `by` None: a decision does it."""
    if by is not None:
        queries.insist(by, "open a circle", _scope_of(circle))
    log.say(
        events.MANDATED,
        by=by.ref if by else log.HUB,
        scope=ids.circle(circle),
        body={"mandate": dict(mandate)},
        statement_id=statement_id,
    )


def _scope_of(circle: UUID) -> str | None:
    return CircleRow.objects.values_list("scope", flat=True).filter(id=circle).first()


def admit(
    *,
    by: Viewer | None,
    circle: UUID,
    person: UUID,
    until: str | None = None,
    statement_id: UUID | None = None,
) -> None:
    """The person belongs to the circle from now on. `by` None: a rule of the room above did it.

    `until` is their last day in it, ISO; open-ended where it is absent.
    """
    space = ids.circle(circle)
    if by is not None and (by.guest or not queries.belongs(by, space)):
        queries.insist(by, "admit to a circle", _scope_of(circle))
    if until is None and Seat.objects.filter(space=space, person=person, until=None).exists():
        return
    log.say(
        events.ADMITTED,
        by=by.ref if by else log.HUB,
        scope=space,
        body={"person": ids.person(person), "until": until},
        statement_id=statement_id,
    )


def leave(*, by: Viewer, circle: UUID) -> None:
    """The person does not belong to the circle any more."""
    log.say(events.LEFT, by=by.ref, scope=ids.circle(circle), body={"person": by.ref})


def let_go(*, circle: UUID, person: UUID, statement_id: UUID | None = None) -> None:
    """A rule of the room above ends somebody's belonging to a circle; the hub says so."""
    space = ids.circle(circle)
    if Seat.objects.filter(space=space, person=person).exists():
        log.say(
            events.LEFT,
            by=log.HUB,
            scope=space,
            body={"person": ids.person(person)},
            statement_id=statement_id,
        )


def grant(*, by: Viewer, person: UUID, role: str, scope: str | None = None, until: str | None = None) -> None:
    """Give a role: for the hub by stewards, for a scope by those who tend it."""
    queries.insist(by, "grant roles in a journey" if scope else "grant roles", scope)
    if role not in ROLES:
        raise Refused("There is no role called “%(role)s”.", role=role)
    _grant(by.ref, person, role, scope, until)


def grant_by_rule(
    *, person: UUID, role: str, scope: str | None, until: str | None = None, statement_id: UUID | None = None
) -> None:
    """A pathway or a decision gives a role; the hub says so."""
    _grant(log.HUB, person, role, scope, until, statement_id)


def _grant(
    by: str,
    person: UUID,
    role: str,
    scope: str | None,
    until: str | None = None,
    statement_id: UUID | None = None,
) -> None:
    log.say(
        events.GRANTED,
        by=by,
        scope=scope,
        body={"person": ids.person(person), "role": role, "until": until},
        statement_id=statement_id,
    )


def end_role(*, by: Viewer, person: UUID, role: str, scope: str | None = None) -> None:
    """Take a role back. The last steward of the hub cannot be removed."""
    if by.person != person:
        queries.insist(by, "grant roles in a journey" if scope else "grant roles", scope)
    stewards = RoleRow.objects.filter(role=STEWARD, scope="")
    if role == STEWARD and not scope and not stewards.exclude(person=person).exists():
        raise Refused(
            "A hub needs at least one steward.",
            kept="Nothing was changed.",
            mend="Make somebody else a steward first.",
        )
    log.say(events.ENDED, by=by.ref, scope=scope, body={"person": ids.person(person), "role": role})


def end_role_by_rule(*, person: UUID, role: str, scope: str, statement_id: UUID | None = None) -> None:
    """A decision ends a role that holds in a scope; the hub says so."""
    log.say(
        events.ENDED,
        by=log.HUB,
        scope=scope,
        body={"person": ids.person(person), "role": role},
        statement_id=statement_id,
    )


def leave_hub(*, by: Viewer) -> None:
    """Leave for good. The last steward hands the hub to somebody first."""
    queries.insist_member(by)
    stewards = RoleRow.objects.filter(role=STEWARD, scope="")
    if stewards.filter(person=by.id).exists() and stewards.count() == 1:
        raise Refused(
            "You are the only steward of this hub.",
            kept="Nothing was changed.",
            mend="Make somebody else a steward first, then leave.",
        )
    identity.leave(by=by)


def _own_words(by: Viewer, seq: int) -> Voice:
    found = Voice.objects.filter(seq=seq, by=by.ref).first() if by.person else None
    if found is None:
        raise Refused(
            "Only the one who spoke can do this.",
            kept="Nothing was changed.",
            mend="If these words harm somebody, report them; a trust person will look.",
        )
    return found


def withdraw(*, by: Viewer, seq: int, now: bool = False, statement_id: UUID | None = None) -> None:
    """Take one's words back: hidden from everybody else at once, erased after a grace, or now."""
    if _own_words(by, seq).withdrawn is not None and not now:
        return
    if not book.erasable(seq):
        raise Refused("There is nothing of yours in this entry to take back.", kept="It stands as it is.")
    due = source.current().now_ms() + GRACE_DAYS * DAY
    with transaction.atomic():
        log.say(
            events.WITHDRAWN,
            by=by.ref,
            to=(by.ref,),
            body={"seq": seq, "erase": None if now else instant(due)},
            statement_id=statement_id,
        )
        if now:
            for each in queries.with_followers(seq):
                log.erase(each, right="speaker")


def erase_followers(seq: int, *, right: str) -> None:
    """Erase what belonged to words that are gone."""
    for each in queries.with_followers(seq):
        if each != seq:
            log.erase(each, right=right)


def return_words(*, by: Viewer, seq: int) -> None:
    """Undo a withdrawal while the words still stand."""
    if _own_words(by, seq).withdrawn is None:
        raise Refused("These words are not withdrawn.", kept="They stand as they are.")
    log.say(events.RETURNED, by=by.ref, to=(by.ref,), body={"seq": seq})


def erase_what_is_due() -> int:
    """Erase withdrawn words whose grace is over. Returns how many. Done by the clock."""
    due = Voice.objects.filter(withdrawn__isnull=False, erase_at__lte=source.current().now_ms())
    found = list(due.order_by("seq").values_list("seq", flat=True)[:500])
    for seq in found:
        log.erase(seq, right="speaker")
    return len(found)


def share(
    *,
    by: Viewer,
    seq: int,
    spaces: Iterable[str],
    named: str | None = None,
    quote: str | None = None,
    ai: bool | None = None,
    until: str | None = None,
    statement_id: UUID | None = None,
) -> None:
    """Say anew who may hear one's words, and on what terms. Only the one who spoke can.

    `named` is name or unnamed; `quote` is yes, ask or no; `until` a date, ISO.
    """
    _own_words(by, seq)
    wanted = frozenset(spaces) or frozenset({by.ref})
    unknown = wanted - queries.reachable(by)
    if unknown:
        raise Refused(
            "You do not belong to one of the circles you chose.",
            kept="Your words stay where they were.",
            mend="Choose again.",
        )
    if named not in (None, "name", "unnamed") or quote not in (None, "yes", "ask", "no"):
        raise Refused("One of the answers is not among the choices.", mend="Choose again.")
    log.say(
        events.SHARED,
        by=by.ref,
        to=(by.ref,),
        body={
            "seq": seq,
            "spaces": sorted(wanted),
            "named": named,
            "quote": quote,
            "ai": ai,
            "until": until,
        },
        statement_id=statement_id,
    )


def hide(*, by: Viewer, seq: int, reason: str, scope: str | None = None) -> None:
    """Moderation: nobody but the speaker hears it, with a reason; it is kept, and can be shown again."""
    queries.insist(by, "hide words", scope)
    if not reason.strip():
        raise Refused("Hiding somebody's words needs a reason.", mend="Say why; the speaker will read it.")
    log.say(events.HIDDEN, by=by.ref, body={"seq": seq, "reason": reason.strip()})


def show(*, by: Viewer, seq: int, scope: str | None = None) -> None:
    """Take a hiding back."""
    queries.insist(by, "hide words", scope)
    log.say(events.SHOWN, by=by.ref, body={"seq": seq})


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
    """The person sees only what is public and can do nothing, until restored."""
    queries.insist(by, "suspend a person")
    if not reason.strip():
        raise Refused("Suspending somebody needs a reason.", mend="Say why; they will read it.")
    log.say(events.SUSPENDED, by=by.ref, body={"person": ids.person(person), "reason": reason.strip()})


def restore(*, by: Viewer, person: UUID) -> None:
    queries.insist(by, "suspend a person")
    log.say(events.RESTORED, by=by.ref, body={"person": ids.person(person)})


def print_code(*, by: Viewer, uses: int, days: int, scope: str | None = None) -> Invitation:
    """A join code, printed by somebody who may invite."""
    queries.insist(by, "invite people", scope)
    return identity.print_code(by=by, uses=uses, days=days, scope=scope)


def end_code(*, by: Viewer, code: str) -> None:
    """A printed code lets nobody in any more."""
    queries.insist(by, "invite people")
    identity.end_code(code=code)


def renew_codes(*, by: Viewer, person: UUID) -> Welcome:
    """New codes for somebody who lost theirs, in front of a facilitator. Stewards' only by stewards."""
    queries.insist(by, "renew a lost code")
    is_steward = RoleRow.objects.filter(person=person, role=STEWARD, scope="").exists()
    if is_steward:
        queries.insist(by, "grant roles")
    return identity.renew_codes(person=person)
