"""The record book: how anybody can check it, and its public face (C2SP tlog-tiles)."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext_lazy as _

from prisma_hub.circles import queries as rights
from prisma_hub.kernel.refusal import Refused
from prisma_hub.log import proofs, queries

from .who import Asked

WHOLE_TILE = "public, max-age=31536000, immutable"


def checked(request: HttpRequest) -> HttpResponse:
    """How all this can be checked, in plain words, with where the book stands."""
    found = request.GET.get("entry", "")
    if found.isdecimal() and len(found) < 16:
        return redirect("proof", seq=int(found))
    return render(request, "log/checked.html", {"head": queries.head(), "process": "infrastructuring"})


def proof(request: Asked, seq: int) -> HttpResponse:
    """One entry's place in the tree. What it says is shown only to those who may hear it."""
    head = queries.head()
    if head is None or seq >= head.size:
        raise Http404
    found = proofs.proof(seq)
    entry = queries.entry(seq)
    heard = rights.visible(request.viewer).hears(seq)
    steps = [each.hex() for each in found.hashes]
    return render(
        request,
        "log/proof.html",
        {
            "seq": seq,
            "head": head,
            "entry": entry if heard else None,
            "custody": CUSTODY[entry.custody] if entry and heard else "",
            "steps": steps,
            "process": "infrastructuring",
        },
    )


CUSTODY = {
    "hub": _("The hub answers for it that this person said so."),
    "self": _("A key of the speaker’s own answers for it."),
}


def download(request: HttpRequest, seq: int) -> HttpResponse:
    """The proof as a file (C2SP tlog-proof)."""
    try:
        text = proofs.proof(seq).text()
    except Refused:
        raise Http404 from None
    answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="entry-{seq}.tlog-proof"'
    return answer


def checkpoint(request: HttpRequest) -> HttpResponse:
    return HttpResponse(
        proofs.checkpoint(), content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-cache"}
    )


def tile(request: HttpRequest, where: str) -> HttpResponse:
    """A tile or an entry bundle. What is full never changes."""
    try:
        data = proofs.tile(f"tile/{where}")
    except Refused:
        raise Http404 from None
    cache = "no-cache" if ".p/" in where else WHOLE_TILE
    return HttpResponse(data, content_type="application/octet-stream", headers={"Cache-Control": cache})


urlpatterns = [
    path("checked", checked, name="checked"),
    path("log/checkpoint", checkpoint, name="checkpoint"),
    path("log/tile/<path:where>", tile, name="tile"),
    path("log/<int:seq>", proof, name="proof"),
    path("log/<int:seq>.tlog-proof", download, name="proof-file"),
]
