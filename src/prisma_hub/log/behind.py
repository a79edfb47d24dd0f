"""Rows of derived tables, held back while entries are folded and written many at a time.

A fold creates rows one by one; Django takes ten times as long to write a row as the database does. So new
rows, and what is changed and removed by name, wait here in their order until their table is looked at (any
SQL that names it), a savepoint is set, or the folding ends. What a fold reads is thus always what was
written before it. Lines of the log that are said in bulk wait here too (`pen.py`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import Any, TypeVar
from uuid import UUID

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
    models.DateField: (type(None),),
    models.UUIDField: (type(None),),
}
"""Values of these types reach the database as they are; Django would only look at them again."""


class Rows(models.Manager[Row]):
    """Creates rows like any manager, and holds them back while entries are folded."""

    def create(self, **values: Any) -> Row:
        held = holding()
        if held is None:
            return super().create(**values)
        row = self.model(**values)
        held.add(row)
        return row

    def add(self, **values: Any) -> None:
        """Like `create`, for a fold that does not need the row itself."""
        held = holding()
        if held is None:
            super().create(**values)
        else:
            held.add_row(self.model, _row(self.model, values))

    def find(self, *names: str, **where: Any) -> list[tuple[Any, ...]]:
        """Plain columns of the rows that equal `where`, for a fold: no question is written anew."""
        table, given = self.model._meta.db_table, _in(self.model, where)
        sql = _found(self.model, table, names, tuple(where))
        held = holding()
        if held is not None:
            held.write(f'"{table}"')
            return held.ask(sql, given)
        with connection.cursor() as cursor:
            cursor.execute(sql, given)
            return list(cursor.fetchall())

    def change(self, where: Mapping[str, Any], **values: Any) -> None:
        """Like `filter(**where).update(**values)`, for a fold: no statement is written anew."""
        table = self.model._meta.db_table
        given = (*_in(self.model, values), *_in(self.model, where))
        _do(table, _changed(table, tuple(values), tuple(where)), given)

    def remove(self, **where: Any) -> None:
        """Like `filter(**where).delete()`, for a fold."""
        table = self.model._meta.db_table
        _do(table, _removed(table, tuple(where)), tuple(_in(self.model, where)))

    def bulk_create(self, objs: Iterable[Row], *args: Any, **options: Any) -> list[Row]:
        held, rows = holding(), list(objs)
        if held is None or args or options:
            return super().bulk_create(rows, *args, **options)
        for row in rows:
            held.add(row)
        return rows


Savepoint = Callable[[str], None]
"""Told of every savepoint that is set, rolled back or released, as SQL says it."""


class Held:
    """What waits, by the name of its table: statements in their order, each with its rows."""

    def __init__(self, follow: Savepoint | None) -> None:
        self.waiting: dict[str, list[tuple[str, list[tuple[Any, ...]]]]] = {}
        self.follow = follow
        # Not what Django wraps around a cursor: that takes longer than the database, and would ask itself.
        self.plain = connection.vendor == "sqlite"
        self.cursor = connection.connection.cursor() if self.plain else connection.create_cursor()
        self.errors = connection.wrap_database_errors

    def add(self, row: models.Model) -> None:
        values = {name: row.__dict__[name] for name in _by_name(type(row)) if name in row.__dict__}
        self.add_row(type(row), _row(type(row), values))
        row._state.adding, row._state.db = False, "default"

    def add_row(self, model: type[models.Model], row: tuple[Any, ...]) -> None:
        table = f'"{model._meta.db_table}"'
        self.wait(table, _written(model, table), row)

    def wait(self, table: str, sql: str, row: tuple[Any, ...]) -> None:
        runs = self.waiting.setdefault(table, [])
        if not runs or runs[-1][0] != sql:
            runs.append((sql, []))
        rows = runs[-1][1]
        rows.append(row)
        if len(rows) >= MOST or len(runs) >= MOST:
            self.write(table)

    def ask(self, sql: str, given: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Of what is written already."""
        with self.errors:
            self.cursor.execute(_spelled(sql) if self.plain else sql, given)
            found: list[tuple[Any, ...]] = self.cursor.fetchall()
            return found

    def write(self, table: str) -> None:
        for said, rows in self.waiting.pop(table, ()):
            sql = _spelled(said) if self.plain else said
            with self.errors:
                if len(rows) == 1:
                    self.cursor.execute(sql, rows[0])
                else:
                    self.cursor.executemany(sql, rows)

    def write_all(self) -> None:
        for table in list(self.waiting):
            self.write(table)

    def before(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """Write first what this SQL could look at. Called by Django around everything it executes."""
        if sql.startswith(_SAVEPOINTS):
            if sql.startswith("ROLLBACK"):
                self.waiting.clear()  # set since the savepoint: what waited then was written
            else:
                self.write_all()
            if self.follow:
                self.follow(sql)
        else:
            for table in [each for each in self.waiting if each in sql]:
                self.write(table)
        return execute(sql, params, many, context)


@lru_cache(maxsize=1024)
def _spelled(sql: str) -> str:
    """As SQLite itself wants it; nothing of ours holds another percent sign."""
    return sql.replace("%s", "?")


_SAVEPOINTS = ("SAVEPOINT ", "ROLLBACK TO SAVEPOINT ", "RELEASE SAVEPOINT ")
_here = threading.local()


def holding() -> Held | None:
    """What waits in this thread, where anything may."""
    return getattr(_here, "held", None)


@contextmanager
def written_together(follow: Savepoint | None = None) -> Iterator[None]:
    """Inside, new rows of derived tables wait for each other. Inside a transaction; may be nested."""
    if holding() is not None:
        yield
        return
    held = _here.held = Held(follow)
    try:
        with connection.execute_wrapper(held.before):
            yield
            held.write_all()
    finally:
        _here.held = None


def _do(table: str, sql: str, given: tuple[Any, ...]) -> None:
    held = holding()
    if held is not None:
        held.wait(f'"{table}"', sql, given)
        return
    with connection.cursor() as cursor:
        cursor.execute(sql, given)


def _row(model: type[models.Model], values: Mapping[str, Any]) -> tuple[Any, ...]:
    """The row as the database takes it, in the order of the columns. All of `values` must be columns."""
    fixed, given, drawn = _plan(model, tuple(values))
    row = fixed.copy()
    for at, name, plain, prepare in given:
        value = values[name]
        row[at] = value if type(value) in plain else prepare(value, connection)
    for at, default, prepare in drawn:
        row[at] = prepare(default(), connection)
    return tuple(row)


@lru_cache(maxsize=2048)
def _plan(model: type[models.Model], names: tuple[str, ...]) -> tuple[list[Any], list[Any], list[Any]]:
    """What a row is made of where these columns are given: a row of the defaults that never change, and what
    goes where of what is given and of what is drawn."""
    columns = _columns(model)
    if unknown := set(names) - {name for name, *_ in columns}:
        raise TypeError(f"{model.__name__} has no such columns: {', '.join(sorted(unknown))}")
    fixed = [default if always and name not in names else None for name, _, _, default, always in columns]
    given = [(at, *columns[at][:3]) for at in range(len(columns)) if columns[at][0] in names]
    drawn = [
        (at, default, prepare)
        for at, (name, _, prepare, default, always) in enumerate(columns)
        if name not in names and not always
    ]
    return fixed, given, drawn


@lru_cache(maxsize=512)
def _written(model: type[models.Model], table: str) -> str:
    """The SQL that writes rows of a table."""
    fields = model._meta.concrete_fields
    columns = ", ".join(f'"{field.column}"' for field in fields)
    places = ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {table} ({columns}) VALUES ({places})"  # noqa: S608  names of our own tables


def _in(model: type[models.Model], values: Mapping[str, Any]) -> list[Any]:
    """The values of these columns as the database takes them."""
    known = _by_name(model)
    return [
        value if type(value) in known[name][0] else known[name][1](value, connection)
        for name, value in values.items()
    ]


@cache
def _by_name(model: type[models.Model]) -> dict[str, tuple[tuple[type, ...], Callable[..., Any]]]:
    return {name: (plain, prepare) for name, plain, prepare, *_ in _columns(model)}


def _where(names: tuple[str, ...]) -> str:
    return " AND ".join(f'"{name}" = %s' for name in names)


@lru_cache(maxsize=512)
def _found(model: type[models.Model], table: str, names: tuple[str, ...], where: tuple[str, ...]) -> str:
    for field in model._meta.concrete_fields:
        if field.attname in names and type(field) not in _PLAIN:
            raise TypeError(f"{model.__name__}.{field.attname} is not read as it is kept")
    columns = ", ".join(f'"{name}"' for name in names)
    return f'SELECT {columns} FROM "{table}" WHERE {_where(where)}'  # noqa: S608  names of our own tables


@lru_cache(maxsize=512)
def _changed(table: str, names: tuple[str, ...], where: tuple[str, ...]) -> str:
    columns = ", ".join(f'"{name}" = %s' for name in names)
    return f'UPDATE "{table}" SET {columns} WHERE {_where(where)}'  # noqa: S608  names of our own tables


@lru_cache(maxsize=512)
def _removed(table: str, where: tuple[str, ...]) -> str:
    return f'DELETE FROM "{table}" WHERE {_where(where)}'  # noqa: S608  names of our own tables


@cache
def _columns(
    model: type[models.Model],
) -> list[tuple[str, tuple[type, ...], Callable[..., Any], Any, bool]]:
    """Of each column its name, the types that pass as they are, how others are prepared, and its default:
    the value itself where it never changes (the last says so), else what draws it."""
    return [_column(field) for field in model._meta.concrete_fields]


def _column(field: models.Field[Any, Any]) -> tuple[str, tuple[type, ...], Callable[..., Any], Any, bool]:
    plain, default = _PLAIN.get(type(field), ()), field.get_default()
    fixed = type(default) in plain and not (field.has_default() and callable(field.default))
    prepare: Callable[..., Any] = field.get_db_prep_save
    if type(field) is models.UUIDField:
        prepare = _native_uuid if connection.features.has_native_uuid_field else _hex_uuid
    return field.attname, plain, prepare, default if fixed else field.get_default, fixed


def _native_uuid(value: Any, _: object) -> UUID:
    return value if type(value) is UUID else UUID(value)


def _hex_uuid(value: Any, _: object) -> str:
    return (value if type(value) is UUID else UUID(value)).hex
