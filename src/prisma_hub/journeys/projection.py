"""How journeys are folded from the log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from prisma_hub.journeys import events, queries
from prisma_hub.journeys.models import (
    FallowRow,
    JourneyRow,
    PhaseRow,
    ReviewRow,
    SessionRow,
    TeamRow,
    TeamSeat,
    TeamState,
)
from prisma_hub.journeys.types import OPEN, PASSED
from prisma_hub.kernel.ids import uuid_of
from prisma_hub.kernel.text import fold
from prisma_hub.log.types import Among, Entry, Searchable, Searched

AWAITED = (queries.awaited,)
"""Handed to `circles` at start: whom a circle of ours still waits for."""
KNOWN = (queries.known,)
"""Handed to `circles` likewise: which circles lie in a journey one may know of."""
OPENED_WITH = (queries.opened_with,)
"""Handed to `circles` likewise: with which entry a journey was opened."""
KINDS = events.KINDS


def opened(entry: Entry) -> None:
    assert entry.id is not None
    JourneyRow.objects.add(
        id=entry.id,
        seq=entry.seq,
        title=entry.body["title"],
        question=entry.body.get("question", ""),
        begins=date.fromisoformat(entry.body["begins"]),
        preset=entry.body.get("preset", ""),
        plan=entry.body["plan"],
        cohort=uuid_of(entry.body["cohort"]),
        keepers=uuid_of(entry.body["keepers"]),
        name=fold(entry.body["title"]),
        scope=f"journey:{entry.id}",
        cohort_space=entry.body["cohort"],
    )


def changed(entry: Entry) -> None:
    found = JourneyRow.objects.get(id=_journey(entry))
    for name in ("title", "question", "plan"):
        if name in entry.body:
            setattr(found, name, entry.body[name])
    found.name = fold(found.title)
    if "begins" in entry.body:
        found.begins = date.fromisoformat(entry.body["begins"])
    found.save()


def closed(entry: Entry) -> None:
    JourneyRow.objects.filter(id=_journey(entry)).update(closed=entry.seq, ending=entry.text("words"))


def ending_erased(entry: Entry) -> None:
    JourneyRow.objects.filter(closed=entry.seq).update(ending=entry.text("words"))


def phase_opened(entry: Entry) -> None:
    _stand(entry, OPEN)


def passed(entry: Entry) -> None:
    _stand(entry, PASSED)
    _review(entry, "passed", entry.text("evidence"))


def reopened(entry: Entry) -> None:
    _stand(entry, OPEN)
    _review(entry, "reopened", entry.text("why"))


def _stand(entry: Entry, state: str) -> None:
    PhaseRow.objects.update_or_create(
        journey=_journey(entry), phase=entry.body["phase"], defaults={"state": state, "seq": entry.seq}
    )


def _review(entry: Entry, what: str, words: str) -> None:
    ReviewRow.objects.add(
        seq=entry.seq,
        journey=_journey(entry),
        phase=entry.body["phase"],
        what=what,
        by=entry.person,
        people=entry.body["people"],
        words=words,
        seen=entry.body.get("seen", []),
        at=entry.at,
    )


def review_erased(entry: Entry) -> None:
    ReviewRow.objects.filter(seq=entry.seq).update(words=entry.text("evidence") or entry.text("why"))


def fallow(entry: Entry) -> None:
    FallowRow.objects.add(
        seq=entry.seq,
        journey=_journey(entry),
        first=date.fromisoformat(entry.body["first"]),
        last=date.fromisoformat(entry.body["last"]),
        why=entry.body.get("why", ""),
        by=entry.person,
    )


def fallow_erased(entry: Entry) -> None:
    FallowRow.objects.filter(seq=entry.seq).update(why="")


def fallow_ended(entry: Entry) -> None:
    FallowRow.objects.filter(seq=entry.body["seq"], journey=_journey(entry)).delete()


def planned(entry: Entry) -> None:
    assert entry.id is not None
    SessionRow.objects.add(
        id=entry.id,
        seq=entry.seq,
        journey=_journey(entry),
        title=entry.body["title"],
        begins=entry.body["begins"],
        minutes=entry.body.get("minutes", 60),
        arc=entry.body.get("arc", ""),
        place=entry.body.get("place", ""),
        intention=entry.body.get("intention", ""),
    )


def replanned(entry: Entry) -> None:
    """What is absent stays as it was, but words that can be emptied: place and intention."""
    named = {name: entry.body[name] for name in ("title", "begins", "minutes") if name in entry.body}
    words = {name: entry.body.get(name, "") for name in ("arc", "place", "intention")}
    SessionRow.objects.filter(id=_thing(entry)).update(**named, **words)


def cancelled(entry: Entry) -> None:
    SessionRow.objects.filter(id=_thing(entry)).update(cancelled=entry.seq)


def team_formed(entry: Entry) -> None:
    assert entry.id is not None
    TeamRow.objects.add(
        id=entry.id,
        seq=entry.seq,
        journey=_journey(entry),
        circle=uuid_of(entry.body["circle"]),
        told=entry.seq,
        name=entry.body["name"],
        text=entry.text("description"),
    )
    _describe(entry, entry.id)
    TeamSeat.objects.bulk_create(
        TeamSeat(team=entry.id, person=uuid_of(person), state="asked", seq=entry.seq)
        for person in dict.fromkeys(entry.body.get("asked", []))
    )


def team_described(entry: Entry) -> None:
    text = entry.text("description")
    TeamRow.objects.filter(id=_thing(entry)).update(told=entry.seq, name=entry.body["name"], text=text)
    _describe(entry, _thing(entry))


def _describe(entry: Entry, team: UUID) -> None:
    TeamState.objects.add(
        seq=entry.seq,
        team=team,
        name=entry.body["name"],
        text=entry.text("description"),
        by=entry.person,
        at=entry.at,
    )


def description_erased(entry: Entry) -> None:
    text = entry.text("description")
    TeamState.objects.filter(seq=entry.seq).update(text=text)
    TeamRow.objects.filter(told=entry.seq).update(text=text)


def team_asked(entry: Entry) -> None:
    _seat(_thing(entry), uuid_of(entry.body["person"]), "asked", entry.seq)


def team_unasked(entry: Entry) -> None:
    asked = TeamSeat.objects.filter(team=_thing(entry), person=uuid_of(entry.body["person"]), state="asked")
    asked.delete()


def team_joined(entry: Entry) -> None:
    """Only the person's own yes."""
    _answer(entry, "yes")


