"""Going through the rounds: giving one's voice, opening rounds, settling objections."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from prisma_hub.agreements import events, facts, rules
from prisma_hub.agreements.actions.door import NOTHING, insist_in, open_proposal, said_before
from prisma_hub.agreements.models import ObjectionRow, ProposalRow
from prisma_hub.agreements.types import Objection, ObjectionState, Round, Rule, Word
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel import ids
from prisma_hub.kernel.refusal import NotHere, Refused
from prisma_hub.log import actions as log
from prisma_hub.log.types import Kind


def speak(
    *,
    by: Viewer,
    proposal: UUID,
    number: int,
    round_: Round,
    word: Word,
    words: str = "",
    statement_id: UUID | None = None,
) -> None:
    """Give one's voice in the round that is open, to wording `number`. An objection needs words."""
    if said_before(by, statement_id):
        return
    with transaction.atomic():
        log.hold_pen()
        row = _spoken_of(by, proposal, number, word)
        deliberation = facts.read(row)
        if deliberation.rounds[-1].round is not round_ and row.state == "open":
            raise Refused(
                "Another round has been opened since you opened the page.",
                kept="Nothing was said in your name.",
                mend="Look at the page again, and give your voice there.",
            )
        if row.state == "open":
            rules.check_voice(deliberation, by.ref, word, words)
        kind = events.OBJECTED if word is Word.OBJECT else events.VOICE
        body = {"proposal": f"proposal:{proposal}", "number": number, "words": words.strip()}
        if kind is events.VOICE:
            body |= {"round": round_.value, "word": word.value}
        log.say(
            kind,
            by=by.ref,
            to=row.spaces,
            scope=ids.circle(row.circle),
            body=body,
            statement_id=statement_id,
        )


def _spoken_of(by: Viewer, proposal: UUID, number: int, word: Word) -> ProposalRow:
    """Where the voice goes: an open proposal; or one written down, which those who were there may still
    confirm afterwards."""
    row = ProposalRow.objects.filter(id=proposal, state="adopted", mode__rule=Rule.RECORD).first()
    if row is None or word is not Word.CONFIRM:
        return open_proposal(by, proposal, number)
    insist_in(by, row.circle)
    if by.ref not in row.present:
        raise Refused("Those who were there say whether it was so.", kept=NOTHING)
    return row


def open_next_round(*, by: Viewer, proposal: UUID, seen: Round, statement_id: UUID | None = None) -> None:
    """Go on to the next round once nothing is missing. `seen` is the round the person saw as open."""
    with transaction.atomic():
        log.hold_pen()
        row = open_proposal(by, proposal)
        deliberation = facts.read(row)
        if deliberation.rounds[-1].round is not seen:
            return  # somebody else opened it in the same breath
        after = rules.open_next(deliberation, facts.now())
        _open(by, row, after.rounds[-1].round, statement_id)


def open_round_again(*, by: Viewer, proposal: UUID, round_: Round, statement_id: UUID | None = None) -> None:
    """Go back to an earlier round."""
    with transaction.atomic():
        log.hold_pen()
        row = open_proposal(by, proposal)
        rules.open_again(facts.read(row), round_, facts.now())
        _open(by, row, round_, statement_id)


def _open(by: Viewer, row: ProposalRow, round_: Round, statement_id: UUID | None) -> None:
    log.say(
        events.ROUND,
        by=by.ref,
        to=row.spaces,
        scope=ids.circle(row.circle),
        body={"proposal": f"proposal:{row.id}", "number": row.number, "round": round_.value},
        statement_id=statement_id,
    )


def answer_objection(
    *, by: Viewer, proposal: UUID, objection: int, words: str, statement_id: UUID | None = None
) -> None:
    """Say how an objection was integrated into the text. Everybody is then asked again."""
    if said_before(by, statement_id):
        return
    row, found = _objection(by, proposal, objection)
    _settle(events.ANSWERED, by, row, rules.integrate(found, answer=words), statement_id)


def withdraw_objection(
    *, by: Viewer, proposal: UUID, objection: int, words: str, statement_id: UUID | None = None
) -> None:
    """Take one's own objection back, and say why."""
    if said_before(by, statement_id):
        return
    row, found = _objection(by, proposal, objection)
    settled = rules.withdraw(found, by=by.ref, answer=words)
    _settle(events.OBJECTION_WITHDRAWN, by, row, settled, statement_id)


def _objection(by: Viewer, proposal: UUID, seq: int) -> tuple[ProposalRow, Objection]:
    row = open_proposal(by, proposal)
    found = ObjectionRow.objects.filter(seq=seq, proposal=proposal).first()
    if found is None:
        raise NotHere("There is no such objection here.")
    state = ObjectionState(found.state)
    return row, Objection(seq, found.person, str(found.number), found.words, state, found.answer)


def _settle(kind: Kind, by: Viewer, row: ProposalRow, settled: Objection, statement_id: UUID | None) -> None:
    log.say(
        kind,
        by=by.ref,
        to=row.spaces,
        scope=ids.circle(row.circle),
        body={"proposal": f"proposal:{row.id}", "objection": settled.seq, "words": settled.answer},
        statement_id=statement_id,
    )
