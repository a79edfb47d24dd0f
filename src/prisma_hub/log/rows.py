"""A row as its table takes it, and the SQL of a table, composed once: Django composes them anew each time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from django.db import connection, models

from prisma_hub.kernel.sql import marks

PLAIN: dict[type[models.Field[Any, Any]], tuple[type, ...]] = {
    models.CharField: (str, type(None)),
    models.TextField: (str, type(None)),
    models.BigIntegerField: (int, type(None)),
    models.IntegerField: (int, type(None)),
    models.BooleanField: (bool, type(None)),
    models.DateField: (type(None),),
    models.UUIDField: (type(None),),
}
"""Values of these types reach the database as they are; Django would only look at them again."""


def row_of(model: type[models.Model], values: Mapping[str, Any]) -> list[Any]:
    """The row as the database takes it, in the order of the columns. All of `values` must be columns."""
    fixed, given, drawn = _plan(model, tuple(values))
    row = fixed.copy()
    for at, name, plain, prepare in given:
        value = values[name]
        row[at] = value if type(value) in plain else prepare(value, connection)
    for at, default, prepare in drawn:
        row[at] = prepare(default(), connection)
    return row


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
def insertion(model: type[models.Model], table: str) -> str:
    """The SQL that writes rows of a table."""
    fields = model._meta.concrete_fields
    columns = ", ".join(f'"{field.column}"' for field in fields)
    return f"INSERT INTO {table} ({columns}) VALUES {marks(fields)}"  # noqa: S608  names of our own tables


def prepared(model: type[models.Model], values: Mapping[str, Any]) -> list[Any]:
    """The values of these columns as the database takes them."""
    known = by_name(model)
    return [
        value if type(value) in known[name][0] else known[name][1](value, connection)
        for name, value in values.items()
    ]


@cache
def by_name(model: type[models.Model]) -> dict[str, tuple[tuple[type, ...], Callable[..., Any]]]:
    return {name: (plain, prepare) for name, plain, prepare, *_ in _columns(model)}


def _where(names: tuple[str, ...]) -> str:
    return " AND ".join(f'"{name}" = %s' for name in names)


@lru_cache(maxsize=512)
def question(model: type[models.Model], table: str, names: tuple[str, ...], where: tuple[str, ...]) -> str:
    for field in model._meta.concrete_fields:
        if field.attname in names and type(field) not in PLAIN:
            raise TypeError(f"{model.__name__}.{field.attname} is not read as it is kept")
    columns = ", ".join(f'"{name}"' for name in names)
    return f'SELECT {columns} FROM "{table}" WHERE {_where(where)}'  # noqa: S608  names of our own tables


@lru_cache(maxsize=512)
def change(table: str, names: tuple[str, ...], where: tuple[str, ...]) -> str:
    columns = ", ".join(f'"{name}" = %s' for name in names)
    return f'UPDATE "{table}" SET {columns} WHERE {_where(where)}'  # noqa: S608  names of our own tables


@lru_cache(maxsize=512)
def removal(table: str, where: tuple[str, ...]) -> str:
    return f'DELETE FROM "{table}" WHERE {_where(where)}'  # noqa: S608  names of our own tables


@cache
def _columns(
    model: type[models.Model],
) -> list[tuple[str, tuple[type, ...], Callable[..., Any], Any, bool]]:
    """Of each column its name, the types that pass as they are, how others are prepared, and its default:
    the value itself where it never changes (the last says so), else what draws it."""
    return [_column(field) for field in model._meta.concrete_fields]


def _column(field: models.Field[Any, Any]) -> tuple[str, tuple[type, ...], Callable[..., Any], Any, bool]:
    plain, default = PLAIN.get(type(field), ()), field.get_default()
    fixed = type(default) in plain and not (field.has_default() and callable(field.default))
    prepare: Callable[..., Any] = field.get_db_prep_save
    if type(field) is models.UUIDField:
        prepare = _native_uuid if connection.features.has_native_uuid_field else _hex_uuid
    return field.attname, plain, prepare, default if fixed else field.get_default, fixed


def _native_uuid(value: Any, _: object) -> UUID:
    return value if type(value) is UUID else UUID(value)


def _hex_uuid(value: Any, _: object) -> str:
    return (value if type(value) is UUID else UUID(value)).hex


@lru_cache(maxsize=512)
def places(model: type[models.Model], names: tuple[str, ...]) -> tuple[int, ...]:
    """Where in a row these columns stand."""
    order = [name for name, *_ in _columns(model)]
    return tuple(order.index(name) for name in names)


@lru_cache(maxsize=512)
def are_as_read(model: type[models.Model], names: tuple[str, ...]) -> bool:
    """Whether these columns are read as they are prepared, and equal where the database finds them equal."""
    types = {field.attname: type(field) for field in model._meta.concrete_fields}
    return all(types[name] in PLAIN and types[name] is not models.DateField for name in names)


@lru_cache(maxsize=512)
def counts(model: type[models.Model], name: str) -> bool:
    """Whether a column holds whole numbers of which the database finds the highest at once."""
    types = {field.name: type(field) for field in model._meta.concrete_fields}
    indexed = (name for each in model._meta.indexes for name in each.fields[:1])
    first = {model._meta.pk_fields[0].name, *indexed}
    return name in first and types[name] in (models.BigIntegerField, models.IntegerField)
