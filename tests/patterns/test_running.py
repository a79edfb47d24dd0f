"""The day runs: now and next, longer, shorter, over; who was there."""

from collections.abc import Callable

import pytest

from prisma_hub.identity.types import Viewer
from prisma_hub.journeys.types import Session
from prisma_hub.kernel import source
from prisma_hub.kernel.refusal import NotAllowed, NotHere, Refused
from prisma_hub.kernel.source import SeededSource
from prisma_hub.log import actions as log
from prisma_hub.log import queries as book
from prisma_hub.log import replay
from prisma_hub.patterns import actions, queries
from prisma_hub.patterns.types import Actual

from .test_composing import block_id, compose, plan, titles

START = 2_000_000_000_000
MINUTE = 60_000


def test_planned_and_actual_stand_side_by_side(steward: Viewer, session: Session) -> None:
    with source.use(SeededSource("run", START)) as clock:
        compose(steward, session)
        circle, mending, tea = (
            block_id(steward, session, each) for each in ("Opening circle", "Mending", "Tea")
        )
        actions.begin(by=steward, session=session.id)
        actions.begin(by=steward, session=session.id)
        clock.advance(31 * MINUTE)
        actions.next_block(by=steward, session=session.id, after=circle)
        actions.next_block(by=steward, session=session.id, after=circle)
        clock.advance(58 * MINUTE)
        actions.next_block(by=steward, session=session.id, after=mending)
        running = queries.run(steward, session.id)
        assert running is not None
        assert (running.block, running.ended) == (tea, None)
        clock.advance(9 * MINUTE)
        actions.next_block(by=steward, session=session.id, after=tea)
    assert queries.actual(steward, session.id) == [Actual(circle, 31), Actual(mending, 58), Actual(tea, 9)]
    over = queries.run(steward, session.id)
    assert over is not None
    assert over.ended is not None
    assert replay.differences() == []


def test_five_minutes_more_are_made_up_for_by_what_follows(steward: Viewer, session: Session) -> None:
    compose(steward, session)
    actions.reflow(by=steward, session=session.id)
    actions.begin(by=steward, session=session.id)
    before = dict(titles(steward, session))
    actions.extend(by=steward, session=session.id)
    after = dict(titles(steward, session))
    assert after["Opening circle"] == before["Opening circle"] + 5
    assert sum(after.values()) == sum(before.values()) == 120


def test_the_next_is_skipped_or_swapped_and_what_has_begun_is_not(steward: Viewer, session: Session) -> None:
    compose(steward, session)
    actions.reflow(by=steward, session=session.id)
    with pytest.raises(Refused, match="not begun"):
        actions.extend(by=steward, session=session.id)
    actions.begin(by=steward, session=session.id)
    mending, tea = (block_id(steward, session, each) for each in ("Mending", "Tea"))
    actions.swap(by=steward, session=session.id, one=mending, other=tea)
    assert [title for title, _minutes in titles(steward, session)] == ["Opening circle", "Tea", "Mending"]
    actions.skip(by=steward, session=session.id, block=tea)
    assert [title for title, _minutes in titles(steward, session)] == ["Opening circle", "Mending"]
    assert plan(steward, session).planned == 120
    with pytest.raises(Refused, match="has begun"):
        actions.skip(by=steward, session=session.id, block=block_id(steward, session, "Opening circle"))


def test_an_empty_agenda_does_not_begin(steward: Viewer, session: Session) -> None:
    with pytest.raises(Refused, match="nothing in the agenda"):
        actions.begin(by=steward, session=session.id)


def test_being_there_is_each_ones_own_word_once(
    steward: Viewer, session: Session, walker: Callable[[str], Viewer], person: Callable[[str], Viewer]
) -> None:
    ana = walker("Ana")
    actions.be_there(by=ana, session=session.id)
    actions.be_there(by=ana, session=session.id)
    assert queries.attended(steward, session.id) == [ana.person]
    with pytest.raises(NotHere):
        actions.be_there(by=person("Rui"), session=session.id)


def test_having_been_there_can_be_erased(
    steward: Viewer, session: Session, walker: Callable[[str], Viewer]
) -> None:
    ana = walker("Ana")
    actions.be_there(by=ana, session=session.id)
    log.erase(book.size() - 1, right="speaker")
    assert queries.attended(steward, session.id) == []
    assert replay.differences() == []


def test_a_visitor_runs_nothing(session: Session) -> None:
    from prisma_hub.identity.types import ANYBODY

    with pytest.raises((NotAllowed, NotHere)):
        actions.begin(by=ANYBODY, session=session.id)
