"""Turning to trust people, answering, objecting to a hiding."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from prisma_hub.care import events, queries
from prisma_hub.care.models import ConcernRow
from prisma_hub.circles import queries as circles
from prisma_hub.identity import limits
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel import ids
from prisma_hub.kernel.refusal import NotAllowed, NotHere, Refused
from prisma_hub.log import actions as log
from prisma_hub.log.types import Entry
from prisma_hub.media.types import Media

MOST_AN_HOUR = 30


def raise_concern(
    *,
    by: Viewer,
    whom: Collection[UUID],
    text: str = "",
    media: Sequence[Media] = (),
    seq: int | None = None,
    scope: str | None = None,
    statement_id: UUID | None = None,
) -> Entry:
    """Tell trust people that something is wrong. Only they and the speaker ever hear it.

    `seq` is the entry it is about, if one can point at it; a suspended person can still turn to them.
    """
    _insist_known(by)
    if not text.strip() and not media:
        raise Refused("There is nothing in it yet.", mend="Speak or write a few words.")
    trusted = {each.person for each in queries.trust_people(by, scope)}
    if not whom or not set(whom) <= trusted:
        raise Refused(
            "Choose whom you want to talk to.",
            kept="Nothing was said to anybody.",
            mend="If nobody is named here yet, talk to somebody you trust outside this hub.",
        )
    if seq is not None and not circles.visible(by).hears(seq):
        seq = None
    limits.spend(f"concern {by.person}", most=MOST_AN_HOUR)
    return log.say(
        events.RAISED,
        by=by.ref,
        to=[by.ref, *map(ids.person, whom)],
        scope=scope,
        body={"text": text, "media": [each.said() for each in media], "seq": seq},
        statement_id=statement_id,
    )


def _insist_known(by: Viewer) -> None:
    if by.person is None:
        raise NotAllowed("Sign in first.", kept="Nothing was kept.", mend="Sign in with your name and code.")


def appeal(*, by: Viewer, seq: int, text: str, statement_id: UUID | None = None) -> Entry:
    """Object to one's words being hidden: to the trust people, and to whoever hid them."""
    _insist_known(by)
    hidden = circles.hidden(by, [seq]).get(seq)
    if hidden is None or hidden.state != "hidden" or not circles.visible(by).hears(seq):
        raise NotHere("These words are not hidden.", kept="Nothing was changed.")
    if not text.strip():
        raise Refused("There is nothing in it yet.", mend="Say why your words should be heard.")
    limits.spend(f"concern {by.person}", most=MOST_AN_HOUR)
    told = [hidden.by, *(ids.person(each.person) for each in queries.trust_people(by))]
    return log.say(
        events.RAISED,
        by=by.ref,
        to=[by.ref, *(each for each in told if ids.is_person(each))],
        body={"text": text, "seq": seq, "appeal": True},
        statement_id=statement_id,
    )


def answer(
    *, by: Viewer, concern: int, text: str = "", settles: bool = False, statement_id: UUID | None = None
) -> Entry:
    """Answer within those who were told. `settles`: it is done; both sides may say so."""
    _insist_known(by)
    heard = circles.visible(by).only(ConcernRow.objects.filter(seq=concern)).exists()
    to = circles.heard_in([concern]).get(concern, [])
    if not heard or by.ref not in to:
        raise NotHere("This is not here, or not for you.", kept="Nothing was changed.")
    if not text.strip() and not settles:
        raise Refused("There is nothing in it yet.", mend="Write a few words.")
    return log.say(
        events.ANSWERED,
        by=by.ref,
        to=to,
        body={"seq": concern, "text": text, "settles": settles or None},
        statement_id=statement_id,
    )
