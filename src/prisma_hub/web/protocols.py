"""Protocols: what is in force, what a version asks, what a change would do; and forms made from them.

`form_for(...)` gives other pages a form class for a version; `answers_of(form)` what to put into a record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from prisma_hub.circles import queries as circles
from prisma_hub.commons import queries as pages
from prisma_hub.commons.types import Ref
from prisma_hub.kernel.exact import parse_decimal
from prisma_hub.kernel.refusal import NotHere, Refused
from prisma_hub.media import actions as media
from prisma_hub.media.types import Media
from prisma_hub.protocols import actions, queries
from prisma_hub.protocols.types import Protocol, Question, Questions

from .commons import addresses
from .forms import Form
from .messages import tell
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

# == Forms ==

Choices = Sequence[tuple[str, str]]
PREFIX = "a-"
"""Before the name of each question, so that no question can be mistaken for a field of ours."""
FEW = 7
"""So many choices are shown at once; more are a list to open."""


def form_for(
    asked: Questions, *, people: Choices = (), things: Mapping[str, Choices] | None = None
) -> type[Form]:
    """A form for a version. `people` are those a question may name, `things` what it may refer to, by kind.

    Every text can be answered by voice: a recorder stands after it.
    """
    fields: dict[str, Any] = {}
    for each in asked.questions:
        field = _field(each, people, things or {})
        if field is None:
            continue
        fields[PREFIX + each.name] = field
        if each.can_be_spoken:
            fields[PREFIX + each.name + ".voice"] = _voice(
                gettext("Or say it: %(question)s") % {"question": each.label}
            )
    why = {PREFIX + each.name: each.help for each in asked.questions if each.help}
    return type("ProtocolForm", (_ProtocolForm,), {**fields, "asked": asked, "why": why})


class _ProtocolForm(Form):
    asked: Questions

    def clean(self) -> dict[str, Any]:
        """A text that is due may be spoken instead."""
        said = super().clean() or self.cleaned_data
        for each in self.asked.questions:
            name = PREFIX + each.name
            if each.required and each.can_be_spoken and not (said.get(name) or said.get(name + ".voice")):
                self.add_error(name, gettext("Write or say something here."))
        return said


def _field(each: Question, people: Choices, things: Mapping[str, Choices]) -> forms.Field | None:
    about: dict[str, Any] = {"label": each.label, "required": each.required and not each.can_be_spoken}
    if each.type in ("choice", "scale", "choices"):
        return _choice(each, [(str(one.value), one.label) for one in each.options], about)
    if each.type == "person":
        return _choice(each, list(people), about) if people else None
    if each.type == "people":
        return _choice(each, list(people), about) if people else None
    if each.type == "reference":
        found = [one for kind in each.of for one in things.get(kind, ())]
        return _choice(each, found, about) if found else None
    return _plain(each, about)


def _choice(each: Question, choices: list[tuple[str, str]], about: dict[str, Any]) -> forms.Field:
    if each.type in ("choices", "people"):
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **about)
    if len(choices) <= FEW or each.type == "scale":
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **about)
    return forms.ChoiceField(choices=[("", "—"), *choices], **about)


def _plain(each: Question, about: dict[str, Any]) -> forms.Field:
    match each.type:
        case "longtext":
            return forms.CharField(max_length=20_000, widget=forms.Textarea(attrs={"rows": 5}), **about)
        case "number" | "money":
            attrs = {"inputmode": "decimal", "autocomplete": "off"}
            return _ExactField(
                max_length=30, widget=forms.TextInput(attrs=attrs), help_text=each.unit, **about
            )
        case "date":
            return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **about)
        case "time":
            return forms.TimeField(widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **about)
        case "link":
            return forms.URLField(assume_scheme="https", max_length=2000, **about)
        case "voice":
            return _voice(each.label, required=each.required)
        case "photo":
            return forms.FileField(widget=forms.FileInput(attrs={"accept": "image/*"}), **about)
        case "file":
            return forms.FileField(**about)
        case "place":
            return forms.CharField(max_length=500, **about)
        case _:
            return forms.CharField(max_length=1000, **about)


def _voice(label: str, *, required: bool = False) -> forms.FileField:
    widget = forms.FileInput(attrs={"accept": "audio/*"})
    return forms.FileField(label=label, required=required, widget=widget)


class _ExactField(forms.CharField):
    """An exact number, typed with a comma or a point."""

    def clean(self, value: Any) -> str:
        typed = str(super().clean(value)).replace(",", ".").replace(" ", "").replace("\u00a0", "")
        if not typed:
            return ""
        try:
            return format(parse_decimal(typed), "f")
        except Refused as no:
            raise forms.ValidationError(gettext("This is no number we can read.")) from no


def answers_of(form: Form) -> tuple[dict[str, Any], list[Media]]:
    """From a valid form of `form_for` to answers, and the files that were kept for them.

    Files are judged and stripped by `media`; refused in its words.
    """
    answers: dict[str, Any] = {}
    kept: list[Media] = []
    asked: Questions = form.asked  # type: ignore[attr-defined]
    whole = {each.name: {str(one.value): one.value for one in each.options} for each in asked.questions}
    for name, value in form.cleaned_data.items():
        if not name.startswith(PREFIX) or value in (None, "", [], ()):
            continue
        bare = name.removeprefix(PREFIX)
        if isinstance(value, UploadedFile):
            kept.append(media.keep(cast(BinaryIO, value.file), name=value.name or ""))
            answers[bare] = f"media:{kept[-1].sha256}"
        else:
            answers[bare] = _said(value, whole.get(bare, {}))
    return answers, kept


def _said(value: Any, options: Mapping[str, str | int]) -> Any:
    if isinstance(value, list):
        return [options.get(each, each) for each in value]
    if hasattr(value, "strftime"):
        return value.strftime("%H:%M") if not hasattr(value, "year") else value.isoformat()
    return options.get(value, value)


# == Pages ==


@require_safe
@addresses.looking
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


@require_safe
@addresses.looking
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


@require_safe
@addresses.looking
def schema(request: Asked, version: str) -> HttpResponse:
    """What a record must be, as JSON Schema 2020-12; `?part=` for one part of an instrument."""
    found = _named(request, version)
    answer = JsonResponse(queries.schema(found.version, part=request.GET.get("part", "")))
    answer.headers["Content-Type"] = "application/schema+json"
    return answer


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


@require_POST
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
