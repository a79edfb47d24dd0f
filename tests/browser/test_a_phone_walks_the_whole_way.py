"""From the code on the wall to being heard, on a small phone, in a hub that is really served."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from prisma_hub.demo.script import VOICES
from tests.browser import walking
from tests.browser.conftest import Demo
from tests.browser.ways import IN_A_BROWSER, PHONE

pytestmark = IN_A_BROWSER
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
"""400 kbit/s in bytes a second, 400 ms: what a phone has at the edge of a village."""
HEAVIEST, MOST_REQUESTS = 150_000, 12
"""What fits through that in three seconds, with the time it takes to ask."""

Phone = Callable[..., Page]


@pytest.fixture
def phone(browser: Browser) -> Iterator[Phone]:
    """`phone(java_script_enabled=False)`: a phone that belongs to somebody else each time."""
    with ExitStack() as held:

        def take(**more: Any) -> Page:
            context = browser.new_context(**{**PHONE, **more})
            held.callback(context.close)
            context.set_default_timeout(30_000)
            return context.new_page()

        yield take


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_whoever_joins_with_a_code_speaks_and_is_heard(demo: Demo, phone: Phone, scripts: bool) -> None:
    name, words = ("Maré", "The ferry came at six.") if scripts else ("Duna", "The bridge was closed.")
    steward, mine, other = (phone(java_script_enabled=scripts) for _ in range(3))
    demo.sign_in(steward, "heron")
    steward.goto(f"{demo.address}/stewardship")
    code = walking.print_a_code(steward)
    expect(steward.get_by_alt_text("Square that opens the join page on a phone")).to_be_visible()

    personal, recovery = walking.join(mine, demo.address, code, name)
    assert (len(personal), len(recovery) > len(personal)) == (9, True)
    spoken = walking.say(
        mine, demo.address, words, hears="everybody on this hub", voice=VOICES / "ibis-water.ogg"
    )
    expect(mine.locator(".words").first).to_have_text(words)
    assert walking.fact(mine, "Who hears it") == "everybody on this hub"
    assert walking.fact(mine, "Named") == "without your name"
    alone = walking.say(mine, demo.address, "A draft of mine.", hears="only me")

    demo.sign_in(other, "alder")
    assert other.goto(alone).status == 404  # type: ignore[union-attr]
    walking.witness(other, spoken, "neighbours")

    mine.goto(f"{demo.address}/inbox")
    mine.get_by_role("link", name="I was there").click()
    expect(mine).to_have_url(re.compile(rf"{spoken}#a\d+$"))
    expect(mine.locator("article", has_text="neighbours")).to_be_visible()

    walking.change_consent(mine, hears="only me", named="with my name")
    assert walking.fact(mine, "Who hears it") == "you"
    assert walking.fact(mine, "Named") == "with your name"
    assert other.goto(spoken).status == 404  # type: ignore[union-attr]


def test_the_first_page_is_light_enough_for_a_weak_network(demo: Demo, phone: Phone) -> None:
    page = phone()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW)
    bytes_of: list[float] = []
    asked: list[str] = []
    session.on("Network.loadingFinished", lambda event: bytes_of.append(event["encodedDataLength"]))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(demo.address, wait_until="load")
    requests, weight = len(asked), sum(bytes_of)
    page.get_by_role("link", name="Sign in").first.click()
    expect(page.get_by_label("Your personal code")).to_be_visible()
    assert 0 < weight <= HEAVIEST
    assert requests <= MOST_REQUESTS, asked
