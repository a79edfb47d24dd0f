"""What our forms have in common, and the form every page carries: the language."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from prisma_hub.kernel import source
from prisma_hub.kernel.refusal import Refused

from . import tags
from .choosing import Choices, OneOf, read
from .ways import only_takes

LIVE = "X-Live"
"""Header of a script that wants only the part it asked for."""
YEAR = 60 * 60 * 24 * 365


class Form(forms.Form):
    """A form of this house. It carries the id of the statement it will become, made when the form is drawn:
    sent twice (a slow link, a pressed button), it is said once.

    `why` tells for each field why we ask; `either` names fields that say the same in different ways, one of
    which is wanted.
    """

    statement = forms.UUIDField(widget=forms.HiddenInput)
    why: ClassVar[Mapping[str, str | Promise]] = {}
    either: ClassVar[tuple[str, ...]] = ()
    sorts: ClassVar[tuple[str, ...]] = ()
    """What is sent with it, by sort (`circles.types.SORTS`): until when that is kept is told before."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            self.add(name, field)
        if not self.is_bound:
            self.initial.setdefault("statement", source.current().uuid7())

    def add(self, name: str, field: forms.Field) -> None:
        """Ask for one thing more."""
        field.error_messages["required"] = _("This one wants an answer.")
        self.fields[name] = field

    def offer(self, name: str, choices: Choices) -> None:
        """What a field lets one choose from, where that may be many. What it begins with was said before."""
        field, bare = self.fields[name], self.add_prefix(name)
        assert isinstance(field, OneOf)
        initial = self.initial.get(name, field.initial)
        field.offer(choices, read(self.data if self.is_bound else None, bare, initial))

    @property
    def looks(self) -> bool:
        """Whether something is looked for by its name: then it is not sent yet."""
        return any(isinstance(each, OneOf) and each.asked is not None for each in self.fields.values())

    def is_valid(self) -> bool:
        return super().is_valid() and not self.looks

    def full_clean(self) -> None:
        """Who is still looking for something is not told what is still missing."""
        super().full_clean()
        if self.looks:
            self.errors.clear()

    def refuse(self, no: Refused, field: str | None = None) -> None:
        """Show a refusal in place, beside the field it is about, with everything still typed."""
        sentences = (tags.said(no, part) for part in ("reason", "kept", "mend"))
        about = field or (no.field if no.field in self.fields else None)
        self.add_error(about, " ".join(sentence for sentence in sentences if sentence))


@only_takes
def language(request: HttpRequest) -> HttpResponse:
    """Speak another language from here on, on this device; back to the same page."""
    back = request.POST.get("back", "/")
    ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    if not (ours and back.startswith("/")):  # a word alone would be taken for the name of a page
        back = "/"
    response = redirect(back)
    wanted = request.POST.get("language", "")
    if wanted in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, wanted, max_age=YEAR, httponly=True, samesite="Lax"
        )
    return response


urlpatterns = [path("language", language, name="language")]
