"""How applications are folded from the log."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from prisma_hub.enrolment import events
from prisma_hub.enrolment.models import AcceptedRow, ApplicationRow, GivenRow, StepRow, TickRow
from prisma_hub.enrolment.types import (
    CHANGES,
    DECLINED,
    DRAFT,
    ENROLLED,
    NOT_NOW,
    SUBMITTED,
    TALKING,
    WITHDRAWN,
)
from prisma_hub.kernel.ids import uuid_of
from prisma_hub.log.types import Entry, Fold

KINDS = events.KINDS


def opened(entry: Entry) -> None:
    assert entry.id is not None
    assert entry.person is not None
    ApplicationRow.objects.add(
        id=entry.id,
        seq=entry.seq,
        person=entry.person,
        pathway=entry.body["pathway"],
        version=entry.protocol or "",
        scope=entry.scope or "",
        stage=entry.body["stage"],
        state=DRAFT,
        since=entry.at,
    )
    _step(entry, entry.id, "opened")


def moves(state: str) -> Fold:
    """A fold for an entry that brings the application into a state."""

    def fold(entry: Entry) -> None:
        _rows(entry).update(state=state, since=entry.at)
        _step(entry, _application(entry), state)

    return fold


def passed(entry: Entry) -> None:
    """Into the next stage, whose first move is the applicant's unless another entry says otherwise."""
    following = entry.body.get("next")
    if following:
        _rows(entry).update(stage=following, state=DRAFT, since=entry.at)
    _step(entry, _application(entry), "passed")


def paused(entry: Entry) -> None:
    _rows(entry).update(paused=True)
    _step(entry, _application(entry), "paused")


def resumed(entry: Entry) -> None:
    _rows(entry).update(paused=False)
    _step(entry, _application(entry), "resumed")


def withdrawn(entry: Entry) -> None:
    _rows(entry).update(state=WITHDRAWN, paused=False, since=entry.at)
    _step(entry, _application(entry), WITHDRAWN)


def answered(entry: Entry) -> None:
    GivenRow.objects.add(
        seq=entry.seq,
        application=_application(entry),
        form=entry.body["form"],
        version=entry.protocol or "",
        answers=entry.under("answers"),
        at=entry.at,
    )


def accepted(entry: Entry) -> None:
    AcceptedRow.objects.get_or_create(
        application=_application(entry), agreement=entry.body["agreement"], defaults={"seq": entry.seq}
    )


def ticked(entry: Entry) -> None:
    TickRow.objects.update_or_create(
        application=_application(entry),
        form=entry.body["form"],
        item=entry.body["item"],
        defaults={
            "state": entry.body["state"],
            "words": entry.body.get("words", ""),
            "seq": entry.seq,
        },
    )


def words_erased(entry: Entry) -> None:
    StepRow.objects.filter(seq=entry.seq).update(words=entry.text("words"))


def answers_erased(entry: Entry) -> None:
    GivenRow.objects.filter(seq=entry.seq).update(answers=entry.under("answers"))


def tick_erased(entry: Entry) -> None:
    TickRow.objects.filter(seq=entry.seq).update(words=entry.body.get("words", ""))


def _rows(entry: Entry) -> QuerySet[ApplicationRow]:
    return ApplicationRow.objects.filter(id=_application(entry))


def _application(entry: Entry) -> UUID:
    assert entry.scope is not None
    return uuid_of(entry.scope)


def _step(entry: Entry, application: UUID, what: str) -> None:
    StepRow.objects.add(
        seq=entry.seq,
        application=application,
        what=what,
        stage=entry.body.get("stage", ""),
        words=entry.text("words"),
        by=entry.person,
        at=entry.at,
    )


_STATES = {
    events.SUBMITTED: SUBMITTED,
    events.TALKING: TALKING,
    events.CHANGES: CHANGES,
    events.NOT_NOW: NOT_NOW,
    events.DECLINED: DECLINED,
    events.RETURNED: DRAFT,
    events.ENROLLED: ENROLLED,
}
FOLDS = {
    events.OPENED: (opened,),
    events.ANSWERED: (answered,),
    events.ACCEPTED: (accepted,),
    events.TICKED: (ticked,),
    events.PASSED: (passed,),
    events.PAUSED: (paused,),
    events.RESUMED: (resumed,),
    events.WITHDRAWN: (withdrawn,),
    **{kind: (moves(state),) for kind, state in _STATES.items()},
}
_WITH_WORDS = (
    events.TALKING,
    events.PASSED,
    events.CHANGES,
    events.NOT_NOW,
    events.DECLINED,
    events.RETURNED,
    events.PAUSED,
    events.WITHDRAWN,
)
FORGETS = {
    events.ANSWERED: (answers_erased,),
    events.TICKED: (tick_erased,),
    **dict.fromkeys(_WITH_WORDS, (words_erased,)),
}
