"""How a page came to be what it is: its versions, what each changed, each as it was; and putting one back."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from prisma_hub.commons import actions, queries
from prisma_hub.commons.types import Ref, Version
from prisma_hub.kernel.refusal import Refused

from ..forms import Form
from ..messages import tell
from ..tags import moment_text
from ..ways import takes_forms
from ..who import Asked
from . import addresses
from .reading import room_of, without_its_title


class PutBackForm(Form):
    base = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)


@dataclass(frozen=True)
class Row:
    """A version in the list of all: what is said of it, and where it can be looked at."""

    version: Version
    said: str
    by: str
    changed: str
    was: str


def history(request: Asked, slug: str, path: str) -> HttpResponse:
    """Every version, the newest first: when, by whom, why."""
    space = addresses.space_named(slug)
    versions = queries.history(request.viewer, space, path)
    if not versions:
        raise addresses.not_here()
    by = addresses.names(request.viewer, [each.by for each in versions])
    return render(
        request,
        "commons/history.html",
        {
            "title": _title(versions, path),
            "address": addresses.of(Ref(space, path)),
            "is_there": versions[0].action != "removed",
            "versions": [
                Row(
                    each,
                    _said(each),
                    each.author or by.get(each.by) or gettext("somebody"),
                    reverse("page-change", args=(slug, each.seq, path)) if each.kept else "",
                    reverse("page-was", args=(slug, each.seq, path)) if _is_whole(each) else "",
                )
                for each in versions
            ],
        },
    )


def _title(versions: list[Version], path: str) -> str:
    return next((each.title for each in versions if each.title), queries.stem(path))


def _said(version: Version) -> str:
    """Why a version came to be: in its author's words, else what happened."""
    if version.summary:
        return version.summary
    happened = {
        "created": gettext("Written"),
        "changed": gettext("Changed"),
        "moved": gettext("Renamed, before: %(was)s") % {"was": queries.stem(version.was)},
        "removed": gettext("Removed"),
    }
    return happened[version.action]


def change(request: Asked, slug: str, seq: int, path: str) -> HttpResponse:
    """What one version changed, line by line and word by word."""
    space = addresses.space_named(slug)
    lines = queries.difference(request.viewer, space, path, seq)
    if lines is None:
        raise addresses.not_here()
    versions = queries.history(request.viewer, space, path)
    version = next(each for each in versions if each.seq == seq)
    by = addresses.names(request.viewer, [version.by])
    return render(
        request,
        "commons/change.html",
        {
            "title": version.title or queries.stem(path),
            "said": _said(version),
            "version": version,
            "by": by.get(version.by) or gettext("somebody"),
            "lines": lines,
            "first": version is versions[-1],
            "was": reverse("page-was", args=(slug, seq, path)) if _is_whole(version) else "",
            "back": reverse("page-history", args=(slug, path)),
        },
    )


def _is_whole(version: Version) -> bool:
    """Whether a version can be shown as a page."""
    return version.kept and bool(version.blob) and queries.is_page(version.ref.path)


@takes_forms
def was(request: Asked, slug: str, seq: int, path: str) -> HttpResponse:
    """A page as it was from one entry on; whoever may write here can put it back."""
    space, viewer = addresses.space_named(slug), request.viewer
    version = queries.kept_version(viewer, space, path, seq)
    text = queries.version_text(viewer, space, path, seq) if version else None
    if version is None or text is None:
        raise addresses.not_here()
    if request.method == "POST":
        queries.insist_write(viewer, space)
    info = queries.info(viewer, space, path)
    form = PutBackForm(request.POST or None, initial={"base": info.blob if info else ""})
    if request.method == "POST" and form.is_valid():
        try:
            return _put_back(request, Ref(space, path), version, form)
        except Refused as no:
            form.refuse(no)
    by = addresses.names(viewer, [version.by])
    title = version.title or queries.stem(path)
    shown = queries.show(viewer, version.ref, text, addresses.of, tag_address=addresses.of_tag, words=False)
    given = {
        "title": title,
        "when": moment_text(version.at),
        "html": without_its_title(shown.html, title),
        "lang": info.lang if info else "",
        "version": version,
        "by": version.author or by.get(version.by) or gettext("somebody"),
        "form": form,
        "stands": info is not None and info.blob == version.blob,
        "address": addresses.of(info.ref) if info else "",
        "may_write": room_of(viewer, space).may_write,
        "changed": reverse("page-change", args=(slug, seq, path)),
        "back": reverse("page-history", args=(slug, path)),
    }
    return render(request, "commons/as_it_was.html", given)


def _put_back(request: Asked, ref: Ref, version: Version, form: PutBackForm) -> HttpResponse:
    done = actions.put_back(
        by=request.viewer,
        space=ref.space,
        path=ref.path,
        seq=version.seq,
        base=form.cleaned_data["base"],
        summary=gettext("Put back as it was: %(when)s") % {"when": moment_text(version.at)},
        statement_id=form.cleaned_data["statement"],
    )
    said = gettext("It stands like this already.") if done.unchanged else gettext("Put back as it was.")
    return tell(redirect(addresses.of(done.ref)), said)
