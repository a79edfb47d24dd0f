"""Which numbers stand for things already (docs/decisions/0050).

A person chooses the number of what they say, and it becomes the number of what that makes: of a circle, a
proposal, a story. The log tells numbers apart by speaker; a thing is known by its number alone, so no two may
have the same.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from itertools import count
from uuid import UUID

from django.db import connection, models

from prisma_hub.kernel.ids import derived_id
from prisma_hub.kernel.refusal import Refused
from prisma_hub.log import derived, rows
from prisma_hub.log.behind import holding
from prisma_hub.log.kept import Line
from prisma_hub.log.pen import Question

Ours = Callable[[UUID], bool]


def taken(number: UUID) -> bool:
    """Whether there is a thing of any sort with this number, whoever made it."""
    held = holding()
    if held is not None:
        return waits(number) or bool(held.ask(*question(number)))
    with connection.cursor() as cursor:
        cursor.execute(*question(number))
        return cursor.fetchone() is not None


def waits(number: UUID) -> bool:
    """Whether there is a thing with this number that is not written yet (`behind.py`)."""
    held = holding()
    return held is not None and any(held.waits(each, id=number) for each in tables())


def question(number: UUID) -> Question:
    """What to ask of the tables as they are written, which finds something where the number is taken."""
    found = tables()
    names = tuple(f'"{each._meta.db_table}"' for each in found)
    return _composed(names), rows.prepared(found[0], {"id": number}) * len(found)


@lru_cache(maxsize=8)
def _composed(names: tuple[str, ...]) -> str:
    return " UNION ALL ".join(f'SELECT 1 FROM {name} WHERE "id" = %s' for name in names)  # noqa: S608  our own


@cache
def tables() -> tuple[type[models.Model], ...]:
    """Those whose rows are found by a number: one called `id`, for which there is an index."""
    return tuple(each for each in derived.tables() if _is_found_by_number(each))


def _is_found_by_number(model: type[models.Model]) -> bool:
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
    line = (derived_id(trigger, f"{index} {n}" if n else index, ms) for n in count())
    return next(each for each in line if ours(each) or not taken(each))
