"""Witnesses: who signs our checkpoints, whose books we witness; and the door where we are asked to sign."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from prisma_hub.federation import actions, queries
from prisma_hub.federation.types import NotCosigned, NotOurSize

from .log.serving import TEXT, for_everybody
from .ways import only_takes
from .who import Asked

LARGEST = 65_536
"""Bytes of a request for a cosignature; 63 hashes and a checkpoint take less than a tenth of it."""


def witnesses(request: Asked) -> HttpResponse:
    return render(
        request,
        "federation/witnesses.html",
        {
            "witnesses": queries.witnesses(request.viewer),
            "books": queries.books(request.viewer),
            "our_key": queries.our_key(),
            "forks": queries.forks(request.viewer),
            "process": "infrastructuring",
        },
    )


@for_everybody
@only_takes
def add_checkpoint(request: HttpRequest) -> HttpResponse:
    """Another hub asks us to sign its checkpoint (c2sp.org/tlog-witness, add-checkpoint)."""
    body = request.read(LARGEST + 1)
    if len(body) > LARGEST:
        return HttpResponse("This is larger than any request for a cosignature.\n", TEXT, status=413)
    try:
        return HttpResponse(actions.cosign_book(body), TEXT)
    except NotOurSize as no:
        return HttpResponse(f"{no.size}\n", "text/x.tlog.size", status=no.status)
    except NotCosigned as no:
        return HttpResponse(f"{no}\n", TEXT, status=no.status)


urlpatterns = [
    path("witnesses", witnesses, name="witnesses"),
    path("log/add-checkpoint", add_checkpoint, name="add-checkpoint"),
]
