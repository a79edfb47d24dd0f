"""Passkeys: a device signs its person in, where the hub has a name and a secure page. Beside the card.

What a browser is asked is carried back by the browser itself, sealed by the pages; here is only kept which
challenges were answered, until they would be too old anyway.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from django.db import IntegrityError, transaction

from prisma_hub.identity import limits, rules
from prisma_hub.identity.actions.arriving import check_code
from prisma_hub.identity.kept import Passkey, SpentChallenge
from prisma_hub.identity.models import Member
from prisma_hub.identity.queries import viewer_of
from prisma_hub.identity.types import ANYBODY, Challenge, MadePasskey, Proof, Viewer, Where
from prisma_hub.kernel import source
from prisma_hub.kernel.refusal import Refused

CHALLENGE_MS = 600_000
"""How long a challenge can be answered."""


def ask_for_passkey(*, by: Viewer, where: Where, hub: str, name: str, code: str) -> tuple[str, Challenge]:
    """What a browser needs to make a passkey for `by`, and its name made tidy.

    It asks for the personal code: who merely holds somebody's open phone makes no lasting way in.
    """
    from prisma_hub.identity import webauthn  # loaded when first used

    known = [bytes(each.credential) for each in Passkey.objects.filter(person=by.id)]
    name = rules.check_passkey(name, have=len(known))
    check_code(by=by, code=code)
    limits.spend(f"add a passkey {by.id}", most=20)
    asked = webauthn.to_make(
        where,
        hub=hub,
        person=by.id,
        name=Member.objects.get(id=by.id).name,
        challenge=source.current().token(32),
        known=known,
    )
    return name, asked


def add_passkey(*, by: Viewer, where: Where, name: str, state: Mapping[str, str], made: MadePasskey) -> None:
    """Keep the public half of a passkey that was made as `ask_for_passkey` asked."""
    from prisma_hub.identity import webauthn

    name = rules.check_passkey(name, have=Passkey.objects.filter(person=by.id).count())
    credential, key, counter = webauthn.check_made(made, where, state)
    try:
        with transaction.atomic():
            _spend(state)
            Passkey.objects.create(
                credential=credential,
                person=by.id,
                name=name,
                host=where.name,
                key=key,
                counter=counter,
                made=source.current().now_ms(),
            )
    except IntegrityError:
        raise Refused(
            "This passkey is known here already.", kept="None was added.", mend="Make a new one."
        ) from None


def ask_for_proof(*, where: Where) -> Challenge:
    """What a browser needs to sign somebody in; whom, their passkey will say."""
    from prisma_hub.identity import webauthn

    return webauthn.to_prove(where, challenge=source.current().token(32))


def use_passkey(*, where: Where, state: Mapping[str, str], proof: Proof) -> Viewer:
    """Be known again by a passkey made for this name of the hub.

    A right one always passes: wrong ones are slowed down for the whole hub, and cannot lock anybody out.
    """
    from prisma_hub.identity import webauthn

    try:
        with transaction.atomic():
            found = (
                Passkey.objects.select_for_update()
                .filter(credential=proof.credential, host=where.name)
                .first()
            )
            viewer = ANYBODY if found is None else viewer_of(str(found.person))
            if found is None or viewer.person is None:
                raise Refused(
                    "This hub does not know the passkey, or it was removed.",
                    kept="Nobody was signed in.",
                    mend="Sign in with your name and code, then make a new one under “Me”.",
                )
            kept = bytes(found.credential), bytes(found.key)
            counter = webauthn.check_proof(proof, where, state, person=found.person, kept=kept)
            rules.check_counter(found.counter, counter)
            _spend(state)
            found.counter, found.used = counter, source.current().now_ms()
            found.save(update_fields=("counter", "used"))
    except Refused:
        limits.spend("passkeys nobody has", most=3000)
        raise
    return viewer


def _spend(state: Mapping[str, str]) -> None:
    """Every challenge is answered once, also by two who answer at the same moment."""
    now = source.current().now_ms()
    SpentChallenge.objects.filter(until__lt=now).delete()
    digest = hashlib.sha256(state["challenge"].encode()).digest()
    try:
        with transaction.atomic():
            SpentChallenge.objects.create(digest=digest, until=now + 2 * CHALLENGE_MS)
    except IntegrityError:
        raise Refused("This was sent before.", kept="Nothing was changed.", mend="Begin once more.") from None
