"""The day as it runs: now and next on the phone of whoever holds it, and on everybody's page."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import condition

from prisma_hub.circles import queries as rights
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel import source
from prisma_hub.kernel.refusal import NotHere, Refused
from prisma_hub.patterns import actions, queries
from prisma_hub.web.messages import tell
from prisma_hub.web.who import Asked

from ..ways import only_takes
from . import drawing, looking_back
from .finding import found, may_run


def _state(viewer: Viewer, session: UUID) -> dict[str, Any]:
    """What is now, what is next, and what has been."""
    one, journey, sheet = found(viewer, session)
    running = queries.run(viewer, session)
    began = _local(running.began) if running else None
    names = drawing.names_of(viewer, journey, sheet.plan)
    shown = drawing.blocks(one, sheet.plan, names, start=began)
    at = next((n for n, each in enumerate(shown) if running and each.planned.block.id == running.block), -1)
    now = shown[at] if at >= 0 and running and not running.ended else None
    return {
        "session": one,
        "journey": journey,
        "sheet": sheet,
        "run": running,
        "blocks": shown,
        "now": now,
        "number": at + 1,
        "count": len(shown),
        "following": shown[at + 1] if now and at + 1 < len(shown) else None,
        "later": shown[at + 2] if now and at + 2 < len(shown) else None,
        "until": _local(running.since) + timedelta(minutes=now.planned.block.minutes)
        if now and running
        else None,
        "left": _left(running.since, now.planned.block.minutes) if now and running else 0,
        "may": may_run(viewer, one, sheet),
        "look_back": looking_back.address(viewer, session, journey) if running and running.ended else "",
        "version": version(viewer, session),
    }


def _local(instant: str) -> datetime:
    return datetime.fromisoformat(instant).astimezone(timezone.get_current_timezone())


def _left(since: str, minutes: int) -> int:
    """Whole minutes left of what is now; below nothing when it is over its time."""
    end = source.parse_instant(since) + minutes * 60_000
    return (end - source.current().now_ms()) // 60_000


def version(viewer: Viewer, session: UUID) -> str:
    """Changes when the agenda, the run or the minute does."""
    sheet, running = queries.sheet(viewer, session), queries.run(viewer, session)
    parts = (sheet.seq if sheet else 0, running.seq if running else 0, source.current().now_ms() // 60_000)
    return "-".join([*map(str, parts), get_language() or ""])


def run(request: Asked, session: UUID) -> HttpResponse:
    """Run mode. Whoever may only follow sees the same page without its buttons."""
    return render(request, "patterns/run.html", _state(request.viewer, session))


def _tag(request: HttpRequest, session: UUID) -> str:
    viewer = request.viewer  # type: ignore[attr-defined]
    return f'"{version(viewer, session)}"'


@condition(etag_func=_tag)
def live(request: Asked, session: UUID) -> HttpResponse:
    """The inside of the live part: 304 while nothing changed, 204 once the session is over."""
    state = _state(request.viewer, session)
    if state["run"] is not None and state["run"].ended:
        return HttpResponse(status=204)
    return render(request, "patterns/live.html", state)


@only_takes
def act(request: Asked, session: UUID, what: str) -> HttpResponse:
    """Begin, next, five minutes more, skip or swap what follows, end: each one press."""
    _one, _journey, sheet = found(request.viewer, session)
    rights.insist(request.viewer, actions.RIGHT, sheet.within)
    given: dict[str, Any] = {"by": request.viewer, "session": session}
    block, other = request.POST.get("block", ""), request.POST.get("other", "")
    try:
        if what == "begin":
            actions.begin(**given)
        elif what == "next":
            actions.next_block(**given, after=block)
        elif what == "extend":
            actions.extend(**given)
        elif what == "skip":
            actions.skip(**given, block=block)
        elif what == "swap":
            actions.swap(**given, one=block, other=other)
        elif what == "end":
            actions.end(**given)
        else:
            raise NotHere("There is nothing like this to do.", mend="Look at the session again.")
    except NotHere:
        raise
    except Refused as no:
        return tell(redirect("run-session", session=session), no.sentence(gettext), stop=True)
    return redirect("run-session", session=session)
