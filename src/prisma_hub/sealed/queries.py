"""What was sealed, for those it was sealed to; and to whom words can be sealed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from prisma_hub.circles import queries as circles
from prisma_hub.identity import queries as identity
from prisma_hub.identity.types import Person, Viewer
from prisma_hub.kernel.ids import uuid_of
from prisma_hub.kernel.refusal import NotHere
from prisma_hub.log import queries as log
from prisma_hub.log.actions import hub_did
from prisma_hub.log.types import Entry
from prisma_hub.sealed.models import SealedRow, SealedTo
from prisma_hub.sealed.types import Reader, Sealed

PAGE = 20


def readers(viewer: Viewer) -> list[Reader]:
    """Everybody else to whom the viewer can seal words, by name."""
    keys = identity.sealable(viewer)
    return [Reader(each.id, each.name, keys[each.id].key) for each in _others(viewer) if each.id in keys]


def unable(viewer: Viewer) -> list[Person]:
    """Everybody else who cannot read sealed words yet, by name: they have no key that one could seal to."""
    keys = identity.sealable(viewer)
    return [each for each in _others(viewer) if each.id not in keys]


def _others(viewer: Viewer) -> list[Person]:
    """Other members whom the viewer did not block, and who are not suspended."""
    people = [each for each in identity.everybody(viewer) if each.id != viewer.person and each.name]
    members = circles.members_among(each.id for each in people)
    unheard = circles.visible(viewer).unheard
    return [each for each in people if each.id in members and each.ref not in unheard]


def sealed(viewer: Viewer, seq: int) -> Sealed | None:
    found = _read(viewer, _mine(viewer, SealedRow.objects.filter(seq=seq)))
    return found[0] if found else None


def exchanged(viewer: Viewer, *, before: int | None = None) -> list[Sealed]:
    """What the viewer sealed and what was sealed to them, newest first."""
    rows = _mine(viewer, SealedRow.objects.all())
    if before is not None:
        rows = rows.filter(seq__lt=before)
    return _read(viewer, rows.order_by("-seq")[:PAGE])


def replies(viewer: Viewer, seq: int) -> list[Sealed]:
    """Sealed answers to it that the viewer can open, in their order."""
    return _read(viewer, _mine(viewer, SealedRow.objects.filter(reply_to=seq)).order_by("seq"))


def _mine(viewer: Viewer, rows: QuerySet[SealedRow]) -> QuerySet[SealedRow]:
    """Heard, and sealed to the viewer: who hears an entry can be widened, who opens it cannot."""
    if viewer.person is None:
        return rows.none()
    heard = circles.visible(viewer).only(rows)
    return heard.filter(Exists(SealedTo.objects.filter(seq=OuterRef("seq"), person=viewer.person)))


def _read(viewer: Viewer, rows: QuerySet[SealedRow]) -> list[Sealed]:
    seqs = list(rows.values_list("seq", flat=True))
    entries = log.some(seqs)
    key = identity.sealable(viewer, [viewer.id]).get(viewer.id) if seqs else None
    back = circles.hidden(viewer, seqs) if seqs else {}
    return [
        _sealed(viewer, entries[seq], key.key if key else "", back[seq].state if seq in back else "")
        for seq in seqs
        if entries[seq].by
    ]


def _sealed(viewer: Viewer, entry: Entry, key: str, state: str) -> Sealed:
    assert entry.id is not None
    body = entry.body["sealed"]
    mine = next((str(each["to"]) for each in body["keys"] if each["for"] == viewer.ref), "")
    return Sealed(
        seq=entry.seq,
        id=entry.id,
        at=entry.at,
        by=entry.speaker,
        to=tuple(map(uuid_of, entry.to)),
        sealed=body,
        reply_to=next((int(each.removeprefix("entry:")) for each in entry.about), None),
        mine=entry.by == viewer.ref,
        key=mine,
        opens=bool(mine) and mine == key,
        state=state,
    )


def opened_by(viewer: Viewer) -> list[int]:
    """The numbers of everything the viewer can open."""
    rows = _mine(viewer, SealedRow.objects.all()).order_by("seq")
    return list(rows.values_list("seq", flat=True))


def kept_for(viewer: Viewer) -> Iterator[dict[str, Any]]:
    """Everything the viewer can open, as they take it along: what another program needs."""
    numbers = opened_by(viewer)
    for at in range(0, len(numbers), 250):
        found = log.some(numbers[at : at + 250])
        yield from (_for_programs(found[seq]) for seq in sorted(found) if found[seq].by)


def _for_programs(entry: Entry) -> dict[str, Any]:
    head = {"hub": hub_did(), "id": str(entry.id), "by": entry.by, "to": list(entry.to)}
    return {"entry": entry.seq, "said": entry.said, **head, "sealed": entry.body["sealed"]}


def not_here() -> NotHere:
    return NotHere("This is not here, or not sealed to you.", kept="Nothing was changed.")
