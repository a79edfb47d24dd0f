"""Who said it, as far as the viewer may know."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from prisma_hub.circles import queries as circles
from prisma_hub.identity import queries as identity
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.ids import is_circle, is_person, uuid_of


def names_of(viewer: Viewer, refs: Iterable[str]) -> dict[str, str]:
    """Names of people and titles of circles, by reference; three queries at most."""
    people: set[UUID] = set()
    groups: set[UUID] = set()
    for ref in refs:
        if is_person(ref):
            people.add(uuid_of(ref))
        elif is_circle(ref):
            groups.add(uuid_of(ref))
    found: dict[str, str] = {}
    if people:
        found |= {each.ref: each.name for each in identity.people(viewer, people).values()}
    if groups:
        found |= {each.space: each.title for each in circles.circles(viewer, groups).values()}
    return found


def named(viewer: Viewer, rows: Iterable[Any]) -> dict[int, tuple[str, str]]:
    """For each entry whose speaker the viewer may know: their reference and name. Of rows that were read with
    their speakers (`Visible.with_speakers`)."""
    by = {row.seq: row.spoken_by for row in rows if row.spoken_by}
    names = names_of(viewer, by.values())
    return {seq: (ref, names.get(ref, "")) for seq, ref in by.items()}
