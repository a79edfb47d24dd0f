"""Tokens: words with which a program, such as git or Obsidian, comes in for a person."""

from __future__ import annotations

from typing import ClassVar

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prisma_hub.circles import queries as rights
from prisma_hub.commons import queries as commons
from prisma_hub.identity import actions, queries
from prisma_hub.identity.types import Token, TokenMade, Viewer
from prisma_hub.kernel.refusal import Refused

from . import fields
from .commons import addresses
from .forms import Form
from .messages import tell
from .ways import only_takes, takes_forms
from .who import Asked

DAYS = (("30", _("a month")), ("90", _("three months")), ("366", _("a year")))


class TokenForm(Form):
    name = fields.line(_("Where will you use it?"), max_length=60)
    days = fields.one_of(_("How long shall it be good for?"), DAYS, initial="366")
    why: ClassVar = {
        "name": _("“My laptop”, “Obsidian on my phone”: so that you know which one to end if you lose it.")
    }


@takes_forms
def tokens(request: Asked) -> HttpResponse:
    """The viewer's tokens; a new one is shown this once."""
    rights.insist_member(request.viewer)
    form, made = TokenForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            made = _make(request.viewer, form)
            form = TokenForm()
        except Refused as no:
            form.refuse(no)
    response = render(
        request,
        "identity/tokens.html",
        {"form": form, "made": made, "tokens": _rows(request.viewer)},
    )
    if made is not None:
        response.headers["Cache-Control"] = "no-store"
    return response


def _make(viewer: Viewer, form: Form) -> TokenMade:
    return actions.make_token(by=viewer, name=form.cleaned_data["name"], days=int(form.cleaned_data["days"]))


def _rows(viewer: Viewer) -> list[tuple[Token, list[str]]]:
    """Each token with the names of the spaces it took a copy of."""
    named = {each.space: addresses.name_of(each) for each in commons.spaces(viewer)}
    taken: dict[str, list[str]] = {}
    for each in commons.copies(viewer):
        if each.space in named:
            taken.setdefault(each.token, []).append(named[each.space])
    return [(each, taken.get(each.id, [])) for each in queries.tokens(viewer)]


@only_takes
def end_token(request: Asked) -> HttpResponse:
    rights.insist_member(request.viewer)
    actions.end_token(by=request.viewer, token=request.POST.get("token", ""))
    return tell(redirect("tokens"), gettext("The token opens nothing any more."))


urlpatterns = [
    path("me/tokens", tokens, name="tokens"),
    path("me/tokens/end", end_token, name="end-token"),
]
