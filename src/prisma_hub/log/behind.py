"""Rows of derived tables, held back while entries are folded and written many at a time.

A fold creates rows one by one; Django takes ten times as long to write a row as the database does. So new
rows wait here until their table is looked at (any SQL that names it), a savepoint is set, or the folding
ends. What a fold reads is thus always what was written before it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import Any, TypeVar

from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)
MOST = 1000
"""Rows of one table that wait: more are written, so that memory stays flat."""

_PLAIN: dict[type[models.Field[Any, Any]], tuple[type, ...]] = {
    models.CharField: (str, type(None)),
    models.TextField: (str, type(None)),
    models.BigIntegerField: (int, type(None)),
    models.IntegerField: (int, type(None)),
    models.BooleanField: (bool, type(None)),
}
"""Values of these types reach the database as they are; Django would only look at them again."""


class Rows(models.Manager[Row]):
    """Creates rows like any manager, and holds them back while entries are folded."""

    def create(self, **values: Any) -> Row:
        held = _held()
        if held is None:
            return super().create(**values)
        row = self.model(**values)
        held.add(row)
        return row

    def add(self, **values: Any) -> None:
        """Like `create`, for a fold that does not need the row itself."""
        held = _held()
        if held is None:
            super().create(**values)
        else:
            held.wait(self.model, _row(self.model, values, known=True))

    def bulk_create(self, objs: Iterable[Row], *args: Any, **options: Any) -> list[Row]:
        held, rows = _held(), list(objs)
        if held is None or args or options:
            return super().bulk_create(rows, *args, **options)
        for row in rows:
            held.add(row)
        return rows


class _Held:
    """What waits, by the name of its table as SQL writes it."""

    def __init__(self) -> None:
        self.waiting: dict[str, tuple[type[models.Model], list[tuple[Any, ...]]]] = {}

    def add(self, row: models.Model) -> None:
        self.wait(type(row), _row(type(row), row.__dict__))
        row._state.adding, row._state.db = False, "default"

    def wait(self, model: type[models.Model], row: tuple[Any, ...]) -> None:
        table = f'"{model._meta.db_table}"'
        rows = self.waiting.setdefault(table, (model, []))[1]
        rows.append(row)
        if len(rows) >= MOST:
            self.write(table)

    def write(self, table: str) -> None:
        model, rows = self.waiting.pop(table)
        with connection.cursor() as cursor:
            cursor.executemany(_written(model, table), rows)

    def write_all(self) -> None:
        for table in list(self.waiting):
            self.write(table)

    def before(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """Write first what this SQL could look at. Called by Django around everything it executes."""
        if sql.startswith("SAVEPOINT"):
            self.write_all()
        elif sql.startswith("ROLLBACK"):
            self.waiting.clear()  # set since the savepoint: what waited then was written
        else:
            for table in [each for each in self.waiting if each in sql]:
                self.write(table)
        return execute(sql, params, many, context)


_here = threading.local()


def _held() -> _Held | None:
    return getattr(_here, "held", None)


@contextmanager
def written_together() -> Iterator[None]:
    """Inside, new rows of derived tables wait for each other. Inside a transaction; may be nested."""
    if _held() is not None:
        yield
        return
    held = _here.held = _Held()
    try:
        with connection.execute_wrapper(held.before):
            yield
            held.write_all()
    finally:
        _here.held = None


def _row(model: type[models.Model], values: Mapping[str, Any], *, known: bool = False) -> tuple[Any, ...]:
    """The row as the database takes it, in the order of the columns. `known`: all of `values` must be."""
    row, given = [], 0
    for name, plain, prepare, default in _columns(model):
        if name in values:
            value, given = values[name], given + 1
        else:
            value = default()
        row.append(value if type(value) in plain else prepare(value, connection))
    if known and given != len(values):
        raise TypeError(f"{model.__name__} has no such columns: {', '.join(values)}")
    return tuple(row)


@lru_cache(maxsize=512)
def _written(model: type[models.Model], table: str) -> str:
    """The SQL that writes rows of a table."""
    fields = model._meta.concrete_fields
    columns = ", ".join(f'"{field.column}"' for field in fields)
    places = ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {table} ({columns}) VALUES ({places})"  # noqa: S608  names of our own tables


@cache
def _columns(
    model: type[models.Model],
) -> list[tuple[str, tuple[type, ...], Callable[..., Any], Callable[[], Any]]]:
    return [
        (field.attname, _PLAIN.get(type(field), ()), field.get_db_prep_save, field.get_default)
        for field in model._meta.concrete_fields
    ]
