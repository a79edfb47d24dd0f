"""Joining: pathways walked from their pages, gates held, codes printed for a journey."""

from django.urls import path

from prisma_hub.web import today
from prisma_hub.web.journeys import NEXT, TABS, Tab
from prisma_hub.web.journeys.people import SECTIONS

from . import applying, reviewing, waiting

__all__ = ["urlpatterns"]

NEXT.append(waiting.on_a_journey)
SECTIONS.append(reviewing.on_the_people)
TABS.append(Tab("journey-applications", reviewing.LABEL, 15, reviewing.has_some))
today.NEXT = (*today.NEXT, waiting.my_turn)
today.WAITS = (*today.WAITS, waiting.teams_asking, waiting.for_my_review)

_ONE = "applications/<uuid:application>"

urlpatterns = [
    path("pathways", applying.pathways, name="pathways"),
    path("pathways/<slug:name>/begin", applying.begin, name="begin-pathway"),
    path("journeys/<uuid:journey>/join", applying.join_journey, name="join-journey"),
    path("journeys/<uuid:journey>/invite", reviewing.invite, name="invite-to-journey"),
    path("journeys/<uuid:journey>/applications", reviewing.of_journey, name="journey-applications"),
    path("applications", reviewing.applications, name="applications"),
    path(_ONE, applying.application, name="application"),
    path(f"{_ONE}/forms/<slug:form>", applying.answer, name="answer-form"),
    path(f"{_ONE}/ready", applying.ready, name="readiness"),
    path(f"{_ONE}/agree/<slug:agreement>", applying.agree, name="accept-agreement"),
    path(f"{_ONE}/go-on", applying.go_on, name="go-on"),
    path(f"{_ONE}/pause", applying.pause, name="pause-application"),
    path(f"{_ONE}/resume", applying.resume, name="resume-application"),
    path(f"{_ONE}/withdraw", applying.withdraw, name="withdraw-application"),
    path(f"{_ONE}/talk", reviewing.talk, name="talk"),
    path(f"{_ONE}/decide", reviewing.decide, name="decide-application"),
    path(f"{_ONE}/take-up", reviewing.take_up, name="take-up-application"),
]
