"""Composing an agenda, running the day, being there, looking back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import transaction

from prisma_hub.circles import queries as rights
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel import source
from prisma_hub.kernel.refusal import NotHere, Refused
from prisma_hub.log import actions as log
from prisma_hub.log.types import Entry, Kind
from prisma_hub.patterns import events, plans, queries, rules
from prisma_hub.patterns.kept import CalendarLink
from prisma_hub.patterns.models import AgendaRow, AgendaState
from prisma_hub.patterns.rules import designing
from prisma_hub.patterns.types import Agenda, Block, Page, Plan, Planned, Run, Sheet

RIGHT = "run a session"
PAUSE = 15
"""Minutes of a pause that is put in by one press."""


# == Composing ==


def open_agenda(
    *,
    by: Viewer,
    session: UUID,
    within: str,
    to: Sequence[str],
    minutes: int,
    blocks: Sequence[Planned] = (),
    statement_id: UUID | None = None,
) -> None:
    """The agenda of a session just planned. Rights and who hears it were asked in the room above."""
    log.say(
        events.OPENED,
        by=by.ref,
        to=to,
        scope=f"session:{session}",
        body={"within": within, "agenda": plans.said_of(Plan(minutes, tuple(blocks)))},
        statement_id=statement_id,
    )


def add_pattern(
    *, by: Viewer, session: UUID, page: Page, minutes: int | None = None, before: str | None = None
) -> str:
    """A block from a pattern; its steps, materials and bounds come along. Returns its id."""
    planned = plans.block_from(page, _new_id(), minutes)
    _change(by, session, "added", lambda plan: designing.put_in(plan, planned, before))
    return planned.block.id


def add_block(
    *,
    by: Viewer,
    session: UUID,
    title: str,
    minutes: int,
    is_pause: bool = False,
    before: str | None = None,
) -> str:
    """A block of one's own, or a pause. Returns its id within the agenda."""
    planned = Planned(Block(_new_id(), " ".join(title.split())[:200], minutes, is_pause=is_pause))
    _change(by, session, "added", lambda plan: designing.put_in(plan, planned, before))
    return planned.block.id


def make_pattern(*, by: Viewer, session: UUID, block: str, page: Page) -> None:
    """A block in one's own words becomes one of a pattern: steps and materials come along; who holds it, its
    note and its place stay, and its minutes where the pattern bears them."""

    def change(plan: Plan) -> Plan:
        found = _find(plan, block)
        minutes, least, most = found.block.minutes, page.minutes.least, page.minutes.most
        bears = minutes >= least and (most is None or minutes <= most)
        made = plans.block_from(page, block, minutes if bears else None)
        kept = replace(made.block, holders=found.block.holders, locked_at=found.block.locked_at)
        return designing.exchange(plan, replace(made, block=kept, note=found.note))

    _change(by, session, "changed", change)


def change_block(
    *,
    by: Viewer,
    session: UUID,
    block: str,
    title: str,
    minutes: int,
    holders: Sequence[str] = (),
    locked_at: int | None = None,
    note: str = "",
) -> None:
    """Change what is known of a block. `holders` are `person:…`, `role:…` or plain words."""

    def change(plan: Plan) -> Plan:
        found = _find(plan, block)
        new = replace(
            found.block,
            title=" ".join(title.split())[:200],
            minutes=minutes,
            holders=tuple(dict.fromkeys(each.strip() for each in holders if each.strip())),
            locked_at=locked_at,
        )
        return designing.exchange(plan, replace(found, block=new, note=note.strip()))

    _change(by, session, "changed", change)


def move_block(*, by: Viewer, session: UUID, block: str, places: int) -> None:
    """One place earlier (-1) or later (+1)."""
    _change(by, session, "moved", lambda plan: designing.move(plan, block, places))


def remove_block(*, by: Viewer, session: UUID, block: str) -> None:
    _change(by, session, "removed", lambda plan: designing.take_out(plan, block))


