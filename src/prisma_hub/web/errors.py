"""Pages for what did not work: what happened, what was kept, what to do. Never whose fault it is."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from prisma_hub.kernel.refusal import Busy, NoRoom, NotAllowed, NotHere, Refused

from . import frame

# Never shown again on a page: what proves who somebody is, and what our own forms carry unseen.
UNSEEN = ("csrfmiddlewaretoken", "statement", "base", "back", "next")
SECRET = ("password", "secret", "code", "pin", "recovery", "token", "key")

STATUS = ((NotAllowed, 403), (NotHere, 404), (NoRoom, 507), (Busy, 503))


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What a person had written in the form they sent, without secrets: name of the field, text."""
    return list(_typed(request)) if request.method == "POST" else []


def _typed(request: HttpRequest) -> Iterator[tuple[str, str]]:
    for name, values in request.POST.lists():
        if name in UNSEEN or any(word in name.lower() for word in SECRET):
            continue
        text = "\n".join(str(value) for value in values).strip()
        if " " in text or len(text) > 24:  # words somebody wrote; ticks and choices are quickly made again
            yield name, text


def _came_from(request: HttpRequest) -> str:
    """The page of ours the person came from, as a path; empty where it was none of ours."""
    parts = urlsplit(request.headers.get("Referer", ""))
    if parts.netloc != request.get_host() or parts.path == request.path == "":
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _page(request: HttpRequest, template: str, status: int, **said: Any) -> HttpResponse:
    words = _posted(request)
    return render(
        request,
        f"errors/{template}.html",
        {"typed": words[0], "unreadable": words[1], "came_from": _came_from(request), **said},
        status=status,
    )


def _posted(request: HttpRequest) -> tuple[list[tuple[str, str]], bool]:
    """What was typed, and whether the request was too broken to be read at all."""
    try:
        return typed(request), False
    except Exception:  # whatever a broken request raises, the person still gets a page
        return [], True


def refused(request: HttpRequest, no: Refused) -> HttpResponse:
    status = next((code for kind, code in STATUS if isinstance(no, kind)), 409)
    return _page(request, "refused", status, no=no)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "bad_request", 400)


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "not_allowed", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "not_found", 404, search=frame.address("search"))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(request, "stale", 403)


def broken(request: HttpRequest) -> HttpResponse:
    """Something in the house broke: neither the viewer nor the database is asked again."""
    said = {**frame.bare(), "typed": _posted(request)[0]}
    return HttpResponse(render_to_string("errors/broken.html", said), status=500)
