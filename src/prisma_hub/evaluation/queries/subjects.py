"""What a turn or a reading can be about, by its reference."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

from prisma_hub.agreements import queries as agreements
from prisma_hub.circles import queries as circles
from prisma_hub.evaluation.types import Subject
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys import queries as journeys
from prisma_hub.kernel.ids import is_scope, uuid_of
from prisma_hub.kernel.refusal import NotHere


def subject(viewer: Viewer, ref: str) -> Subject:
    """What `ref` names, or a refusal that sounds alike where there is none and where it is not for them."""
    find = _FINDERS.get(ref.partition(":")[0])
    found = find(viewer, uuid_of(ref)) if find and is_scope(ref) else None
    if found is None:
        raise NotHere("There is nothing of this kind here.", mend="Go back and choose again.")
    return found


def subjects(viewer: Viewer, refs: Iterable[str]) -> dict[str, Subject]:
    """Those of `refs` that the viewer may know of."""
    found: dict[str, Subject] = {}
    for ref in sorted(set(refs)):
        try:
            found[ref] = subject(viewer, ref)
        except NotHere:
            continue
    return found


def _circle(viewer: Viewer, circle_id: UUID) -> Subject | None:
    found = circles.circle(viewer, circle_id)
    if found is None:
        return None
    journey = found.scope if found.scope and found.scope.startswith("journey:") else ""
    return Subject(f"circle:{found.id}", found.title, found.space, journey)


def _journey(viewer: Viewer, journey_id: UUID) -> Subject:
    found = journeys.journey(viewer, journey_id)
    return Subject(found.scope, found.title, found.cohort_space, found.scope, f"/journeys/{found.id}")


def _team(viewer: Viewer, team_id: UUID) -> Subject:
    found = journeys.team(viewer, team_id)
    return Subject(found.scope, found.name, found.space, f"journey:{found.journey}", f"/teams/{found.id}")


def _session(viewer: Viewer, session_id: UUID) -> Subject:
    """A session belongs to those on the journey."""
    found = journeys.session(viewer, session_id)
    on = journeys.journey(viewer, found.journey)
    return Subject(found.scope, found.title, on.cohort_space, on.scope, f"/sessions/{found.id}")


def _proposal(viewer: Viewer, proposal: UUID) -> Subject | None:
    """A decision belongs to the circle that decides it."""
    found = agreements.decision(viewer, proposal)
    circle = _circle(viewer, found.brief.circle) if found else None
    if found is None or circle is None:
        return None
    return Subject(
        f"proposal:{proposal}", found.brief.title, circle.space, circle.journey, f"/decisions/{proposal}"
    )


def on_journey(viewer: Viewer, journey: str) -> dict[str, Subject]:
    """A journey, its teams and its sessions, as far as the viewer may know of them."""
    found = journeys.journey(viewer, uuid_of(journey))
    whole = _journey(viewer, found.id)
    teams = [
        Subject(each.scope, each.name, each.space, journey, f"/teams/{each.id}")
        for each in journeys.teams(viewer, found)
    ]
    sessions = [
        Subject(each.scope, each.title, whole.space, journey, f"/sessions/{each.id}")
        for each in journeys.sessions(viewer, found)
    ]
    return {each.ref: each for each in (whole, *teams, *sessions)}


_FINDERS: dict[str, Callable[[Viewer, UUID], Subject | None]] = {
    "circle": _circle,
    "journey": _journey,
    "team": _team,
    "session": _session,
    "proposal": _proposal,
}
