"""Making the derived tables again from the log, and checking that they are what the log says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import zip_longest
from typing import Any

from django.db import models, transaction

from prisma_hub.log import derived, folding, lines
from prisma_hub.log.behind import written_together
from prisma_hub.log.kept import Top
from prisma_hub.log.pen import take_pen

Progress = Callable[[int, int], None]
_BATCH = 2000


def rebuild(progress: Progress | None = None) -> int:
    """Fold the whole log into new tables, then put them in the place of the old ones.

    Reads of the old tables go on meanwhile; only the last step holds the pen. Returns the entries folded.
    """
    prefix = _begin()
    folded = _catch_up(prefix, 0, progress)
    with transaction.atomic():
        size = take_pen().size if Top.objects.exists() else 0
        with derived.under_names(prefix):
            folded = _fold(folded, size)
        derived.swap_in(prefix)
        derived.note_standing()
    return folded


def stands() -> bool:
    """Whether the derived tables were made by the code that now runs."""
    return derived.stands()


def differences(progress: Progress | None = None) -> list[str]:
    """Rows in which the standing tables differ from the log, in words; empty when they are equal."""
    prefix = _begin()
    try:
        with transaction.atomic():
            size = take_pen().size
            with derived.under_names(prefix):
                _fold_reporting(0, size, progress)
            return [said for model in derived.tables() for said in _compare(model, prefix)]
    finally:
        derived.drop(prefix)


def _begin() -> str:
    prefix = derived.new_prefix()
    with derived.under_names(prefix):
        derived.create(prefix)
    return prefix


def _catch_up(prefix: str, done: int, progress: Progress | None) -> int:
    while True:
        size = Top.objects.values_list("size", flat=True).first() or 0
        if size - done < _BATCH:
            return done
        with derived.under_names(prefix):
            done = _fold_reporting(done, size, progress)


def _fold_reporting(done: int, size: int, progress: Progress | None) -> int:
    while done < size:
        done = _fold(done, min(size, done + _BATCH))
        if progress:
            progress(done, size)
    return done


def _fold(done: int, size: int) -> int:
    with transaction.atomic(), written_together():
        for entry in lines.entries(done - 1, size):
            folding.fold(entry)
    return size


def _rows(model: type[models.Model]) -> Iterator[tuple[Any, ...]]:
    names = [column.attname for column in model._meta.concrete_fields]
    key = [column.attname for column in model._meta.pk_fields]
    yield from model._default_manager.order_by(*key).values_list(*names).iterator(_BATCH)


def _compare(model: type[models.Model], prefix: str) -> list[str]:
    standing = list(_rows(model))
    with derived.under_names(prefix):
        made = list(_rows(model))
    name = model._meta.db_table
    return [
        f"{name}: stands {there!r}, the log says {due!r}"
        for there, due in zip_longest(standing, made)
        if there != due
    ]
