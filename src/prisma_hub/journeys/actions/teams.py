"""Teams: formed by somebody, made of those who say yes themselves."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from prisma_hub.circles import actions as circles
from prisma_hub.circles import queries as rights
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys import events, queries, rules
from prisma_hub.journeys.types import Journey, Team
from prisma_hub.kernel import ids, source
from prisma_hub.kernel.refusal import NotAllowed, Refused
from prisma_hub.log import actions as log
from prisma_hub.log.types import Entry, Kind


def form_team(
    *,
    by: Viewer,
    journey: Journey,
    name: str,
    description: str = "",
    asked: Sequence[UUID] = (),
    statement_id: UUID | None = None,
) -> Team:
    """Form a team and ask people into it. Whoever forms it is of it only when asked too, and saying yes."""
    _insist_cohort(by, journey)
    name = rules.check_title(name)
    _check_asked(by, journey, asked)
    team_id = statement_id or source.current().uuid7()
    circle = ids.derived_id(team_id, "circle", team_id.int >> 80)
    with transaction.atomic():
        log.say(
            events.TEAM_FORMED,
            by=by.ref,
            to=[journey.cohort_space],
            scope=journey.scope,
            about=[ids.person(person) for person in asked],
            body={
                "name": name,
                "circle": ids.circle(circle),
                "description": description,
                "asked": [ids.person(person) for person in dict.fromkeys(asked)],
            },
            statement_id=team_id,
        )
        circles.open_circle(by=None, title=name, scope=journey.scope, kind="team", statement_id=circle)
        return queries.team(by, team_id)


def ask_into_team(*, by: Viewer, team: Team, person: UUID, statement_id: UUID | None = None) -> None:
    """Ask one more. Whoever is of the team may, and whoever tends the journey."""
    journey = queries.journey(by, team.journey)
    _insist_of(by, team, journey)
    _check_asked(by, journey, [person])
    if team.of(person) in ("asked", "yes"):
        raise Refused("This person was asked already.", kept="Nothing was changed.")
    _say(events.TEAM_ASKED, by, team, journey, {"person": ids.person(person)}, statement_id, about=person)


def take_back_asking(*, by: Viewer, team: Team, person: UUID, statement_id: UUID | None = None) -> None:
    """Ask somebody no longer who has not answered. A team waits for everybody it asks."""
    journey = queries.journey(by, team.journey)
    _insist_of(by, team, journey)
    if team.of(person) != "asked":
        raise Refused("This person has answered already.", kept="Nothing was changed.")
    _say(events.TEAM_UNASKED, by, team, journey, {"person": ids.person(person)}, statement_id, about=person)


def join_team(*, by: Viewer, team: Team, statement_id: UUID | None = None) -> None:
    """One's own yes."""
    journey = queries.journey(by, team.journey)
    if team.of(by.person) == "yes":
        return
    if not team.of(by.person):
        raise NotAllowed("You were not asked into this team.", mend="Ask somebody of the team to ask you.")
    with transaction.atomic():
        _say(events.TEAM_JOINED, by, team, journey, None, statement_id)
        assert by.person is not None
        circles.admit(by=None, circle=team.circle, person=by.person)


def decline_team(*, by: Viewer, team: Team, statement_id: UUID | None = None) -> None:
    """One's own no; nobody asks for a reason."""
    if team.of(by.person) == "no":
        return
    if team.of(by.person) != "asked":
        raise NotAllowed("You were not asked into this team.", kept="Nothing was changed.")
    _say(events.TEAM_DECLINED, by, team, queries.journey(by, team.journey), None, statement_id)


def leave_team(*, by: Viewer, team: Team, statement_id: UUID | None = None) -> None:
    if team.of(by.person) == "no":
        return
    if team.of(by.person) != "yes":
        raise NotAllowed("You are not of this team.", kept="Nothing was changed.")
    with transaction.atomic():
        _say(events.TEAM_LEFT, by, team, queries.journey(by, team.journey), None, statement_id)
        circles.leave(by=by, circle=team.circle)


def describe_team(
    *, by: Viewer, team: Team, name: str, description: str, statement_id: UUID | None = None
) -> None:
    """What the team says of itself from now on. What it said before stays."""
    journey = queries.journey(by, team.journey)
    _insist_of(by, team, journey)
    body = {"name": rules.check_title(name), "description": description}
    _say(events.TEAM_DESCRIBED, by, team, journey, body, statement_id)


def _say(
    kind: Kind,
    by: Viewer,
    team: Team,
    journey: Journey,
    body: dict[str, str] | None,
    statement_id: UUID | None,
    about: UUID | None = None,
) -> Entry:
    return log.say(
        kind,
        by=by.ref,
        to=[journey.cohort_space],
        scope=team.scope,
        about=[ids.person(about)] if about else (),
        body=body,
        statement_id=statement_id,
    )


def _insist_cohort(by: Viewer, journey: Journey) -> None:
    rights.insist_member(by)
    if not rights.belongs(by, journey.cohort_space):
        raise NotAllowed(
            "Teams are formed by people of the cohort.",
            kept="Nothing was changed.",
            mend="Join the journey first.",
        )


def _insist_of(by: Viewer, team: Team, journey: Journey) -> None:
    if team.of(by.person) != "yes" and not rights.may(by, "tend a journey", journey.scope):
        raise NotAllowed("This is for the people of the team.", kept="Nothing was changed.")


def _check_asked(by: Viewer, journey: Journey, asked: Sequence[UUID]) -> None:
    if not set(asked) <= set(rights.people_in(by, journey.cohort_space)):
        raise Refused(
            "Somebody you named is not in the cohort.",
            kept="Nothing was changed.",
            mend="Only people of the cohort are asked into teams.",
        )
