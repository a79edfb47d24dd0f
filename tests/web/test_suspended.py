"""What the frame shows somebody who is suspended: what is left to them, nothing that would refuse them."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from prisma_hub.circles import actions as circles
from prisma_hub.identity.types import Viewer
from tests.web.test_frame import links

THEIRS = ["/care", "/me/everything", "/me/leave", "/me/kept"]


@pytest.fixture
def suspended(visit: Callable[..., Client], steward: Viewer, person: Callable[[str], Viewer]) -> Client:
    sol = person("Sol")
    assert sol.person is not None
    circles.suspend(by=steward, person=sol.person, reason="an example")
    return visit(sol)


@pytest.mark.parametrize("address", ["/care", "/me/everything", "/today", "/stories"])
def test_whoever_is_suspended_is_shown_what_the_hub_lets_them_do_and_no_more(
    suspended: Client, address: str
) -> None:
    page = suspended.get(address).content.decode()
    for nav in ("ways", "bar"):
        shown = links(page, nav)
        assert shown[: len(THEIRS)] == THEIRS
        assert len(shown) > len(THEIRS)
        assert {each: suspended.get(each).status_code for each in shown} == dict.fromkeys(shown, 200)
    assert 'href="/say"' not in page
    assert 'href="/me"' not in page


def test_whoever_is_suspended_can_sign_out_where_they_are_sent(suspended: Client) -> None:
    page = suspended.get("/care").content.decode()
    [action] = re.findall(r'<form [^>]*action="([^"]*)" data-sign-out', page)
    assert suspended.post(action).status_code == 302
    assert suspended.get("/care").status_code == 403  # nobody is signed in


def test_a_member_again_has_every_way_again(
    visit: Callable[..., Client], steward: Viewer, person: Callable[[str], Viewer]
) -> None:
    sol = person("Sol")
    assert sol.person is not None
    before = links(visit(sol).get("/today").content.decode(), "ways")
    circles.suspend(by=steward, person=sol.person, reason="an example")
    circles.restore(by=steward, person=sol.person)
    assert links(visit(sol).get("/today").content.decode(), "ways") == before
