"""The inbox: what waits for me, and what happened to what I said."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext

from prisma_hub.circles import queries as circles
from prisma_hub.inbox import actions, queries
from prisma_hub.inbox.types import Letter

from . import tags
from .messages import tell
from .timeline.telling import somebody
from .ways import only_takes
from .who import Asked

PAGE = 30


def text_of(letter: Letter) -> str:
    """The letter in the language of the page. Whoever is unnamed, or gone, is somebody."""
    values = tags.in_words({key: value or somebody() for key, value in letter.values.items()})
    said = gettext(letter.text) % values if values else gettext(letter.text)
    return said[:1].upper() + said[1:]


def inbox(request: Asked) -> HttpResponse:
    circles.insist_member(request.viewer)
    asked = request.GET.get("before", "")
    upto = int(asked) if asked.isdecimal() and len(asked) < 16 else None
    found = queries.letters(request.viewer, before=upto, most=PAGE)
    return render(
        request,
        "inbox/inbox.html",
        {
            "letters": [(each, text_of(each)) for each in found],
            "unread": any(not each.read and not each.waits for each in found),
            "earlier": f"{request.path}?before={found[-1].id}" if len(found) == PAGE else "",
            "later": request.path if upto is not None else "",
        },
    )


def letter(request: Asked, number: int) -> HttpResponse:
    """Open what a letter is about. What waits for an answer goes on waiting until it is given."""
    circles.insist_member(request.viewer)
    found = queries.letter(request.viewer, number)
    if found is None:
        raise Http404
    if not found.waits:
        actions.read(by=request.viewer, letter=number)
    return redirect(found.link)


@only_takes
def settle(request: Asked, number: int) -> HttpResponse:
    """It needs no answer from me."""
    circles.insist_member(request.viewer)
    actions.read(by=request.viewer, letter=number)
    return redirect("inbox")


@only_takes
def read_all(request: Asked) -> HttpResponse:
    circles.insist_member(request.viewer)
    actions.read_all(by=request.viewer)
    return tell(redirect("inbox"), gettext("All is read, except what waits for you."))


urlpatterns = [
    path("inbox", inbox, name="inbox"),
    path("inbox/read", read_all, name="read-letters"),
    path("inbox/<int:number>", letter, name="letter"),
    path("inbox/<int:number>/settle", settle, name="settle-letter"),
]
