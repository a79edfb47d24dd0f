"""While the derived tables are made anew, in a process of their own: what the others of this hub do.

They read the tables that stand. Those were folded by other code; where they are shaped otherwise than this
code reads them, they are given its shape first (`lend`).
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from django.db import DatabaseError, connection, models, transaction

from prisma_hub.log import derived
from prisma_hub.log.kept import Anew, Derivation, Overtaken, Top
from prisma_hub.log.types import ReadAnew

WHO_MAY: Final = frozenset({"log", "identity", "circles", "care"})
"""Rooms whose tables say who somebody is, and who may hear and act. These are never filled by guessing."""


class _Here:
    """Whether this process was begun beside tables that other code had folded, and they still stand."""

    behind = False


def look() -> None:
    """At the start of a process that serves: see whether the tables are behind."""
    _Here.behind = not derived.stands()


def read_anew() -> ReadAnew | None:
    """How far the tables are; None where they are what this code makes of the log, as nearly always."""
    if not _Here.behind:
        return None
    if derived.stands():
        _Here.behind = False
        return None
    done = Anew.objects.filter(fingerprint=derived.fingerprint()).values_list("folded", flat=True).first()
    return ReadAnew(done or 0, Top.objects.values_list("size", flat=True).first() or 0)


def note_erased(kinds: Mapping[int, str]) -> None:
    """Entries were erased, in this transaction, by number and what they were: tables in the making may hold
    them."""
    if kinds and Anew.objects.exists():
        rows = [Overtaken(seq=seq, kind=kind) for seq, kind in kinds.items()]
        Overtaken.objects.bulk_create(rows, ignore_conflicts=True)


def lend() -> bool:
    """Let this code read the tables that other code folded, until they are made. Whether it can.

    A table that has other columns is given the new ones, where each may be absent or says what it is
    without being told; else it is empty until then: it rather shows nothing than something untrue. Where the
    tables of who may hear what changed, nothing is lent: the hub waits.
    """
    stood = Derivation.objects.values_list("shapes", flat=True).first() or {}
    changed = [each for each in derived.tables() if stood.get(each._meta.db_table) != derived.shape(each)]
    if not stood or any(_room(each) in WHO_MAY for each in changed):
        return False
    with transaction.atomic():
        for each in changed:
            _lend(each, stood.get(each._meta.db_table, {}))
        shapes = {each._meta.db_table: derived.shape(each) for each in derived.tables()}
        Derivation.objects.update(shapes=shapes, fingerprint="")  # no code made these
    return True


def _room(model: type[models.Model]) -> str:
    return model.__module__.split(".")[1]


def _lend(model: type[models.Model], stood: Mapping[str, str]) -> None:
    """A table of the shape this code knows, with the rows of the one that stands as far as they fit."""
    table, prefix = model._meta.db_table, derived.new_prefix()
    derived.create(prefix, [model])
    if stood:
        with (
            suppress(DatabaseError),  # they may not fit: what was no key now is one
            transaction.atomic(),
            derived.under_names(prefix),
        ):
            _fill(model, table, stood)
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {quote(table)}")
        cursor.execute(f"ALTER TABLE {quote(prefix + table)} RENAME TO {quote(table)}")


def _fill(model: type[models.Model], table: str, stood: Mapping[str, str]) -> None:
    quote, shape = connection.ops.quote_name, derived.shape(model)
    fields = model._meta.concrete_fields
    fresh = [each for each in fields if stood.get(each.column) != shape[each.column]]
    if any(not each.null and not each.has_default() for each in fresh):
        return
    given = [each.get_db_prep_save(each.get_default(), connection) for each in fresh]
    same = [quote(each.column) for each in fields if each not in fresh]
    columns = ", ".join([*same, *(quote(each.column) for each in fresh)])
    values = ", ".join([*same, *["%s"] * len(fresh)])
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(model._meta.db_table)} ({columns}) SELECT {values} FROM {quote(table)}",  # noqa: S608  our own
            given,
        )
