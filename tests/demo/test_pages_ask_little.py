"""A page asks the tables a number of questions that is small, and the same for few entries and for many."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from prisma_hub.demo.types import Guest
from prisma_hub.enrolment.models import ApplicationRow
from prisma_hub.evaluation.models import MandateRow, SheetRow, TurnRow
from prisma_hub.identity.models import Member
from prisma_hub.journeys.models import JourneyRow, SessionRow, TeamRow
from prisma_hub.stories.models import EditionRow

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

MOST = 20
"""As `bench.pages` wants it of every page of a hub with 100,000 entries."""
EYES = ("heron", "alder", "otter", "ember", "compass")
"""A steward, a facilitator, two who take part, an evaluator."""


def addresses() -> Iterator[str]:
    """Where most comes together on one page."""
    for journey in JourneyRow.objects.values_list("id", flat=True):
        yield from (
            f"/journeys/{journey}{each}" for each in ("", "/learning", "/timeline", "/people", "/story")
        )
    for team in TeamRow.objects.values_list("id", flat=True):
        yield from (f"/teams/{team}", f"/teams/{team}/timeline")
    for session in SessionRow.objects.values_list("id", flat=True)[:3]:
        yield from (f"/sessions/{session}", f"/sessions/{session}/timeline")
    for story, edition in EditionRow.objects.values_list("story", "id"):
        yield from (f"/stories/{story}{each}" for each in ("", "/list", "/aloud", "/return", "/check"))
        yield f"/stories/{story}/editions/{edition}"
    yield from (f"/mandates/{each}" for each in MandateRow.objects.values_list("id", flat=True))
    yield from (
        f"/people/{each}" for each in Member.objects.filter(name__in=EYES).values_list("id", flat=True)
    )
    yield from (f"/applications/{each}" for each in ApplicationRow.objects.values_list("id", flat=True)[:3])
    yield from (f"/turns/{each}" for each in TurnRow.objects.values_list("id", flat=True)[:3])
    yield from (f"/sheets/{each}" for each in SheetRow.objects.values_list("id", flat=True)[:3])
    yield from ("/today", "/search", "/timeline", "/journeys", "/me", "/inbox")


@pytest.mark.parametrize("name", EYES)
def test_no_page_asks_more_than_twenty_questions(played: dict[str, Guest], name: str) -> None:
    client = browser_of(name)
    asked: dict[str, int] = {}
    for at in addresses():
        client.get(at)  # the first warms what is kept between requests
        with CaptureQueriesContext(connection) as caught:
            answer = client.get(at)
        if answer.status_code == 200:
            asked[at] = len(caught)
    assert len(asked) >= 20
    assert {at: many for at, many in asked.items() if many > MOST} == {}


def browser_of(name: str) -> Client:
    client = Client()
    session = client.session
    session["person"] = str(Member.objects.get(name=name).id)
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
    return client
