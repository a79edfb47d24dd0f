"""What agreements set off: their effects in this room, and telling people whose voice is asked."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from prisma_hub.agreements import actions, events, queries
from prisma_hub.agreements.types import AdmitMember, AdoptProtocol, ChangeMandate, EndRole, GrantRole, Ground
from prisma_hub.circles import actions as circles
from prisma_hub.circles import queries as who
from prisma_hub.identity.types import Viewer
from prisma_hub.inbox import actions as inbox
from prisma_hub.kernel.ids import uuid_of
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.source import instant, parse_instant
from prisma_hub.kernel.text import later
from prisma_hub.log.types import Entry
from prisma_hub.protocols import actions as protocols


def _grant(effect: GrantRole, statement_id: UUID, ground: Ground) -> str:
    _insist_member(effect.person)
    circles.grant_by_rule(
        person=uuid_of(effect.person),
        role=effect.role,
        scope=effect.circle,
        until=effect.until.isoformat() if effect.until else None,
        statement_id=statement_id,
    )
    return effect.person


def _end(effect: EndRole, statement_id: UUID, ground: Ground) -> str:
    circles.end_role_by_rule(
        person=uuid_of(effect.person), role=effect.role, scope=effect.circle, statement_id=statement_id
    )
    return effect.person


def _admit(effect: AdmitMember, statement_id: UUID, ground: Ground) -> str:
    _insist_member(effect.person)
    circles.admit(
        by=None, circle=uuid_of(effect.circle), person=uuid_of(effect.person), statement_id=statement_id
    )
    return effect.person


def _change_mandate(effect: ChangeMandate, statement_id: UUID, ground: Ground) -> str:
    circle = uuid_of(effect.circle)
    mandate = {**who.mandate_of(circle), "text": effect.mandate}
    if effect.decides:
        mandate["decides"] = effect.decides
    circles.give_mandate(by=None, circle=circle, mandate=mandate, statement_id=statement_id)
    return effect.circle


def _adopt_protocol(effect: AdoptProtocol, statement_id: UUID, ground: Ground) -> str:
    """In force for the circle that decided, as whoever proposed it may read its page."""
    space, _, path = effect.path.partition("/")
    return protocols.adopt_by_decision(
        by=Viewer(uuid_of(ground.proposer)),
        space=space,
        path=path,
        version=effect.version,
        scope=ground.circle,
        statement_id=statement_id,
    )


def _insist_member(person: str) -> None:
    if uuid_of(person) not in who.members_of("hub"):
        raise Refused("This person does not belong to the hub any more.")


_DOERS: dict[type, actions.Doer] = {
    GrantRole: _grant,
    EndRole: _end,
    AdmitMember: _admit,
    ChangeMandate: _change_mandate,
    AdoptProtocol: _adopt_protocol,
}


def carry_out(entry: Entry) -> None:
    """Effects of an agreement that this room knows how to do."""
    actions.carry_out(entry, _DOERS)


_ASKS = {
    "pause": later(
        "A pause is held before deciding on “%(title)s”, until %(until)s. "
        "Come back after it: somebody then asks for objections."
    ),
    "react": later("Your voice is asked: “%(title)s”. What does it stir in you?"),
    "object": later("Your voice is asked: “%(title)s”. Do you see harm in adopting it?"),
    "answer": later("Your voice is asked: “%(title)s”. For, against, or neither?"),
}


def ask(entry: Entry) -> None:
    """Tell everybody of the circle whose voice a round waits for; what was asked before is over."""
    proposal = queries.asked_about(uuid_of(entry.body["proposal"]))
    _settle_others(entry, proposal)
    text = _ASKS.get(entry.body["round"])
    if text is None or entry.scope is None:
        return
    inbox.tell_all(
        who.members_of(entry.scope),
        text,
        {"title": proposal.title, "until": instant(parse_instant(entry.at) + _ms(proposal.pause))},
        f"/decisions/{proposal.id}",
        seq=proposal.seq,
        index=_index(entry),
        waits=True,
    )


def _ms(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)


def _index(entry: Entry) -> str:
    return f"{entry.body['round']} {entry.body['number']}"


def heard(entry: Entry) -> None:
    """A voice was given: it is not waited for any more."""
    round_ = entry.body.get("round", "object")
    proposal = queries.asked_about(uuid_of(entry.body["proposal"]))
    if entry.person is not None:
        inbox.settle(entry.person, seq=proposal.seq, index=f"{round_} {entry.body['number']}")


def close(entry: Entry) -> None:
    """Adopted or taken off the table: nobody is waited for."""
    _settle_others(entry, queries.asked_about(uuid_of(entry.body["proposal"])))


def _settle_others(entry: Entry, proposal: queries.Asked) -> None:
    current = _index(entry) if "round" in entry.body else ""
    others = [index for index in proposal.asked if index != current]
    inbox.settle_all(who.members_of(entry.scope or ""), seq=proposal.seq, indexes=others)


def announce(entry: Entry) -> None:
    """Tell the circle what was agreed."""
    assert entry.scope is not None
    text = later("Agreed: “%(title)s”.")
    told, values = who.members_of(entry.scope), {"title": entry.body["title"]}
    inbox.tell_all(told, text, values, f"/agreements/{entry.id}", seq=entry.seq)


REACTIONS = {
    events.MADE: (carry_out, announce),
    events.RETRIED: (carry_out,),
    events.ROUND: (ask,),
    events.VOICE: (heard,),
    events.OBJECTED: (heard,),
    events.ADOPTED: (close,),
    events.DROPPED: (close,),
}
