"""How long things are kept: for everybody to read, for stewards to say, and what of one's own goes next."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prisma_hub.circles import actions as circles
from prisma_hub.circles import queries as rights
from prisma_hub.circles.types import MOST_MONTHS, SHORTER_DAYS, SORTS, Circle, Lasting
from prisma_hub.keeping import actions, queries
from prisma_hub.keeping.types import Going
from prisma_hub.kernel import ids, text
from prisma_hub.kernel.canonical import MAX_INTEGER
from prisma_hub.kernel.refusal import NotAllowed, NotHere, Refused
from prisma_hub.log import queries as log
from prisma_hub.log.types import Entry

from .. import fields, tags
from .. import kept as words
from ..forms import Form
from ..messages import tell
from ..ways import only_takes, takes_forms
from ..who import Asked
from .taking import home

PROCESS = "infrastructuring"


class LastingForm(Form):
    """How long one sort is kept, and why."""

    sort = forms.ChoiceField(
        label=_("What?"), choices=list(words.SORT_NAMES.items()), widget=forms.RadioSelect
    )
    months = forms.IntegerField(
        label=_("For how many months?"),
        help_text=_("Left empty, it is kept; in a circle, as the hub has it. A year is 12."),
        min_value=1,
        max_value=MOST_MONTHS,
        required=False,
        localize=False,
    )
    reason = forms.CharField(
        label=_("Why?"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Everybody it touches reads this."),
    )  # fmt: skip
    why: ClassVar = {
        "months": _(
            "A shorter time holds for what is there already only after thirty days, so that everybody can "
            "know it, take theirs along, or speak against it. A longer one holds at once."
        ),
    }


class EndForm(Form):
    until = fields.day(
        _("Until which day shall the hub keep it?"),
        required=False,
        help_text=_("Left empty, it is kept as it is agreed here."),
    )
    why: ClassVar = {
        "until": _("On the day after, the hub erases it by itself, with everything made from it."),
    }


class DayForm(Form):
    day = forms.DateField(widget=forms.HiddenInput)


@takes_forms
def keeping(request: Asked) -> HttpResponse:
    """How long the hub keeps what people give, what goes in the next year, and whether the clock is right."""
    rights.insist_member(request.viewer)
    tends = rights.may(request.viewer, "tend the hub")
    form = LastingForm(request.POST or None, initial={"sort": request.GET.get("sort", "")}) if tends else None
    if request.method == "POST":
        circles.insist_on(request.viewer, None)
        if form is not None and (answer := _set(request, form, None)):
            return answer
    shown = {
        "rows": _rows(rights.lasting_in(request.viewer)),
        "schedule": [(words.SORT_NAMES[each.sort], each.going) for each in queries.schedule()],
        "doubt": _doubt(request),
        "own_circles": _circles_with_times(request),
    }
    return render(request, "keeping/keeping.html", {"form": form, "process": PROCESS, **shown})


@takes_forms
def circle_keeping(request: Asked, circle: UUID) -> HttpResponse:
    """How long a circle keeps what is said to it: shorter than the hub, or as the hub has it."""
    rights.insist_member(request.viewer)
    found = rights.circle(request.viewer, circle)
    if found is None or not rights.belongs(request.viewer, found.space):
        raise NotHere("There is no such circle here, or it is not yours.", mend="Look at your circles.")
    form = LastingForm(request.POST or None) if _may(request, found) else None
    if request.method == "POST":
        circles.insist_on(request.viewer, circle)
        if form is not None and (answer := _set(request, form, circle)):
            return answer
    hub = rights.lasting_in(request.viewer)
    rows = _rows(rights.lasting_in(request.viewer, found.space), hub)
    shown = {"rows": rows, "circle": found, "hub": _rows(hub), "process": PROCESS, "form": form}
    return render(request, "keeping/keeping.html", shown)


def _may(request: Asked, circle: Circle) -> bool:
    try:
        circles.insist_on(request.viewer, circle.id)
    except Refused:
        return False
    return True


def _set(request: Asked, form: LastingForm, circle: UUID | None) -> HttpResponse | None:
    if not form.is_valid():
        return None
    said = form.cleaned_data
    try:
        entry = circles.set_lasting(
            by=request.viewer,
            sort=said["sort"],
            months=said["months"],
            reason=said["reason"],
            circle=circle,
            statement_id=said["statement"],
        )
    except NotAllowed:
        raise
    except Refused as no:
        form.refuse(no)
        return None
    day = tags.moment_text(date.fromisoformat(entry.body["begins"]), "date")
    told = gettext("Said, and told to those it touches. For what is there already it holds from %(day)s on.")
    return tell(redirect(request.path), told % {"day": day})


def _rows(found: dict[str, Lasting], hub: dict[str, Lasting] | None = None) -> list[dict[str, Any]]:
    return [
        {
            "name": words.SORT_NAMES[sort],
            "now": words.in_force(found.get(sort), None if hub is None else hub.get(sort, Lasting())),
            "coming": words.coming(found.get(sort)),
            "reason": found[sort].reason if sort in found else "",
            "seq": found[sort].newest if sort in found else None,
        }
        for sort in SORTS
    ]


def _circles_with_times(request: Asked) -> list[Circle]:
    spaces = rights.circles_with_times(request.viewer, SORTS)
    return list(rights.circles(request.viewer, [ids.uuid_of(each) for each in spaces]).values())


def _doubt(request: Asked) -> dict[str, Any] | None:
    found = queries.doubt()
    if found is None:
        return None
    may = rights.may(request.viewer, "say which day it is")
    return {"told": found, "form": DayForm(initial={"day": found.today.isoformat()}) if may else None}


@only_takes
def confirm_day(request: Asked) -> HttpResponse:
    """It is this day indeed: what is over may go."""
    form = DayForm(request.POST)
    if not form.is_valid():
        raise Refused("This form has grown old.", mend="Open the page anew and press again.")
    said = form.cleaned_data
    actions.confirm_day(by=request.viewer, day=said["day"], statement_id=said["statement"])
    return tell(redirect("keeping"), gettext("Thank you. What is over goes in the next minutes."))


def kept_mine(request: Asked) -> HttpResponse:
    """What of mine goes next, and when; a way to take it along first."""
    rights.insist_known(request.viewer)
    going = queries.mine_next(request.viewer)
    lasting = rights.lasting_in(request.viewer)
    times = _rows(lasting)
    for row, sort in zip(times, SORTS, strict=True):
        if lasting.get(sort, Lasting()).months is None:
            row["now"] = gettext("until you take it back")
    shown = {"rows": _mine(going), "times": times, "home": home(request.viewer)}
    return render(request, "keeping/kept_mine.html", shown)


def _mine(going: list[Going]) -> list[dict[str, Any]]:
    entries = log.some(each.seq for each in going)
    return [
        {
            "title": _title(entries[each.seq]),
            "address": reverse("kept-until", args=(each.seq,)),
            "text": gettext("You named this day.") if each.own else "",
            "end": tags.moment(each.day, "date"),
            "icon": "clock",
        }
        for each in going
    ]


def _title(entry: Entry) -> str:
    """What it was, and its first words."""
    said = next(filter(None, (entry.text(name) for name in ("text", "words"))), "")
    what = queries.what(entry)
    return f"{what}: {text.truncate(said, 80)}" if said else what


@takes_forms
def kept_until(request: Asked, seq: int) -> HttpResponse:
    """Name an earlier last day for something of one's own."""
    rights.insist_known(request.viewer)
    entry = log.entry(seq) if seq <= MAX_INTEGER else None
    if entry is None or entry.by != request.viewer.ref or not log.holds_personal(entry):
        raise NotHere("There is nothing of yours here that could go by itself.", mend="Look at Me.")
    found = queries.kept_until([seq]).get(seq)
    initial = {"until": found.day} if found and found.own else {}
    form = EndForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        until, statement = form.cleaned_data["until"], form.cleaned_data["statement"]
        try:
            circles.name_end(
                by=request.viewer,
                seq=seq,
                until=until.isoformat() if until else None,
                statement_id=statement,
            )
        except Refused as no:
            form.refuse(no, "until")
        else:
            return tell(redirect("kept-until", seq=seq), gettext("Said. You can change it until that day."))
    shown = {"form": form, "title": _title(entry), "at": entry.at, "kept": words.until_when(found)}
    return render(request, "keeping/kept_until.html", {**shown, "days": SHORTER_DAYS})


urlpatterns = [
    path("stewardship/keeping", keeping, name="keeping"),
    path("stewardship/keeping/day", confirm_day, name="confirm-day"),
    path("circles/<uuid:circle>/keeping", circle_keeping, name="circle-keeping"),
    path("me/kept", kept_mine, name="kept-mine"),
    path("me/kept/<int:seq>", kept_until, name="kept-until"),
]
