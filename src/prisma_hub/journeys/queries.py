"""What can be seen of journeys.

Where a journey stands belongs to the journey: whoever may know of it sees its path. What somebody said at a
gate, about fallow time, of a session or a team is each heard by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Aggregate, Exists, JSONField, OuterRef, Q, QuerySet, Subquery, Value

from prisma_hub.circles import queries as circles
from prisma_hub.circles.types import PUBLIC
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys import plans
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
from prisma_hub.journeys.types import (
    Description,
    Fallow,
    Journey,
    Member,
    Review,
    Session,
    Team,
)
from prisma_hub.kernel import source
from prisma_hub.kernel.ids import is_circle, is_scope, uuid_of
from prisma_hub.kernel.refusal import NotHere
from prisma_hub.kernel.source import instant
from prisma_hub.log import queries as log
from prisma_hub.protocols import queries as protocols
from prisma_hub.protocols.types import Protocol

TEND = "tend a journey"


def journeys(viewer: Viewer) -> list[Journey]:
    """Every journey this viewer may know of, the latest first day first."""
    found = circles.visible(viewer).only(JourneyRow.objects.all())
    return _journeys(found.order_by("-begins", "-seq"))


def listed(viewer: Viewer, *, most: int, words: str = "", behind: int | None = None) -> list[Journey]:
    """Journeys a few at a time: the viewer's own that are under way, then others under way, then those that
    ended, each the latest first day first. `words`: only those whose names hold them. `behind`: from behind
    the journey opened by this entry on; from the first where the viewer may not know of it."""
    known = _with_states(circles.visible(viewer).only(JourneyRow.objects.filter(circles.called(words))))
    mine = circles.seated(viewer, "cohort_space")
    parts = (Q(mine, closed=None), ~mine & Q(closed=None), Q(closed__isnull=False))
    last = known.filter(seq=behind).first() if behind is not None else None
    begun, found = last is None, list[Any]()
    for part in parts:
        rows = known.filter(part).order_by("-begins", "-seq")
        if last is not None and not begun:
            if not rows.filter(seq=last.seq).exists():
                continue
            begun, rows = True, rows.filter(_behind(last))
        found += rows[: most - len(found)]
        if len(found) == most:
            break
    return _told(found)


def _behind(last: JourneyRow) -> Q:
    return Q(begins__lt=last.begins) | Q(begins=last.begins, seq__lt=last.seq)


def offered(viewer: Viewer, *, most: int, words: str = "") -> tuple[list[Journey], bool]:
    """Journeys to choose among, and whether these are all: the latest first day first where there are no more
    than `most`, else as they are listed."""
    found = _with_states(circles.visible(viewer).only(JourneyRow.objects.all()))
    rows = list(_of_name(found, words)[: most + 1])
    whole = len(rows) <= most
    if whole or words:
        return _told(rows[:most]), whole
    return listed(viewer, most=most), False


def _of_name(found: QuerySet[JourneyRow], words: str) -> QuerySet[JourneyRow]:
    order = ("-begins", "-seq")
    return circles.nearest(found, words, *order) if words else found.order_by(*order)


def tended(viewer: Viewer, *, most: int, words: str = "", right: str = TEND) -> tuple[list[Journey], bool]:
    """Journeys under way on which the viewer has a right, the latest first day first; and whether these are
    all."""
    rows = list(_of_name(_with_states(_tended(viewer, right)), words)[: most + 1])
    return _told(rows[:most]), len(rows) <= most


def tended_one(viewer: Viewer, scope: str, *, right: str = TEND) -> Journey | None:
    """A journey that `tended` would tell of, by its scope."""
    if not is_scope(scope):
        return None
    return next(iter(_journeys(_tended(viewer, right).filter(scope=scope))), None)


def _tended(viewer: Viewer, right: str) -> QuerySet[JourneyRow]:
    found = JourneyRow.objects.filter(closed=None)
    where = circles.scopes_with(viewer, right)
    return circles.visible(viewer).only(found if where is None else found.filter(scope__in=sorted(where)))


def by_scope(viewer: Viewer, scopes: Iterable[str]) -> dict[str, Journey]:
    """Those of some journeys this viewer may know of, by their scopes, the latest first day first."""
    found = circles.visible(viewer).only(JourneyRow.objects.filter(scope__in=list(scopes)))
    return {each.scope: each for each in _journeys(found.order_by("-begins", "-seq"))}


def known(viewer: Viewer, column: str) -> Q:
    """Rows that lie in a journey this viewer may know of, by the column that names it."""
    return Q(Exists(circles.visible(viewer).only(JourneyRow.objects.filter(scope=OuterRef(column)))))


def opened_with(scope: str) -> int | None:
    """The entry that opened a journey. For deciding who hears of it, not for showing."""
    return next((seq for (seq,) in JourneyRow.objects.find("seq", scope=scope)), None)


def journey(viewer: Viewer, journey_id: UUID) -> Journey:
    """One journey. Refuses alike where there is none and where the viewer may not know of it."""
    found = circles.visible(viewer).only(JourneyRow.objects.filter(id=journey_id))
    for each in circles.once(f"journey {journey_id}", viewer.person, lambda: _journeys(found)):
        return each
    raise NotHere("There is no such journey here.", mend="Look at the list of journeys.")


def public_journeys() -> list[Journey]:
    """What everybody everywhere may know of."""
    found = circles.visible_in(PUBLIC).only(JourneyRow.objects.all())
    return _journeys(found.order_by("-begins", "-seq"))


def _journeys(found: QuerySet[JourneyRow]) -> list[Journey]:
    return _told(_with_states(found))


def _with_states(found: QuerySet[JourneyRow]) -> QuerySet[Any]:
    """The same rows, each with where its phases stand."""
    states = PhaseRow.objects.filter(journey=OuterRef("id")).values("journey")
    read: QuerySet[Any] = found.annotate(
        states=Subquery(states.annotate(told=_States("phase", "state")).values("told"))
    )
    return read


def _told(rows: Iterable[Any]) -> list[Journey]:
    return [plans.journey_of(row, row.states or {}) for row in rows]


class _States(Aggregate):
    """Where each phase stands, as one object by name."""

    function = "jsonb_object_agg"
    output_field = JSONField()

    def as_sqlite(self, compiler: Any, connection: Any, **given: Any) -> Any:
        return self.as_sql(compiler, connection, function="json_group_object", **given)


def reviews(viewer: Viewer, journey: Journey, phase: str | None = None) -> list[Review]:
    """Gates looked at, the newest first."""
    found = ReviewRow.objects.filter(journey=journey.id)
    if phase is not None:
        found = found.filter(phase=phase)
    return [
        Review(
            row.seq,
            row.phase,
            row.what,
            row.by,
            tuple(uuid_of(person) for person in row.people),
            row.words,
            row.at,
            tuple(row.seen),
        )
        for row in circles.visible(viewer).only(found).order_by("-seq")
    ]


def fallows(viewer: Viewer, journey: Journey) -> list[Fallow]:
    found = circles.visible(viewer).only(FallowRow.objects.filter(journey=journey.id))
    return [Fallow(row.seq, row.first, row.last, row.why, row.by) for row in found.order_by("first", "seq")]


def awaited(space: str) -> list[UUID]:
    """Who was asked into the team of this circle and has not answered. For deciding, not for showing."""
    teams = TeamRow.objects.filter(circle=uuid_of(space)).values("id")
    asked = TeamSeat.objects.filter(team__in=teams, state="asked").order_by("seq", "person")
    return list(asked.values_list("person", flat=True))


def is_fallow(journey_id: UUID, day: date | None = None) -> bool:
    """Whether nothing may nudge on this day (today where absent). Asked by whatever would remind somebody."""
    day = day or date.fromisoformat(circles.today())
    return FallowRow.objects.filter(journey=journey_id, first__lte=day, last__gte=day).exists()


def sessions(viewer: Viewer, journey: Journey) -> list[Session]:
    """The sessions of a journey in their order."""
    found = SessionRow.objects.filter(journey=journey.id)
    return circles.once(f"sessions {journey.id}", viewer.person, lambda: _sessions(viewer, found))


def session(viewer: Viewer, session_id: UUID) -> Session:
    for each in _sessions(viewer, SessionRow.objects.filter(id=session_id)):
        return each
    raise NotHere("There is no such session here.", mend="Look at the agenda of the journey.")


def my_next_session(viewer: Viewer) -> Session | None:
    """The next session of the journeys whose cohort this viewer belongs to, and that are not over."""
    visible = circles.visible(viewer)
    cohorts = [uuid_of(each) for each in visible.spaces if is_circle(each)]
    mine = visible.only(JourneyRow.objects.filter(cohort__in=cohorts, closed=None))
    found = _sessions(viewer, _to_come().filter(journey__in=mine.values("id")), most=1)
    return found[0] if found else None


def _to_come() -> QuerySet[SessionRow]:
    """Sessions that are not over two hours ago, none of them cancelled."""
    since = instant(source.current().now_ms() - 2 * 3_600_000)
    return SessionRow.objects.filter(begins__gte=since, cancelled=None)


def sessions_held(viewer: Viewer, *, right: str, most: int) -> list[Session]:
    """The next sessions of the journeys under way on which the viewer has a right."""
    journeys = _tended(viewer, right).filter(id=OuterRef("journey"))
    return _sessions(viewer, _to_come().filter(Exists(journeys)), most)


def _sessions(viewer: Viewer, found: QuerySet[SessionRow], most: int | None = None) -> list[Session]:
    return [
        Session(
            row.id,
            row.journey,
            row.title,
            row.begins,
            row.minutes,
            row.arc,
            row.place,
            row.intention,
            row.seq,
            row.cancelled is not None,
        )
        for row in circles.visible(viewer).only(found).order_by("begins", "seq")[:most]
    ]


def teams(viewer: Viewer, journey: Journey) -> list[Team]:
    found = TeamRow.objects.filter(journey=journey.id)
    return circles.once(f"teams {journey.id}", viewer.person, lambda: _teams(viewer, found))


def team(viewer: Viewer, team_id: UUID) -> Team:
    for each in _teams(viewer, TeamRow.objects.filter(id=team_id)):
        return each
    raise NotHere("There is no such team here.", mend="Look at the teams of the journey.")


def teams_asking(viewer: Viewer) -> list[Team]:
    """Teams that wait for this viewer's own yes or no."""
    if viewer.person is None:
        return []
    asked = TeamSeat.objects.filter(person=viewer.person, state="asked")
    return _teams(viewer, TeamRow.objects.filter(id__in=asked.values("team")))


