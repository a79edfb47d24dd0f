"""Who may hear, who may act: the one gate, looked at from both sides."""

from datetime import date
from itertools import product

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from prisma_hub.circles import actions, events, queries
from prisma_hub.circles.models import Block, Hearing, RoleRow, Seat, Voice
from prisma_hub.circles.types import FACILITATOR, TRUST
from prisma_hub.identity.events import RENAMED
from prisma_hub.identity.types import ANYBODY
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.source import SeededSource, use
from prisma_hub.log import actions as log
from prisma_hub.log import queries as book
from prisma_hub.log import replay

DAY = 86_400_000


def say(by, *spaces):
    """Something said by somebody, heard in these spaces; its number."""
    return log.say(RENAMED, by=by.ref, to=spaces, body={"name": "a word"}).seq


@pytest.fixture
def hall(steward, person):
    """Three members; Ana and Eva share a circle, Rui does not belong to it."""
    ana, eva, rui = person("Ana"), person("Eva"), person("Rui")
    circle = actions.open_circle(by=steward, title="Bees")
    for each in (ana, eva):
        actions.admit(by=steward, circle=circle.id, person=each.person)
    return ana, eva, rui, circle


def hearers(seq, *viewers):
    return [queries.visible(each).hears(seq) for each in viewers]


@pytest.mark.parametrize(
    ("space", "heard"),
    [
        ("me", [True, False, False, False, False]),
        ("circle", [True, True, False, True, False]),
        ("hub", [True, True, True, True, False]),
        ("network", [True, True, True, True, False]),
        ("public", [True, True, True, True, True]),
    ],
)
def test_words_are_heard_in_their_space_and_nowhere_else(hall, steward, space, heard):
    ana, eva, rui, circle = hall
    seq = say(ana, {"me": ana.ref, "circle": circle.space}.get(space, space))
    assert hearers(seq, ana, eva, rui, steward, ANYBODY) == heard


def test_withdrawn_words_are_the_speakers_alone_and_go_after_the_grace(hall):
    ana, eva, _, circle = hall
    with use(SeededSource("grace", 1_900_000_000_000)) as clock:
        seq = say(ana, circle.space)
        actions.withdraw(by=ana, seq=seq)
        assert hearers(seq, ana, eva) == [True, False]
        actions.return_words(by=ana, seq=seq)
        assert hearers(seq, ana, eva) == [True, True]
        actions.withdraw(by=ana, seq=seq)
        clock.advance(actions.GRACE_DAYS * DAY - 1)
        assert actions.erase_what_is_due() == 0
        clock.advance(1)
        assert actions.erase_what_is_due() == 1
        assert actions.erase_what_is_due() == 0
    assert replay.differences() == []


def test_hidden_words_are_kept_and_can_be_shown_again(hall, steward):
    ana, eva, _, circle = hall
    seq = say(ana, circle.space)
    actions.hide(by=steward, seq=seq, reason="Names a child.")
    assert hearers(seq, ana, eva) == [True, False]
    assert queries.hidden(ana, [seq])[seq].reason == "Names a child."
    assert queries.hidden(eva, [seq]) == {}
    actions.show(by=steward, seq=seq)
    assert hearers(seq, ana, eva) == [True, True]


def test_hidden_words_stay_hidden_when_their_speaker_takes_them_back_and_returns_them(hall, steward):
    ana, eva, _, circle = hall
    seq = say(ana, circle.space)
    actions.hide(by=steward, seq=seq, reason="Names a child.")
    actions.withdraw(by=ana, seq=seq)
    assert queries.hidden(ana, [seq])[seq].state == "withdrawn"
    actions.return_words(by=ana, seq=seq)
    assert hearers(seq, ana, eva) == [True, False]
    assert queries.hidden(ana, [seq])[seq].state == "hidden"


def test_hiding_withdrawn_words_does_not_keep_them_from_being_erased(hall, steward):
    ana, _, _, circle = hall
    with use(SeededSource("both", 1_900_000_000_000)) as clock:
        seq = say(ana, circle.space)
        actions.withdraw(by=ana, seq=seq)
        actions.hide(by=steward, seq=seq, reason="Names a child.")
        clock.advance(actions.GRACE_DAYS * DAY)
        assert actions.erase_what_is_due() == 1


