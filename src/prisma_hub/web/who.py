"""Who is asking: the viewer behind a request, from the session."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import Error
from django.http import HttpRequest, HttpResponse

from prisma_hub.circles import queries as rights
from prisma_hub.identity import actions, queries
from prisma_hub.identity.types import ANYBODY, Viewer, Welcome
from prisma_hub.kernel.refusal import not_now

from . import errors
from .forms import YEAR

DEVICE = "device"
Answer = TypeVar("Answer", bound=HttpResponse)
Respond = Callable[[HttpRequest], HttpResponse]


class Asked(HttpRequest):
    """A request that knows its viewer; for annotations."""

    viewer: Viewer


def viewer(get_response: Respond) -> Respond:
    """Middleware: `request.viewer`, from the session."""

    def respond(request: HttpRequest) -> HttpResponse:
        known = request.COOKIES.get("session")
        request.viewer = ANYBODY  # type: ignore[attr-defined]
        try:
            if known:
                request.viewer = queries.viewer_of(request.session.get("person"))  # type: ignore[attr-defined]
        except Error as problem:  # a full disk is met here first, by whoever is signed in
            no = not_now(problem)
            if no is None:
                raise
            return errors.refused(request, no)
        if request.method not in ("GET", "HEAD"):
            return get_response(request)
        with rights.remembering():
            return get_response(request)

    return respond


def sign_in(request: HttpRequest, who: Viewer) -> None:
    """A new session for somebody just known. Nothing of the old one stays (session fixation)."""
    request.session.flush()
    request.session["person"] = str(who.person)
    request.session["agent"] = request.headers.get("user-agent", "")[:200]


def welcome(request: HttpRequest, found: Welcome) -> None:
    """Sign in somebody who just came in, and remember their codes for the one page that shows them."""
    sign_in(request, found.person.viewer)
    request.session["shown once"] = {
        "code": found.code,
        "recovery": found.recovery,
        "name": found.person.name,
    }


def remember_device(request: HttpRequest, response: Answer, who: Viewer) -> Answer:
    """This device is known as one of theirs. It stays so when they sign out: it cannot say whose it is."""
    kept = actions.know_device(by=who, device=device_of(request))
    response.set_cookie(DEVICE, kept, max_age=YEAR, httponly=True, samesite="Lax")
    return response


def device_of(request: HttpRequest) -> str:
    """What the device was given when somebody signed in on it."""
    return request.COOKIES.get(DEVICE, "")


def sign_out(request: HttpRequest) -> None:
    request.session.flush()
