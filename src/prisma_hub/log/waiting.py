"""What waits for one table, and is looked at, changed and removed while it waits, as if it were written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from typing import Any

Given = Sequence[Any]


class Waiting:
    """What is to be done to the rows that are written, in its order, and then the new rows.

    New rows are a small table of their own: whatever is done to the table is done to them at once, so that
    the rest can be done to the written ones before these come. Rows that may be changed are lists.
    """

    def __init__(self) -> None:
        self.todo: list[tuple[str, list[Given]]] = []
        self.insertion = ""
        self.new: dict[int, Any] = {}
        self.size = 0
        self._indexes: dict[tuple[int, ...], tuple[Any, dict[Any, dict[int, Any]]]] = {}

    def insert(self, sql: str, row: Given) -> None:
        """All new rows of a table wait for the same SQL."""
        self.insertion = sql
        self.new[self.size] = row
        for key, index in self._indexes.values():
            index.setdefault(key(row), {})[self.size] = row
        self.size += 1

    def do(self, sql: str, given: Given) -> None:
        """Have this done to the rows that are written."""
        if not self.todo or self.todo[-1][0] != sql:
            self.todo.append((sql, []))
        self.todo[-1][1].append(given)
        self.size += 1

    def spelled(self, spell: Callable[[str, Given], str]) -> Iterator[str]:
        """All of it in its order, as SQL that holds its values; the new rows in one statement. Spelled row by
        row: the same few pieces of SQL again and again are known to whoever spells them."""
        for sql, several in self.todo:
            for given in several:
                yield spell(sql, given)
        if self.new:
            into, values, row = self.insertion.partition(" VALUES ")
            yield into + values + ", ".join([spell(row, each) for each in self.new.values()])

    def find(self, where: tuple[int, ...], given: Given) -> list[Any]:
        """The new rows with these values in these places; as in SQL, nothing equals nothing."""
        if not self.new or None in given:
            return []
        return list(self._index(where).get(given[0] if len(where) == 1 else tuple(given), {}).values())

    def change(self, where: tuple[int, ...], given: Given, changes: Sequence[tuple[int, Any]]) -> None:
        found = self.find(where, given)
        for row in found:
            for at, value in changes:
                row[at] = value
        changed = {at for at, _ in changes}
        for places in [each for each in self._indexes if changed.intersection(each)]:
            del self._indexes[places]

    def remove(self, where: tuple[int, ...], given: Given) -> None:
        if not self.new or None in given:
            return
        gone = self._index(where).pop(given[0] if len(where) == 1 else tuple(given), {})
        for number, row in gone.items():
            del self.new[number]
            for places, (key, index) in self._indexes.items():
                if places != where:
                    del index[key(row)][number]

    def _index(self, where: tuple[int, ...]) -> dict[Any, dict[int, Any]]:
        if where not in self._indexes:
            key, index = itemgetter(*where), dict[Any, dict[int, Any]]()
            for number, row in self.new.items():
                index.setdefault(key(row), {})[number] = row
            self._indexes[where] = key, index
        return self._indexes[where][1]
