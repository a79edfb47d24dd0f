"""Whoever looks at rows that wait sees what they would see if nothing had waited."""

from contextlib import nullcontext

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prisma_hub.circles.models import Hearing, Voice
from prisma_hub.log import behind, together
from prisma_hub.log.behind import written_together

SEQS = st.integers(900, 906)
SPACES = st.sampled_from(["hub", "circle:a", "circle:b"])
FOLLOWS = st.one_of(st.none(), SEQS)
DO = st.lists(
    st.one_of(
        st.tuples(st.just("hear"), SEQS, SPACES),
        st.tuples(st.just("say"), SEQS, SPACES, FOLLOWS),
        st.tuples(st.just("find"), SEQS, SPACES),
        st.tuples(st.just("change"), SEQS, SPACES),
        st.tuples(st.just("follow"), SEQS, FOLLOWS),
        st.tuples(st.just("remove"), SEQS, SPACES),
        st.tuples(st.just("remove all"), SEQS),
        st.tuples(st.just("unsay"), FOLLOWS),
        st.tuples(st.just("update"), SEQS, SPACES),
        st.tuples(st.just("look"), SEQS),
    ),
    max_size=40,
)


def _do(one, *given):
    """What was seen of it."""
    match one, *given:
        case "hear", seq, space:
            if not Hearing.objects.find("seq", seq=seq, space=space):
                Hearing.objects.add(seq=seq, space=space, since=seq)
        case "say", seq, by, follows:
            if not Voice.objects.find("seq", seq=seq):
                Voice.objects.add(seq=seq, by=by, follows=follows)
        case "find", seq, space:
            return (
                sorted(Hearing.objects.find("space", seq=seq)),
                sorted(Hearing.objects.find("seq", "since", space=space), key=repr),
                sorted(Voice.objects.find("seq", "by", follows=seq)),
                sorted(Voice.objects.find("seq", "ai", by=space)),
            )
        case "change", seq, by:
            Voice.objects.change({"seq": seq}, by=by, ai=True)
        case "follow", seq, follows:
            Voice.objects.change({"follows": seq}, follows=follows)
        case "remove", seq, space:
            Hearing.objects.remove(seq=seq, space=space)
        case "remove all", seq:
            Hearing.objects.remove(seq=seq)
        case "unsay", follows:
            Voice.objects.remove(follows=follows)
        case "update", seq, by:
            Voice.objects.filter(seq=seq).update(by=by, follows=seq + 1)
        case "look", seq:
            with transaction.atomic():
                return sorted(Voice.objects.filter(seq__gte=seq).values_list("seq", "by", "follows"))
    return None


def _all(together, said):
    with transaction.atomic():
        with together:
            seen = [_do(*each) for each in said]
        rows = [sorted(table.objects.values_list(), key=repr) for table in (Hearing, Voice)]
        transaction.set_rollback(True)
    return seen, rows


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(DO)
def test_rows_that_wait_are_seen_as_if_they_were_written(hub, said):
    assert _all(written_together(), said) == _all(nullcontext(), said)


def test_of_words_just_said_the_database_is_not_asked(hub):
    with written_together(), CaptureQueriesContext(connection) as asked:
        held = behind.holding()
        for seq in range(900, 950):
            Voice.objects.add(seq=seq, by="hub")
            Voice.objects.change({"seq": seq}, ai=True)
            assert Voice.objects.find("ai", seq=seq) == [(True,)]
        assert len(held.waiting[f'"{Voice._meta.db_table}"'].new) == 50
    assert len(asked) == 0
    assert Voice.objects.filter(ai=True, seq__gte=900).count() == 50


def test_whoever_gives_up_waiting_holds_up_nobody():
    hall = together._Hall()
    first, second, third = (together._Turn(lambda: None) for _ in range(3))
    assert [hall.enter(each) for each in (first, second, third)] == [True, False, False]
    assert hall.take() == [first, second, third]
    fourth, fifth = (together._Turn(lambda: None) for _ in range(2))
    assert [hall.enter(each) for each in (fourth, fifth)] == [False, False]
    hall.call_next()
    assert (fourth.called.is_set(), fifth.called.is_set()) == (True, False)
    hall.leave(fourth)
    assert fifth.called.is_set()
    assert hall.take() == [fifth]
    hall.call_next()
    assert hall.enter(first)


@pytest.mark.django_db(transaction=True)
def test_who_is_interrupted_before_serving_leaves_the_hall_to_the_next(monkeypatch):
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(together, "_hall", together._Hall())
    with monkeypatch.context() as meanwhile, pytest.raises(KeyboardInterrupt):
        meanwhile.setattr(together, "_serve", interrupted)
        together.together(lambda: 1)
    assert (together._hall.waiting, together._hall.served) == ([], False)
    assert together.together(lambda: 2) == 2
