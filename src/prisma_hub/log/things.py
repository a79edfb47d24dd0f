"""Which numbers stand for things already (docs/decisions/0050).

A person chooses the number of what they say, and it becomes the number of what that makes: of a circle, a
proposal, a story. The log tells numbers apart by speaker; a thing is known by its number alone, so no two may
have the same.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from uuid import UUID

from django.db import connection, models

from prisma_hub.kernel.ids import derived_id
from prisma_hub.kernel.refusal import Refused
from prisma_hub.log import derived, rows
from prisma_hub.log.kept import Line

Ours = Callable[[UUID], bool]


def taken(number: UUID) -> bool:
    """Whether there is a thing of any sort with this number, whoever made it."""
    asked, given = [], []
    for model in derived.tables():
        if holds_things(model):
            asked.append(f'SELECT 1 FROM "{model._meta.db_table}" WHERE "id" = %s')  # noqa: S608  our own
            given += rows.prepared(model, {"id": number})
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked), given)
        return cursor.fetchone() is not None


def holds_things(model: type[models.Model]) -> bool:
    """Whether its rows are found by a number: one called `id`, for which there is an index."""
    indexed = [list(each.fields) for each in model._meta.indexes]
    return any(
        each.name == "id" and isinstance(each, models.UUIDField) and (each.primary_key or ["id"] in indexed)
        for each in model._meta.concrete_fields
    )


def insist_free(number: UUID, said_once: bytes) -> None:
    """Refuse a number that stands for a thing already, unless the same speaker said so: then it is judged as
    what was said twice. With the pen in hand, before the line is written."""
    if taken(number) and not Line.objects.filter(said_once=said_once).exists():
        raise already()


def already() -> Refused:
    return Refused(
        "Something else was already said under this number.",
        kept="What was said first is kept as it was.",
        mend="Open the page anew and say it again.",
    )


def free_id(trigger: UUID, index: int | str, ms: int, ours: Ours) -> UUID:
    """The first of the numbers derived from these three that no thing has, or that is `ours`."""
    for n in count():
        found = derived_id(trigger, f"{index} {n}" if n else index, ms)
        if ours(found) or not taken(found):
            return found
    raise AssertionError("numbers never end")
