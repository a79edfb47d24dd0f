"""Journeys: the list, the path, its gates, people, gatherings and teams.

Other rooms add their page to `TABS`, their next step to `NEXT`, what they draw below the path to `BELOW`.
"""

from django.urls import path

from prisma_hub.web import outside

from . import gates, opening, paths, people, sessions, teams
from .paths import on_the_front
from .tabs import BELOW, NEXT, TABS, Next, Tab

__all__ = ["BELOW", "NEXT", "TABS", "Next", "Tab", "on_the_front", "urlpatterns"]

outside.SECTIONS = (*outside.SECTIONS, on_the_front)

_ONE = "journeys/<uuid:journey>"
_PHASE = f"{_ONE}/phases/<slug:phase>"

urlpatterns = [
    path("journeys", opening.journeys, name="journeys"),
    path("journeys/open", opening.open_journey, name="open-journey"),
    path(_ONE, paths.journey, name="journey"),
    path(f"{_ONE}/change", opening.change, name="change-journey"),
    path(f"{_ONE}/show", opening.show_to, name="show-journey"),
    path(f"{_ONE}/close", opening.close, name="close-journey"),
    path(f"{_ONE}/phases/add", gates.add_phase, name="add-phase"),
    path(_PHASE, gates.phase, name="phase"),
    path(f"{_PHASE}/open", gates.open_phase, name="open-phase"),
    path(f"{_PHASE}/gate", gates.pass_gate, name="pass-gate"),
    path(f"{_PHASE}/reopen", gates.reopen_gate, name="reopen-gate"),
    path(f"{_PHASE}/change", gates.change_phase, name="change-phase"),
    path(f"{_PHASE}/drop", gates.drop_phase, name="drop-phase"),
    path(f"{_ONE}/arcs/add", gates.change_arc, name="add-arc"),
    path(f"{_ONE}/arcs/<slug:arc>", gates.change_arc, name="change-arc"),
    path(f"{_ONE}/fallow", gates.fallow, name="fallow"),
    path(f"{_ONE}/fallow/<int:seq>/end", gates.end_fallow, name="end-fallow"),
    path(f"{_ONE}/people", people.journey_people, name="journey-people"),
    path(f"{_ONE}/people/role", people.give_role, name="give-journey-role"),
    path(f"{_ONE}/people/<uuid:person>/<slug:role>/end", people.end_role, name="end-journey-role"),
    path(f"{_ONE}/agenda", sessions.agenda, name="journey-agenda"),
    path(f"{_ONE}/agenda/plan", sessions.plan, name="plan-session"),
    path(f"{_ONE}/agenda/plan-all", sessions.plan_preset, name="plan-preset-sessions"),
    path("sessions/<uuid:session>/change", sessions.replan, name="replan-session"),
    path("sessions/<uuid:session>/cancel", sessions.cancel, name="cancel-session"),
    path(f"{_ONE}/teams", teams.teams, name="teams"),
    path(f"{_ONE}/teams/form", teams.form_team, name="form-team"),
    path("teams/<uuid:team>", teams.team, name="team"),
    path("teams/<uuid:team>/yes", teams.answer, {"what": "yes"}, name="join-team"),
    path("teams/<uuid:team>/no", teams.answer, {"what": "no"}, name="decline-team"),
    path("teams/<uuid:team>/leave", teams.answer, {"what": "leave"}, name="leave-team"),
    path("teams/<uuid:team>/describe", teams.describe, name="describe-team"),
    path("teams/<uuid:team>/ask/<uuid:person>/back", teams.take_back, name="take-back-asking"),
    path("teams/<uuid:team>/ask", teams.ask, name="ask-into-team"),
]
