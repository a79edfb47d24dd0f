"""Derived tables: made from the models themselves, thrown away and made again from the log."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import ClassVar, Self

from django.apps import apps
from django.db import connection, models
from django.db.models.options import Options

from prisma_hub.kernel.source import SystemSource
from prisma_hub.log.behind import Rows
from prisma_hub.log.kept import Derivation

_PACKAGE = Path(__file__).parent.parent


class Table(models.Model):
    """A table folded from the log. Natural primary key; indexes in Meta without names.

    A subclass with a Meta of its own extends `Table.Meta`.
    """

    objects: ClassVar[Rows[Self]] = Rows()

    class Meta:
        abstract = True
        app_label = "derived"


def tables() -> list[type[models.Model]]:
    return list(apps.get_app_config("derived").get_models())


@cache
def fingerprint() -> str:
    """SHA-256 over the code that shapes and fills the tables: when it changes, they are made again."""
    found = hashlib.sha256()
    for path in sorted([*_PACKAGE.glob("*/projection.py"), *_PACKAGE.glob("*/models.py")]):
        found.update(str(path.relative_to(_PACKAGE)).encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def stands() -> bool:
    """Whether the derived tables were made by the code that now runs."""
    return Derivation.objects.filter(fingerprint=fingerprint()).exists()


def note_standing() -> None:
    made = {"fingerprint": fingerprint(), "shapes": {each._meta.db_table: shape(each) for each in tables()}}
    Derivation.objects.update_or_create(only=True, defaults=made)


def shape(model: type[models.Model]) -> dict[str, str]:
    """The columns of a table, each with its type as the database calls it."""
    return {field.column: field.db_type(connection) or "" for field in model._meta.concrete_fields}


def are_there(prefix: str) -> bool:
    """Whether every table with this prefix is there."""
    due = {prefix + model._meta.db_table for model in tables()}
    return due <= set(connection.introspection.table_names())


@contextmanager
def under_names(prefix: str, only: type[models.Model] | None = None) -> Iterator[None]:
    """Inside, every derived model (or one only) reads and writes tables named with this prefix."""
    before = {model: model._meta.db_table for model in ([only] if only else tables())}
    try:
        for model, name in before.items():
            _call(model, prefix + name)
        yield
    finally:
        for model, name in before.items():
            _call(model, name)


def _call(model: type[models.Model], name: str) -> None:
    """Rename a model's table, also where Django remembers the old name (each field's `cached_col`)."""
    model._meta.db_table = name
    for field in model._meta.fields:
        field.__dict__.pop("cached_col", None)


def new_prefix() -> str:
    """For tables in the making. Drawn by real chance, whatever clock and chance the log is made with.

    Index names are unique in a whole database and outlive a renaming, so each carries the prefix too.
    """
    return f"m{SystemSource().token(5).hex()}_"


def create(prefix: str, these: Iterable[type[models.Model]] | None = None) -> None:
    """Make empty tables, all or these, named with this prefix as their indexes are. Not under other names."""
    with connection.cursor() as cursor:
        for model in tables() if these is None else these:
            for statement in _written_for(model, connection.vendor):
                cursor.execute(statement.replace(_SOME, prefix))


_SOME = "m0123456789_"
"""A prefix as `new_prefix` makes it, in whose place another can be put."""


@cache
def _written_for(model: type[models.Model], vendor: str) -> list[str]:
    """The SQL that makes one table, under the prefix `_SOME`: the models do not change while we run. Written
    without running it, so that it also works in a transaction."""
    editor = connection.SchemaEditorClass(connection, collect_sql=True, atomic=False)
    editor.deferred_sql = []
    with under_names(_SOME, model), _indexes_named_for(model._meta, _SOME):
        editor.create_model(model)
    made, *rest = editor.collected_sql
    return [_packed(made), *rest, *map(str, editor.deferred_sql)]


def _packed(made: str) -> str:
    """The same table without an index of its own beside it: SQLite keeps rows by one number, or by the
    columns of their key, where it is told so."""
    if connection.vendor != "sqlite":
        return made
    if "PRIMARY KEY (" in made:
        return made.rstrip(" ;") + " WITHOUT ROWID"
    return made.replace('" bigint NOT NULL PRIMARY KEY', '" integer NOT NULL PRIMARY KEY')


@contextmanager
def _indexes_named_for(meta: Options[models.Model], prefix: str) -> Iterator[None]:
    before = meta.indexes
    meta.indexes = [index.clone() for index in before]
    for number, index in enumerate(meta.indexes):
        index.name = f"{prefix}{number}_{meta.model_name}"[:30]
    try:
        yield
    finally:
        meta.indexes = before


def drop(prefix: str = "") -> None:
    with connection.cursor() as cursor:
        for model in tables():
            cursor.execute(f"DROP TABLE IF EXISTS {connection.ops.quote_name(prefix + model._meta.db_table)}")


def with_rows(prefix: str) -> list[type[models.Model]]:
    """Those of which the table that stands, or the one named with this prefix, has a row."""
    quote = connection.ops.quote_name
    names = [begin + model._meta.db_table for model in tables() for begin in ("", prefix)]
    found: set[str] = set()
    with connection.cursor() as cursor:
        for at in range(0, len(names), _AT_ONCE):
            some = names[at : at + _AT_ONCE]
            asked = (f"SELECT %s WHERE EXISTS (SELECT 1 FROM {quote(name)})" for name in some)  # noqa: S608  our own tables
            cursor.execute(" UNION ALL ".join(asked), some)
            found |= {str(row[0]).removeprefix(prefix) for row in cursor.fetchall()}
    return [model for model in tables() if model._meta.db_table in found]


_AT_ONCE = 200
"""Tables asked for in one query: SQLite joins 500 at most."""


def _is_over(table: str, prefix: str) -> bool:
    """Whether a table is replaced by those of this prefix: it stood, or a process died while making it."""
    unfinished = re.fullmatch(r"m[0-9a-f]{10}_derived_.*", table) is not None
    return table.startswith("derived_") or (unfinished and not table.startswith(prefix))


def swap_in(prefix: str) -> None:
    """Put the tables named with this prefix in the place of those that stand. Inside a transaction."""
    quote = connection.ops.quote_name
    present = set(connection.introspection.table_names())
    known = {model._meta.db_table for model in tables()}
    with connection.cursor() as cursor:
        for name in sorted(each for each in present if _is_over(each, prefix)):
            cursor.execute(f"DROP TABLE {quote(name)}")
        for name in sorted(known):
            cursor.execute(f"ALTER TABLE {quote(prefix + name)} RENAME TO {quote(name)}")
