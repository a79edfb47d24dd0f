"""Derived tables: made from the models themselves, thrown away and made again from the log."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
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
    Derivation.objects.update_or_create(only=True, defaults={"fingerprint": fingerprint()})


@contextmanager
def under_names(prefix: str) -> Iterator[None]:
    """Inside, every derived model reads and writes tables named with this prefix."""
    before = {model: model._meta.db_table for model in tables()}
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


def create(prefix: str) -> None:
    """Make empty tables under the names now in force; their indexes are named with the prefix."""
    with connection.cursor() as cursor:
        for model in tables():
            for statement in _written_for(model, prefix):
                cursor.execute(statement)


def _written_for(model: type[models.Model], prefix: str) -> list[str]:
    """The SQL that makes one table. Written without running it, so that it also works in a transaction."""
    editor = connection.SchemaEditorClass(connection, collect_sql=True, atomic=False)
    editor.deferred_sql = []
    with _indexes_named_for(model._meta, prefix):
        editor.create_model(model)
    return [*editor.collected_sql, *map(str, editor.deferred_sql)]


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
