"""The tables are made anew while people read and speak; whoever is killed goes on from there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from prisma_hub.circles.models import Hearing
from prisma_hub.identity.types import Viewer
from prisma_hub.log import actions as log
from prisma_hub.log import anew, derived, queries, replay
from prisma_hub.log.kept import Anew, Derivation, Overtaken
from prisma_hub.log.types import ReadAnew
from prisma_hub.timeline import actions as timeline
from prisma_hub.timeline import events
from prisma_hub.timeline.models import AboutRow, ContributionRow
from prisma_hub.timeline.types import Consent
from prisma_hub.work import loop

TO_ALL = Consent(spaces=("hub",), named=True)
Person = Callable[[str], Viewer]
Visit = Callable[[Viewer | None], Client]


class Killed(BaseException):
    """As SIGKILL: nobody catches it, and the transaction is gone."""


@contextmanager
def killed_before(begin: str, time: int) -> Iterator[None]:
    """What is asked of the database inside ends before what so begins is asked for the so-manieth time."""
    left = time

    def count(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal left
        if sql.startswith(begin):
            left -= 1
            if not left:
                raise Killed
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count), pytest.raises(Killed):
        yield


def says(by: Viewer, how_many: int) -> list[int]:
    return [
        timeline.contribute(by=by, text=f"zanza {n}", consent=TO_ALL, about=[f"person:{by.person}"]).seq
        for n in range(how_many)
    ]


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replay, "_BATCH", 5)


@pytest.fixture
def behind(hub: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A process that was begun beside tables of other code."""
    Derivation.objects.update(fingerprint="another program")
    anew.look()
    yield
    monkeypatch.setattr(anew._Here, "behind", False)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("begin", "time", "batches"),
    [
        ('INSERT INTO "log_anew"', 1, 0),
        ('UPDATE "log_anew"', 1, 0),
        ('UPDATE "log_anew"', 3, 2),
        ('DROP TABLE "derived_', 1, 4),
        ("ALTER TABLE", 50, 4),
        ('DELETE FROM "log_overtaken"', 2, 4),
    ],
)
def test_killed_anywhere_it_goes_on_and_what_was_said_meanwhile_is_in_it(
    begin: str, time: int, batches: int, small_batches: None, person: Person
) -> None:
    ana = person("Ana")
    said = says(ana, 20 - queries.size())
    Derivation.objects.update(fingerprint="another program")
    with killed_before(begin, time):
        replay.rebuild()
    assert [each.folded for each in Anew.objects.all()] == ([] if "INSERT" in begin else [5 * batches])
    assert not replay.stands()
    says(ana, 1)
    log.erase(said.pop(0), right="speaker")
    assert replay.rebuild() == queries.size()
    assert replay.stands()
    assert replay.differences() == []
    assert (Anew.objects.count(), Overtaken.objects.count()) == (0, 0)


def test_it_goes_on_where_it_was(small_batches: None, person: Person) -> None:
    says(person("Ana"), 12)
    with pytest.raises(Killed):
        replay.rebuild(_kill_from(10))
    begun = Anew.objects.get()
    told: list[int] = []
    replay.rebuild(lambda done, _: told.append(done))
    assert begun.folded == 10
    assert min(told) == 15
    assert replay.differences() == []


def _kill_from(reached: int) -> replay.Progress:
    def progress(done: int, size: int) -> None:
        if done >= reached:
            raise Killed

    return progress


def test_what_is_erased_after_it_was_folded_is_not_in_the_new_tables(
    small_batches: None, person: Person
) -> None:
    ana, ben = person("Ana"), person("Ben")
    first, second = says(ana, 2)
    timeline.attest(by=ben, seq=first, way="witnessed", relation="we dug there together")
    gone = []

    def meanwhile(done: int, size: int) -> None:
        if done > second and not gone:
            gone.append(log.erase_many([first, second], right="speaker"))
            says(ben, 3)

    replay.rebuild(meanwhile)
    assert gone == [2]
    assert replay.differences() == []
    assert not AboutRow.objects.filter(ref=f"person:{ana.person}").exists()
    assert not Hearing.objects.filter(seq__in=[first, second]).exists()


def test_somebody_beside_ends_it_and_both_are_done(small_batches: None, person: Person) -> None:
    says(person("Ana"), 12)
    ended: list[int] = []

    def beside(done: int, size: int) -> None:
        if not ended:
            ended.append(0)
            ended.append(replay.rebuild())

    assert replay.rebuild(beside) == queries.size()
    assert ended == [0, queries.size()]
    assert replay.differences() == []


