"""Rows of derived tables, held back while entries are folded and written many at a time.

A fold creates rows one by one; Django takes ten times as long to write a row as the database does. So new
rows, and what is changed and removed by name, wait here until SQL names their table, a savepoint is set, or
the folding ends. A fold that looks by name (`find`) sees what waits beside what is written (`waiting.py`).
What a fold reads is thus always what it would read if nothing waited. Lines of the log and where it stands
wait here too (`pen.py`), so that PostgreSQL hears of all of it in one message.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial
from typing import Any, TypeVar

from django.db import connection, models, transaction

from prisma_hub.log import rows
from prisma_hub.log.bounds import Bounds
from prisma_hub.log.waiting import Waiting

Row = TypeVar("Row", bound=models.Model)
MOST = 1000
"""Rows of one table that wait: more are written, so that memory stays flat."""
FEW = 8
"""As many are sent together with what waits for other tables, where the database is asked by messages; more
are sent by themselves, in a form that costs less for each."""


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
            held.add_row(self.model, rows.row_of(self.model, values))

    def find(self, *names: str, **where: Any) -> list[tuple[Any, ...]]:
        """Plain columns of the rows that equal `where`, for a fold: no question is written anew."""
        held = holding()
        if held is not None:
            return held.find(self.model, names, where)
        sql = rows.question(self.model, self.model._meta.db_table, names, tuple(where))
        with connection.cursor() as cursor:
            cursor.execute(sql, rows.prepared(self.model, where))
            return list(cursor.fetchall())

    def change(self, where: Mapping[str, Any], **values: Any) -> None:
        """Like `filter(**where).update(**values)`, for a fold: no statement is written anew."""
        held = holding()
        if held is not None:
            held.change(self.model, where, values)
            return
        sql = rows.change(self.model._meta.db_table, tuple(values), tuple(where))
        with connection.cursor() as cursor:
            cursor.execute(sql, [*rows.prepared(self.model, values), *rows.prepared(self.model, where)])

    def remove(self, **where: Any) -> None:
        """Like `filter(**where).delete()`, for a fold."""
        held = holding()
        if held is not None:
            held.remove(self.model, where)
            return
        sql = rows.removal(self.model._meta.db_table, tuple(where))
        with connection.cursor() as cursor:
            cursor.execute(sql, rows.prepared(self.model, where))

    def bulk_create(self, objs: Iterable[Row], *args: Any, **options: Any) -> list[Row]:
        held, made = holding(), list(objs)
        if held is None or args or options:
            return super().bulk_create(made, *args, **options)
        for row in made:
            held.add(row)
        return made


Savepoint = Callable[[str], None]
"""Told of every savepoint that is set, rolled back or released, as SQL says it."""


class Held:
    """What waits, by the name of its table, and what is known of what is written. `alone`: nothing else is
    done in this transaction, neither before nor after."""

    def __init__(self, follow: Savepoint | None, *, alone: bool = False) -> None:
        self.alone = alone
        self.waiting: dict[str, Waiting] = {}
        self.bounds = Bounds()
        self.follow = follow
        # Not what Django wraps around a cursor: that takes longer than the database, and would ask itself.
        self.plain = connection.vendor == "sqlite"
        self.cursor = connection.connection.cursor() if self.plain else _prepared_cursor()
        self.errors = connection.wrap_database_errors

    def do(self, table: str, sql: str, given: Sequence[Any]) -> None:
        """Have this done to a table, before anything looks at it."""
        self._waiting(table).do(sql, given)

    def add(self, row: models.Model) -> None:
        values = {name: row.__dict__[name] for name in rows.by_name(type(row)) if name in row.__dict__}
        self.add_row(type(row), rows.row_of(type(row), values))
        row._state.adding, row._state.db = False, "default"

    def add_row(self, model: type[models.Model], row: list[Any]) -> None:
        table = _table(model)
        self.insert(table, rows.insertion(model, table), row)

    def insert(self, table: str, sql: str, row: Sequence[Any]) -> None:
        waiting = self._waiting(table)
        waiting.insert(sql, row)
        self._write_many(table, waiting)

    def find(self, model: type[models.Model], names: tuple[str, ...], where: Mapping[str, Any]) -> list[Any]:
        """Of the rows that equal `where` these columns: of those that wait as of those that are written."""
        table, given, by = _table(model), rows.prepared(model, where), tuple(where)
        sql = rows.question(model, model._meta.db_table, names, by)
        waiting = self._comparable(model, (*names, *by))
        new = waiting.find(rows.places(model, by), given)
        places = rows.places(model, names)
        found = [tuple([row[at] for at in places]) for row in new]
        ask = partial(self._ask_after, waiting)
        return found if self.bounds.learn(table, model, by, given, ask) else ask(sql, given) + found

    def waits(self, model: type[models.Model], **where: Any) -> bool:
        """Whether a new row that equals `where` is not written yet. Of columns that are read as they are
        prepared (`rows.are_as_read`)."""
        waiting = self.waiting.get(_table(model))
        if waiting is None:
            return False
        return bool(waiting.find(rows.places(model, tuple(where)), rows.prepared(model, where)))

    def change(self, model: type[models.Model], where: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        table, given, by = _table(model), rows.prepared(model, where), tuple(where)
        new, waiting = rows.prepared(model, values), self._comparable(model, by)
        places = rows.places(model, tuple(values))
        waiting.change(rows.places(model, by), given, list(zip(places, new, strict=True)))
        if not self.bounds.exclude(table, by, given):
            waiting.do(rows.change(model._meta.db_table, tuple(values), by), (*new, *given))
            self.bounds.forget(table, values)
            self._write_many(table, waiting)

    def remove(self, model: type[models.Model], where: Mapping[str, Any]) -> None:
        table, given, by = _table(model), rows.prepared(model, where), tuple(where)
        waiting = self._comparable(model, by)
        waiting.remove(rows.places(model, by), given)
        if not self.bounds.exclude(table, by, given):
            waiting.do(rows.removal(model._meta.db_table, by), given)
            self._write_many(table, waiting)

    def _waiting(self, table: str) -> Waiting:
        waiting = self.waiting.get(table)
        if waiting is None:
            waiting = self.waiting[table] = Waiting()
        return waiting

    def _comparable(self, model: type[models.Model], names: tuple[str, ...]) -> Waiting:
        """What waits for a table; nothing new where the database alone can tell what equals what."""
        table = _table(model)
        if not rows.are_as_read(model, names):
            self.write(table)
        return self._waiting(table)

    def _write_many(self, table: str, waiting: Waiting) -> None:
        if waiting.size >= MOST:
            self.write(table)

    def ask(self, sql: str, given: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Of what is written already."""
        with self.errors:
            self.cursor.execute(_spelled(sql) if self.plain else sql, given)
            found: list[tuple[Any, ...]] = self.cursor.fetchall()
            return found

    def ask_all(self, *questions: tuple[str, Sequence[Any]]) -> list[list[tuple[Any, ...]]]:
        """Several in this order: in one message, where the database is asked by messages, and with it begins
        the transaction, where this is all there is in it."""
        if self.plain:
            return [self.ask(sql, given) for sql, given in questions]
        raw = connection.connection
        with self.errors, raw.cursor() as cursor:
            said = [cursor.mogrify(sql, given) for sql, given in questions]
            if self.alone and raw.pgconn.transaction_status == _IDLE:
                raw.autocommit = True  # else the driver begins it by itself, in a message of its own
                said.insert(0, "BEGIN")
            cursor.execute("; ".join(said))
            return [each.fetchall() for each in cursor.results() if each.description]

    def _ask_after(self, waiting: Waiting, sql: str, given: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Of what is written, once what is to be done to it is done."""
        self._catch_up(waiting)
        return self.ask(sql, given)

    def write(self, table: str) -> None:
        waiting = self.waiting.pop(table, None)
        if waiting is None:
            return
        self._catch_up(waiting)
        new = list(waiting.new.values())
        if not new:
            return
        self.bounds.written(table, new)
        if self.plain or len(new) == 1:
            self._do(waiting.insertion, new)
            return
        with self.errors, self.cursor.copy(_copied(waiting.insertion)) as copy:
            for row in new:
                copy.write_row(row)

    def _catch_up(self, waiting: Waiting) -> None:
        """Do what is to be done to the rows that are written; new ones go on waiting."""
        todo, waiting.todo = waiting.todo, []
        for sql, given in todo:
            self._do(sql, given)

    def _do(self, said: str, given: Sequence[Sequence[Any]]) -> None:
        sql = _spelled(said) if self.plain else said
        with self.errors:
            if len(given) == 1:
                self.cursor.execute(sql, given[0])
            else:
                self.cursor.executemany(sql, given)

    def write_all(self, *, ends: bool = False) -> None:
        """`ends`: and the transaction with it, where that can be said in the same message."""
        if not self.plain:
            self._write_few(ends=ends)
        for table in list(self.waiting):
            self.write(table)

    def _write_few(self, *, ends: bool) -> None:
        """What waits where little waits, in one message to the database: whoever speaks would otherwise wait
        for it as often as there are tables. Very many rows go another way (`write`)."""
        few = {table: each for table, each in self.waiting.items() if each.size <= FEW}
        with self.errors, connection.connection.cursor() as cursor:
            said: list[str] = []
            for table, waiting in few.items():
                del self.waiting[table]
                self.bounds.written(table, list(waiting.new.values()))
                said += waiting.spelled(cursor.mogrify)
            if ends and not self.waiting and not transaction.get_rollback():
                said.append("COMMIT")  # Django's own finds nothing left to do
            if said:
                cursor.execute("; ".join(said))

    def before(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """Write first what this SQL could look at. Called by Django around everything it executes."""
        if sql.startswith(_SAVEPOINTS):
            if sql.startswith("ROLLBACK"):
                self.waiting.clear()  # set since the savepoint: what waited then was written
                self.bounds = Bounds()  # the pen may have been in another hand
            else:
                self.write_all()
            if self.follow:
                self.follow(sql)
        else:
            for table in [each for each in self.waiting if each in sql]:
                self.write(table)
            if not sql.startswith("SELECT"):
                self.bounds.forget_all(sql)
        return execute(sql, params, many, context)


@lru_cache(maxsize=1024)
def _spelled(sql: str) -> str:
    """As SQLite itself wants it; nothing of ours holds another percent sign."""
    return sql.replace("%s", "?")


@lru_cache(maxsize=512)
def _copied(sql: str) -> str:
    """The same rows as PostgreSQL takes very many of them."""
    return sql.partition(" VALUES ")[0].replace("INSERT INTO", "COPY", 1) + " FROM STDIN"


def _prepared_cursor() -> Any:
    """A cursor whose statements PostgreSQL plans once (`prepare_threshold` in the settings)."""
    # Only where its driver is; its stubs know psycopg 2.
    from django.db.backends.postgresql.base import ServerBindingCursor  # type: ignore[attr-defined]

    return ServerBindingCursor(connection.connection)


_IDLE = 0
"""No transaction is open, as libpq says it (`PQTRANS_IDLE`); the driver that has a name for it is imported
only where the database is PostgreSQL."""


def _table(model: type[models.Model]) -> str:
    return f'"{model._meta.db_table}"'


_SAVEPOINTS = ("SAVEPOINT ", "ROLLBACK TO SAVEPOINT ", "RELEASE SAVEPOINT ")
_here = threading.local()


def holding() -> Held | None:
    """What waits in this thread, where anything may."""
    return getattr(_here, "held", None)


@contextmanager
def written_together(follow: Savepoint | None = None, *, alone: bool = False) -> Iterator[None]:
    """Inside, new rows of derived tables wait for each other. Inside a transaction; may be nested. `alone`:
    whoever says so began the transaction for this, and does nothing else in it."""
    if holding() is not None:
        yield
        return
    held = _here.held = Held(follow, alone=alone)
    try:
        with connection.execute_wrapper(held.before):
            yield
            try:
                held.write_all(ends=alone)
            except BaseException:
                transaction.set_rollback(True)  # what was written of it goes too, whoever catches it
                raise
    finally:
        _here.held = None
