"""What can be seen of witnesses and of the books we witness: all of it is said to everybody."""

from __future__ import annotations

from prisma_hub.circles import queries as circles
from prisma_hub.federation.kept import Seen
from prisma_hub.federation.models import BookRow, ForkRow, WitnessRow
from prisma_hub.federation.types import Book, Fork, OurWitness
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.source import instant
from prisma_hub.kernel.witnessing import Witness, name_of_hub
from prisma_hub.log import queries as log


def our_key() -> str:
    """The verifier key under which we sign as a witness; empty where no hub was founded yet."""
    head = log.head()
    if head is None:
        return ""
    return Witness(name_of_hub(head.hub), log.key_in_force()).vkey()


def witnesses(viewer: Viewer) -> list[OurWitness]:
    """Who signs our checkpoints, and the newest that each signed."""
    rows = circles.visible(viewer).only(WitnessRow.objects.order_by("seq"))
    known = [(Witness.parse(row.key), row.title) for row in rows]
    last = log.cosigned_last([witness.vkey() for witness, _ in known])
    return [_ours(witness, title, last.get(witness.vkey())) for witness, title in known]


def _ours(witness: Witness, title: str, last: tuple[int, int] | None) -> OurWitness:
    if last is None:
        return OurWitness(witness, title)
    return OurWitness(witness, title, last[0], instant(last[1] * 1000))


def books(viewer: Viewer) -> list[Book]:
    """The books we witness, and what we saw last of each."""
    rows = list(circles.visible(viewer).only(BookRow.objects.order_by("seq")))
    seen = {each.origin.split("/")[1]: each for each in Seen.objects.order_by("at")}
    return [_book(row, seen.get(row.hub)) for row in rows]


def _book(row: BookRow, seen: Seen | None) -> Book:
    if seen is None:
        return Book(row.hub, row.key, row.title)
    return Book(row.hub, row.key, row.title, seen.size, instant(seen.at))


def forks(viewer: Viewer) -> list[Fork]:
    """Every fork that was found, the newest first."""
    titles = dict(BookRow.objects.values_list("hub", "title"))
    rows = circles.visible(viewer).only(ForkRow.objects.order_by("-seq"))
    return [Fork(row.seq, row.hub, titles.get(row.hub, ""), row.size, tuple(row.notes)) for row in rows]