def reflow(*, by: Viewer, session: UUID) -> None:
    """Let all blocks share the time up to each fixed time and the end."""
    _change(by, session, "reflowed", lambda plan: _by_rule(plan, rules.reflow))


def give_least(*, by: Viewer, session: UUID, block: str) -> None:
    """Give a block the least minutes its pattern asks for."""

    def change(plan: Plan) -> Plan:
        found = _find(plan, block)
        return designing.exchange(plan, replace(found, block=replace(found.block, minutes=found.block.least)))

    _change(by, session, "changed", change)


def put_pause(*, by: Viewer, session: UUID, before: str, title: str) -> None:
    """A pause before a block."""
    add_block(by=by, session=session, title=title, minutes=PAUSE, is_pause=True, before=before)


def have(*, by: Viewer, session: UUID, block: str) -> None:
    """The materials of a block are at hand."""
    _change(
        by,
        session,
        "materials",
        lambda plan: replace(plan, have=plan.have | frozenset(_find(plan, block).block.materials)),
    )


def expect(*, by: Viewer, session: UUID, people: int) -> None:
    """How many come."""
    if not 1 <= people <= 10_000:
        raise Refused("This is no number of people.", mend="Write how many come.")
    _change(by, session, "people", lambda plan: replace(plan, people=people))


def set_minutes(*, by: Viewer, session: UUID, minutes: int) -> None:
    """The session became longer or shorter; blocks stay, and the designer says what is over."""
    sheet = queries.sheet(by, session)
    if sheet is not None and sheet.plan.minutes != minutes:
        _change(by, session, "length", lambda plan: replace(plan, minutes=minutes))


def undo(*, by: Viewer, session: UUID) -> None:
    """Take the last change back; again, the one before it."""
    with transaction.atomic():
        sheet = _insist(by, session)
        now = AgendaState.objects.get(seq=sheet.seq)
        if now.back is None:
            raise Refused("There is nothing to take back.", kept=designing.AS_BEFORE)
        before = AgendaState.objects.get(seq=now.back)
        _say_changed(by, session, before.agenda, "undone", before.back)


def _new_id() -> str:
    return source.current().token(6).hex()


def _find(plan: Plan, block: str) -> Planned:
    found = plan.find(block)
    if found is None:
        raise Refused(
            "This block is no longer in the agenda.", kept=designing.AS_BEFORE, mend="Look at it again."
        )
    return found


def _by_rule(plan: Plan, rule: Callable[[Agenda], Agenda]) -> Plan:
    return plans.with_blocks(plan, rule(plans.agenda_of(plan)))


def _change(by: Viewer, session: UUID, how: str, change: Callable[[Plan], Plan]) -> None:
    """Change the agenda as it stands now, whoever changed it a moment ago."""
    with transaction.atomic():
        sheet = _insist(by, session)
        new = plans.said_of(change(sheet.plan))
        if new != plans.said_of(sheet.plan):
            _say_changed(by, session, new, how, sheet.seq)


def _say_changed(by: Viewer, session: UUID, agenda: Mapping[str, Any], how: str, back: int | None) -> None:
    _say(events.CHANGED, by, session, {"agenda": dict(agenda), "how": how, "back": back})


def _insist(by: Viewer, session: UUID) -> Sheet:
    """The agenda, for somebody who may compose and run it."""
    sheet = _seen(by, session)
    rights.insist(by, RIGHT, sheet.within)
    return sheet


def _seen(by: Viewer, session: UUID) -> Sheet:
    sheet = queries.sheet(by, session)
    if sheet is None:
        raise NotHere("There is no such session here.", mend="Look at the agenda of the journey.")
    return sheet


def _say(
    kind: Kind,
    by: Viewer,
    session: UUID,
    body: Mapping[str, Any] | None = None,
    statement_id: UUID | None = None,
) -> Entry:
    opened = AgendaRow.objects.values_list("opened", flat=True).get(session=session)
    return log.say(
        kind,
        by=by.ref,
        to=rights.heard_in([opened])[opened],
        scope=f"session:{session}",
        body=body,
        statement_id=statement_id,
    )


