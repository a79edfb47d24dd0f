"""How organisations are folded from the log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from prisma_hub.kernel.ids import uuid_of
from prisma_hub.log.types import Among, Entry, Folds, Searchable, Searched
from prisma_hub.organisations import events
from prisma_hub.organisations.models import OrganisationRow

KINDS = events.KINDS


def founded(entry: Entry) -> None:
    assert entry.id is not None and entry.scope is not None
    OrganisationRow.objects.add(
        id=entry.id,
        seq=entry.seq,
        circle=uuid_of(entry.scope),
        name=entry.body["name"],
        purpose=entry.text("purpose"),
        form=entry.body["form"],
        agreement=uuid_of(entry.body["agreement"]),
        spaces=list(entry.to),
        at=entry.at,
    )


FOLDS: Folds = {events.FOUNDED: (founded,)}
FORGETS: Folds = {}


def found(entries: Sequence[Entry]) -> Iterator[Searchable]:
    for row in OrganisationRow.objects.filter(seq__in=[each.seq for each in entries]):
        ref, within = f"organisation:{row.id}", (f"circle:{row.circle}",)
        yield Searchable(row.seq, Among.THINGS, "organisation", ref, row.name, row.purpose, within=within)


SEARCHED: Searched = {events.FOUNDED: found}
