"""Every address of the hub, room by room."""

from django.urls import URLPattern, URLResolver

from prisma_hub.web import (
    agreements,
    care,
    circles,
    commons,
    currencies,
    enrolment,
    evaluation,
    forms,
    git,
    identity,
    inbox,
    journeys,
    log,
    media,
    organisations,
    outside,
    patterns,
    places,
    practices,
    protocols,
    search,
    stories,
    timeline,
    today,
    tokens,
)

urlpatterns: list[URLPattern | URLResolver] = [
    *outside.urlpatterns,
    *enrolment.urlpatterns,
    *forms.urlpatterns,
    *identity.urlpatterns,
    *tokens.urlpatterns,
    *circles.urlpatterns,
    *journeys.urlpatterns,
    *patterns.urlpatterns,
    *places.urlpatterns,
    *practices.urlpatterns,
    *agreements.urlpatterns,
    *currencies.urlpatterns,
    *organisations.urlpatterns,
    *log.urlpatterns,
    *today.urlpatterns,
    *timeline.urlpatterns,
    *media.urlpatterns,
    *inbox.urlpatterns,
    *care.urlpatterns,
    *evaluation.urlpatterns,
    *git.urlpatterns,
    *commons.urlpatterns,
    *protocols.urlpatterns,
    *search.urlpatterns,
    *stories.urlpatterns,
]

handler400 = "prisma_hub.web.errors.bad_request"
handler403 = "prisma_hub.web.errors.not_allowed"
handler404 = "prisma_hub.web.errors.not_found"
handler500 = "prisma_hub.web.errors.broken"
