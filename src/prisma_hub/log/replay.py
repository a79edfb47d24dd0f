"""Making the derived tables again from the log, and checking that they are what the log says.

New tables grow beside those that stand. How far they are is kept with every stretch that is folded, so
whoever is killed goes on from there, and whoever comes beside helps along.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import zip_longest
from typing import Any

from django.db import OperationalError, connection, models, transaction

from prisma_hub.log import anew, derived, folding, lines
from prisma_hub.log.behind import written_together
from prisma_hub.log.kept import Anew, Line, Overtaken, Top
from prisma_hub.log.pen import take_pen

Progress = Callable[[int, int], None]
_BATCH = 2000
_FEW = 500
"""Entries in a batch while others speak: about so long they wait."""
_PAUSE_S = 0.05
_TRIES = 200


def rebuild(progress: Progress | None = None, *, afresh: bool = False, gently: bool = False) -> int:
    """Fold the whole log into new tables, then put them in the place of the old ones.

    Reads of the old tables go on meanwhile, and so does whoever speaks; only the last step holds the pen.
    Goes on with tables that this same code began, unless `afresh`. `gently`: a hub is being served; others
    are let in between. Returns the entries folded. Never beside threads that read derived tables: while it
    folds, their models in this process have other names.
    """
    folding.rooms.do()  # before tables have other names
    _begin(afresh)
    size = _put_in_place() if _catch_up(progress, gently) else None
    return _size() if size is None else size


def stands() -> bool:
    """Whether the derived tables were made by the code that now runs."""
    return derived.stands()


def lend() -> bool:
    """Let this code read the tables that other code folded, until they are made. Whether it can."""
    return anew.lend()


def let_go() -> None:
    """Drop tables that somebody began to make and nobody will end: those that stand are right."""
    if not Anew.objects.exists():
        return
    with transaction.atomic():
        for begun in Anew.objects.select_for_update():
            derived.drop(begun.prefix)
        _forget_begun()


def differences(progress: Progress | None = None) -> list[str]:
    """Rows in which the standing tables differ from the log, in words; empty when they are equal."""
    folding.rooms.do()
    prefix = _make_tables()
    try:
        with transaction.atomic():
            done, size = 0, take_pen().size
            with derived.under_names(prefix):
                while done < size:
                    done = _fold(done, min(size, done + _BATCH))
                    if progress:
                        progress(done, size)
            return [said for model in derived.with_rows(prefix) for said in _compare(model, prefix)]
    finally:
        derived.drop(prefix)


def _begin(afresh: bool) -> None:
    with transaction.atomic():
        if Top.objects.exists():
            take_pen()  # whoever erases from now on knows of these tables
        for begun in Anew.objects.all():
            if not afresh and _is_ours(begun) and derived.are_there(begun.prefix):
                return
            derived.drop(begun.prefix)
        _forget_begun()
        Anew.objects.create(prefix=_make_tables(), fingerprint=derived.fingerprint())


def _make_tables() -> str:
    prefix = derived.new_prefix()
    derived.create(prefix)
    return prefix


def _forget_begun() -> None:
    Anew.objects.all().delete()
    Overtaken.objects.all().delete()


def _size() -> int:
    return Top.objects.values_list("size", flat=True).first() or 0


def _is_ours(begun: Anew) -> bool:
    return begun.fingerprint == derived.fingerprint()


def _held() -> Anew | None:
    """The tables in the making, for this transaction. None where somebody else made or dropped them."""
    begun = Anew.objects.select_for_update().first()
    return begun if begun is not None and _is_ours(begun) else None


def _catch_up(progress: Progress | None, gently: bool) -> bool:
    """Fold until nothing is left that was said. False where somebody else made the tables meanwhile."""
    batch = _FEW if gently else _BATCH
    while True:
        with transaction.atomic():
            begun, size = _held(), _size()
            if begun is None:
                return False
            upto = min(size, begun.folded + batch)
            _fold_on(begun, upto, last=upto == size)
        if progress:
            progress(upto, size)
        if upto == size:
            return True
        if gently:
            time.sleep(_PAUSE_S)


def _fold_on(begun: Anew, upto: int, *, last: bool) -> None:
    """Fold up to there, and keep how far it went. At the end what was erased meanwhile is taken out."""
    with derived.under_names(begun.prefix):
        begun.folded = _fold(begun.folded, upto)
        if last:
            _forget_overtaken(upto)
    begun.save(update_fields=["folded"])


def _forget_overtaken(upto: int) -> None:
    """What was erased after it had been folded: its tombstone alone does not take it out."""
    overtaken = dict(Overtaken.objects.filter(seq__lt=upto).values_list("seq", "kind"))
    erased: dict[str, list[Any]] = {}
    for line in Line.objects.filter(seq__in=list(overtaken)).order_by("seq"):
        erased.setdefault(overtaken[line.seq], []).append(lines.entry_of(line))
    folding.forget(erased)
    Overtaken.objects.filter(seq__in=list(overtaken)).delete()


def _put_in_place() -> int | None:
    """The last step, with the pen; the size of the log then. None where somebody else took it. On PostgreSQL
    those who hold on to an old table make it give up and try again, before they are taken for culprits."""
    tries = _TRIES if connection.vendor == "postgresql" else 0
    for _ in range(tries):
        with suppress(OperationalError), transaction.atomic():
            return _swap()
        time.sleep(_PAUSE_S)
    with transaction.atomic():
        return _swap()


def _swap() -> int | None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '500ms'")
    size = take_pen().size if Top.objects.exists() else 0
    begun = _held()
    if begun is None:
        return None
    _fold_on(begun, size, last=True)
    derived.swap_in(begun.prefix)
    derived.note_standing()
    _forget_begun()
    return size


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
    with derived.under_names(prefix, model):
        made = list(_rows(model))
    name = model._meta.db_table
    return [
        f"{name}: stands {there!r}, the log says {due!r}"
        for there, due in zip_longest(standing, made)
        if there != due
    ]
