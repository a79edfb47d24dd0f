"""“I was here”: with the code on the wall, or its square."""

from __future__ import annotations

import hmac
from typing import ClassVar
from uuid import UUID

import segno
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prisma_hub.circles import queries as rights
from prisma_hub.circles.types import REGISTRATIONS
from prisma_hub.kernel.refusal import Refused
from prisma_hub.patterns import actions
from prisma_hub.web import fields
from prisma_hub.web.forms import Form
from prisma_hub.web.identity import ENTER
from prisma_hub.web.messages import tell
from prisma_hub.web.who import Asked

from ..ways import takes_forms
from .finding import found
from .sessions import code_of


class HereForm(Form):
    sorts: ClassVar = (REGISTRATIONS,)
    code = fields.line(_("Code on the wall"), max_length=20)


HereForm.base_fields["code"].widget.attrs.update(ENTER)


@takes_forms
def here(request: Asked, session: UUID) -> HttpResponse:
    """Say “I was here”, with the code that hangs in the room. A scanned square brings it along."""
    one, journey, _sheet = found(request.viewer, session)
    rights.insist_member(request.viewer)
    form = HereForm(request.POST or None, initial={"code": request.GET.get("code", "")})
    if request.method == "POST" and form.is_valid():
        if hmac.compare_digest(form.cleaned_data["code"].strip().upper(), code_of(session)):
            actions.be_there(by=request.viewer, session=session, statement_id=form.cleaned_data["statement"])
            return tell(redirect("session", session=session), gettext("You were here. It is kept."))
        form.refuse(Refused("This is not the code of this session.", mend="Look at the wall again."), "code")
    return render(request, "patterns/here.html", {"form": form, "session": one, "journey": journey})


def square(request: Asked, session: UUID) -> HttpResponse:
    """The square for the wall, for those who run the session."""
    _one, _journey, sheet = found(request.viewer, session)
    rights.insist(request.viewer, actions.RIGHT, sheet.within)
    address = request.build_absolute_uri(reverse("be-there", args=[session])) + f"?code={code_of(session)}"
    drawn = segno.make(address, error="m").svg_inline(scale=1, border=2, dark="#131721", light="#fff")
    drawn = drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return HttpResponse(drawn, content_type="image/svg+xml")
