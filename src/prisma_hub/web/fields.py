"""Fields that the forms of this house are made of, and choices many of them offer."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias, cast
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from prisma_hub.identity import queries as people
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys.types import Words, in_language
from prisma_hub.kernel.refusal import Refused
from prisma_hub.media import actions as media
from prisma_hub.media.types import LARGEST, Media

from .choosing import OneOf

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Label: TypeAlias = "str | _StrPromise"

TOO_LARGE = _("That is more than this hub takes at once.")


def day(label: Label, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more
    )


def hour(label: Label, **more: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **more
    )


def words(label: Label, *, rows: int = 4, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=more.pop("max_length", 20_000),
        widget=forms.Textarea(attrs={"rows": rows}),
        **more,
    )


def line(label: Label, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=more.pop("max_length", 200), **more)


def one_of(label: Label, choices: Iterable[tuple[str, Label]] = (), **more: Any) -> OneOf:
    return OneOf(label=label, choices=list(choices), widget=forms.RadioSelect, **more)


def some_of(
    label: Label, choices: Iterable[tuple[str, Label]] = (), **more: Any
) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=list(choices), widget=forms.CheckboxSelectMultiple, **more
    )


def file(label: Label, accept: str, largest: str, **more: Any) -> forms.FileField:
    """A file to choose; how large it may be (`LARGEST`) is told before it travels. `more`: its attributes."""
    attrs = {"accept": accept, "data-limit": str(LARGEST[largest]), "data-too-large": TOO_LARGE, **more}
    return forms.FileField(label=label, required=False, widget=forms.FileInput(attrs=attrs))


def keep(upload: UploadedFile, field: str) -> Media:
    """Keep what was chosen in a field. A refusal names the field, so that it is shown beside it."""
    try:
        return media.keep(cast(BinaryIO, upload), name=upload.name or "")
    except Refused as no:
        no.field = field
        raise


def language() -> str:
    """The language of the page, without its country."""
    return (get_language() or "en").partition("-")[0]


def said(given: Words) -> str:
    return in_language(given, language())


def resaid(before: Words, now: str) -> dict[str, str]:
    """The words anew, in the page's language; where they changed, other languages would say the old ones."""
    return dict(before) if said(before) == now else {language(): now}


def names(viewer: Viewer, ids: Iterable[UUID]) -> list[tuple[str, str]]:
    """People as choices, in the order given."""
    wanted = list(dict.fromkeys(ids))
    found = people.people(viewer, wanted)
    return [(str(each), found[each].name) for each in wanted if each in found and found[each].name]


def by_name(choices: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """People as choices, by their names as one looks them up: small letters as large, accents aside."""
    return sorted(choices, key=lambda choice: _looked_up(choice[1]))


def _looked_up(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def by_initial(field: BoundField) -> list[tuple[str, list[Any]]]:
    """The choices of a field that is in the order of names, under their first letters."""
    options = list(field.subwidgets)
    initials = groupby(options, key=lambda each: _looked_up(str(each.choice_label))[:1].upper())
    return [(initial, list(some)) for initial, some in initials]


def moment(on: Any, at: Any) -> datetime:
    """A day and an hour in the hub's zone."""
    return datetime.combine(on, at, tzinfo=timezone.get_current_timezone())
