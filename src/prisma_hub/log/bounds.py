"""How high the numbers in a table go: a fold that looks for a higher one need not ask the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from django.db import models

from prisma_hub.log import rows

Ask = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]
OFTEN: Final = 3
"""Questions by one column after which its highest number is asked for."""


class Bounds:
    """Of columns that folds look by, the highest number that is written, or one above it. Holds as long as
    nobody else writes these tables: within a transaction that has the pen, or that makes them anew."""

    def __init__(self) -> None:
        self._highest: dict[str, dict[str, float]] = {}
        self._places: dict[tuple[str, str], int] = {}
        self._asked: dict[tuple[str, str], int] = {}

    def exclude(self, table: str, names: Sequence[str], given: Sequence[Any]) -> bool:
        """Whether no written row has these values."""
        known = self._highest.get(table)
        if not known:
            return False
        for name, value in zip(names, given, strict=True):
            if value is None or (name in known and value > known[name]):
                return True
        return False

    def learn(
        self, table: str, model: type[models.Model], names: tuple[str, ...], given: Sequence[Any], ask: Ask
    ) -> bool:
        """The same; whoever asks often has the highest number asked for."""
        known = self._highest.setdefault(table, {})
        for name in names:
            if name in known or not rows.counts(model, name):
                continue
            asked = self._asked[table, name] = self._asked.get((table, name), 0) + 1
            if asked >= OFTEN:
                highest = ask(f'SELECT MAX("{name}") FROM {table}', ())[0][0]  # noqa: S608  our own names
                known[name] = float("-inf") if highest is None else highest
                self._places[table, name] = rows.places(model, (name,))[0]
        return self.exclude(table, names, given)

    def written(self, table: str, new: Sequence[Sequence[Any]]) -> None:
        known = self._highest.get(table, {})
        for name, highest in known.items():
            at = self._places[table, name]
            known[name] = max([highest, *(row[at] for row in new if row[at] is not None)])

    def forget(self, table: str, names: Iterable[str]) -> None:
        """These columns change."""
        for name in names:
            self._highest.get(table, {}).pop(name, None)

    def forget_all(self, sql: str) -> None:
        """This SQL may write any table it names."""
        for table in [each for each in self._highest if each in sql]:
            del self._highest[table]
