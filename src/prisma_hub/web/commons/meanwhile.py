"""What others saved while somebody wrote: who and when; and a choice, place by place, where the two clash."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile

from django import forms
from django.urls import reverse
from django.utils.translation import gettext

from prisma_hub.commons import queries
from prisma_hub.commons.types import MAX_TEXT, Choice, Conflict, Place, Ref

from ..forms import Form
from ..who import Asked
from . import addresses

MOST_PLACES = 60
"""More are no choice anybody makes; there the whole text is written on."""


@dataclass(frozen=True, slots=True)
class Since:
    """Who changed a page since a version, when last, and where one sees what."""

    who: str
    at: str
    address: str


def since(request: Asked, ref: Ref, base: str) -> Since | None:
    """What was saved after the version `base`; None where that is what stands there."""
    versions = queries.history(request.viewer, ref.space, ref.path)
    newer = list(takewhile(lambda each: each.blob != base, versions))
    if not newer:
        return None
    if len(newer) == len(versions):  # the version one began from is not known any more
        newer = newer[:1]
    known = addresses.names(request.viewer, [each.by for each in newer])
    who = dict.fromkeys(each.author or known.get(each.by) or gettext("somebody") for each in newer)
    slug, last = queries.slug_of(ref.space), newer[0]
    one = len(newer) == 1 and last.kept
    address = (
        reverse("page-change", args=(slug, last.seq, ref.path))
        if one
        else reverse("page-history", args=(slug, ref.path))
    )
    return Since(", ".join(who), last.at, address)


@dataclass(frozen=True, slots=True)
class Clash:
    """A place to choose at: its number among all, the words before it, and the two sides."""

    number: int
    before: str
    yours: str
    theirs: str


class ClashForm(Form):
    """The whole text travels in pieces; beside it `place-3: theirs` for each choice."""

    places = forms.CharField(widget=forms.HiddenInput)
    base = forms.CharField(widget=forms.HiddenInput, max_length=40)
    summary = forms.CharField(widget=forms.HiddenInput, required=False)


def to_choose(done: Conflict) -> list[Clash]:
    """The places where a clash is to be settled; none where they are too many or too long."""
    numbers = queries.clashes(done.places)
    if len(numbers) > MOST_PLACES or len(done.yours) + len(done.theirs) > MAX_TEXT:
        return []
    return [
        Clash(each, _last_line(done.places[each - 1].yours) if each else "", *done.places[each])
        for each in numbers
    ]


def _last_line(text: str) -> str:
    return next((line for line in reversed(text.split("\n")) if line.strip()), "")[:200]


def clash_form(done: Conflict, summary: str) -> ClashForm:
    places = [[each.yours] if each.yours == each.theirs else list(each) for each in done.places]
    written = json.dumps(places, ensure_ascii=False)
    return ClashForm(initial={"places": written, "base": done.base, "summary": summary})


def settled(sent: Mapping[str, str]) -> str:
    """The text as it was chosen; where nothing was chosen both stand. Empty for a form nobody here made."""
    try:
        found = [Place(each[0], each[-1]) for each in json.loads(sent["places"])]
        text = queries.settle(found, {n: choice for n in range(len(found)) if (choice := _chosen(sent, n))})
        text.encode()  # half a character is a ValueError too
        return text
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return ""


def _chosen(sent: Mapping[str, str], number: int) -> Choice | None:
    chosen = sent.get(f"place-{number}")
    return chosen if chosen in ("yours", "theirs", "both") else None  # type: ignore[return-value]
