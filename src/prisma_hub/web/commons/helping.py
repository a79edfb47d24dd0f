"""What a script asks for while somebody writes: completions, a draft kept, a file laid beside the pages."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, JsonResponse

from prisma_hub.commons import actions, queries
from prisma_hub.commons.types import MAX_TEXT, Added, Ref
from prisma_hub.kernel.refusal import Refused

from ..forms import Form
from ..tags import said as told
from ..ways import only_takes
from ..who import Asked
from . import addresses


class DraftForm(forms.Form):
    text = forms.CharField(max_length=MAX_TEXT, strip=False, required=False)
    base = forms.CharField(max_length=40, required=False)
    name = forms.CharField(max_length=400, required=False)
    draft = forms.CharField(max_length=400, required=False)
    """The place of a page not yet begun."""


class FileForm(Form):
    file = forms.FileField()


def _ref(request: Asked, slug: str, path: str) -> Ref:
    """A page somebody may write: one that stands, or one not begun (an empty path)."""
    space = addresses.space_named(slug)
    queries.insist_write(request.viewer, space)
    found = queries.info(request.viewer, space, path) if path else None
    if path and found is None:
        there = queries.moved_to(request.viewer, space, path)  # renamed while somebody writes on it
        if there is None or there.space != space:
            raise addresses.not_here()
        return there
    return found.ref if found else Ref(space, "")


def complete(request: Asked, slug: str, path: str = "") -> JsonResponse:
    """`?link=` or `?tag=` with what was typed so far: at most eight proposals, best first."""
    ref = _ref(request, slug, path)
    if "tag" in request.GET:
        found = queries.complete_tag(request.viewer, request.GET["tag"][:100])
    else:
        found = queries.complete_link(request.viewer, ref, request.GET.get("link", "")[:200])
    return JsonResponse(
        {"found": [{"label": each.label, "text": each.text, "hint": each.hint} for each in found]}
    )


@only_takes
def draft(request: Asked, slug: str, path: str = "") -> HttpResponse:
    """Keep what was typed so far, without a page in answer."""
    ref = _ref(request, slug, path)
    form = DraftForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=400)
    said = form.cleaned_data
    place = said.pop("draft")
    actions.keep_draft(by=request.viewer, space=ref.space, path=ref.path or place, **said)
    return HttpResponse(status=204)


@only_takes
def add(request: Asked, slug: str, path: str = "") -> JsonResponse:
    """Lay a file beside the pages; answers with the words that show it, or with a sentence why not."""
    ref = _ref(request, slug, path)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return JsonResponse({"why": " ".join(map(str, form.errors.get("file", [])))}, status=400)
    try:
        done = keep_file(request, ref, form.cleaned_data["file"], form.cleaned_data["statement"])
    except Refused as no:
        return JsonResponse({"why": _sentences(no)}, status=400)
    return JsonResponse({"text": done.text})


def keep_file(request: Asked, ref: Ref, file: UploadedFile, statement: UUID) -> Added:
    return actions.add_file(
        by=request.viewer,
        space=ref.space,
        upload=file,  # type: ignore[arg-type]  # an uploaded file reads and seeks like any other
        name=file.name or "",
        at=ref.path,
        statement_id=statement,
    )


def _sentences(no: Refused) -> str:
    return " ".join(sentence for part in ("reason", "kept", "mend") if (sentence := told(no, part)))
