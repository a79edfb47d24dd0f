"""Whom one can talk to, and what was said in confidence."""

from __future__ import annotations

from uuid import UUID

from prisma_hub.care.models import AnswerRow, ConcernRow
from prisma_hub.care.types import Answer, Concern, TrustPerson
from prisma_hub.circles import queries as circles
from prisma_hub.circles.types import HOST, STEWARD, TRUST
from prisma_hub.identity import queries as identity
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.ids import is_person, uuid_of
from prisma_hub.log import queries as log
from prisma_hub.log.types import Entry
from prisma_hub.media.types import Media


def trust_people(viewer: Viewer, scope: str | None = None) -> list[TrustPerson]:
    """Whom the viewer can talk to, in the hub and in a scope; never themselves. A suspended person too:
    they above all may need somebody."""
    if viewer.person is None:
        return []
    roles = circles.keepers()
    keepers = {each.person for each in roles if each.role in (STEWARD, HOST)}
    trust = {
        each.person: each.scope
        for each in roles
        if each.role == TRUST and each.person != viewer.person and each.scope in (None, scope)
    }
    names = identity.people(viewer, trust)
    found = [
        TrustPerson(person, names[person].name, where, person in keepers)
        for person, where in trust.items()
        if person in names and not names[person].left
    ]
    return sorted(found, key=lambda each: (each.keeps_house, each.name))


def concerns(viewer: Viewer, *, before: int | None = None, most: int = 20) -> list[Concern]:
    """What the viewer told trust people, and what they were told as one, newest first."""
    rows = circles.visible(viewer).only(ConcernRow.objects.all())
    if before is not None:
        rows = rows.filter(seq__lt=before)
    return _read(viewer, list(rows.order_by("-seq").values_list("seq", flat=True)[:most]))


def concern(viewer: Viewer, seq: int) -> Concern | None:
    rows = circles.visible(viewer).only(ConcernRow.objects.filter(seq=seq))
    found = _read(viewer, list(rows.values_list("seq", flat=True)))
    return found[0] if found else None


def _read(viewer: Viewer, seqs: list[int]) -> list[Concern]:
    answers = circles.visible(viewer).only(AnswerRow.objects.filter(concern__in=seqs)).order_by("seq")
    of = dict(answers.values_list("seq", "concern"))
    entries = log.some([*seqs, *of])
    return [
        _concern(entries[seq], [entries[each] for each, concern in of.items() if concern == seq])
        for seq in seqs
        if entries[seq].by
    ]


def _concern(entry: Entry, answers: list[Entry]) -> Concern:
    return Concern(
        seq=entry.seq,
        at=entry.at,
        by=_person(entry),
        text=entry.text("text"),
        media=tuple(Media.read(each) for each in entry.body.get("media", ())),
        of=entry.body.get("seq"),
        appeal=bool(entry.body.get("appeal", False)),
        told=tuple(uuid_of(each) for each in entry.to if is_person(each) and each != entry.by),
        answers=tuple(_answer(each) for each in answers if each.by),
    )


def _answer(entry: Entry) -> Answer:
    settles = bool(entry.body.get("settles", False))
    return Answer(entry.seq, entry.at, _person(entry), entry.text("text"), settles)


def _person(entry: Entry) -> UUID:
    """Concerns and answers are said by people."""
    assert entry.person is not None
    return entry.person