def test_blocking_works_in_both_directions_and_is_nobody_elses_business(hall):
    ana, eva, rui, circle = hall
    of_ana, of_eva = say(ana, circle.space), say(eva, circle.space)
    actions.block(by=ana, person=eva.person)
    size = book.size()
    actions.block(by=ana, person=eva.person)
    assert book.size() == size
    assert hearers(of_ana, ana, eva) == [True, False]
    assert hearers(of_eva, ana, eva) == [False, True]
    assert hearers(book.size() - 1, ana, eva, rui) == [True, False, False]
    actions.unblock(by=ana, person=eva.person)
    assert hearers(of_ana, ana, eva) == [True, True]


def test_consent_ends_on_its_day(hall):
    ana, eva, _, circle = hall
    with use(SeededSource("until", 1_900_000_000_000)) as clock:
        seq = say(ana, circle.space)
        actions.share(by=ana, seq=seq, spaces=[circle.space], until=queries.today())
        assert hearers(seq, ana, eva) == [True, True]
        clock.advance(DAY)
        assert hearers(seq, ana, eva) == [True, False]


def test_a_suspended_person_hears_what_is_public_and_can_do_nothing(hall, steward):
    ana, eva, _, circle = hall
    inside, outside = say(eva, circle.space), say(eva, "public")
    actions.suspend(by=steward, person=ana.person, reason="Took money.")
    assert hearers(inside, ana) + hearers(outside, ana) == [False, True]
    with pytest.raises(Refused, match="You are suspended"):
        queries.insist_member(ana)
    actions.restore(by=steward, person=ana.person)
    assert hearers(inside, ana) == [True]


def test_only_the_speaker_widens(hall, steward):
    ana, eva, _, circle = hall
    seq = say(ana, ana.ref)
    for other in (eva, steward):
        with pytest.raises(Refused, match="Only the one who spoke"):
            actions.share(by=other, seq=seq, spaces=["public"])
    with pytest.raises(Refused, match="do not belong"):
        actions.share(by=ana, seq=seq, spaces=["circle:00000000-0000-7000-8000-000000000000"])
    actions.share(by=ana, seq=seq, spaces=[circle.space])
    assert hearers(seq, ana, eva) == [True, True]


def test_a_forged_share_that_reached_the_log_widens_nothing(hall):
    ana, eva, _, _ = hall
    seq = say(ana, ana.ref)
    log.say(events.SHARED, by=eva.ref, body={"seq": seq, "spaces": ["public"]})
    log.say(events.WITHDRAWN, by=eva.ref, body={"seq": seq})
    assert hearers(seq, ana, eva, ANYBODY) == [True, False, False]
    assert Voice.objects.get(seq=seq).withdrawn is None


def test_roles_end_on_their_day_and_hold_in_their_scope(hall, steward):
    ana, _, rui, _ = hall
    journey = "journey:00000000-0000-7000-8000-000000000001"
    with use(SeededSource("roles", 1_900_000_000_000)) as clock:
        actions.grant(by=steward, person=rui.person, role=FACILITATOR, scope=journey, until=queries.today())
        assert queries.may(rui, "tend a journey", journey)
        assert not queries.may(rui, "tend a journey")
        assert not queries.may(rui, "grant roles")
        clock.advance(DAY)
        assert not queries.may(rui, "tend a journey", journey)
    with pytest.raises(Refused, match="may not do this"):
        actions.grant(by=ana, person=ana.person, role=TRUST)
    with pytest.raises(Refused, match="at least one steward"):
        actions.end_role(by=steward, person=steward.person, role="steward")
    assert replay.differences() == []


DAYS = (None, date(2030, 3, 16), date(2030, 3, 17), date(2030, 3, 18))
OFTEN = tuple(
    product(("mine", "theirs", "unheard"), (None, 1), (None, 1), (None, 1), DAYS, ("", "unnamed"), range(3))
)


def _everything_that_can_be_so(by):
    """Entries of every speaker, on all terms, taken back or not, heard nowhere, in one space or in two."""
    for seq, (who, withdrawn, hidden, left, until, named, spaces) in enumerate(OFTEN, 10_000):
        Voice.objects.create(
            seq=seq, by=by[who], withdrawn=withdrawn, hidden=hidden, left=left, until=until, named=named
        )
        for space in ("hub", "circle:one")[:spaces]:
            Hearing.objects.create(seq=seq, space=space)
        yield seq


