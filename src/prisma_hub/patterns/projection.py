"""How agendas, runs and attendance are folded from the log."""

from __future__ import annotations

from uuid import UUID

from prisma_hub.kernel.ids import uuid_of
from prisma_hub.log.types import Entry
from prisma_hub.patterns import events
from prisma_hub.patterns.models import (
    ActualRow,
    AgendaRow,
    AgendaState,
    AttendanceRow,
    RunRow,
)

KINDS = events.KINDS


def _session(entry: Entry) -> UUID:
    assert entry.scope is not None
    return uuid_of(entry.scope)


def opened(entry: Entry) -> None:
    AgendaRow.objects.add(
        session=_session(entry), opened=entry.seq, within=entry.body["within"], seq=entry.seq
    )
    AgendaState.objects.add(seq=entry.seq, session=_session(entry), agenda=entry.body["agenda"], how="opened")


def changed(entry: Entry) -> None:
    AgendaRow.objects.filter(session=_session(entry)).update(seq=entry.seq)
    AgendaState.objects.add(
        seq=entry.seq,
        session=_session(entry),
        agenda=entry.body["agenda"],
        how=entry.body["how"],
        back=entry.body.get("back"),
    )


def began(entry: Entry) -> None:
    RunRow.objects.update_or_create(
        session=_session(entry),
        defaults={
            "seq": entry.seq,
            "block": entry.body["block"],
            "since": entry.at,
            "began": entry.at,
            "ended": None,
        },
    )
    _starts(entry)


def moved(entry: Entry) -> None:
    RunRow.objects.filter(session=_session(entry)).update(
        seq=entry.seq, block=entry.body["block"], since=entry.at
    )
    _stops(entry)
    _starts(entry)


def ended(entry: Entry) -> None:
    RunRow.objects.filter(session=_session(entry)).update(seq=entry.seq, ended=entry.at)
    _stops(entry)


def _starts(entry: Entry) -> None:
    ActualRow.objects.add(seq=entry.seq, session=_session(entry), block=entry.body["block"], since=entry.at)


def _stops(entry: Entry) -> None:
    ActualRow.objects.filter(session=_session(entry), until=None).update(until=entry.at)


def attended(entry: Entry) -> None:
    assert entry.person is not None
    AttendanceRow.objects.add(seq=entry.seq, session=_session(entry), person=entry.person)


def attendance_erased(entry: Entry) -> None:
    AttendanceRow.objects.filter(seq=entry.seq).delete()


FOLDS = {
    events.OPENED: (opened,),
    events.CHANGED: (changed,),
    events.BEGAN: (began,),
    events.MOVED: (moved,),
    events.ENDED: (ended,),
    events.ATTENDED: (attended,),
}
FORGETS = {events.ATTENDED: (attendance_erased,)}
