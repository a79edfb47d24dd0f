"""Somebody adds a passkey, signs out, comes back with it, removes it, and it opens nothing any more."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect

from tests.browser.conftest import Demo

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PHONE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context() as made:
        made.set_default_timeout(20_000)
        yield made


def unlockable(page: Page) -> CDPSession:
    """The page is on a device that can be unlocked with a finger."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE})
    return device


def add(page: Page, address: str, code: str) -> None:
    page.goto(f"{address}/me/passkeys")
    page.fill("[name=name]", "This phone")
    page.fill("[name=code]", code)
    page.click("[data-ask] button")
    expect(page.locator("main li b")).to_have_text("This phone")


def test_a_passkey_is_added_signs_in_and_is_removed(demo: Demo, context: BrowserContext) -> None:
    address = demo.address.replace("127.0.0.1", "localhost")  # a name, where browsers have passkeys
    page = context.new_page()
    unlockable(page)
    page.goto(f"{address}/sign-in")
    page.fill("[name=name]", "otter")
    page.fill("[name=code]", demo.codes["otter"])
    page.click("main form button")
    page.wait_for_url("**/today")
    page.goto(f"{address}/me/passkeys")
    page.fill("[name=name]", "This phone")
    page.fill("[name=code]", "2222-2222")
    page.click("[data-ask] button")
    expect(page.locator("[data-problem]")).to_contain_text("This is not your code.")
    add(page, address, demo.codes["otter"])
    page.fill("[name=name]", "The same")
    page.fill("[name=code]", demo.codes["otter"])
    page.click("[data-ask] button")
    expect(page.locator("[data-problem]")).to_contain_text("has a passkey for you already")

    page.goto(f"{address}/me")
    page.click("[data-sign-out] button")
    page.wait_for_url(f"{address}/")
    page.goto(f"{address}/sign-in")
    page.click("[data-ask] button")
    page.wait_for_url("**/today")
    page.goto(f"{address}/me/passkeys")
    expect(page.locator("main li")).to_contain_text("last used")

    page.click("main li button")
    expect(page.locator("main li")).to_have_count(0)
    context.clear_cookies()
    page.goto(f"{address}/sign-in")
    page.click("[data-ask] button")
    expect(page.locator("body")).to_contain_text("This hub does not know the passkey, or it was removed.")
    assert page.url == f"{address}/sign-in"


def test_without_scripts_and_without_a_name_the_page_says_that_codes_work(
    demo: Demo, browser: Browser, context: BrowserContext
) -> None:
    named = demo.address.replace("127.0.0.1", "localhost")
    with browser.new_context(java_script_enabled=False) as plain:
        page = plain.new_page()
        page.goto(f"{named}/sign-in")
        expect(page.locator("[data-unable]")).to_contain_text("Your name and your code are enough")
        expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    page = context.new_page()
    page.goto(f"{demo.address}/sign-in")
    expect(page.locator("#passkeys")).to_have_count(0)
