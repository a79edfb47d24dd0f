"""Kept tables copied from one database to another, whatever kind each is."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connections, models, transaction

MADE_AGAIN = frozenset(
    {
        "commons_body",
        "commons_reading",
        "commons_reference",
        "commons_shelf",
        "commons_tagged",
        "identity_session",
        "identity_spent_challenge",
        "identity_tally",
        "keeping_everything",
        "log_anew",
        "log_derivation",
        "log_overtaken",
        "upkeep_made",  # a restored hub removes nothing that the one before made
        "upkeep_tried",
    }
)
"""Kept tables no backup needs, beside the whole index (`search_…`): caches, and who is signed in where."""

Progress = Callable[[int, int], None]
_BATCH = 2000


def kept() -> list[type[models.Model]]:
    """The tables a backup holds."""
    every = apps.get_app_config("prisma_hub").get_models()
    return [model for model in every if not _is_made_again(model._meta.db_table)]


def _is_made_again(table: str) -> bool:
    return table in MADE_AGAIN or table.startswith("search_")


@contextmanager
def beside(path: Path) -> Iterator[str]:
    """The database in this file, with the tables of this program; its alias."""
    engine = {"ENGINE": "django.db.backends.sqlite3", "NAME": path, "OPTIONS": {"timeout": 20}}
    with _known_as("beside", engine) as alias:
        call_command("migrate", database=alias, verbosity=0, interactive=False)
        yield alias


@contextmanager
def at_one_moment() -> Iterator[str]:
    """The hub's own database as it stands now, whatever is written meanwhile; its alias."""
    own = copy.deepcopy(settings.DATABASES["default"])
    if "sqlite3" in own["ENGINE"]:
        own["OPTIONS"]["transaction_mode"] = "DEFERRED"  # readers do not wait for whoever writes
    with _known_as("moment", own) as alias, transaction.atomic(using=alias):
        if connections[alias].vendor == "postgresql":
            with connections[alias].cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield alias


@contextmanager
def _known_as(alias: str, database: dict[str, Any]) -> Iterator[str]:
    connections.databases[alias] = connections.configure_settings({"default": {}, alias: database})[alias]
    try:
        yield alias
    finally:
        connections[alias].close()
        del connections[alias]
        del connections.databases[alias]


def copy_rows(source: str, target: str, progress: Progress | None = None) -> None:
    """Every row of the kept tables of `source` into those of `target`, which are emptied first."""
    tables = kept()
    with transaction.atomic(using=target):
        total = sum(model._default_manager.using(source).count() for model in tables)
        done = 0
        for model in tables:
            model._default_manager.using(target).all().delete()
            for rows in _batches(model, source):
                _insert(model, rows, target)
                done += len(rows)
                if progress:
                    progress(done, total)
        _count_on(target, tables)


def _batches(model: type[models.Model], source: str) -> Iterator[list[tuple[Any, ...]]]:
    names = [field.attname for field in model._meta.concrete_fields]
    key = [field.attname for field in model._meta.pk_fields]
    rows = model._default_manager.using(source).order_by(*key).values_list(*names)
    batch: list[tuple[Any, ...]] = []
    for row in rows.iterator(_BATCH):
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _insert(model: type[models.Model], rows: list[tuple[Any, ...]], target: str) -> None:
    connection, fields = connections[target], model._meta.concrete_fields
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    table = quote(model._meta.db_table)
    prepared = [
        [field.get_db_prep_save(value, connection) for field, value in zip(fields, row, strict=True)]
        for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({columns}) VALUES ({', '.join(['%s'] * len(fields))})",  # noqa: S608  our own
            prepared,
        )


def _count_on(target: str, tables: list[type[models.Model]]) -> None:
    """Numbers that the database draws go on after those that were copied (PostgreSQL)."""
    with connections[target].cursor() as cursor:
        for statement in connections[target].ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(statement)
