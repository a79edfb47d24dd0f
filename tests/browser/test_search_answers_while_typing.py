"""Somebody looks for a page: as they type, with the keyboard alone, and told what was found."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Demo

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def page(browser: Browser, demo: Demo) -> Iterator[Page]:
    with browser.new_context(viewport={"width": 1280, "height": 800}) as context:
        context.set_default_timeout(20_000)
        failures: list[str] = []
        page = context.new_page()
        page.on("pageerror", lambda error: failures.append(str(error)))
        page.goto(demo.address + "/search")
        yield page
        assert failures == []


def test_pages_appear_while_one_types_and_arrows_walk_through_them(page: Page) -> None:
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("opening circl")
    expect(page.locator(".searched h3").first).to_have_text("Opening circle")
    expect(page.locator(".searched mark").first).to_have_text("Opening")
    expect(page.locator("[data-searched] [role=status]")).to_contain_text("found")
    assert page.url.endswith("/search?q=opening+circl")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".searched h3 a").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Opening circle")


def test_the_slash_leads_to_the_field_until_it_is_turned_off(page: Page) -> None:
    page.locator("summary", has_text="Look only at some").focus()
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.locator("summary", has_text="Look only at some").click()
    page.locator("[data-slash]").uncheck()
    page.reload()
    page.locator("summary", has_text="Look only at some").focus()
    page.keyboard.press("/")
    expect(page.locator("#q")).not_to_be_focused()


def test_without_a_script_the_form_asks_and_the_page_answers(browser: Browser, demo: Demo) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(demo.address + "/search")
        page.fill("#q", "opening circl")
        page.press("#q", "Enter")
        expect(page.locator(".searched h3").first).to_have_text("Opening circle")
