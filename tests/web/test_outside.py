"""The front page: what is open to everybody, from every room, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from prisma_hub.circles import actions as circles
from prisma_hub.currencies import actions as currencies
from prisma_hub.identity.types import Viewer
from prisma_hub.places import actions as places
from prisma_hub.practices import actions as practices
from prisma_hub.timeline import actions as timeline
from prisma_hub.timeline.types import Consent

Visit = Callable[[Viewer | None], Client]


def read(client: Client, address: str = "/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


def open_everything(by: Viewer, to: str, named: str) -> None:
    """A place, a practice, a pool and words, for everybody or for the hub alone."""
    places.open_place(by=by, name=f"place {named}", words={"essence": f"essence {named}"}, to=to)
    practices.open_practice(by=by, title=f"practice {named}", to=to)
    circle = circles.open_circle(by=by, title=f"circle {named}")
    currencies.open_pool(by=by, circle=circle.id, title=f"pool {named}", currency="EUR", share=to)
    timeline.contribute(by=by, text=f"words {named}", consent=Consent(spaces=(to,), named=True))


def test_what_is_open_to_everybody_stands_there_and_nothing_else(visit: Visit, steward: Viewer) -> None:
    open_everything(steward, "public", "openxq")
    open_everything(steward, "hub", "closedxq")
    for viewer in (None, steward):  # a member sees what others see
        page = read(visit(viewer))
        for what in ("place", "essence", "practice", "pool", "words"):
            assert f"{what} openxq" in page, what
        assert "closedxq" not in page
        assert "circle openxq" not in page


def test_nobody_is_led_to_a_page_that_does_not_open(visit: Visit, steward: Viewer) -> None:
    open_everything(steward, "public", "open")
    browser = visit(None)
    seen, ahead = set(), ["/", "/timeline"]
    while ahead and len(seen) < 60:
        address = ahead.pop(0)
        if address in seen:
            continue
        seen.add(address)
        answer = browser.get(address, follow=True)
        assert answer.status_code == 200, address
        if answer.headers["Content-Type"].startswith("text/html"):
            found = re.findall(r'href="(/[^"#]*)', answer.content.decode())
            ahead += [each for each in found if not each.startswith(("/static", "/commons", "/media"))]
    assert len(seen) > 10


def test_who_spoke_in_public_is_named_without_a_link_outside_and_with_one_inside(
    visit: Visit, steward: Viewer
) -> None:
    open_everything(steward, "public", "open")
    assert "<b>Amparo</b>" in read(visit(None), "/timeline")
    assert f'<a href="/people/{steward.person}">Amparo</a>' in read(visit(steward), "/timeline")


def test_a_bare_hub_teaches_and_shows_its_steward_where_to_begin(visit: Visit, steward: Viewer) -> None:
    outside, inside = read(visit(None)), read(visit(steward))
    for page in (outside, inside):
        assert "Not much is open to everybody yet" in page
    assert 'href="/stewardship/hub"' in inside
    assert 'href="/stewardship/hub"' not in outside
    open_everything(steward, "public", "open")
    assert "Not much is open to everybody yet" not in read(visit(None))


def test_more_of_it_costs_no_more_queries(visit: Visit, steward: Viewer) -> None:
    browser = visit(None)

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            read(browser)
        return len(asked)

    count()
    open_everything(steward, "public", "1")
    before = count()
    for name in ("2", "3"):
        open_everything(steward, "public", name)
    assert count() == before
    assert count() <= 5  # until somebody says something, the rooms are not asked again


def test_what_is_taken_back_is_gone_from_it_at_once(visit: Visit, steward: Viewer) -> None:
    browser = visit(None)
    said = timeline.contribute(by=steward, text="wordsxq", consent=Consent(spaces=("public",), named=True))
    assert "wordsxq" in read(browser)
    circles.withdraw(by=steward, seq=said.seq)
    assert "wordsxq" not in read(browser)
    circles.return_words(by=steward, seq=said.seq)
    assert "wordsxq" in read(browser)
    circles.share(by=steward, seq=said.seq, spaces=["public"], until="2020-01-01")
    assert "wordsxq" not in read(browser)
