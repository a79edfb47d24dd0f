"""Saying something sealed. What it says nobody here can know."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from prisma_hub.circles import queries as circles
from prisma_hub.identity import limits
from prisma_hub.identity import queries as identity
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel import ids
from prisma_hub.kernel.refusal import Refused
from prisma_hub.log import actions as log
from prisma_hub.log import queries as book
from prisma_hub.log.types import Entry, Signed
from prisma_hub.sealed import events, queries, rules


def say_sealed(
    *,
    by: Viewer,
    readers: Collection[UUID],
    sealed: str,
    signed: Signed | None,
    reply_to: int | None = None,
    statement_id: UUID,
) -> Entry:
    """Keep what the speaker's browser sealed to `readers` (and to the speaker), as it came.

    `sealed` is the part `body.sealed` as JSON (docs/reference/sealed-words.md). `reply_to`: sealed
    words that the speaker can open. Refused without a signature of the speaker's own key.
    """
    circles.insist_member(by)
    part = rules.read_sealed(sealed)
    before = book.said(by.ref, statement_id)
    if before is not None and before.body.get("sealed") == part:
        return before  # a slow link, a button pressed twice
    to = frozenset({by.ref, *map(ids.person, readers)})
    rules.check_readers(to, by.ref)
    own = identity.own_key(by)
    signed = rules.check_signed(signed, own=own.key if own else None)
    rules.check_sealed(part, _keys_of(by, readers))
    if reply_to is not None and queries.sealed(by, reply_to) is None:
        raise queries.not_here()
    limits.spend(f"seal {by.person}", most=rules.MOST_AN_HOUR)
    return log.say(
        events.SAID,
        by=by.ref,
        to=to,
        about=[f"entry:{reply_to}"] if reply_to is not None else [],
        body={"sealed": part},
        statement_id=statement_id,
        signed=signed,
    )


def _keys_of(by: Viewer, readers: Collection[UUID]) -> dict[str, str]:
    """By reader, the key to seal to; refused where somebody cannot read sealed words."""
    able = {each.person: each.key for each in queries.readers(by)}
    mine = identity.sealable(by, [by.id]).get(by.id)
    if mine is not None:
        able[by.id] = mine.key
    unable = {by.id, *readers} - able.keys()
    if unable:
        raise Refused(
            "Somebody you chose cannot read sealed words.",
            kept="Nothing was said; your words are still with you.",
            mend="Open the page again: it names those who can.",
        )
    return {ids.person(each): able[each] for each in {by.id, *readers}}
