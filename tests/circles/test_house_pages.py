"""Stewardship: the house at a glance, its people, and a sheet that phones can use."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from prisma_hub.circles import actions
from prisma_hub.identity.types import Viewer
from prisma_hub.web.circles import only_here

Visit = Callable[[Viewer | None], Client]


def read(client: Client, address: str, **more: str) -> str:
    answer = client.get(address, headers=more or None)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_first_page_is_an_overview_and_asks_who_keeps_the_machine(
    visit: Visit, steward: Viewer, person: Callable[[str], Viewer]
) -> None:
    ana = person("Anaxq")
    page = read(visit(steward), "/stewardship")
    assert "Say who keeps it" in page and "2 people" in page and "1 with a role" in page
    assert "Anaxq" not in page
    actions.describe_hub(by=steward, purpose="", keeper="the mill", reach="")
    assert "Its machine is kept by the mill." in read(visit(steward), "/stewardship")
    assert "Say who keeps it" not in read(visit(ana), "/stewardship")


def test_today_tells_who_is_alone_to_let_people_in(
    visit: Visit, steward: Viewer, person: Callable[[str], Viewer]
) -> None:
    browser = visit(steward)
    first = read(browser, "/today")
    assert "Let people in" in first and 'href="/stewardship/invite"' in first and 'href="/say"' in first
    code = actions.print_code(by=steward, uses=30, days=14).code
    again = read(browser, "/today")
    assert f'href="/stewardship/sheet/{code}"' in again and "/stewardship/invite" not in again
    ana = person("Ana")
    assert "Let people in" not in read(browser, "/today") + read(visit(ana), "/today")


def test_people_stand_on_their_page_those_with_a_role_first(
    visit: Visit, steward: Viewer, person: Callable[[str], Viewer]
) -> None:
    ana = person("Ana")
    page = read(visit(steward), "/stewardship/people")
    assert page.index("Amparo") < page.index("Everybody else") < page.index(">Ana<")
    assert f'href="/stewardship/role/{ana.person}"' in page
    assert "/stewardship/role/" not in read(visit(ana), "/stewardship/people")
    assert visit(None).get("/stewardship/people").status_code == 403


@pytest.mark.parametrize("address", ["/stewardship", "/stewardship/people"])
def test_more_people_cost_no_more_queries(
    visit: Visit, steward: Viewer, person: Callable[[str], Viewer], address: str
) -> None:
    browser = visit(steward)

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            read(browser, address)
        return len(asked)

    person("Ana")
    count()
    before = count()
    for name in ("Eva", "Leo"):
        person(name)
    assert count() == before


@pytest.mark.parametrize(
    ("host", "only"),
    [
        ("127.0.0.1:8000", True),
        ("localhost", True),
        ("hub.localhost:80", True),
        ("[::1]:8000", True),
        ("192.168.1.20:8000", False),
        ("mill.local", False),
        ("localhost.example", False),
    ],
)
def test_an_address_that_leads_nowhere_else_is_known(host: str, only: bool) -> None:
    assert only_here(host) is only


def test_a_sheet_that_no_phone_can_use_says_so(visit: Visit, steward: Viewer) -> None:
    code = actions.print_code(by=steward, uses=3, days=1).code
    here, there = (
        read(visit(steward), f"/stewardship/sheet/{code}", host=host)
        for host in ("127.0.0.1:8000", "192.168.1.20:8000")
    )
    assert "Phones cannot reach this address" in here and "data-print" in here
    assert "Phones cannot reach this address" not in there and "data-print" in there
