"""Writing a page in the browser: a plain field, a look before saving, and a choice where two clash."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prisma_hub.commons import actions, queries
from prisma_hub.commons.types import MAX_TEXT, Conflict, Ref
from prisma_hub.kernel.refusal import Refused

from ..forms import Form
from ..messages import tell
from ..who import Asked
from . import addresses
from .reading import room_of

_TEXT = {"rows": 24, "spellcheck": "true"}


class PageForm(Form):
    text = forms.CharField(
        label=_("Text"),
        max_length=MAX_TEXT,
        strip=False,
        widget=forms.Textarea(attrs=_TEXT),
        help_text=_("Plain text. # makes a heading, [[another page]] a link, - a list."),
    )
    summary = forms.CharField(label=_("What did you change?"), max_length=300, required=False)
    base = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)


class NewPageForm(PageForm):
    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        help_text=_("Folders are written with a slash: places/the old mill"),
    )
    field_order = ("name", "text", "summary")


def edit(request: Asked, slug: str, path: str) -> HttpResponse:
    """Change a page. The text and the version it began from travel with the form."""
    space = addresses.space_named(slug)
    queries.insist_write(request.viewer, space)
    page = queries.page(request.viewer, space, path)
    if page is None:
        raise addresses.not_here()
    ref = page.info.ref
    if request.method != "POST":
        kept = queries.my_draft(request.viewer, ref)
        first = (
            {"text": kept.text, "base": kept.base} if kept else {"text": page.text, "base": page.info.blob}
        )
        return _form(request, slug, ref, PageForm(initial=first), title=page.info.title, kept=kept)
    form = PageForm(request.POST)
    return _send(request, slug, ref, form, title=page.info.title)


def new(request: Asked, slug: str) -> HttpResponse:
    """Begin a page."""
    space = addresses.space_named(slug)
    queries.insist_write(request.viewer, space)
    if request.method != "POST":
        form = NewPageForm(initial={"name": request.GET.get("name", "")[:200]})
        return _form(request, slug, Ref(space, ""), form, title=gettext("A new page"))
    asked = NewPageForm(request.POST)
    path = ""
    if asked.is_valid():
        try:
            path = queries.page_path(asked.cleaned_data["name"].strip().strip("/"))
        except Refused as no:
            asked.refuse(no, "name")
    return _send(request, slug, Ref(space, path), asked, title=gettext("A new page"))


def _send(request: Asked, slug: str, ref: Ref, form: PageForm, *, title: str) -> HttpResponse:
    if not form.is_valid():
        return _form(request, slug, ref, form, title=title)
    said = form.cleaned_data
    if "discard" in request.POST:
        actions.drop_draft(by=request.viewer, space=ref.space, path=ref.path)
        return redirect(addresses.of(ref))
    if "preview" in request.POST:
        if said["base"]:
            actions.keep_draft(
                by=request.viewer, space=ref.space, path=ref.path, text=said["text"], base=said["base"]
            )
        return _form(request, slug, ref, form, title=title, preview=True)
    try:
        done = actions.write_page(
            by=request.viewer,
            space=ref.space,
            path=ref.path,
            text=said["text"],
            base=said["base"],
            summary=said["summary"],
            statement_id=said["statement"],
        )
    except Refused as no:
        form.refuse(no)
        return _form(request, slug, ref, form, title=title)
    if isinstance(done, Conflict):
        return _clash(request, slug, done, said["summary"], title)
    return tell(redirect(addresses.of(done.ref)), _what_was_saved(done.merged, done.unchanged))


def _what_was_saved(merged: bool, unchanged: bool) -> str:
    if merged:
        return gettext("Saved, together with what somebody else wrote meanwhile.")
    return gettext("Nothing was different, so nothing was saved.") if unchanged else gettext("Saved.")


def _clash(request: Asked, slug: str, done: Conflict, summary: str, title: str) -> HttpResponse:
    """Both texts, one below the other, and a form that begins with both."""
    form = PageForm(initial={"text": done.both, "base": done.base, "summary": summary})
    lines = queries.compare(done.theirs, done.yours)
    return _form(request, slug, done.ref, form, title=title, status=409, clash=done, lines=lines)


def _form(
    request: Asked,
    slug: str,
    ref: Ref,
    form: PageForm,
    *,
    title: str,
    status: int = 200,
    preview: bool = False,
    **more: Any,
) -> HttpResponse:
    room = room_of(request.viewer, ref.space)
    shown = None
    if preview:
        text = form.cleaned_data["text"]
        shown = queries.show(
            request.viewer, ref, text, addresses.of, tag_address=addresses.of_tag, words=False
        )
    given = {
        "form": form,
        "title": title,
        "room": room,
        "room_name": addresses.name_of(room),
        "back": addresses.of(ref) if ref.path else addresses.of(Ref(ref.space, "")),
        "shown": shown,
        "slug": slug,
        **more,
    }
    return render(request, "commons/edit.html", given, status=status)
