"""Addresses for the tests of the face: a page, a form, a refusal, a breakdown; some ways in, not all."""

from typing import ClassVar

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template import engines
from django.urls import path

from prisma_hub.kernel.refusal import NotAllowed, NotHere, Refused
from prisma_hub.urls import handler400, handler403, handler404, handler500
from prisma_hub.web import forms as ours
from prisma_hub.web import outside
from prisma_hub.web.messages import tell
from prisma_hub.web.ways import takes_forms

__all__ = ["handler400", "handler403", "handler404", "handler500"]


class Gift(ours.Form):
    """One of every kind of field."""

    name = forms.CharField(label="Your name", max_length=5, help_text="As people call you.")
    words = forms.CharField(label="Words", widget=forms.Textarea, required=False)
    bring = forms.MultipleChoiceField(
        label="Bring", choices=[("a", "Bread"), ("b", "Boots")], widget=forms.CheckboxSelectMultiple
    )
    agreed = forms.BooleanField(label="I agree")
    sound = forms.FileField(
        label="Voice", required=False, widget=forms.FileInput(attrs={"accept": "audio/*"})
    )
    why: ClassVar = {"name": "So that we can greet you."}


HERE = "{% extends frame %}{% block main %}<h1>Here</h1>{% endblock %}"


def page(request: HttpRequest, number: int = 0) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(HERE).render({}, request))


@takes_forms
def gift(request: HttpRequest) -> HttpResponse:
    form = Gift(request.POST or None)
    if form.is_valid():
        return tell(redirect("/today"), "Kept.", address="/take-back", link="Take it back", post=True)
    return render(request, "parts/form.html", {"form": form, "submit": "Give", "keep": "gift"})


@takes_forms
def refuse(request: HttpRequest) -> HttpResponse:
    raise Refused(
        "The circle closes on %(day)s.",
        kept="Your draft is kept.",
        mend="Come back after %(day)s.",
        day="Monday",
    )


def refuse_who(request: HttpRequest) -> HttpResponse:
    raise NotAllowed("This is for the circle.", mend="Ask one of the circle.")


def refuse_what(request: HttpRequest) -> HttpResponse:
    raise NotHere("There is no such journey here.")


def sound(request: HttpRequest) -> HttpResponse:
    return HttpResponse(b"OggS" * 1000, content_type="audio/ogg")


def short(request: HttpRequest) -> HttpResponse:
    return HttpResponse("here", content_type="text/plain")


def lost(request: HttpRequest) -> HttpResponse:
    raise Http404


@takes_forms
def broken(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


ways_in = [
    path(name, page, name=name)
    for name in ("today", "journeys", "commons", "practices", "me", "say", "privacy")
]
urlpatterns = [
    *outside.urlpatterns,
    *ours.urlpatterns,
    *ways_in,
    path("journeys/<int:number>", page, name="journey"),
    path("gift", gift, name="gift"),
    path("refuse", refuse),
    path("refuse/who", refuse_who),
    path("refuse/what", refuse_what),
    path("lost", lost),
    path("sound", sound),
    path("short", short),
    path("broken", broken),
]
