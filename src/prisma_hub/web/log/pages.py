"""The record book: where anybody checks it, and looks an entry up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prisma_hub.circles import queries as rights
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.canonical import b64
from prisma_hub.log import evidence, proofs, queries
from prisma_hub.log.types import Entry
from prisma_hub.web.log import drawing
from prisma_hub.web.who import Asked

_REFERENCE = re.compile(r"(?:^#|^entry[:-]|/(?:log|entry)/)([0-9]{1,15})(?![0-9A-Za-z])")


def checked(request: Asked) -> HttpResponse:
    """How all this can be checked, in plain words, with where the book stands."""
    if "entry" in request.GET:
        asked = request.GET["entry"].strip()
        number = _number_in(_together(asked))
        if is_number(number) and int(number) < (queries.size() or 0):
            return redirect("proof", seq=int(number))
        return _checked(request, no_entry=_why_no_entry(number), asked=asked)
    if "size" in request.GET or "root" in request.GET:
        size, root = request.GET.get("size", "").strip(), request.GET.get("root", "").strip()
        return _checked(request, noted=_compare(_together(size), root), size=size, root=root)
    return _checked(request)


def _checked(request: Asked, status: int = 200, **more: object) -> HttpResponse:
    head = queries.head()
    values = {
        "head": head,
        "root_now": b64(head.root) if head else "",
        "note": proofs.checkpoint() if head else "",
        "process": "infrastructuring",
    }
    return render(request, "log/checked.html", {**values, **more}, status=status)


def explorer(request: Asked) -> HttpResponse:
    """`/log/` typed by hand: where an entry is looked up."""
    return redirect(reverse("checked") + "#one")


def _number_in(asked: str) -> str:
    """The number in a reference (`entry:12`), an address (`…/log/12`, `…/entry/12#said`) or a file's name
    (`entry-12.tlog-proof`); else what was asked, as it is."""
    found = _REFERENCE.search(asked)
    return found[1] if found else asked


_APART = re.compile(r"[0-9]{1,3}(?:[\s.,'’·_][0-9]{3})+")


def _together(asked: str) -> str:
    """A number as people write it, in groups of three (1,768; 1.768; 1 768; 1’768), as plain digits."""
    return re.sub(r"\D", "", asked) if _APART.fullmatch(asked) else asked


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
    leaf = proofs.leaf(seq)
    steps = drawing.climb(seq, head.size, leaf, proofs.path(seq, head.size))
    entry = queries.entry(seq)
    heard = rights.visible(request.viewer).hears(seq)
    return render(
        request,
        "log/proof.html",
        {
            "seq": seq,
            "head": head,
            "entry": entry if heard else None,
            "back": None if heard else rights.took_back(request.viewer, seq),
            "words": heard and entry is not None and entry.kind == "contribution.made/1",
            "line": heard and entry is not None and _shows_its_line(request.viewer, entry),
            "custody": custody_of(request.viewer, entry, named=_is_named(seq)) if entry and heard else "",
            "leaf": b64(leaf),
            "steps": steps,
            "drawn": drawing.draw(leaf, steps),
            "before": seq - 1,
            "after": seq + 1 if seq + 1 < head.size else None,
            "root_now": b64(head.root),
            "process": "infrastructuring",
        },
    )


def proof_folder(request: Asked, seq: int) -> HttpResponse:
    """The proof of an entry and its line of evidence, in one file: for whoever hears its words."""
    entry = queries.entry(seq) if rights.visible(request.viewer).hears(seq) else None
    if entry is None or not _shows_its_line(request.viewer, entry):
        raise Http404
    names = {"kind", "said", *(f"body.{name}" for name in entry.body if name.startswith("text."))}
    kept = BytesIO()
    with ZipFile(kept, "w", ZIP_DEFLATED) as folder:
        for name, data in evidence.single(seq, names).items():
            folder.writestr(f"entry-{seq}/{name}", data)
    answer = HttpResponse(kept.getvalue(), content_type="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="entry-{seq}.zip"'
    return answer


def _shows_its_line(viewer: Viewer, entry: Entry) -> bool:
    """Words that still stand. A line holds who answers for it, which of words said without a name nobody but
    their speaker is told (`custody_of`)."""
    mine = viewer.person is not None and entry.by == viewer.ref
    return entry.kind == "contribution.made/1" and (mine or _is_named(entry.seq))


def custody_of(viewer: Viewer, entry: Entry, *, named: bool) -> str:
    """Who answers for an entry, in plain words. Few have keys: of words said without a name, nobody but the
    speaker is told that a key answers, for that would narrow down who it is."""
    if not named and (viewer.person is None or entry.by != viewer.ref):
        return gettext(
            "It was said without a name. Who answers for it, the speaker or the hub, stays unsaid."
        )
    return str(CUSTODY[entry.custody])


def _is_named(seq: int) -> bool:
    terms = rights.terms([seq]).get(seq)
    return terms is None or terms.named != "unnamed"


CUSTODY = {
    "hub": _("The hub answers for it that this person said so."),
    "self": _("A key of the speaker’s own answers for it."),
}