def scopes(viewer: Viewer, journey: Journey) -> list[str]:
    """The scopes of the teams and sessions of a journey that this viewer may know of; of all in one query."""
    return circles.once(f"scopes {journey.id}", viewer.person, lambda: _scopes(viewer, journey))


def _scopes(viewer: Viewer, journey: Journey) -> list[str]:
    visible = circles.visible(viewer)
    teams, sessions = (
        visible.only(rows.filter(journey=journey.id))
        .annotate(sort=Value(sort))
        .values_list("sort", "id", "seq")
        for sort, rows in (("team", TeamRow.objects), ("session", SessionRow.objects))
    )
    found = sorted(teams.union(sessions, all=True), key=lambda each: each[2])
    return [f"{sort}:{id_}" for sort, id_, _seq in found]


def _teams(viewer: Viewer, found: QuerySet[TeamRow]) -> list[Team]:
    rows = list(circles.visible(viewer).only(found).order_by("seq"))
    seats: dict[UUID, list[Member]] = {}
    for each in TeamSeat.objects.filter(team__in=[row.id for row in rows]).order_by("seq", "person"):
        seats.setdefault(each.team, []).append(Member(each.person, each.state))
    return [
        Team(row.id, row.journey, row.name, row.text, row.circle, tuple(seats.get(row.id, [])), row.seq)
        for row in rows
    ]


