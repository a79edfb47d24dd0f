"""Many things said together are kept as if they had been said one by one, or not at all."""

import pytest

from prisma_hub.circles import events
from prisma_hub.circles.models import CircleRow, Hearing
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.source import current
from prisma_hub.log import actions as log
from prisma_hub.log import audit, queries, replay
from prisma_hub.log.behind import written_together
from prisma_hub.log.kept import Top


def say(title, **more):
    return log.say(events.OPENED, by=f"person:{current().uuid7()}", body={"title": title}, **more)


def test_what_is_said_in_bulk_holds_and_is_folded(hub):
    with log.in_bulk():
        said = [say(f"Circle {number}") for number in range(300)]
    assert [each.seq for each in said] == list(range(1, 301))
    assert CircleRow.objects.count() == 300
    assert list(audit.findings()) == []
    assert replay.differences() == []


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
