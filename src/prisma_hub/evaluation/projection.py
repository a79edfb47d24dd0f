"""How learning is folded from the log."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Model

from prisma_hub.evaluation import events
from prisma_hub.evaluation.models import (
    AskingRow,
    AspectRow,
    BeatRow,
    DefinitionRow,
    FrameRow,
    LandingRow,
    LineRow,
    MandateRow,
    NotedRow,
    OutcomeRow,
    PerspectiveRow,
    QuestionRow,
    RemarkRow,
    SaidBackRow,
    SheetRow,
    TurnRow,
)
from prisma_hub.evaluation.types import Beat
from prisma_hub.identity import events as people
from prisma_hub.identity.types import is_for_guests
from prisma_hub.kernel.ids import uuid_of
from prisma_hub.log.types import Entry, Fold

KINDS = events.KINDS


def _id(entry: Entry) -> UUID:
    assert entry.id is not None
    return entry.id


def _evidence(entry: Entry) -> list[int]:
    return sorted(int(ref.removeprefix("entry:")) for ref in entry.about if ref.startswith("entry:"))


def begun(entry: Entry) -> None:
    TurnRow.objects.add(
        id=_id(entry),
        seq=entry.seq,
        of=entry.body["of"],
        journey=entry.scope or "",
        spaces=list(entry.to),
        at=entry.at,
    )
    if entry.text("intention"):
        _beat(entry, _id(entry), Beat.INTENTION, entry.text("intention"))


def said(entry: Entry) -> None:
    _beat(entry, uuid_of(entry.body["turn"]), entry.body["beat"], entry.text("words"))


def _beat(entry: Entry, turn: UUID, beat: str, words: str) -> None:
    BeatRow.objects.add(
        seq=entry.seq, turn=turn, beat=beat, words=words, evidence=_evidence(entry), at=entry.at
    )


def intention_forgotten(entry: Entry) -> None:
    """A turn whose intention was taken back is still a turn."""
    BeatRow.objects.filter(seq=entry.seq).delete()
    if entry.text("intention"):
        _beat(entry, _id(entry), Beat.INTENTION, entry.text("intention"))


def landed(entry: Entry) -> None:
    LandingRow.objects.add(
        seq=entry.seq,
        turn=uuid_of(entry.body["turn"]),
        way=entry.body["way"],
        where=entry.body["where"],
        at=entry.at,
    )


def framed(entry: Entry) -> None:
    journey = entry.scope or ""
    FrameRow.objects.add(
        seq=entry.seq,
        journey=journey,
        number=FrameRow.objects.filter(journey=journey).count() + 1,
        values=entry.body["values"],
        baseline=entry.text("baseline"),
        how=entry.text("how"),
        agreement=entry.body.get("agreement", ""),
        at=entry.at,
    )


def frame_forgotten(entry: Entry) -> None:
    FrameRow.objects.filter(seq=entry.seq).update(baseline=entry.text("baseline"), how=entry.text("how"))


def defined(entry: Entry) -> None:
    assert entry.by is not None
    AspectRow.objects.add(id=_id(entry), seq=entry.seq, circle=uuid_of(entry.by))
    _define(entry, _id(entry), 1)


def redefined(entry: Entry) -> None:
    aspect = uuid_of(entry.body["aspect"])
    _define(entry, aspect, DefinitionRow.objects.filter(aspect=aspect).count() + 1)


def _define(entry: Entry, aspect: UUID, number: int) -> None:
    DefinitionRow.objects.add(
        seq=entry.seq,
        aspect=aspect,
        number=number,
        words=entry.text("words"),
        decided=entry.text("decided"),
        scale=entry.body.get("scale"),
        since=entry.at[:10],
        **_texts(entry, "title", "whose", "evidence", "base", "norm", "agreement"),
    )


def _texts(entry: Entry, *names: str) -> dict[str, Any]:
    return {name: entry.body.get(name, "") for name in names}


def question(entry: Entry) -> None:
    QuestionRow.objects.add(
        id=_id(entry),
        seq=entry.seq,
        journey=entry.scope or "",
        of=entry.body.get("of", ""),
        words=entry.text("words"),
        at=entry.at,
    )


def asked(entry: Entry) -> None:
    AskingRow.objects.add(seq=entry.seq, **_texts(entry, "on", "of", "who", "relation", "until"))


def given(entry: Entry) -> None:
    PerspectiveRow.objects.add(
        seq=entry.seq,
        id=_id(entry),
        author=entry.body.get("voice") or entry.by or "",
        definition=entry.body.get("definition"),
        words=entry.text("words"),
        evidence=_evidence(entry),
        at=entry.at,
        **_texts(entry, "on", "of", "relation", "value", "context", "day"),
    )


def answered(entry: Entry) -> None:
    SaidBackRow.objects.add(seq=entry.seq, to=entry.body["to"], words=entry.text("words"), at=entry.at)


def granted(entry: Entry) -> None:
    person = entry.body.get("person")
    MandateRow.objects.add(
        id=_id(entry),
        seq=entry.seq,
        journey=entry.scope or "",
        circle=uuid_of(entry.body["circle"]),
        by=entry.speaker,
        person=uuid_of(person) if person else None,
        stages=entry.body.get("stages", []),
        artefacts=entry.body.get("artefacts", []),
        gives=entry.text("gives"),
        **_texts(entry, "who", "behalf", "begins", "ends", "back"),
    )


def grant_forgotten(entry: Entry) -> None:
    MandateRow.objects.filter(seq=entry.seq).update(**_texts(entry, "who", "behalf"))


def came_in(entry: Entry) -> None:
    """Whoever comes in with the code of a mandate is who it was granted to."""
    if is_for_guests(entry.scope) and entry.scope:
        MandateRow.objects.filter(id=uuid_of(entry.scope), person=None).update(person=entry.speaker)


def taken(entry: Entry) -> None:
    found = MandateRow.objects.filter(id=uuid_of(entry.body["mandate"]), taken=None)
    found.update(taken=entry.seq, declared=entry.text("declared"))


def taking_forgotten(entry: Entry) -> None:
    MandateRow.objects.filter(taken=entry.seq).update(declared=entry.text("declared"))


def mandate_ended(entry: Entry) -> None:
    MandateRow.objects.filter(id=uuid_of(entry.body["mandate"]), ended=None).update(ended=entry.seq)


def noted(entry: Entry) -> None:
    NotedRow.objects.add(
        seq=entry.seq, mandate=uuid_of(entry.body["mandate"]), of=entry.body["seq"], at=entry.at
    )


def remarked(entry: Entry) -> None:
    RemarkRow.objects.add(
        seq=entry.seq,
        mandate=uuid_of(entry.body["mandate"]),
        words=entry.text("words"),
        terms=entry.text("terms"),
        at=entry.at,
        **_texts(entry, "way", "of", "decision"),
    )


def filled(entry: Entry) -> None:
    SheetRow.objects.add(
        id=_id(entry),
        seq=entry.seq,
        instrument=entry.body["instrument"],
        of=entry.body["of"],
        journey=entry.scope or "",
        spaces=list(entry.to),
    )


def added(entry: Entry) -> None:
    LineRow.objects.add(
        id=_id(entry),
        seq=entry.seq,
        sheet=uuid_of(entry.body["sheet"]),
        part=entry.body["part"],
        grounds=entry.body.get("grounds", []),
    )


def followed(entry: Entry) -> None:
    OutcomeRow.objects.add(
        seq=entry.seq,
        line=uuid_of(entry.body["line"]),
        words=entry.text("words"),
        evidence=_evidence(entry),
        at=entry.at,
    )


def _again(table: type[Model], fold: Fold) -> Fold:
    """Fold anew what is left of an entry of which parts were erased."""

    def forget(entry: Entry) -> None:
        table._default_manager.filter(seq=entry.seq).delete()
        fold(entry)

    return forget


FOLDS = {
    events.TURN: (begun,),
    events.BEAT: (said,),
    events.LANDED: (landed,),
    events.FRAMED: (framed,),
    events.DEFINED: (defined,),
    events.REDEFINED: (redefined,),
    events.QUESTION: (question,),
    events.ASKED: (asked,),
    events.GIVEN: (given,),
    events.ANSWERED: (answered,),
    people.JOINED: (came_in,),
    events.GRANTED: (granted,),
    events.TAKEN: (taken,),
    events.MANDATE_ENDED: (mandate_ended,),
    events.NOTED: (noted,),
    events.REMARK: (remarked,),
    events.SHEET: (filled,),
    events.LINE: (added,),
    events.FOLLOWED: (followed,),
}
FORGETS = {
    events.TURN: (intention_forgotten,),
    events.BEAT: (_again(BeatRow, said),),
    events.FRAMED: (frame_forgotten,),
    events.QUESTION: (_again(QuestionRow, question),),
    events.GIVEN: (_again(PerspectiveRow, given),),
    events.ANSWERED: (_again(SaidBackRow, answered),),
    events.GRANTED: (grant_forgotten,),
    events.TAKEN: (taking_forgotten,),
    events.REMARK: (_again(RemarkRow, remarked),),
    events.FOLLOWED: (_again(OutcomeRow, followed),),
}
