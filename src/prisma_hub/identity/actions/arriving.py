"""Coming in, being known again, going."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.db import IntegrityError, transaction
from django.db.models import F

from prisma_hub.identity import codes, devices, events, limits, rules
from prisma_hub.identity.actions.ending import end_passkeys
from prisma_hub.identity.actions.keys import unbind_key
from prisma_hub.identity.actions.tokens import end_tokens
from prisma_hub.identity.kept import Account, HubSession, JoinCode, StewardLink
from prisma_hub.identity.models import Member, NameSaid
from prisma_hub.identity.types import Invitation, Person, Viewer, Welcome
from prisma_hub.kernel import source
from prisma_hub.kernel.refusal import Refused
from prisma_hub.log import actions as log
from prisma_hub.log import queries as log_queries

DAY = 86_400_000


def print_code(*, by: Viewer, uses: int, days: int, scope: str | None = None) -> Invitation:
    """A code to hang on the wall: lets `uses` people in, for `days` days, into `scope`.

    Who may do this is asked in the room above (`circles`), which knows roles.
    """
    rules.check_invitation(uses, days)
    made = JoinCode(
        code=codes.draw(2),
        by=by.id,
        scope=scope,
        uses_left=uses,
        expires=source.current().now_ms() + days * DAY,
    )
    made.digest = codes.digest(made.code)
    made.save(force_insert=True)
    return Invitation(made.code, made.uses_left, made.expires, made.scope, made.by)


def end_code(*, code: str) -> None:
    """The code lets nobody in any more."""
    JoinCode.objects.filter(digest=codes.digest(code)).delete()


def join(*, code: str, name: str, language: str, statement_id: UUID | None = None) -> Welcome:
    """Come in with a printed code. Returns what is shown once: personal code and recovery code."""
    name = rules.check_name(name)
    found = look_up(code)
    with transaction.atomic():
        taken = JoinCode.objects.filter(digest=found.digest, uses_left__gt=0)
        if not taken.update(uses_left=F("uses_left") - 1):
            raise Refused("This code has been used up.", mend="Ask a facilitator for another one.")
        return _come_in(name, language, found.scope, statement_id)


def look_up(code: str) -> JoinCode:
    """The code as it stands, or why it lets nobody in. Guessing is slowed down for the whole hub."""
    found = JoinCode.objects.filter(digest=codes.digest(code)).first()
    if found is None:
        limits.spend("codes nobody printed", most=600)
        raise Refused(
            "We do not know this code.",
            mend="Look at the sheet again, or ask a facilitator. "
            "If it stands on a card of your own, sign in with it.",
        )
    if found.expires < source.current().now_ms():
        raise Refused("The time of this code is over.", mend="Ask for a new one.")
    if found.uses_left < 1:
        raise Refused("This code has been used up.", mend="Ask a facilitator for another one.")
    return found


def _come_in(name: str, language: str, scope: str | None, statement_id: UUID | None) -> Welcome:
    person_id = source.current().uuid7()
    code, recovery = codes.draw(2), codes.draw(4)
    try:
        with transaction.atomic():
            Account.objects.create(
                person=person_id,
                handle=rules.handle(name),
                code=_hash(code),
                recovery=_hash(recovery),
                language=language,
            )
    except IntegrityError:
        raise Refused(
            "Somebody here is called %(name)s already.",
            kept="Your code is still good.",
            mend="Add something to your name, such as a second name or a place.",
            name=name,
        ) from None
    entry = log.say(
        events.JOINED,
        by=f"person:{person_id}",
        scope=scope,
        body={"name": name, "language": language},
        statement_id=statement_id,
    )
    return Welcome(Person(person_id, name, language, entry.seq), code, recovery)


def _hash(code: str) -> str:
    return make_password(codes.tidy(code), salt=source.current().token(16).hex())


def sign_in(*, name: str, code: str, device: str = "") -> Viewer:
    """Be known again by name and personal code.

    `device`: what it was given by `know_device`. Tries on a device of theirs are counted for it alone:
    whoever guesses elsewhere cannot make its person wait.
    """
    account = _account_named(name)
    number = devices.number_of(device, account)
    tries = f"sign in {account.person}" if number is None else f"sign in from {number} {account.person}"
    limits.spend(tries, most=10, within_ms=limits.HOUR // 4)
    if not check_password(codes.tidy(code), account.code):
        raise _not_known()
    limits.clear(tries)
    return Viewer(account.person)


def know_device(*, by: Viewer, device: str) -> str:
    """What the device on which they have just come in keeps, beside what it kept."""
    return devices.known_to(device, Account.objects.get(person=by.id))


def recover(*, name: str, recovery: str) -> Welcome:
    """Be known again by the recovery card. The personal code is replaced, the card too.

    Nobody guesses 78 bits: a right one always passes, wrong ones are slowed down for the whole hub.
    """
    account = _account_named(name)
    if not check_password(codes.tidy(recovery), account.recovery):
        limits.spend("recovery cards nobody has", most=3000)
        raise _not_known()
    return renew_codes(person=account.person)


def renew_codes(*, person: UUID) -> Welcome:
    """New personal and recovery codes, for instance in front of a facilitator. Ends sessions, tokens and
    passkeys: whoever came in with what was lost or seen is out."""
    code, recovery = codes.draw(2), codes.draw(4)
    Account.objects.filter(person=person).update(code=_hash(code), recovery=_hash(recovery))
    for tries in ("sign in", "card"):  # whoever guessed, guessed at what is worth nothing now
        limits.clear(f"{tries} {person}")
    end_sessions(by=Viewer(person))
    end_tokens(by=Viewer(person))
    end_passkeys(by=Viewer(person))
    member = Member.objects.get(id=person)
    return Welcome(Person(member.id, member.name, member.language, member.joined), code, recovery)


def _account_named(name: str) -> Account:
    account = Account.objects.filter(handle=rules.handle(name)).first()
    if account is None:
        limits.spend("names nobody has", most=3000)
        check_password("nobody", _hash("somebody else"))  # as slow as for a name that somebody has
        raise _not_known()
    return account


def _not_known() -> Refused:
    return Refused(
        "Name and code do not belong together.",
        kept="Nothing was changed.",
        mend="Look at your card again. If it is lost, a facilitator beside you can give you a new one.",
    )


def rename(*, by: Viewer, name: str, statement_id: UUID | None = None) -> None:
    """Be called something else from now on."""
    name = rules.check_name(name)
    with transaction.atomic():
        try:
            with transaction.atomic():
                Account.objects.filter(person=by.id).update(handle=rules.handle(name))
        except IntegrityError:
            raise Refused(
                "Somebody here is called %(name)s already.", mend="Add something to it.", name=name
            ) from None
        log.say(events.RENAMED, by=by.ref, body={"name": name}, statement_id=statement_id)


def speak_language(*, by: Viewer, language: str) -> None:
    """Read the hub in this language from now on, wherever signed in."""
    Account.objects.filter(person=by.id).update(language=language)


def end_sessions(*, by: Viewer, only: str | None = None, but: str | None = None) -> None:
    """Sign out: one place, all but one, or everywhere."""
    found = HubSession.objects.filter(person=by.id)
    if only is not None:
        found = found.filter(session_key=only)
    if but is not None:
        found = found.exclude(session_key=but)
    found.delete()


def make_steward_link(*, how: str, days: int = 7) -> str:
    """A token that makes whoever opens it first a steward. Its making is noted in the log."""
    token = source.current().token(24).hex()
    StewardLink.objects.create(digest=codes.digest(token), expires=source.current().now_ms() + days * DAY)
    log.say(events.RECOVERED, by=log.HUB, body={"how": how})
    return token


def check_steward_link(*, token: str) -> None:
    found = StewardLink.objects.filter(digest=codes.digest(token)).first()
    if found is None or found.expires < source.current().now_ms():
        raise Refused(
            "This link was used already, or its time is over.",
            mend="Whoever keeps the machine can make a new one with: prisma-hub steward recover",
        )


def use_steward_link(*, token: str) -> None:
    """Spend the link. Granting the role is done above, in the same transaction."""
    check_steward_link(token=token)
    if not StewardLink.objects.filter(digest=codes.digest(token)).delete()[0]:
        raise Refused("Somebody else has just used this link.", mend="Ask whoever keeps the machine.")


def come_in_as_steward(*, token: str, name: str, language: str, statement_id: UUID | None) -> Welcome:
    """Join by the steward link instead of a printed code."""
    name = rules.check_name(name)
    with transaction.atomic():
        use_steward_link(token=token)
        return _come_in(name, language, None, statement_id)


def check_code(*, by: Viewer, code: str) -> None:
    """Whoever presses here holds this person's card. For what cannot be undone. Only who is signed in as them
    can use up these tries."""
    account = Account.objects.filter(person=by.id).first()
    limits.spend(f"card {by.id}", most=10, within_ms=limits.HOUR // 4)
    if account is None or not check_password(codes.tidy(code), account.code):
        raise Refused(
            "This is not your code.",
            kept="Nothing was changed.",
            mend="Look at your card again. If it is lost, your own page gives you a new one.",
        )
    limits.clear(f"card {by.id}")


def leave(*, by: Viewer, erase: bool = False, statement_id: UUID | None = None) -> None:
    """Leave the hub: no way to sign in stays, and every name is erased where it was said.

    `erase`: what they said is to go as well; the rooms above see to it. Codes they printed let nobody in.
    """
    with transaction.atomic():
        for each in log_queries.keys_of(by.id):
            if each.stands:
                unbind_key(by=by, key=each.key)
        log.say(events.LEFT, by=by.ref, body={"erase": erase or None}, statement_id=statement_id)
        names = NameSaid.objects.filter(person=by.id).values_list("seq", flat=True)
        log.erase_many(names, right="speaker")
        Account.objects.filter(person=by.id).delete()
        HubSession.objects.filter(person=by.id).delete()
        JoinCode.objects.filter(by=by.id).delete()
        limits.forget(str(by.id))
        end_tokens(by=by)
        end_passkeys(by=by)
