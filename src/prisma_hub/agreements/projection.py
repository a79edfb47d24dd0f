"""How deciding is folded from the log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from prisma_hub.agreements import events
from prisma_hub.agreements.models import (
    AgreementReview,
    AgreementRow,
    EffectRow,
    ObjectionRow,
    ProposalRow,
    RoundRow,
    SaidRow,
    TensionRow,
    WordingRow,
)
from prisma_hub.agreements.types import ROUNDS, Rule
from prisma_hub.kernel.ids import uuid_of
from prisma_hub.log.types import Among, Entry, Searchable, Searched

KINDS = events.KINDS


def _circle(entry: Entry) -> UUID:
    assert entry.scope is not None
    return uuid_of(entry.scope)


def _id(entry: Entry) -> UUID:
    assert entry.id is not None
    return entry.id


def _by(entry: Entry) -> str:
    assert entry.by is not None
    return entry.by


def _of(entry: Entry, what: str = "proposal") -> UUID:
    return uuid_of(entry.body[what])


def _day(entry: Entry, name: str) -> date | None:
    said = entry.body.get(name)
    return date.fromisoformat(said) if said else None


def named(entry: Entry) -> None:
    TensionRow.objects.add(
        id=_id(entry),
        seq=entry.seq,
        circle=_circle(entry),
        by=_by(entry),
        words=entry.text("words"),
        at=entry.at,
    )


def tension_forgotten(entry: Entry) -> None:
    TensionRow.objects.filter(seq=entry.seq).update(words=entry.text("words"))


def proposed(entry: Entry) -> None:
    tension, reviews = entry.body.get("tension"), entry.body.get("reviews")
    row = ProposalRow.objects.create(
        id=_id(entry),
        seq=entry.seq,
        circle=_circle(entry),
        by=_by(entry),
        title=entry.body.get("title", ""),
        why=entry.text("why"),
        information=entry.text("information"),
        tension=uuid_of(tension) if tension else None,
        mode=entry.body["mode"],
        effects=entry.body.get("effects", []),
        reviews=uuid_of(reviews) if reviews else None,
        outcome=entry.body.get("outcome", ""),
        until=_day(entry, "until"),
        review=_day(entry, "review"),
        present=entry.body.get("present", []),
        binding=entry.body.get("binding", False),
        spaces=list(entry.to),
        at=entry.at,
    )
    _word(entry, row.id, 1)
    first = ROUNDS[Rule(row.mode["rule"])][0]
    RoundRow.objects.add(proposal=row.id, seq=entry.seq, round=first, number=1, at=entry.at)
    _present(entry, row, first)
    if row.tension:
        TensionRow.objects.filter(id=row.tension, proposal=None).update(proposal=row.id)


def _present(entry: Entry, row: ProposalRow, first: str) -> None:
    """Proposing is presenting; writing down what was decided is saying that it was so."""
    word = "confirm" if first == "confirm" else "speak"
    SaidRow.objects.add(
        seq=entry.seq,
        proposal=row.id,
        person=row.by,
        round=first,
        word=word,
        number=1,
        words=row.why,
        at=entry.at,
    )


def _word(entry: Entry, proposal: UUID, number: int) -> None:
    WordingRow.objects.add(
        seq=entry.seq, proposal=proposal, number=number, by=_by(entry), text=entry.text("text")
    )


def proposal_forgotten(entry: Entry) -> None:
    ProposalRow.objects.filter(seq=entry.seq).update(
        title=entry.body.get("title", ""), why=entry.text("why"), information=entry.text("information")
    )
    SaidRow.objects.filter(seq=entry.seq).update(words=entry.text("why"))
    WordingRow.objects.filter(seq=entry.seq).update(text=entry.text("text"))


def revised(entry: Entry) -> None:
    number = entry.body["number"]
    _word(entry, _of(entry), number)
    ProposalRow.objects.filter(id=_of(entry)).update(
        number=number,
        effects=entry.body.get("effects", []),
        until=_day(entry, "until"),
        review=_day(entry, "review"),
    )


def wording_forgotten(entry: Entry) -> None:
    WordingRow.objects.filter(seq=entry.seq).update(text=entry.text("text"))


def opened(entry: Entry) -> None:
    RoundRow.objects.add(
        proposal=_of(entry),
        seq=entry.seq,
        round=entry.body["round"],
        number=entry.body["number"],
        at=entry.at,
    )


def spoken(entry: Entry) -> None:
    _say(entry, entry.body["round"], entry.body["word"])


def objected(entry: Entry) -> None:
    _say(entry, "object", "object")
    ObjectionRow.objects.add(
        seq=entry.seq,
        proposal=_of(entry),
        person=_by(entry),
        number=entry.body["number"],
        words=entry.text("words"),
    )


def _say(entry: Entry, round_: str, word: str) -> None:
    SaidRow.objects.add(
        seq=entry.seq,
        proposal=_of(entry),
        person=_by(entry),
        round=round_,
        word=word,
        number=entry.body["number"],
        words=entry.text("words"),
        at=entry.at,
    )


def words_forgotten(entry: Entry) -> None:
    SaidRow.objects.filter(seq=entry.seq).update(words=entry.text("words"))
    ObjectionRow.objects.filter(seq=entry.seq).update(words=entry.text("words"))


def answered(entry: Entry) -> None:
    _settle(entry, "integrated")


def objection_withdrawn(entry: Entry) -> None:
    _settle(entry, "withdrawn")


def _settle(entry: Entry, state: str) -> None:
    ObjectionRow.objects.filter(seq=entry.body["objection"], proposal=_of(entry)).update(
        state=state, answer=entry.text("words"), answered_by=_by(entry), answer_seq=entry.seq
    )


def answer_forgotten(entry: Entry) -> None:
    ObjectionRow.objects.filter(answer_seq=entry.seq).update(answer=entry.text("words"))


def adopted(entry: Entry) -> None:
    ProposalRow.objects.filter(id=_of(entry)).update(state="adopted", closed_seq=entry.seq)


def dropped(entry: Entry) -> None:
    ProposalRow.objects.filter(id=_of(entry)).update(
        state="withdrawn", closing=entry.text("words"), closed_seq=entry.seq
    )


def closing_forgotten(entry: Entry) -> None:
    ProposalRow.objects.filter(closed_seq=entry.seq).update(closing=entry.text("words"))


def made(entry: Entry) -> None:
    AgreementRow.objects.add(
        id=_id(entry),
        seq=entry.seq,
        circle=_circle(entry),
        proposal=_of(entry),
        number=entry.body["number"],
        title=entry.body["title"],
        text=entry.text("text"),
        parties=entry.body.get("parties", []),
        mode=entry.body["mode"],
        spaces=list(entry.to),
        until=_day(entry, "until"),
        review=date.fromisoformat(entry.body["review"]),
        at=entry.at,
    )
    EffectRow.objects.bulk_create(
        EffectRow(agreement=_id(entry), index=index, effect=effect)
        for index, effect in enumerate(entry.body.get("effects", []))
    )


def done(entry: Entry) -> None:
    _effect(entry, state="done", reason="", values={}, made=entry.body.get("made", ""))


def failed(entry: Entry) -> None:
    _effect(entry, state="failed", reason=entry.body["reason"], values=entry.body.get("values", {}))


def retried(entry: Entry) -> None:
    _effect(entry, state="waiting", reason="", values={})


def _effect(entry: Entry, **now: object) -> None:
    EffectRow.objects.filter(agreement=_of(entry, "agreement"), index=entry.body["index"]).update(
        seq=entry.seq, **now
    )


_STATES = {"kept": "in_force", "changed": "changed", "ended": "ended"}


def reviewed(entry: Entry) -> None:
    agreement, outcome = _of(entry, "agreement"), entry.body["outcome"]
    AgreementReview.objects.add(
        seq=entry.seq,
        agreement=agreement,
        by=_by(entry),
        outcome=outcome,
        words=entry.text("words"),
        at=entry.at,
    )
    AgreementRow.objects.filter(id=agreement).update(state=_STATES[outcome])
    review = _day(entry, "review")
    if review:
        AgreementRow.objects.filter(id=agreement).update(review=review)


def review_forgotten(entry: Entry) -> None:
    AgreementReview.objects.filter(seq=entry.seq).update(words=entry.text("words"))


FOLDS = {
    events.TENSION: (named,),
    events.PROPOSED: (proposed,),
    events.REVISED: (revised,),
    events.ROUND: (opened,),
    events.VOICE: (spoken,),
    events.OBJECTED: (objected,),
    events.ANSWERED: (answered,),
    events.OBJECTION_WITHDRAWN: (objection_withdrawn,),
    events.ADOPTED: (adopted,),
    events.DROPPED: (dropped,),
    events.MADE: (made,),
    events.DONE: (done,),
    events.FAILED: (failed,),
    events.RETRIED: (retried,),
    events.REVIEWED: (reviewed,),
}
FORGETS = {
    events.TENSION: (tension_forgotten,),
    events.PROPOSED: (proposal_forgotten,),
    events.REVISED: (wording_forgotten,),
    events.VOICE: (words_forgotten,),
    events.OBJECTED: (words_forgotten,),
    events.ANSWERED: (answer_forgotten,),
    events.OBJECTION_WITHDRAWN: (answer_forgotten,),
    events.DROPPED: (closing_forgotten,),
    events.REVIEWED: (review_forgotten,),
}


def found_tensions(entries: Sequence[Entry]) -> Iterator[Searchable]:
    for entry in entries:
        if entry.scope and entry.text("words"):
            yield _decided(entry, "tension", entry.scope, words=entry.text("words"))


def found_proposals(entries: Sequence[Entry]) -> Iterator[Searchable]:
    """A proposal with its first wording, and every later wording by itself: each is heard by its own
    entry."""
    for entry in entries:
        title, texts = entry.body.get("title", ""), map(entry.text, ("text", "why", "information"))
        words = "\n\n".join(filter(None, texts))
        first = entry.kind == events.PROPOSED.name
        if words or title:
            ref = f"proposal:{entry.id if first else _of(entry)}"
            yield _decided(entry, "proposal" if first else "wording", ref, title, words)


def found_agreements(entries: Sequence[Entry]) -> Iterator[Searchable]:
    for entry in entries:
        ref = f"agreement:{entry.id}"
        yield _decided(entry, "agreement", ref, entry.body.get("title", ""), entry.text("text"))


def _decided(entry: Entry, sort: str, ref: str, names: str = "", words: str = "") -> Searchable:
    within = (entry.scope,) if entry.scope else ()
    return Searchable(entry.seq, Among.DECISIONS, sort, ref, names, words, within=within)


SEARCHED: Searched = {
    events.TENSION: found_tensions,
    events.PROPOSED: found_proposals,
    events.REVISED: found_proposals,
    events.MADE: found_agreements,
}
