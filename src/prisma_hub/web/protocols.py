"""Protocols: what is in force, what a version asks, what a change would do."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from prisma_hub.circles import queries as circles
from prisma_hub.commons import queries as pages
from prisma_hub.commons.types import Ref
from prisma_hub.kernel.refusal import NotHere, Refused
from prisma_hub.protocols import actions, queries
from prisma_hub.protocols.types import Protocol, Questions

from .commons import addresses
from .forms import Form
from .messages import tell
from .ways import only_takes, takes_forms
from .who import Asked

KINDS = {
    "channel": _("Channels"),
    "form": _("Forms"),
    "instrument": _("Instruments of evaluation"),
    "pathway": _("Pathways"),
    "preset": _("Presets of journeys"),
    "currency": _("Currencies"),
    "decision": _("Ways of deciding"),
    "agenda": _("Agendas"),
    "story": _("Stories"),
}
WHATS = {
    "type": _("is of another type"),
    "required": _("must be answered"),
    "options": _("choices"),
    "unit": _("unit"),
    "range": _("range"),
    "guarded": _("guarded"),
    "words": _("words"),
}


def protocols(request: Asked) -> HttpResponse:
    """What is in force, kind by kind, and what waits to be looked at."""
    found = queries.adopted(request.viewer)
    kinds = [(KINDS[kind], [_row(each) for each in found if each.kind == kind]) for kind in KINDS]
    drafts = queries.drafts(request.viewer)
    return render(
        request,
        "protocols/protocols.html",
        {
            "kinds": [(label, rows) for label, rows in kinds if rows],
            "drafts": [
                {
                    "title": _in(each.title) or each.name,
                    "text": str(KINDS.get(each.kind, "")),
                    "address": reverse("protocol-draft", args=(pages.slug_of(each.space), each.path)),
                }
                for each in drafts
            ],
            "process": "infrastructuring",
        },
    )


def _in(words: Mapping[str, str]) -> str:
    return queries.in_language(words, get_language() or "en")


def _row(each: Protocol) -> dict[str, str]:
    return {
        "title": _in(each.title) or each.name,
        "text": _in(each.block.get("summary", {})),
        "address": reverse("protocol", args=(each.hex,)),
    }


def protocol(request: Asked, version: str) -> HttpResponse:
    """One version: what it asks, what a record under it must be, and what came before and after."""
    found = _named(request, version)
    others = [each for each in queries.versions(request.viewer, found.name) if each.version != found.version]
    page = _page_of(request, found)
    return render(
        request,
        "protocols/protocol.html",
        {
            "found": found,
            "title": _in(found.title) or found.name,
            "summary": _in(found.block.get("summary", {})),
            "kind": KINDS[found.kind],
            "tables": _tables(found),
            "others": [{**_row(each), "end": each.hex[:8]} for each in others],
            "page": page,
            "may": circles.may(request.viewer, actions.RIGHT),
            "retire": RetireForm(),
            "process": "infrastructuring",
        },
    )


class RetireForm(Form):
    pass


class AdoptForm(Form):
    version = forms.CharField(widget=forms.HiddenInput, max_length=80)


def _named(request: Asked, version: str) -> Protocol:
    found = queries.protocol(request.viewer, f"sha256:{version}")
    if found is None:
        raise NotHere(
            "There is no such protocol, or none that you may read.", mend="Look for it among the protocols."
        )
    return found


def _page_of(request: Asked, found: Protocol) -> str:
    """The address of the page a version came from, where the viewer may read it."""
    space, _slash, path = found.page.partition("/")
    there = path and pages.page(request.viewer, space, path) is not None
    return addresses.of(Ref(space, path)) if there else ""


def _tables(found: Protocol) -> list[Questions]:
    """What a version asks, part by part."""
    language = get_language() or "en"
    parts = [""] if found.block.get("fields") else []
    parts += [each["name"] for each in found.block.get("parts", ())]
    return [queries.form_for(found.version, language, part=part) for part in parts]


def schema(request: Asked, version: str) -> HttpResponse:
    """What a record must be, as JSON Schema 2020-12; `?part=` for one part of an instrument."""
    found = _named(request, version)
    answer = JsonResponse(queries.schema(found.version, part=request.GET.get("part", "")))
    answer.headers["Content-Type"] = "application/schema+json"
    return answer


@takes_forms
def draft(request: Asked, slug: str, path: str) -> HttpResponse:
    """A protocol as its page says it now: whether it holds, what it changes, and the way to adopt it."""
    space = addresses.space_named(slug)
    found = queries.draft(request.viewer, space, path)
    if found is None:
        raise NotHere(
            "There is no protocol on this page.", mend="Write a block that begins with ```yaml protocol."
        )
    standing = queries.current(request.viewer, found.name)
    may = circles.may(request.viewer, actions.RIGHT)
    form = AdoptForm(request.POST or None, initial={"version": found.version})
    if request.method == "POST" and form.is_valid():
        try:
            version = actions.adopt(
                by=request.viewer,
                space=space,
                path=path,
                version=form.cleaned_data["version"],
                statement_id=form.cleaned_data["statement"],
            )
        except Refused as no:
            form.refuse(no)
        else:
            there = redirect("protocol", version.removeprefix("sha256:"))
            return tell(there, gettext("Adopted. From now on it can be used."))
    change = queries.change(request.viewer, found) if not found.problems else None
    return render(
        request,
        "protocols/draft.html",
        {
            "found": found,
            "title": _in(found.title) or found.name,
            "kind": KINDS.get(found.kind, ""),
            "same": standing is not None and standing.version == found.version,
            "standing": standing,
            "change": change,
            "whats": [(each, WHATS[each.what]) for each in change.changes] if change else [],
            "form": form,
            "may": may,
            "page": addresses.of(Ref(space, path)),
            "process": "infrastructuring",
        },
    )


@only_takes
def retire(request: Asked, version: str) -> HttpResponse:
    """Nothing new is recorded under it."""
    found = _named(request, version)
    form = RetireForm(request.POST)
    form.is_valid()
    actions.retire(by=request.viewer, name=found.name, statement_id=form.cleaned_data.get("statement"))
    return tell(redirect("protocols"), gettext("Retired. What was recorded stays readable."))


urlpatterns = [
    path("protocols", protocols, name="protocols"),
    path("protocols/draft/<slug:slug>/<path:path>", draft, name="protocol-draft"),
    path("protocols/<str:version>", protocol, name="protocol"),
    path("protocols/<str:version>/schema.json", schema, name="protocol-schema"),
    path("protocols/<str:version>/retire", retire, name="retire-protocol"),
]
