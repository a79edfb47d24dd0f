"""What follows an entry is done once; many entries of one kind are followed together where a reaction can."""

from collections.abc import Sequence

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prisma_hub.commons import actions as commons
from prisma_hub.commons import events, queries, reactions, readings
from prisma_hub.commons.kept import Shelf
from prisma_hub.kernel import source
from prisma_hub.kernel.source import SeededSource, use
from prisma_hub.log import queries as log
from prisma_hub.log.types import Entry, Kind
from prisma_hub.work import loop
from prisma_hub.work.kept import Cursor, Failed
from prisma_hub.work.types import Clockwork, Reaction, Together

pytestmark = pytest.mark.django_db


class Seen:
    """A reaction that notes the numbers of the entries it was given, and fails where it is told to."""

    def __init__(self) -> None:
        self.together: list[list[int]] = []
        self.alone: list[int] = []
        self.broken: set[int] = set()

    def all_at_once(self, entries: Sequence[Entry]) -> None:
        found = [entry.seq for entry in entries]
        if self.broken & set(found):
            raise ValueError("broken")
        self.together.append(found)

    def one_by_one(self, entry: Entry) -> None:
        if entry.seq in self.broken:
            raise ValueError("broken")
        self.alone.append(entry.seq)


@pytest.fixture
def seen(steward, monkeypatch) -> Seen:
    """Everything said so far is followed; from now on only by what a test hands over."""
    loop.run_until_idle()
    monkeypatch.setattr(loop, "_reactions", {})
    monkeypatch.setattr(loop, "_clockwork", [])
    return Seen()


def react(kind: Kind, *reactions: Reaction | Together) -> None:
    loop.hand_over({kind: reactions})


def pages(steward, names: Sequence[str]) -> list[int]:
    """Pages written in one go: the numbers of their entries."""
    begun = log.size()
    files = {f"{name}.md": f"# {name}\n".encode() for name in names}
    commons.bring(files, by=steward, space="hub", origin="import", summary="")
    return list(range(begun, log.size()))


def reached() -> int:
    return Cursor.objects.get().seq


def test_entries_that_follow_each_other_are_followed_together_and_once(seen, steward):
    react(events.CHANGED, Together(seen.all_at_once))
    written = pages(steward, "abc")
    loop.run_until_idle()
    loop.run_until_idle()
    assert (seen.together, reached()) == ([written], written[-1])


def test_an_entry_of_another_kind_parts_them_and_order_is_kept(seen, steward, person):
    react(events.CHANGED, Together(seen.all_at_once))
    first = pages(steward, "ab")
    person("Ana")
    second = pages(steward, "cd")
    loop.run_until_idle()
    assert seen.together == [first, second]


def test_one_that_fails_keeps_nobody_else_back_and_is_tried_again(seen, steward, monkeypatch):
    react(events.CHANGED, Together(seen.all_at_once))
    written = pages(steward, "abc")
    seen.broken = {written[1]}
    loop.run_until_idle()
    assert seen.together == [[written[0]], [written[2]]]
    assert list(Failed.objects.values_list("seq", "tries")) == [(written[1], 1)]
    seen.broken = set()
    now = source.current().now_ms() + 3_600_000
    monkeypatch.setattr(source.current(), "now_ms", lambda: now)
    loop.run_until_idle()
    assert seen.together[2:] == [[written[1]]]
    assert not Failed.objects.exists()


def test_reactions_to_one_entry_at_a_time_run_for_each_in_order(seen, steward):
    react(events.CHANGED, seen.one_by_one, Together(seen.all_at_once))
    written = pages(steward, "abc")
    seen.broken = set()
    loop.run_until_idle()
    assert (seen.together, seen.alone, reached()) == ([written], written, written[-1])


def test_after_being_ended_in_the_middle_it_goes_on_where_it_was(seen, steward):
    def end_at_the_second(entry: Entry) -> None:
        seen.one_by_one(entry)
        if len(seen.alone) == 2:
            raise KeyboardInterrupt

    react(events.CHANGED, end_at_the_second)
    written = pages(steward, "abc")
    with pytest.raises(KeyboardInterrupt):
        loop.run_until_idle()
    assert reached() == written[0]
    loop.run_until_idle()
    assert seen.alone == [written[0], written[1], written[1], written[2]]


def test_many_changed_pages_are_followed_with_as_many_questions_as_a_few(seen, steward):
    react(events.CHANGED, *reactions.REACTIONS[events.CHANGED])
    asked = []
    for names in (["a"], ["b", "c"], [f"page {n}" for n in range(40)]):
        pages(steward, names)
        with CaptureQueriesContext(connection) as found:
            loop.run_until_idle()
        asked.append(len(found))
    assert asked[1] == asked[2]


def test_much_that_waits_to_be_read_is_left_to_who_looks_next(seen, steward, monkeypatch):
    """Else nobody could write while thousands of pages are read."""
    react(events.CHANGED, *reactions.REACTIONS[events.CHANGED])
    monkeypatch.setattr(readings, "_BATCH", 2)
    written = pages(steward, "abc")
    loop.run_until_idle()
    assert (reached(), Shelf.objects.filter(seq__gte=written[0]).exists()) == (written[-1], False)
    assert [each.path for each in queries.pages(steward, space="hub")] == ["a.md", "b.md", "c.md"]
    assert Shelf.objects.get().seq == written[-1]


def test_a_clock_that_was_ahead_and_is_set_right_stops_nothing(seen):
    done: list[int] = []
    loop.hand_over({}, [Clockwork("count", 60_000, lambda: done.append(1))])
    with use(SeededSource("ahead", 2_000_000_000_000)):
        loop.run_until_idle()
    with use(SeededSource("right", 1_900_000_000_000)):
        loop.run_until_idle()
        loop.run_until_idle()
    assert done == [1, 1], "not only when the wrong day has come, and once a minute"


def test_a_hub_that_nobody_uses_writes_to_its_disk_once_a_minute_not_every_second(steward):
    clock = SeededSource("still", 1_900_000_000_000)
    with use(clock):
        loop.run_until_idle(serving=True)
        wrote = []
        for _second in range(59):
            clock.advance(1_000)
            with CaptureQueriesContext(connection) as asked:
                loop.run_until_idle(serving=True)
            wrote += [
                each["sql"]
                for each in asked
                if not each["sql"].lstrip().startswith(("SELECT", "SAVEPOINT", "RELEASE"))
            ]
    assert wrote == []


@pytest.mark.parametrize(("every_ms", "after_a_start"), [(30_000, 2), (60_000, 1)])
def test_only_what_is_done_seldom_is_remembered_by_the_next_process(seen, every_ms, after_a_start):
    done: list[int] = []
    loop.hand_over({}, [Clockwork("count", every_ms, lambda: done.append(1))])
    with use(SeededSource("still", 1_900_000_000_000)):
        loop.run_until_idle()
        loop.run_until_idle()
        assert done == [1]
        loop._looked.clear()  # as in a process that has just started
        loop.run_until_idle()
    assert len(done) == after_a_start