def descriptions(viewer: Viewer, team: Team) -> list[Description]:
    """Everything the team ever said of itself, the newest first."""
    found = circles.visible(viewer).only(TeamState.objects.filter(team=team.id))
    return [Description(row.seq, row.name, row.text, row.by, row.at) for row in found.order_by("-seq")]


def opened_by(journey: Journey) -> UUID | None:
    """Who opened it: only they widen who may know of it."""
    entry = log.entry(journey.seq)
    return entry.person if entry else None


def presets(viewer: Viewer) -> list[Protocol]:
    """What a journey can begin from: the presets in force on this hub."""
    return protocols.adopted(viewer, kind="preset")


def preset(viewer: Viewer, name: str) -> Protocol:
    found = protocols.current(viewer, name)
    if found is None or found.kind != "preset":
        raise NotHere("There is no preset of this name here.", mend="Choose one from the list.")
    return found


def titles(viewer: Viewer, scopes: Iterable[str]) -> dict[str, str]:
    """What the journeys, sessions and teams among some scopes are called, if the viewer may know of them."""
    asked: dict[str, list[UUID]] = {}
    for scope in scopes:
        word, _, _ = scope.partition(":")
        asked.setdefault(word, []).append(uuid_of(scope))
    visible = circles.visible(viewer)
    found: dict[str, str] = {}
    for word, rows, name in (
        ("journey", JourneyRow.objects.all(), "title"),
        ("session", SessionRow.objects.all(), "title"),
        ("team", TeamRow.objects.all(), "name"),
    ):
        if word in asked:
            known = visible.only(rows.filter(id__in=asked[word])).values_list("id", name)
            found |= {f"{word}:{id_}": title for id_, title in known}
    return found
