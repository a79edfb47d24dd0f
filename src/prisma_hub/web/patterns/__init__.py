"""Patterns, agendas, the day as it runs."""

from django.urls import path

from prisma_hub.web import today

from . import attending, calendars, designing, library, running, sessions

__all__ = ["urlpatterns"]

today.NEXT = (*today.NEXT, sessions.on_today)

_ONE = "sessions/<uuid:session>"
_BLOCK = f"{_ONE}/blocks/<slug:block>"

urlpatterns = [
    path("patterns", library.patterns, name="patterns"),
    path("patterns/<slug:name>", library.pattern, name="pattern"),
    path("patterns/<slug:name>/put", library.put, name="put-pattern"),
    path(_ONE, sessions.session, name="session"),
    path(f"{_ONE}/sheet", sessions.sheet, name="session-sheet"),
    path(f"{_ONE}/wall", sessions.wall, name="session-wall"),
    path(f"{_ONE}/add", designing.add, name="add-block"),
    path(f"{_ONE}/reflow", designing.reflow, name="reflow"),
    path(f"{_ONE}/undo", designing.undo, name="undo-agenda"),
    path(f"{_ONE}/people", designing.expect, name="expect-people"),
    path(f"{_BLOCK}/pattern/<slug:name>", designing.make_pattern, name="make-pattern"),
    path(_BLOCK, designing.block, name="block"),
    path(f"{_BLOCK}/<slug:what>", designing.mend, name="mend-block"),
    path(f"{_ONE}/run", running.run, name="run-session"),
    path(f"{_ONE}/run/<slug:what>", running.act, name="act-in-run"),
    path(f"{_ONE}/live", running.live, name="live-session"),
    path(f"{_ONE}/here", attending.here, name="be-there"),
    path(f"{_ONE}/here.svg", attending.square, name="here-square"),
    path(f"{_ONE}/calendar", calendars.of_session, name="session-calendar"),
    path("journeys/<uuid:journey>/calendar", calendars.of_journey, name="journey-calendar"),
    path("calendar/<slug:token>.ics", calendars.feed, name="calendar-feed"),
]