def test_what_other_code_began_is_begun_anew(small_batches: None, person: Person) -> None:
    says(person("Ana"), 12)
    with pytest.raises(Killed):
        replay.rebuild(_kill_from(10))
    began = Anew.objects.get().prefix
    Anew.objects.update(fingerprint="another program")
    told: list[int] = []
    replay.rebuild(lambda done, _: told.append(done))
    assert told[0] == 5
    assert not derived.are_there(began)
    assert replay.differences() == []


def test_what_nobody_will_end_is_dropped(small_batches: None, person: Person) -> None:
    says(person("Ana"), 12)
    with pytest.raises(Killed):
        replay.rebuild(_kill_from(10))
    began = Anew.objects.get().prefix
    replay.let_go()
    left = [each for each in connection.introspection.table_names() if each.startswith(began)]
    assert (left, Anew.objects.count()) == ([], 0)


def test_a_table_without_a_column_is_lent_with_it(person: Person) -> None:
    """`accepted` may be absent, so rows stay; `id` must be told, so none can."""
    ana = person("Ana")
    first = says(ana, 1)[0]
    for column, expected in (("accepted", [(first, None)]), ("id", [])):
        _take_away(ContributionRow, column)
        assert anew.lend()
        assert list(ContributionRow.objects.values_list("seq", "accepted")) == expected
        assert not replay.stands()
        replay.rebuild()
        assert replay.differences() == []


def test_a_table_that_is_new_is_empty_until_it_is_made(person: Person) -> None:
    says(person("Ana"), 1)
    before = AboutRow.objects.count()
    shapes = Derivation.objects.get().shapes
    del shapes[AboutRow._meta.db_table]
    Derivation.objects.update(shapes=shapes)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {AboutRow._meta.db_table}")
    assert anew.lend()
    assert not AboutRow.objects.exists()
    replay.rebuild()
    assert AboutRow.objects.count() == before > 0


def test_who_may_hear_is_never_guessed(person: Person) -> None:
    says(person("Ana"), 1)
    _take_away(Hearing, None)
    assert not anew.lend()
    Derivation.objects.update(shapes={})  # as a program left it that did not note them
    assert not anew.lend()


def _take_away(model: type[derived.Table], column: str | None) -> None:
    """As an older program had it: without this column, or with another."""
    table = model._meta.db_table
    made = Derivation.objects.get()
    if column is None:
        made.shapes[table]["other"] = "text"
    else:
        del made.shapes[table][column]
        with connection.cursor() as cursor:
            for index in [each for each in _indexes(table) if column in each[1]]:
                cursor.execute(f'DROP INDEX "{index[0]}"')
            cursor.execute(f'ALTER TABLE {table} DROP COLUMN "{column}"')
    made.fingerprint = "another program"
    made.save()


def _indexes(table: str) -> list[tuple[str, list[str]]]:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, table)
    return [
        (name, each["columns"]) for name, each in found.items() if each["index"] and not each["primary_key"]
    ]


def test_pages_say_that_they_are_behind_and_whoever_tends_the_hub_how_far(
    behind: None, steward: Viewer, person: Person, visit: Visit
) -> None:
    ana = person("Ana")
    Anew.objects.create(prefix="m0123456789_", fingerprint=derived.fingerprint(), folded=queries.size() // 2)
    assert queries.read_anew() == ReadAnew(queries.size() // 2, queries.size())
    assert "is being read anew" in visit(ana).get("/today").content.decode()
    assert "is being read anew" in visit(None).get("/").content.decode()
    page = visit(steward).get("/stewardship/wholeness").content.decode()
    assert f"{queries.size() // 2} of {queries.size()} entries are read" in page
    says(ana, 1)  # what is said is kept
    replay.rebuild()
    assert queries.read_anew() is None
    assert "read anew" not in visit(ana).get("/today").content.decode()
    assert "entries are read" not in visit(steward).get("/stewardship/wholeness").content.decode()
    assert replay.differences() == []


def test_what_follows_from_words_waits_until_the_tables_are_right(
    hub: Path, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = person("Ana")
    loop.run_until_idle()
    followed: list[int] = []
    monkeypatch.setitem(loop._reactions, events.MADE.name, [lambda entry: followed.append(entry.seq)])
    Derivation.objects.update(fingerprint="another program")
    anew.look()
    seq = says(ana, 1)[0]
    for expected in ([], [seq]):
        loop.run_while_right()
        assert followed == expected
        replay.rebuild()
    assert queries.read_anew() is None
