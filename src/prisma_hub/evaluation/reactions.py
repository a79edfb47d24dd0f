"""People hear first what is said about their words; whoever was read is told."""

from __future__ import annotations

from uuid import UUID

from prisma_hub.circles import queries as circles
from prisma_hub.evaluation import events
from prisma_hub.evaluation.models import PerspectiveRow, RemarkRow
from prisma_hub.identity.types import Viewer
from prisma_hub.inbox import actions as inbox
from prisma_hub.kernel.ids import is_person, uuid_of
from prisma_hub.kernel.text import later
from prisma_hub.log import queries as book
from prisma_hub.log.types import Entry


def tell_of_reading(entry: Entry) -> None:
    """An external evaluator read my words: told to me alone."""
    seq = entry.body["seq"]
    said = book.entry(seq)
    if said is not None and said.person is not None:
        inbox.tell(
            said.person,
            later("An external evaluator read your words."),
            {},
            f"/mandates/{uuid_of(entry.body['mandate'])}",
            seq=seq,
            index=f"read {entry.body['mandate']}",
        )


def tell_of_answer(entry: Entry) -> None:
    """Somebody answered what I said as a perspective or a remark."""
    to = entry.body.get("to")
    if to is None or entry.by is None:
        return
    said = book.entry(to)
    if said is None or said.person is None or said.by == entry.by:
        return
    inbox.tell(
        said.person, later("%(who)s answered what you said."), {"who": entry.by}, _page(to), seq=entry.seq
    )


def _page(seq: int) -> str:
    remark = RemarkRow.objects.filter(seq=seq).first()
    if remark is not None:
        return f"/mandates/{remark.mandate}"
    on = PerspectiveRow.objects.filter(seq=seq).values_list("on", flat=True).first() or ""
    word, _colon, id = on.partition(":")
    return f"/{word}s/{id}" if id else "/"


def tell_of_asking(entry: Entry) -> None:
    """I was asked, or a circle of mine was asked, to look too."""
    who, on = entry.body["who"], entry.body["on"]
    asked = [uuid_of(who)] if is_person(who) else circles.members_of(who)
    word, _colon, id = on.partition(":")
    inbox.tell_all(
        [person for person in asked if entry.by != f"person:{person}" and _hears(person, entry.seq)],
        later("%(who)s asks you to look, and to say what you see."),
        {"who": entry.by or ""},
        f"/{word}s/{id}",
        seq=entry.seq,
        waits=True,
    )


def _hears(person: UUID, seq: int) -> bool:
    return circles.visible(Viewer(person)).hears(seq)


REACTIONS = {
    events.NOTED: (tell_of_reading,),
    events.ANSWERED: (tell_of_answer,),
    events.ASKED: (tell_of_asking,),
}
