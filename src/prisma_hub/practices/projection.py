"""How practices and inquiries are folded from the log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from prisma_hub.kernel.ids import uuid_of
from prisma_hub.log.types import Among, Entry, Searchable, Searched
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


def found_practices(entries: Sequence[Entry]) -> Iterator[Searchable]:
    ids = {each.id if each.kind == events.OPENED.name else _scope(each) for each in entries}
    for row in PracticeRow.objects.filter(id__in=ids):
        ref = f"practice:{row.id}"
        yield Searchable(row.opened, Among.THINGS, "practice", ref, row.title, row.domain, within=(ref,))


def found_inquiries(entries: Sequence[Entry]) -> Iterator[Searchable]:
    rows = InquiryRow.objects.filter(seq__in=[each.seq for each in entries])
    for row in rows:
        ref, within = f"inquiry:{row.id}", (f"practice:{row.practice}",)
        yield Searchable(row.seq, Among.WORDS, "inquiry", ref, row.question, row.words, within=within)


def found_answers(entries: Sequence[Entry]) -> Iterator[Searchable]:
    for row in TriedRow.objects.filter(seq__in=[each.seq for each in entries]):
        words = "\n\n".join(filter(None, (row.where, row.tried, row.learned)))
        yield Searchable(row.seq, Among.WORDS, "answer", f"inquiry:{row.inquiry}", words=words)


SEARCHED: Searched = {
    events.OPENED: found_practices,
    events.DESCRIBED: found_practices,
    events.ASKED: found_inquiries,
    events.ANSWERED: found_answers,
}
