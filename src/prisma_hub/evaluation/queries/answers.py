"""What was said back to readings and remarks."""

from __future__ import annotations

from collections.abc import Sequence

from prisma_hub.circles import queries as circles
from prisma_hub.evaluation.models import SaidBackRow
from prisma_hub.evaluation.queries.names import named
from prisma_hub.evaluation.types import Answer
from prisma_hub.identity.types import Viewer


def answers_to(viewer: Viewer, seqs: Sequence[int]) -> dict[int, tuple[Answer, ...]]:
    """What was said back to each of these entries, in the order it was said."""
    visible = circles.visible(viewer)
    heard = visible.only(SaidBackRow.objects.filter(to__in=list(seqs)))
    rows = list(visible.with_speakers(heard).order_by("seq"))
    who = named(viewer, rows)
    found: dict[int, list[Answer]] = {}
    for row in rows:
        name = who.get(row.seq, ("", ""))[1]
        found.setdefault(row.to, []).append(Answer(row.seq, row.to, name, row.words, row.at))
    return {seq: tuple(each) for seq, each in found.items()}
