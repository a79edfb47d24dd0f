"""Every failure has the same face: what happened, what was kept, what to do."""

from collections.abc import Callable

import pytest
from django.test import Client

from prisma_hub.identity.types import Viewer

Visit = Callable[..., Client]
pytestmark = pytest.mark.urls("tests.web.pages")


@pytest.mark.parametrize(
    ("address", "status", "title"),
    [("/nowhere", 404, "This page is not here"), ("/lost", 404, "This page is not here")],
)
def test_what_is_not_here(visit: Visit, address: str, status: int, title: str) -> None:
    answer = visit().get(address)
    page = answer.content.decode()
    assert answer.status_code == status
    assert f"<h1>{title}</h1>" in page
    assert "What to do" in page
    assert "Vale do Rio" in page


def test_a_member_stays_inside_when_lost(visit: Visit, steward: Viewer) -> None:
    page = visit(steward).get("/nowhere").content.decode()
    assert 'class="bar"' in page


def test_what_broke_is_said_without_asking_the_database(
    visit: Visit, steward: Viewer, django_assert_num_queries: Callable[..., object]
) -> None:
    from prisma_hub.web import errors

    client = visit(steward)
    client.raise_request_exception = False
    answer = client.post("/broken", {"words": "A long walk up the hill and back"})
    assert answer.status_code == 500
    assert "Something broke in this house" in answer.content.decode()
    assert "A long walk up the hill and back" in answer.content.decode()
    with django_assert_num_queries(0):
        errors.broken(answer.wsgi_request)


def test_an_old_form_keeps_the_words(hub: object) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/gift", {"words": "Three sacks of old wheat for the oven"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "This form has grown old" in page
    assert "Three sacks of old wheat for the oven" in page


def test_a_torn_request_still_gets_a_page(visit: Visit) -> None:
    answer = visit().post("/gift", b"--x\r\ntorn", content_type="multipart/form-data")
    assert answer.status_code == 400
    assert "We could not read this" in answer.content.decode()
