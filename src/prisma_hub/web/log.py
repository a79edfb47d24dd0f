"""The record book: how anybody can check it, and its public face (C2SP tlog-tiles)."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prisma_hub.circles import queries as rights
from prisma_hub.kernel.canonical import b64
from prisma_hub.kernel.refusal import Refused
from prisma_hub.log import proofs, queries

from .who import Asked

WHOLE_TILE = "public, max-age=31536000, immutable"


def checked(request: Asked) -> HttpResponse:
    """How all this can be checked, in plain words, with where the book stands."""
    if "entry" in request.GET:
        asked = request.GET["entry"].strip()
        if is_number(asked) and int(asked) < (queries.size() or 0):
            return redirect("proof", seq=int(asked))
        return _checked(request, no_entry=_why_no_entry(asked), asked=asked)
    if "size" in request.GET or "root" in request.GET:
        size, root = request.GET.get("size", "").strip(), request.GET.get("root", "").strip()
        return _checked(request, noted=_compare(size, root), size=size, root=root)
    return _checked(request)


def _checked(request: Asked, status: int = 200, **more: object) -> HttpResponse:
    head = queries.head()
    values = {
        "head": head,
        "root_now": b64(head.root) if head else "",
        "note": head.note if head else "",
        "process": "infrastructuring",
    }
    return render(request, "log/checked.html", {**values, **more}, status=status)


def is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 16


def _why_no_entry(asked: str) -> str:
    """A sentence for a number that leads to no entry."""
    if not asked:
        return gettext("Write the number of an entry first, for instance 0, the first one.")
    if not is_number(asked):
        return gettext("“%(asked)s” is not the number of an entry. Entries are counted from 0.") % {
            "asked": asked[:40]
        }
    return gettext("The book has no entry %(asked)s yet. Its last one is %(last)s.") % {
        "asked": asked,
        "last": max((queries.size() or 0) - 1, 0),
    }


@dataclass(frozen=True)
class Compared:
    """What became of a state of the book that somebody noted earlier. `then` is what it was at that size."""

    holds: bool
    sentence: str
    then: str = ""


def _compare(size: str, root: str) -> Compared:
    now = queries.size() or 0
    if not is_number(size) or int(size) < 1:
        return Compared(False, gettext("Write how many entries the book had then, as a number."))
    if int(size) > now:
        return Compared(
            False,
            gettext("The book has %(now)s entries today, fewer than you noted. Ask the hub what happened.")
            % {"now": now},
        )
    then = proofs.root_at(int(size))
    if root in (b64(then), then.hex()):
        return Compared(True, gettext("It fits: what you noted is the beginning of today’s book."))
    return Compared(
        False,
        gettext("It does not fit. Compare letter by letter; if it still differs, ask the hub what happened."),
        b64(then),
    )


def proof(request: Asked, seq: int) -> HttpResponse:
    """One entry's place in the tree. What it says is shown only to those who may hear it."""
    head = queries.head()
    if head is None or seq >= head.size:
        return _checked(request, status=404, lost=_why_no_entry(str(seq)), asked=seq)
    found = proofs.proof(seq)
    entry = queries.entry(seq)
    heard = rights.visible(request.viewer).hears(seq)
    return render(
        request,
        "log/proof.html",
        {
            "seq": seq,
            "head": head,
            "entry": entry if heard else None,
            "words": heard and entry is not None and entry.kind == "contribution.made/1",
            "custody": CUSTODY[entry.custody] if entry and heard else "",
            "leaf": b64(proofs.leaf(seq)),
            "steps": [b64(each) for each in found.hashes],
            "root_now": b64(head.root),
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
