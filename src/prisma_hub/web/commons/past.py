"""How a page came to be what it is."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from prisma_hub.commons import queries
from prisma_hub.commons.types import Ref, Version

from ..who import Asked
from . import addresses


@require_safe
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
                (
                    each,
                    _said(each),
                    by.get(each.by) or gettext("somebody"),
                    reverse("page-change", args=(slug, each.seq, path)) if each.kept else "",
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
        "moved": gettext("Renamed, before: %(was)s") % {"was": version.was},
        "removed": gettext("Removed"),
    }
    return happened[version.action]


@require_safe
def change(request: Asked, slug: str, seq: int, path: str) -> HttpResponse:
    """What one version changed, line by line and word by word."""
    space = addresses.space_named(slug)
    lines = queries.difference(request.viewer, space, path, seq)
    if lines is None:
        raise addresses.not_here()
    version = next(each for each in queries.history(request.viewer, space, path) if each.seq == seq)
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
            "back": reverse("page-history", args=(slug, path)),
        },
    )
