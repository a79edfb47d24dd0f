"""The public face of the record book, for programs (c2sp.org/tlog-tiles, c2sp.org/tlog-proof).

It is the same for everybody, so it is answered before anybody is asked who they are: no session is read,
no cookie set, no language chosen. A monitor that runs in a stranger's browser may read it too.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils.cache import patch_vary_headers

from prisma_hub.kernel.refusal import Refused, not_now
from prisma_hub.log import proofs

from .. import errors
from ..ways import ways_of

Door = Callable[[HttpRequest], HttpResponseBase]
View = Callable[..., HttpResponse]
TEXT = "text/plain; charset=utf-8"
BYTES = "application/octet-stream"
KEPT = "public, max-age=31536000, immutable"
"""A tile never changes, nor does a partial one: of that width it is what it is."""
NOW = "no-cache"
FOR_EVERYBODY: set[View] = set()
"""Views that ask nobody who they are."""


def first_of_all(get_response: Door) -> Door:
    """Middleware: what is for everybody is answered before sessions, languages and forms are looked at."""

    def door(request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith("/log/"):
            try:
                found = resolve(request.path_info)
            except Resolver404:
                return get_response(request)
            if found.func in FOR_EVERYBODY:
                return _answer(request, found.func, found.kwargs)
        return get_response(request)

    return door


def _answer(request: HttpRequest, view: View, asked: dict[str, Any]) -> HttpResponse:
    ways = ways_of(view)
    if request.method not in ways:
        told = f"This address answers {', '.join(ways)} and nothing else. Nothing was changed.\n"
        answer = HttpResponse(told, TEXT, status=405, headers={"Allow": ", ".join(ways)})
    else:
        try:
            answer = view(request, **asked)
        except Refused as no:
            answer = HttpResponse(f"{no}\n", TEXT, status=404, headers={"Cache-Control": NOW})
        except Exception as problem:  # no page stands around it to say so
            later = not_now(problem) if errors.of_store(problem) else None
            if later is None:
                raise
            status = errors.status_of(later)
            answer = HttpResponse(f"{later}\n", TEXT, status=status, headers={"Cache-Control": "no-store"})
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Content-Length"] = str(len(answer.content))
    return answer


def for_everybody(view: View) -> View:
    """What answers anybody, alike."""
    FOR_EVERYBODY.add(view)
    return view


@for_everybody
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The signed checkpoint; another one with every entry, so nobody keeps it."""
    return HttpResponse(proofs.checkpoint(), TEXT, headers={"Cache-Control": NOW})


@for_everybody
def tile(request: HttpRequest, where: str) -> HttpResponse:
    """A tile or an entry bundle. Bundles travel compressed on wish; hashes do not get smaller."""
    data = proofs.tile(f"tile/{where}")
    answer = HttpResponse(data, BYTES, headers={"Cache-Control": KEPT})
    if where.startswith("entries/"):
        patch_vary_headers(answer, ("Accept-Encoding",))
        if _takes_gzip(request.headers.get("Accept-Encoding", "")):
            answer.content = gzip.compress(data, mtime=0)
            answer.headers["Content-Encoding"] = "gzip"
    return answer


def _takes_gzip(accepted: str) -> bool:
    """Whether `gzip` is among what the reader takes (RFC 9110, 12.5.3)."""
    wishes = (each.partition(";") for each in accepted.replace(" ", "").lower().split(","))
    return any(name == "gzip" and weight not in ("q=0", "q=0.0", "q=0.00") for name, _, weight in wishes)


@for_everybody
def proof_file(request: HttpRequest, seq: int) -> HttpResponse:
    """That an entry stands in the book, as a file: under the newest checkpoint that witnesses signed too,
    where the entry stood in it already; else as the book is now."""
    answer = HttpResponse(proofs.proof_to_keep(seq)[0].text(), TEXT, headers={"Cache-Control": NOW})
    answer.headers["Content-Disposition"] = f'attachment; filename="entry-{seq}.tlog-proof"'
    return answer
