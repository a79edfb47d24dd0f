"""A reader in the commons: the graph by search and by keyboard, a link seen before it is followed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.conftest import Demo

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WELCOME = "/commons/public/en/index"


@pytest.fixture
def table(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(viewport={"width": 1280, "height": 800}, locale="en") as context:
        context.set_default_timeout(20_000)
        yield context


def test_a_page_is_found_in_the_graph_and_opened(demo: Demo, table: BrowserContext) -> None:
    page = table.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"{demo.address}/commons/-/graph")
    canvas = page.locator("[data-graph] canvas")
    expect(canvas).to_be_visible()
    page.fill("#graph-find", "welcom")
    card = page.locator(".graph-card")
    expect(card).to_contain_text("Welcome")
    expect(card.locator("a")).to_have_attribute("href", WELCOME)
    canvas.focus()
    for key in ("ArrowLeft", "+", "-", "0", "Escape"):
        page.keyboard.press(key)
    expect(card).to_be_hidden()
    page.keyboard.press("n")
    chosen = card.locator("a").get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{chosen}*")
    assert wrong == []


def test_a_link_is_seen_before_it_is_followed(demo: Demo, table: BrowserContext) -> None:
    page = table.new_page()
    page.goto(f"{demo.address}{WELCOME}?lang=en")
    link = page.locator(".prose a[href^='/commons/public/en/']").first
    link.hover()
    card = page.locator(".preview")
    expect(card).to_be_visible()
    expect(card.locator("b")).not_to_be_empty()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()


def test_a_finger_that_rests_on_a_link_sees_it_and_goes_nowhere(browser: Browser, demo: Demo) -> None:
    with browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True) as phone:
        page = phone.new_page()
        page.goto(f"{demo.address}{WELCOME}?lang=en")
        link = page.locator(".prose a[href^='/commons/public/en/']").first
        link.scroll_into_view_if_needed()
        box = link.bounding_box()
        assert box is not None
        finger = phone.new_cdp_session(page)
        there = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
        finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [there]})
        expect(page.locator(".preview")).to_be_visible()
        finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        expect(page.locator(".preview a")).to_be_visible()
        assert WELCOME in page.url
