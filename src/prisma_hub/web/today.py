"""Today: what is next, what waits for my voice, say something, what is new since I was here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext

from prisma_hub.circles import queries as circles
from prisma_hub.identity import queries as people
from prisma_hub.identity.types import Viewer
from prisma_hub.inbox import actions as inbox_actions
from prisma_hub.inbox import queries as inbox
from prisma_hub.inbox.types import Letter
from prisma_hub.kernel import source
from prisma_hub.timeline import actions, queries
from prisma_hub.timeline.types import Contribution, Filter

from . import frame, tags
from .inbox import text_of
from .timeline import telling
from .who import Asked

MOST_NEW = 8
MOST_MINE = 3


@dataclass(frozen=True)
class Next:
    """The one next step: a session, a gate, a form. Text comes translated."""

    title: str
    address: str
    label: str
    kicker: str = ""
    text: str = ""
    icon: str = ""
    process: str = ""
    other_address: str = ""
    other_label: str = ""
    due: int = 0
    """When, in milliseconds since 1970: the nearest is shown."""


@dataclass(frozen=True)
class Row:
    """One line of what waits or what is new, as `parts/rows.html` draws it. Text comes translated."""

    title: str
    address: str
    text: str = ""
    end: str = ""
    icon: str = ""
    who: str = ""
    process: str = ""
    lang: str = ""
    """The language of the title, where it is somebody's words."""


# Asked in this order. A room that knows sessions, decisions or readings is named here, one line each.
NEXT: Sequence[Callable[[Asked], Next | None]] = ()
WAITS: Sequence[Callable[[Asked], Sequence[Row]]] = ()
NEWS: Sequence[Callable[[Asked, int], Sequence[Row]]] = ()
"""The second argument is the number of the last entry of the visit before."""


def today(request: Asked) -> HttpResponse:
    """The first page of a member. From outside it is the way in."""
    viewer = request.viewer
    if viewer.person is None:
        return redirect(frame.address("sign-in") or "front")
    circles.insist_member(viewer)
    since = inbox_actions.look(by=viewer)
    given, own = queries.new_and_mine(viewer, after=since, most=MOST_NEW, mine=MOST_MINE)
    news, mine = _news(request, given, since), _mine(own)
    waits, unread = inbox.waiting_and_unread(viewer)
    return render(
        request,
        "timeline/today.html",
        {
            "greeting": greeting(viewer.name),
            "now": _now(),
            "next": _next(request, heard=bool(given), gave=bool(mine)),
            "waits": _waits(request, waits),
            "news": news,
            "all_news": len(given) < MOST_NEW,
            "first_visit": since < 0,
            "gave": mine,
            "facts": _facts(viewer, own, unread),
        },
    )


def _now() -> datetime:
    return datetime.fromtimestamp(source.current().now_ms() / 1000, timezone.get_current_timezone())


def greeting(name: str) -> str:
    hour = _now().hour
    if 5 <= hour < 12:
        return gettext("Good morning, %(name)s") % {"name": name}
    if 12 <= hour < 18:
        return gettext("Good afternoon, %(name)s") % {"name": name}
    return gettext("Good evening, %(name)s") % {"name": name}


def _next(request: Asked, *, heard: bool, gave: bool) -> Next | None:
    asked = NEXT if heard else (_alone, *NEXT)  # who hears others is not alone
    found = [each for each in (ask(request) for ask in asked) if each is not None]
    if found:
        return min(found, key=lambda each: each.due)
    if gave:
        return None
    return Next(
        title=gettext("Say your first words"),
        text=gettext(
            "What did you see, do or wonder? Speak, write, or show a picture. You choose who hears it."
        ),
        address=reverse("say"),
        label=gettext("Say something"),
        icon="mic",
    )


def _alone(request: Asked) -> Next | None:
    """Whoever founded the hub, until somebody else is here."""
    if not circles.may(request.viewer, "invite people") or not circles.is_alone(request.viewer):
        return None
    printed = people.invitations(request.viewer)
    if printed:
        text = gettext(
            "Nobody else is here yet. Whoever has your code joins in a minute, without e-mail or app."
        )
        address, label = reverse("sheet", args=[printed[0].code]), gettext("Show the code")
    else:
        text = gettext("Print a code for the wall. Whoever has it joins in a minute, without e-mail or app.")
        address, label = reverse("invite"), gettext("Print a code")
    return Next(
        title=gettext("Let people in"),
        text=text,
        address=address,
        label=label,
        icon="enrolling",
        other_address=reverse("say"),
        other_label=gettext("Say something"),
    )


def _waits(request: Asked, letters: Sequence[Letter]) -> list[Row]:
    rows = [
        Row(
            title=text_of(each),
            address=reverse("letter", args=(each.id,)),
            end=_near(each.at),
            icon="question",
        )
        for each in letters
    ]
    return [*(row for ask in WAITS for row in ask(request)), *rows]


def _near(at: int) -> str:
    return tags.moment_text(at, "near")


def _news(request: Asked, given: Sequence[Contribution], since: int) -> list[Row]:
    """What others gave since the visit before; never what I said myself."""
    rows = [
        Row(
            title=telling.title(each),
            address=reverse("entry", args=(each.seq,)),
            text=" · ".join(one for one in (telling.speaker(each), telling.shape(each)) if one),
            end=_near(source.parse_instant(each.at)),
            who=each.name,
            icon="" if each.name else "me",
            lang=each.language,
        )
        for each in given
    ]
    return [*rows, *(row for ask in NEWS for row in ask(request, since))]


def gave(request: Asked) -> list[Row]:
    """The last few things I gave, also without my name; all of them stand on my own page."""
    return _mine(queries.contributions(request.viewer, Filter(person=request.viewer.person), most=MOST_MINE))


def _mine(given: Sequence[Contribution]) -> list[Row]:
    return [
        Row(
            title=telling.title(each),
            address=reverse("entry", args=(each.seq,)),
            text=telling.gone_shortly(each) or telling.shape(each),
            end=_near(source.parse_instant(each.at)),
            icon="undo" if each.state else "mic" if each.sound else "pen",
            lang=each.language,
        )
        for each in given
    ]


def _facts(viewer: Viewer, gave: Sequence[Contribution], unread: int) -> list[tuple[str, Any]]:
    """What is glanced at beside the button: who would hear, what was kept last."""
    last = next((each for each in gave if each.via is None), None)
    consent = actions.narrow_consent(viewer, last=last)
    heard = telling.spaces(viewer, consent.spaces, mine=True)
    facts = [(gettext("Your words are heard by"), ", ".join(heard))]
    facts.append((gettext("Not read in the inbox"), str(unread) if unread else pgettext("letters", "none")))
    return facts


urlpatterns = [path("today", today, name="today")]
