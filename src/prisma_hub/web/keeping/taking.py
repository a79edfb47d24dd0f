"""What the hub keeps of a person, for that person alone: everything in one file, and leaving it for good."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.formats import number_format
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from prisma_hub.circles import actions as circles
from prisma_hub.circles import queries as rights
from prisma_hub.commons import queries as commons
from prisma_hub.identity import actions as identity
from prisma_hub.identity import queries as known
from prisma_hub.identity.types import Viewer
from prisma_hub.keeping import actions, queries
from prisma_hub.kernel.refusal import Refused
from prisma_hub.stories import queries as stories
from prisma_hub.upkeep import queries as upkeep

from .. import who
from ..circles import ROLE_NAMES
from ..forms import Form
from ..identity import ENTER, LONGEST_CODE
from ..messages import tell
from ..ways import only_takes, takes_forms
from ..who import Asked

ERASE, STAY = "erase", "stay"


class LeaveForm(Form):
    words = forms.ChoiceField(
        label=_("What you said here"),
        choices=[
            (ERASE, _("Erase it, as it says above")),
            (STAY, _("Leave it for those who may hear it, under no name")),
        ],
        widget=forms.RadioSelect,
        initial=ERASE,
    )
    code = forms.CharField(
        label=_("Your personal code"),
        help_text=_("Eight letters and digits, on your card. So that nobody leaves by mistake, or for you."),
        max_length=LONGEST_CODE,
        widget=forms.TextInput(attrs=ENTER),
    )
    why: ClassVar = {
        "words": _("What you gave may be dear to others. You decide; nobody will ask you why."),
    }


@takes_forms
def everything(request: Asked) -> HttpResponse:
    """Everything about oneself in one file: asked for, being made, ready."""
    rights.insist_known(request.viewer)
    if request.method == "POST":
        actions.ask_for_everything(by=request.viewer, language=get_language() or "en")
        return redirect("everything")
    found = queries.export(request.viewer)
    shown = {"export": found, "here": reverse("everything"), "home": home(request.viewer)}
    return render(request, "keeping/everything.html", shown)


def home(viewer: Viewer) -> tuple[str, str]:
    """From where somebody comes who looks after what is theirs; only a member has a page “Me”."""
    if viewer.guest:
        return reverse("my-mandates"), gettext("My mandates")
    if not rights.is_member(viewer):
        return reverse("care"), gettext("Whom can I talk to?")
    return reverse("me"), gettext("Me")


def fetch_everything(request: Asked, id: UUID) -> HttpResponseBase:
    """The file, sent as it lies. Somebody else's, an old one and one that never was look alike."""
    path = queries.file_of(request.viewer, id)
    if path is None:
        raise Http404
    name = gettext("everything-about-me") + ".zip"
    answer = FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="application/zip")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@only_takes
def forget_everything(request: Asked) -> HttpResponse:
    rights.insist_known(request.viewer)
    actions.forget_file(by=request.viewer)
    return tell(redirect("everything"), gettext("The hub has forgotten the file."))


@takes_forms
def leave(request: Asked) -> HttpResponse:
    """Leave the hub: a page that says what will happen, and a code before it does."""
    rights.insist_known(request.viewer)
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _leave(request.viewer, form)
        except Refused as no:
            form.refuse(no, "code")
        else:
            who.sign_out(request)
            return tell(redirect("front"), _farewell(form))
    shown = {"form": form, "home": home(request.viewer), **_what_happens(request.viewer)}
    return render(request, "keeping/leave.html", shown)


def _leave(viewer: Viewer, form: LeaveForm) -> None:
    said = form.cleaned_data
    identity.check_code(by=viewer, code=said["code"])
    circles.leave_hub(by=viewer, erase=said["words"] == ERASE, statement_id=said["statement"])


def _farewell(form: LeaveForm) -> str:
    if form.cleaned_data["words"] == STAY:
        return gettext("You have left. Your name is erased here.")
    return gettext("You have left. Nobody hears your words any more; in a minute they are erased.")


def _what_happens(viewer: Viewer) -> dict[str, Any]:
    """What goes, what stays, and what nobody can call back."""
    whole, part, stays = rights.said_by(viewer)
    roles = rights.roles(viewer, person=viewer.id)
    return {
        "goes": [
            (gettext("erased whole"), number_format(whole)),
            (gettext("your words in it erased"), number_format(part)),
            (gettext("holds no words, stays"), number_format(stays)),
        ],
        "keys": known.keys(viewer, viewer.id),
        "roles": list(dict.fromkeys(ROLE_NAMES[each.role] for each in roles)),
        "last_steward": rights.is_last_steward(viewer),
        "editions": stories.editions_quoting(viewer),
        "copies": commons.copies_of_theirs(viewer),
        "backups": upkeep.keeps_backups(),
        "backups_until": upkeep.backups().until,
    }


urlpatterns = [
    path("me/everything", everything, name="everything"),
    path("me/everything/forget", forget_everything, name="forget-everything"),
    path("me/everything/<uuid:id>.zip", fetch_everything, name="fetch-everything"),
    path("me/leave", leave, name="leave-hub"),
]