def test_what_is_asked_by_hand_is_what_the_gate_lets_through(steward, person):
    """`Visible.of` and `speakers` are written twice, for speed: they answer as the filters of every table. In
    one look, whoever looks: what was read of voices says to each only whom they may know."""
    ana, eva, rui = person("Ana"), person("Eva"), person("Rui")
    with use(SeededSource("gate", 1_899_979_200_000)):  # 17 March 2030
        assert queries.today() == "2030-03-17"
        seqs = [
            *_everything_that_can_be_so({"mine": ana.ref, "theirs": eva.ref, "unheard": rui.ref}),
            -1,
            2**63,
        ]
        voices = Voice.objects.filter(seq__gte=10_000)
        for viewer, spaces, unheard in product(
            (ana, eva, ANYBODY), ((), ("hub",), ("hub", "public", "circle:one")), ((), (rui.ref,))
        ):
            seen = queries.Visible(viewer, frozenset(spaces), frozenset(unheard))
            assert seen.of(seqs) == set(seen.only(voices).values_list("seq", flat=True))
            known = dict(seen.known(voices).values_list("seq", "by"))
            assert queries.speakers(viewer, seqs) == known
            told = seen.with_speakers(voices).values_list("seq", "spoken_by")
            assert {seq: by for seq, by in told if by} == known
            own = set(seen.own(voices).values_list("seq", flat=True))
            assert own == {seq for seq, by in known.items() if viewer.person and by == viewer.ref}
        assert seen.of([]) == frozenset()
        assert queries.speakers(ana, []) == {}
        with queries.remembering():
            queries.terms(seqs)
            for viewer in (ana, eva, ANYBODY, ana):
                seen = queries.Visible(viewer, frozenset(), frozenset())
                with CaptureQueriesContext(connection) as asked:
                    known = queries.speakers(viewer, seqs)
                assert len(asked) == 0
                assert known == dict(seen.known(voices).values_list("seq", "by"))


def test_what_a_person_stands_for_is_what_the_tables_say(hall, steward):
    """`Standing` is put by hand, in one question: it says what each table says by itself."""
    ana, eva, rui, circle = hall
    journey = "journey:00000000-0000-7000-8000-000000000001"
    with use(SeededSource("standing", 1_900_000_000_000)) as clock:
        actions.grant(by=steward, person=ana.person, role=FACILITATOR, scope=journey, until=queries.today())
        actions.grant(by=steward, person=ana.person, role=TRUST)
        actions.admit(by=steward, circle=circle.id, person=rui.person)
        Seat.objects.filter(person=rui.person, space=circle.space).update(until=queries.this_day())
        actions.block(by=ana, person=rui.person)
        actions.block(by=eva, person=ana.person)
        for _ in range(2):  # and the day after, when one seat and one role are over
            for each in (ana, eva, rui, steward):
                _stands_as_the_tables_say(each)
            clock.advance(DAY)
        actions.suspend(by=steward, person=ana.person, reason="They asked for it.")
        assert queries.visible(ana).spaces == {"public"} and not queries.may(ana, "hide words")
        assert queries.shared_with(steward, ana.person) == {
            "hub",
            circle.space,
        }  # where they belong is still said
        assert queries.roles(ana, person=ana.person) == []


def _stands_as_the_tables_say(viewer):
    today = Q(until=None) | Q(until__gte=queries.today())
    seats = Seat.objects.filter(today, person=viewer.person).values_list("space", flat=True)
    blocks = Block.objects.filter(Q(by=viewer.person) | Q(person=viewer.person)).values_list("by", "person")
    seen = queries.visible(viewer)
    assert seen.spaces == {"public", "network", viewer.ref, *seats}
    assert seen.unheard == {f"person:{each}" for pair in blocks for each in pair if each != viewer.person}
    held = RoleRow.objects.filter(today, person=viewer.person).order_by("since")
    assert [
        (each.role, each.scope or "", each.since, each.until and date.fromisoformat(each.until))
        for each in queries.roles(viewer, person=viewer.person)
    ] == list(held.values_list("role", "scope", "since", "until"))
