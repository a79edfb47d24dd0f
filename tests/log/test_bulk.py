"""Many things said together are kept as if they had been said one by one, or not at all."""

from contextlib import nullcontext

import pytest
from django.db import connection, transaction

from prisma_hub.circles import events
from prisma_hub.circles.models import CircleRow, Hearing, Voice
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.source import SeededSource, current, use
from prisma_hub.log import actions as log
from prisma_hub.log import audit, folding, queries, replay
from prisma_hub.log.behind import written_together
from prisma_hub.log.kept import Checkpoint, Line, Node, Top
from prisma_hub.log.said import Said
from prisma_hub.timeline import events as timeline


def say(title, **more):
    return log.say(events.OPENED, by=f"person:{current().uuid7()}", body={"title": title}, **more)


def test_what_is_said_in_bulk_holds_and_is_folded(hub):
    with log.in_bulk():
        said = [say(f"Circle {number}") for number in range(300)]
    assert [each.seq for each in said] == list(range(1, 301))
    assert CircleRow.objects.count() == 300
    assert list(audit.findings()) == []
    assert replay.differences() == []


SAID = 600
"""Entries enough for two full tiles and a beginning."""


def _say_much(together):
    """The same words from the same seed, and every row that is there afterwards, by table."""
    with use(SeededSource("much", 1_779_094_800_000)) as source, together:
        by = f"person:{source.uuid7()}"
        circle = log.say(events.OPENED, by=by, body={"title": "Rì “Ba”", "mandate": {"z": ["é"], "a": 1}})
        space = f"circle:{circle.id}"
        for number in range(SAID // 3):
            source.advance(7)
            made = log.say(
                timeline.MADE, by=by, to=[space], about=[space], body={"text": f"One\n\n{number} 🌊"}
            )
            log.say(timeline.ATTESTED, by=by, to=["hub", space], body={"seq": made.seq, "way": "witnessed"})
            log.say(events.SHARED, by=by, to=[space], body={"seq": made.seq, "spaces": ["hub", space]})
    tables = (Line, Node, Checkpoint, Top, Voice, Hearing, CircleRow)
    return {table.__name__: sorted(map(repr, table.objects.values_list())) for table in tables}


def test_what_is_said_in_bulk_is_byte_for_byte_what_is_said_one_by_one(hub):
    with transaction.atomic():
        one_by_one = _say_much(nullcontext())
        transaction.set_rollback(True)
    assert Line.objects.count() == 1
    in_bulk = _say_much(log.in_bulk())
    assert in_bulk == one_by_one
    assert [len(in_bulk[name]) for name in ("Line", "Node", "Checkpoint")] == [SAID + 2, 2, 2]
    assert list(audit.findings()) == []


def test_a_savepoint_takes_back_what_was_said_in_it_and_nothing_else(hub):
    with log.in_bulk():
        first = say("First")
        with pytest.raises(Refused, match="has no place"), transaction.atomic():
            taken_back = say("Second")
            log.say(events.OPENED, by="hub", body={"shoe": "41"})
        third = say("Third", statement_id=taken_back.id)
    assert [first.seq, taken_back.seq, third.seq] == [1, 2, 2]
    assert sorted(CircleRow.objects.values_list("title", flat=True)) == ["First", "Third"]
    assert list(audit.findings()) == []
    assert replay.differences() == []


def test_a_number_used_for_other_words_is_refused_inside_too(hub):
    with log.in_bulk():
        first = say("First")
        with pytest.raises(Refused, match="under this number"):
            log.say(events.OPENED, by=first.by, body={"title": "Other"}, statement_id=first.id)
    with log.in_bulk(), pytest.raises(Refused, match="under this number"):
        log.say(events.OPENED, by=first.by, body={"title": "Other"}, statement_id=first.id)
    assert queries.size() == 2
    assert list(audit.findings()) == []


@pytest.mark.django_db(transaction=True)
def test_whoever_waits_is_told_once_of_all_that_was_said(hub, monkeypatch):
    told = []
    monkeypatch.setattr(folding, "_heard", [lambda: told.append(queries.size())])
    with log.in_bulk():
        for number in range(3):
            say(f"Circle {number}")
    assert told == [4]


def test_inside_what_was_said_before_is_seen(hub):
    with log.in_bulk():
        first = say("First")
        assert CircleRow.objects.get(id=first.id).title == "First"
        assert queries.entry(first.seq) == first
        again = log.say(events.OPENED, by=first.by, body={"title": "First"}, statement_id=first.id)
        assert again == first


def test_one_refused_and_not_caught_takes_all_back(hub):
    before = Top.objects.values().get()
    with pytest.raises(Refused, match="has no place"), log.in_bulk():
        say("First")
        log.say(events.OPENED, by="hub", body={"shoe": "41"})
    assert Top.objects.values().get() == before
    assert CircleRow.objects.count() == 0
    assert list(audit.findings()) == []


def test_one_refused_and_caught_costs_nobody(hub):
    with log.in_bulk():
        say("First")
        with pytest.raises(Refused, match="has no place"):
            log.say(events.OPENED, by="hub", body={"shoe": "41"})
        say("Second")
    assert sorted(CircleRow.objects.values_list("title", flat=True)) == ["First", "Second"]
    assert list(audit.findings()) == []


def test_erasing_in_bulk_is_erasing(person):
    ana = person("Ana")
    with log.in_bulk():
        said = [say(f"Circle {number}", to=["hub"]) for number in range(3)]
        log.erase(said[1].seq, right="speaker")
    assert ana.ref.startswith("person:")
    assert list(audit.findings()) == []
    assert replay.differences() == []


def test_rows_wait_until_somebody_looks(hub):
    with written_together():
        Hearing.objects.add(seq=900, space="hub")
        Hearing.objects.create(seq=901, space="hub")
        Hearing.objects.bulk_create([Hearing(seq=902, space="hub")])
        assert list(Hearing.objects.filter(seq__gte=900).values_list("seq", flat=True)) == [900, 901, 902]
        Hearing.objects.filter(seq=901).delete()
        Hearing.objects.add(seq=903, space="hub")
    assert list(Hearing.objects.filter(seq__gte=900).values_list("seq", flat=True)) == [900, 902, 903]


def test_a_column_that_is_not_there_is_a_fault(hub):
    with pytest.raises(TypeError, match="no such columns"), written_together():
        Hearing.objects.add(seq=900, space="hub", shoe=41)


def test_among_very_many_what_was_said_before_is_said_once(hub):
    with log.in_bulk():
        first = [say(f"Circle {number}") for number in range(40)]
    again = first[7]
    with log.in_bulk():
        second = [say(f"Circle {number}") for number in range(40)]
        for before in (again, second[3]):
            said = log.say(events.OPENED, by=before.by, body=before.body, statement_id=before.id)
            assert said == before
    assert queries.size() == 81
    assert list(audit.findings()) == []


@pytest.mark.parametrize("lost", [1, 5])
def test_what_is_known_of_a_log_does_not_hold_for_another(hub, lost):
    ask = _asking()
    known = Said()
    with transaction.atomic():
        for number in range(lost):
            say(f"Lost {number}")
        assert known.know(1 + lost, ask)
        transaction.set_rollback(True)
    kept = [say(f"Kept {number}") for number in range(5)]
    assert not known.know(6, ask)
    assert known.know(6, ask)
    once = Line.objects.filter(seq__in=[each.seq for each in kept]).values_list("said_once", flat=True)
    assert all(known.may_hold(bytes(each)) for each in once)
    assert not known.may_hold(bytes(32)) or any(bytes(each)[:3] == bytes(3) for each in once)


def _asking():
    def ask(sql, given):
        with connection.cursor() as cursor:
            cursor.execute(sql, given)
            return cursor.fetchall()

    return ask
