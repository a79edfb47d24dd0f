"""What can be seen of patterns, agendas and sessions being held."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery

from prisma_hub.circles import queries as circles
from prisma_hub.circles.types import PUBLIC
from prisma_hub.commons import queries as commons
from prisma_hub.commons.types import PageInfo
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.refusal import NotHere
from prisma_hub.patterns import plans, rules
from prisma_hub.patterns.kept import CalendarLink
from prisma_hub.patterns.models import (
    ActualRow,
    AgendaRow,
    AgendaState,
    AttendanceRow,
    RunRow,
)
from prisma_hub.patterns.types import (
    Actual,
    Agenda,
    AgendaWarning,
    Booking,
    Page,
    Placed,
    Plan,
    Planned,
    Run,
    Sheet,
    Span,
)
from prisma_hub.protocols import queries as protocols


def library(viewer: Viewer, language: str) -> list[Page]:
    """Every pattern this viewer may read, by title, each once: in this language, else English, else any."""
    chosen: dict[str, PageInfo] = {}
    for info in commons.pages(viewer, kind="pattern"):
        name = _name(info)
        if name not in chosen or _rank(info, language) < _rank(chosen[name], language):
            chosen[name] = info
    found = [plans.page_of(name, info.title, info.data) for name, info in chosen.items()]
    return sorted(found, key=lambda each: each.title.casefold())


def _name(info: PageInfo) -> str:
    return info.path.rsplit("/", 1)[-1].partition(".")[0]


def _rank(info: PageInfo, language: str) -> tuple[int, int]:
    """The wanted language first, then English; a nearer space before the public one."""
    return ({language: 0, "en": 1}.get(info.lang, 2), int(info.space == PUBLIC))


def pattern(viewer: Viewer, name: str, language: str) -> Page:
    for each in library(viewer, language):
        if each.name == name:
            return each
    raise NotHere("There is no pattern of this name here.", mend="Look in the library.")


def named(viewer: Viewer, typed: str, language: str) -> tuple[Page | None, tuple[Page, ...]]:
    """The pattern of this title or name, if there is one; else those whose title is near it."""
    pages = library(viewer, language)
    found = rules.find_named(pages, typed)
    return found, () if found else rules.find_near(pages, typed)


def near(pages: Sequence[Page], typed: str) -> tuple[Page, ...]:
    """Those of these patterns whose title is near what was typed."""
    return rules.find_near(pages, typed)


def page_of(viewer: Viewer, name: str, language: str) -> tuple[str, str] | None:
    """Where the page of a pattern lies: space and path."""
    found = [each for each in commons.pages(viewer, kind="pattern") if _name(each) == name]
    best = min(found, key=lambda each: _rank(each, language), default=None)
    return (best.space, best.path) if best else None


def agenda_blocks(viewer: Viewer, name: str, language: str) -> tuple[Planned, ...]:
    """The blocks of an agenda protocol in force, with its patterns; none where there is no such agenda."""
    found = protocols.current(viewer, name) if name else None
    if found is None or found.kind != "agenda":
        return ()
    pages = {each.name: each for each in library(viewer, language)}
    return tuple(plans.block_of(each, pages, language) for each in found.block["blocks"])


def sheet(viewer: Viewer, session: UUID) -> Sheet | None:
    """The agenda of a session as it stands; None where it has none this viewer may hear."""
    return sheets(viewer, [session]).get(session)


def sheets(viewer: Viewer, sessions: Iterable[UUID]) -> dict[UUID, Sheet]:
    """The agendas of several sessions."""
    found = AgendaRow.objects.filter(session__in=list(sessions))
    heard = circles.visible(viewer).only(found, seq="opened").values("seq")
    within = AgendaRow.objects.filter(seq=OuterRef("seq")).values("within")
    return {
        state.session: Sheet(
            f"session:{state.session}",
            state.within,
            plans.plan_of(state.agenda),
            state.seq,
            state.back is not None,
        )
        for state in AgendaState.objects.filter(seq__in=heard).annotate(within=Subquery(within[:1]))
    }


def lay_out(plan: Plan) -> tuple[Placed, ...]:
    """Each block of a plan in its time, in minutes from the beginning."""
    return rules.lay_out(plans.agenda_of(plan))


def minutes_of_steps(planned: Planned) -> tuple[int, ...]:
    """How long each step of a block's pattern takes in the minutes the block has."""
    if not planned.steps:
        return ()
    return rules.unfold([Span(1, step.minutes) for step in planned.steps], planned.block.minutes)


def warnings(
    plan: Plan, names: Mapping[str, str], people: int | None, bookings: Sequence[Booking]
) -> tuple[AgendaWarning, ...]:
    """What a plan is warned of, with its holders by the names given. `people` where nobody said how many."""
    named = tuple(
        replace(each.block, holders=tuple(names.get(holder, holder) for holder in each.block.holders))
        for each in plan.blocks
    )
    return rules.find_warnings(
        Agenda(plan.minutes, named), people=plan.people or people, materials=plan.have, bookings=bookings
    )


def run(viewer: Viewer, session: UUID) -> Run | None:
    row = circles.visible(viewer).only(RunRow.objects.filter(session=session)).first()
    return Run(row.block, row.since, row.began, row.ended, row.seq) if row else None


def actual(viewer: Viewer, session: UUID) -> list[Actual]:
    """What ran, in its order, with its whole minutes."""
    rows = circles.visible(viewer).only(ActualRow.objects.filter(session=session)).order_by("seq")
    return [Actual(row.block, _minutes(row.since, row.until) if row.until else None) for row in rows]


def _minutes(since: str, until: str) -> int:
    taken = datetime.fromisoformat(until) - datetime.fromisoformat(since)
    return round(taken.total_seconds() / 60)


def attended(viewer: Viewer, session: UUID) -> list[UUID]:
    """Who said they were there, in the order they said it."""
    rows = circles.visible(viewer).only(AttendanceRow.objects.filter(session=session)).order_by("seq")
    return list(dict.fromkeys(rows.values_list("person", flat=True)))


def used(viewer: Viewer, name: str) -> int:
    """In how many agendas that this viewer may hear a pattern stands now."""
    rows = circles.visible(viewer).only(AgendaRow.objects.all(), seq="opened")
    states = AgendaState.objects.filter(seq__in=rows.values("seq"))
    return sum(
        any(block.get("pattern") == name for block in agenda.get("blocks", []))
        for agenda in states.values_list("agenda", flat=True).iterator()
    )


def feed(token: str) -> tuple[Viewer, str] | None:
    """Who made this calendar address, and for what; None where it was ended."""
    found = CalendarLink.objects.filter(digest=digest(token)).first()
    return (Viewer(found.person), found.scope) if found else None


def feeds(viewer: Viewer, scope: str) -> int:
    """How many calendar addresses of the viewer stand for a scope."""
    return CalendarLink.objects.filter(person=viewer.id, scope=scope).count()


def digest(token: str) -> bytes:
    return hashlib.sha256(b"prisma-hub/calendar/1\n" + token.encode()).digest()


def kept_of(viewer: Viewer) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The viewer's calendar addresses; what each is has nobody, the hub neither."""
    for row in CalendarLink.objects.filter(person=viewer.id).order_by("made"):
        yield "calendar address", {"of": row.scope, "made": row.made}
