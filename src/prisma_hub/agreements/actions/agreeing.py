"""Adopting, dropping, keeping; asking the hub to try an effect again."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from prisma_hub.agreements import events, facts, rules
from prisma_hub.agreements.actions.door import NOTHING, agreement_in, open_proposal, said_before
from prisma_hub.agreements.models import AgreementRow, EffectRow, ProposalRow, WordingRow
from prisma_hub.agreements.types import Deliberation, Round, Word
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel import ids
from prisma_hub.kernel.refusal import Refused
from prisma_hub.log import actions as log
from prisma_hub.log.types import Entry


def adopt(*, by: Viewer, proposal: UUID, number: int, statement_id: UUID | None = None) -> UUID:
    """Adopt the wording called `number`: an agreement is in force. Returns the agreement's id.

    Its effects follow, done by the hub, each once.
    """
    with transaction.atomic():
        log.hold_pen()
        said = AgreementRow.objects.filter(proposal=proposal).first()
        if said and said_before(by, statement_id):
            return said.id
        row = open_proposal(by, proposal, number)
        deliberation, now = facts.read(row), facts.now()
        if deliberation.rounds[-1].round is not Round.ADOPT:
            deliberation = rules.open_next(deliberation, now)
        if deliberation.rounds[-1].round is not Round.ADOPT:
            raise Refused(
                "The rounds are not finished.", kept=NOTHING, mend="Go through the rounds that are left."
            )
        rules.check_adoption(deliberation, now, facts.today())
        adopted = log.say(
            events.ADOPTED,
            by=by.ref,
            to=row.spaces,
            scope=ids.circle(row.circle),
            body={"proposal": f"proposal:{proposal}", "number": number},
            statement_id=statement_id,
        )
        return _make(row, adopted, deliberation)


def _make(row: ProposalRow, adopted: Entry, deliberation: Deliberation) -> UUID:
    """The circle says what is agreed from now on."""
    wording = WordingRow.objects.get(proposal=row.id, number=row.number)
    made = log.say(
        events.MADE,
        by=ids.circle(row.circle),
        to=row.spaces,
        scope=ids.circle(row.circle),
        body={
            "proposal": f"proposal:{row.id}",
            "number": row.number,
            "title": row.title,
            "text": wording.text,
            "parties": _parties(deliberation),
            "mode": row.mode,
            "effects": row.effects,
            "until": row.until.isoformat() if row.until else None,
            "review": row.review.isoformat() if row.review else None,
        },
        statement_id=log.react(adopted, "agreement"),
    )
    if row.reviews:
        _say_reviewed(row, adopted)
    assert made.id is not None
    return made.id


def _parties(deliberation: Deliberation) -> list[dict[str, Any]]:
    """Who gave which word to the text that was adopted: each member's latest."""
    asked = {Word.CONSENT, Word.CONCERN, Word.STAND_ASIDE, Word.FOR, Word.AGAINST, Word.ABSTAIN, Word.CONFIRM}
    words = {
        voice.person: {"person": voice.person, "word": voice.word.value, "seq": voice.seq}
        for voice in deliberation.voices
        if voice.text == deliberation.text and voice.word in asked
    }
    return list(words.values())


def _say_reviewed(row: ProposalRow, adopted: Entry) -> None:
    """The agreement that this one changes or ends."""
    log.say(
        events.REVIEWED,
        by=ids.circle(row.circle),
        to=row.spaces,
        scope=ids.circle(row.circle),
        body={"agreement": f"agreement:{row.reviews}", "outcome": row.outcome},
        statement_id=log.react(adopted, "reviewed"),
    )


def drop(*, by: Viewer, proposal: UUID, words: str, statement_id: UUID | None = None) -> None:
    """Take one's proposal off the table, and say why."""
    if said_before(by, statement_id):
        return
    row = open_proposal(by, proposal)
    if row.by != by.ref:
        raise Refused("Only whoever made the proposal takes it off the table.", kept=NOTHING)
    if not words.strip():
        raise Refused("Taking a proposal off the table needs words.", kept=NOTHING, mend="Say why.")
    log.say(
        events.DROPPED,
        by=by.ref,
        to=row.spaces,
        scope=ids.circle(row.circle),
        body={"proposal": f"proposal:{proposal}", "words": words.strip()},
        statement_id=statement_id,
    )


def keep_agreement(
    *, by: Viewer, agreement: UUID, words: str, review: date, statement_id: UUID | None = None
) -> None:
    """Write down that the circle looked at an agreement and keeps it, until the next review.

    Changing or ending it is a decision: `propose(reviews=…)`.
    """
    row = agreement_in(by, agreement)
    if row.state != "in_force":
        raise Refused("This agreement is not in force any more.", kept=NOTHING)
    if not words.strip():
        raise Refused("A review needs words.", kept=NOTHING, mend="Say what you saw when you looked at it.")
    rules.check_review(facts.today(), review)
    log.say(
        events.REVIEWED,
        by=by.ref,
        to=row.spaces,
        scope=ids.circle(row.circle),
        body={
            "agreement": f"agreement:{agreement}",
            "outcome": "kept",
            "words": words.strip(),
            "review": review.isoformat(),
        },
        statement_id=statement_id,
    )


def retry_effect(*, by: Viewer, agreement: UUID, index: int, statement_id: UUID | None = None) -> None:
    """Ask the hub to try an effect again that failed."""
    if said_before(by, statement_id):
        return
    row = agreement_in(by, agreement)
    if not EffectRow.objects.filter(agreement=agreement, index=index, state="failed").exists():
        raise Refused("There is nothing to try again: this has not failed.", kept=NOTHING)
    log.say(
        events.RETRIED,
        by=by.ref,
        to=row.spaces,
        scope=ids.circle(row.circle),
        body={"agreement": f"agreement:{agreement}", "index": index},
        statement_id=statement_id,
    )