# == Running ==


def begin(*, by: Viewer, session: UUID) -> None:
    """The first block is now."""
    with transaction.atomic():
        sheet = _insist(by, session)
        if not sheet.plan.blocks:
            raise Refused("There is nothing in the agenda yet.", mend="Put in a block, then begin.")
        running = queries.run(by, session)
        if running is None or running.ended:
            _say(events.BEGAN, by, session, {"block": sheet.plan.blocks[0].block.id})


def next_block(*, by: Viewer, session: UUID, after: str) -> None:
    """The block after `after` is now. Pressed twice, or by two people, it moves once."""
    with transaction.atomic():
        sheet = _insist(by, session)
        running = _running(by, session)
        if running.block != after:
            return
        ids = [each.block.id for each in sheet.plan.blocks]
        at = ids.index(after) + 1 if after in ids else 0
        if at < len(ids):
            _say(events.MOVED, by, session, {"block": ids[at]})
        else:
            _say(events.ENDED, by, session)


def extend(*, by: Viewer, session: UUID, minutes: int = 5) -> None:
    """Some minutes more for what is now; what has not begun makes up for it, up to fixed times."""
    running = _running(by, session)

    def longer(agenda: Agenda) -> Agenda:
        now = next(block for block in agenda.blocks if block.id == running.block)
        return rules.change_minutes(agenda, now.id, now.minutes + minutes, begun(agenda, running))

    _change(by, session, "extended", lambda plan: _by_rule(plan, longer))


def skip(*, by: Viewer, session: UUID, block: str) -> None:
    """A block that has not begun falls out; the others share its time."""
    running = _running(by, session)
    _change(
        by,
        session,
        "skipped",
        lambda plan: _by_rule(plan, lambda agenda: rules.skip(agenda, block, begun(agenda, running))),
    )


def swap(*, by: Viewer, session: UUID, one: str, other: str) -> None:
    """Two blocks that have not begun change places."""
    running = _running(by, session)
    _change(
        by,
        session,
        "swapped",
        lambda plan: _by_rule(plan, lambda agenda: rules.swap(agenda, one, other, begun(agenda, running))),
    )


def end(*, by: Viewer, session: UUID) -> None:
    with transaction.atomic():
        _insist(by, session)
        if _running(by, session).ended is None:
            _say(events.ENDED, by, session)


def begun(agenda: Agenda, running: Run) -> frozenset[str]:
    """What has begun: everything up to what is now."""
    ids = [block.id for block in agenda.blocks]
    return frozenset(ids[: ids.index(running.block) + 1] if running.block in ids else ())


def _running(by: Viewer, session: UUID) -> Run:
    found = queries.run(by, session)
    if found is None:
        raise Refused("This session has not begun.", kept=designing.AS_BEFORE, mend="Begin it first.")
    return found


# == Being there, looking back ==


def be_there(*, by: Viewer, session: UUID, statement_id: UUID | None = None) -> None:
    """One's own “I was here”. Saying it twice is saying it once."""
    rights.insist_member(by)
    _seen(by, session)
    if by.person not in queries.attended(by, session):
        _say(events.ATTENDED, by, session, None, statement_id)


# == Calendar addresses ==


def make_feed(*, by: Viewer, scope: str) -> str:
    """A secret part of an address under which a calendar finds what `by` may see of a scope. Shown once."""
    rights.insist_member(by)
    token = source.current().token(24).hex()
    CalendarLink.objects.create(
        digest=queries.digest(token), person=by.id, scope=scope, made=source.current().now_ms()
    )
    return token


def end_feeds(*, by: Viewer, scope: str) -> None:
    """Every calendar address of mine for a scope shows nothing any more."""
    CalendarLink.objects.filter(person=by.id, scope=scope).delete()


def forget_person(person: UUID) -> None:
    CalendarLink.objects.filter(person=person).delete()