def team_declined(entry: Entry) -> None:
    _answer(entry, "no")


def _answer(entry: Entry, state: str) -> None:
    assert entry.person is not None
    _seat(_thing(entry), entry.person, state, entry.seq)


def _seat(team: UUID, person: UUID, state: str, seq: int) -> None:
    TeamSeat.objects.update_or_create(team=team, person=person, defaults={"state": state, "seq": seq})


def _journey(entry: Entry) -> UUID:
    return _thing(entry)


def _thing(entry: Entry) -> UUID:
    """What the entry is within: a journey, session or team."""
    assert entry.scope is not None
    return uuid_of(entry.scope)


FOLDS = {
    events.OPENED: (opened,),
    events.CHANGED: (changed,),
    events.CLOSED: (closed,),
    events.PHASE_OPENED: (phase_opened,),
    events.PASSED: (passed,),
    events.REOPENED: (reopened,),
    events.FALLOW: (fallow,),
    events.FALLOW_ENDED: (fallow_ended,),
    events.PLANNED: (planned,),
    events.REPLANNED: (replanned,),
    events.CANCELLED: (cancelled,),
    events.TEAM_FORMED: (team_formed,),
    events.TEAM_DESCRIBED: (team_described,),
    events.TEAM_ASKED: (team_asked,),
    events.TEAM_UNASKED: (team_unasked,),
    events.TEAM_JOINED: (team_joined,),
    events.TEAM_DECLINED: (team_declined,),
    events.TEAM_LEFT: (team_declined,),
}
FORGETS = {
    events.CLOSED: (ending_erased,),
    events.PASSED: (review_erased,),
    events.REOPENED: (review_erased,),
    events.FALLOW: (fallow_erased,),
    events.TEAM_FORMED: (description_erased,),
    events.TEAM_DESCRIBED: (description_erased,),
}


def found_journeys(entries: Sequence[Entry]) -> Iterator[Searchable]:
    ids = {each.id if each.kind == events.OPENED.name else _journey(each) for each in entries}
    for row in JourneyRow.objects.filter(id__in=ids):
        ref = f"journey:{row.id}"
        yield Searchable(row.seq, Among.THINGS, "journey", ref, row.title, row.question, within=(ref,))


def found_sessions(entries: Sequence[Entry]) -> Iterator[Searchable]:
    ids = {each.id if each.kind == events.PLANNED.name else _thing(each) for each in entries}
    for row in SessionRow.objects.filter(id__in=ids):
        ref, words = f"session:{row.id}", "\n".join(filter(None, (row.intention, row.place)))
        within = (ref, f"journey:{row.journey}")
        yield Searchable(row.seq, Among.THINGS, "session", ref, row.title, words, within=within)


def found_teams(entries: Sequence[Entry]) -> Iterator[Searchable]:
    ids = {each.id if each.kind == events.TEAM_FORMED.name else _thing(each) for each in entries}
    for row in TeamRow.objects.filter(id__in=ids):
        ref = f"team:{row.id}"
        within = (ref, f"journey:{row.journey}", f"circle:{row.circle}")
        yield Searchable(row.seq, Among.THINGS, "team", ref, row.name, row.text, within=within)


SEARCHED: Searched = {
    events.OPENED: found_journeys,
    events.CHANGED: found_journeys,
    events.PLANNED: found_sessions,
    events.REPLANNED: found_sessions,
    events.TEAM_FORMED: found_teams,
    events.TEAM_DESCRIBED: found_teams,
}
