"""Writing many rows of a kept table at once. By hand: Django takes several times as long as the database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from django.db import connection, models

from prisma_hub.kernel.sql import marks

_AS_THEY_ARE = (str, int, bool)


def insert(rows: Sequence[models.Model]) -> None:
    """New rows of one table, which numbers them itself."""
    if not rows:
        return
    table, columns = _of(type(rows[0]))
    quote = connection.ops.quote_name
    names = ", ".join(quote(column) for column, _ in columns)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(table)} ({names}) VALUES {marks(columns)}",  # noqa: S608 - our own names
            [[_value(getattr(row, name), prepare) for name, prepare in columns] for row in rows],
        )


def _value(value: Any, prepare: Callable[..., Any]) -> Any:
    return value if type(value) in _AS_THEY_ARE else prepare(value, connection)


@cache
def _of(model: type[models.Model]) -> tuple[str, list[tuple[str, Callable[..., Any]]]]:
    """The table, and each column with how its values are made ready. The database numbers the rows."""
    columns = [each for each in model._meta.concrete_fields if not each.primary_key]
    return model._meta.db_table, [(each.column, each.get_db_prep_save) for each in columns]
