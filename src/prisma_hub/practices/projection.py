"""How practices and inquiries are folded from the log."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from prisma_hub.kernel.ids import uuid_of
from prisma_hub.log.types import Entry
from prisma_hub.practices import events
from prisma_hub.practices.models import AppliedRow, InquiryRow, PracticeRow, PracticeSeat, TriedRow

KINDS = events.KINDS


def _scope(entry: Entry) -> UUID:
    assert entry.scope is not None
    return uuid_of(entry.scope)


def _body(entry: Entry) -> dict[str, Any]:
    return {
        "title": entry.body["title"],
        "domain": entry.text("domain"),
        "rhythm": entry.body.get("rhythm", ""),
        "patterns": entry.body.get("patterns", []),
    }


def opened(entry: Entry) -> None:
    assert entry.id is not None
    PracticeRow.objects.add(id=entry.id, opened=entry.seq, **_body(entry))


def described(entry: Entry) -> None:
    PracticeRow.objects.filter(id=_scope(entry)).update(**_body(entry))


def joined(entry: Entry) -> None:
    PracticeSeat.objects.update_or_create(
        practice=_scope(entry),
        person=entry.person,
        defaults={"part": entry.body["part"], "seq": entry.seq},
    )


def left(entry: Entry) -> None:
    assert entry.person is not None
    PracticeSeat.objects.filter(practice=_scope(entry), person=entry.person).delete()


def applied(entry: Entry) -> None:
    AppliedRow.objects.add(
        seq=entry.seq,
        practice=_scope(entry),
        journey=entry.body["journey"],
        differs=entry.text("differs"),
    )


def applied_erased(entry: Entry) -> None:
    AppliedRow.objects.filter(seq=entry.seq).update(differs=entry.text("differs"))


def asked(entry: Entry) -> None:
    assert entry.id is not None
    InquiryRow.objects.add(
        id=entry.id,
        seq=entry.seq,
        practice=_scope(entry),
        question=entry.body["question"],
        words=entry.text("words"),
        by=entry.person,
    )


def asked_erased(entry: Entry) -> None:
    InquiryRow.objects.filter(seq=entry.seq).update(words=entry.text("words"))


def answered(entry: Entry) -> None:
    TriedRow.objects.add(seq=entry.seq, inquiry=_scope(entry), by=entry.person, at=entry.at, **_answer(entry))


def answer_erased(entry: Entry) -> None:
    TriedRow.objects.filter(seq=entry.seq).update(**_answer(entry))


def _answer(entry: Entry) -> dict[str, str]:
    return {
        "where": entry.body.get("where", ""),
        "tried": entry.text("tried"),
        "learned": entry.text("learned"),
    }


FOLDS = {
    events.OPENED: (opened,),
    events.DESCRIBED: (described,),
    events.JOINED: (joined,),
    events.LEFT: (left,),
    events.APPLIED: (applied,),
    events.ASKED: (asked,),
    events.ANSWERED: (answered,),
}
FORGETS = {
    events.APPLIED: (applied_erased,),
    events.ASKED: (asked_erased,),
    events.ANSWERED: (answer_erased,),
}
