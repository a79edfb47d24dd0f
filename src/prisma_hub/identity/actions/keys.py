"""Keys of one's own: bound, unbound, replaced. The hub never holds one; it hears only the public half."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from prisma_hub.identity import events, limits, queries, rules
from prisma_hub.identity.types import Offer, Viewer
from prisma_hub.kernel.refusal import Refused
from prisma_hub.log import actions as log
from prisma_hub.log import events as log_events
from prisma_hub.log import queries as log_queries
from prisma_hub.log.types import Entry, Signed


def bind_key(*, by: Viewer, key: str, proof: str, statement_id: UUID | None = None) -> Entry:
    """Bind a key (`did:key`) made in the person's browser. `proof` is its signature over
    `kernel.signing.binding_message`, base64url. Refused after a lost key: see `offer_key`."""
    with transaction.atomic():
        log.hold_pen()
        found = log_queries.key_named(key)
        before = log_queries.entry(found.bound) if found else None
        if before is not None and before.id == statement_id and before.by == by.ref:
            return before  # a slow link, a button pressed twice
        rules.check_first_or_released(log_queries.keys_of(by.id))
        _check_new(by, key, proof)
        return log.say(
            log_events.BOUND, by=by.ref, body={"key": key, "proof": proof}, statement_id=statement_id
        )


def _check_new(by: Viewer, key: str, proof: str) -> None:
    limits.spend(f"bind a key {by.person}", most=20)
    rules.check_new_key(key, proof, hub=log.hub_did(), person=by.ref, before=log_queries.key_named(key))


def unbind_key(
    *, by: Viewer, key: str, signed: Signed | None = None, statement_id: UUID | None = None
) -> Entry | None:
    """The key speaks for this person no more. Signed by the key itself, a new one may follow at once;
    by a session alone (lost, or in wrong hands) the next one wants a steward. None where it was over."""
    found = log_queries.key_named(key)
    if found is None or found.person != by.id:
        raise Refused("This key is not bound to you.", kept="Nothing was changed.")
    if not found.stands:
        return None
    return log.say(log_events.UNBOUND, by=by.ref, body={"key": key}, signed=signed, statement_id=statement_id)


def offer_key(*, by: Viewer, key: str, proof: str, statement_id: UUID | None = None) -> Entry:
    """Show the new key that is to take the place of a lost one. A steward confirms it beside the person."""
    if not rules.needs_a_steward(log_queries.keys_of(by.id)):
        raise Refused(
            "No key of yours is lost.", kept="Nothing was changed.", mend="Bind the new one directly."
        )
    waiting = queries.offer(by.id)
    if waiting is None or waiting.key != key:
        _check_new(by, key, proof)
    return log.say(events.OFFERED, by=by.ref, body={"key": key, "proof": proof}, statement_id=statement_id)


def replace_key(*, by: Viewer, person: UUID, key: str, statement_id: UUID | None = None) -> Entry:
    """In front of the person: what they offered takes the place of the key they lost.

    Who may do this is asked in the room above (`circles`). Said by the steward first, then recorded for the
    person: both stand in the log, and everybody of the hub can read them.
    """
    with transaction.atomic():
        log.hold_pen()
        found = log_queries.key_named(key)
        if found is not None and found.stands and (found.person, found.via) == (person, by.id):
            return log_queries.some([found.bound])[found.bound]  # pressed twice
        offered = queries.offer(person)
        rules.check_compared(offered.key if offered else None, key)
        assert offered is not None
        said = log.say(
            events.VOUCHED,
            by=by.ref,
            about=[f"person:{person}", f"entry:{offered.seq}"],
            body={"key": key},
            statement_id=statement_id,
        )
        _end_lost(person, via=by.ref)
        return _bind_offered(offered, said, via=by.ref)


def _end_lost(person: UUID, *, via: str) -> None:
    for each in log_queries.keys_of(person):
        if each.stands:
            log.say(log_events.UNBOUND, by=f"person:{person}", via=via, body={"key": each.key})


def _bind_offered(offered: Offer, said: Entry, *, via: str) -> Entry:
    whose = f"person:{offered.person}"
    before = log_queries.key_named(offered.key)
    rules.check_new_key(offered.key, offered.proof, hub=log.hub_did(), person=whose, before=before)
    return log.say(
        log_events.BOUND,
        by=whose,
        via=via,
        about=[f"entry:{said.seq}"],
        body={"key": offered.key, "proof": offered.proof},
        statement_id=log.react(said, "bound"),
    )
