"""What people can do with a journey: open and change it, review its gates, plan sessions, form teams."""

from prisma_hub.journeys.actions.gates import declare_fallow, end_fallow, open_phase, pass_gate, reopen_gate
from prisma_hub.journeys.actions.opening import (
    add_phase,
    change_arc,
    change_journey,
    change_phase,
    close_journey,
    drop_phase,
    open_journey,
    show_journey,
)
from prisma_hub.journeys.actions.sessions import (
    cancel_session,
    plan_preset_sessions,
    plan_session,
    replan_session,
)
from prisma_hub.journeys.actions.teams import (
    ask_into_team,
    decline_team,
    describe_team,
    form_team,
    join_team,
    leave_team,
    take_back_asking,
)

__all__ = [
    "add_phase",
    "ask_into_team",
    "cancel_session",
    "change_arc",
    "change_journey",
    "change_phase",
    "close_journey",
    "declare_fallow",
    "decline_team",
    "describe_team",
    "drop_phase",
    "end_fallow",
    "form_team",
    "join_team",
    "leave_team",
    "open_journey",
    "open_phase",
    "pass_gate",
    "plan_preset_sessions",
    "plan_session",
    "reopen_gate",
    "replan_session",
    "show_journey",
    "take_back_asking",
]
