"""Somebody writes a page: with the keyboard alone, with the link gone, and with the browser closed."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.conftest import Demo

pytestmark = [pytest.mark.browser, pytest.mark.slow]
EDIT = "/commons/public/-/edit/en/help/joining.md"

PASTE = """() => new Promise((done) => {
  const canvas = document.createElement("canvas");
  canvas.getContext("2d").fillRect(0, 0, 9, 9);
  canvas.toBlob((blob) => {
    const held = new DataTransfer();
    held.items.add(new File([blob], "dot.png", { type: "image/png" }));
    const at = { clipboardData: held, bubbles: true, cancelable: true };
    document.querySelector("[name=text]").dispatchEvent(new ClipboardEvent("paste", at));
    done();
  });
})"""


@pytest.fixture
def desk(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(viewport={"width": 1280, "height": 800}) as context:
        context.set_default_timeout(20_000)
        yield context


def begin(desk: BrowserContext, demo: Demo) -> Page:
    page = desk.new_page()
    demo.sign_in(page, "heron")
    page.goto(demo.address + EDIT)
    page.locator("[name=text]").focus()
    page.keyboard.press("Control+End")
    return page


def test_a_draft_is_found_on_another_machine(browser: Browser, demo: Demo, desk: BrowserContext) -> None:
    page = begin(desk, demo)
    page.keyboard.type("\n\nHalf a sentence about the wei")
    expect(page.locator("[data-told]")).to_contain_text("Kept as a draft")
    page.close()
    with browser.new_context() as elsewhere:
        other = elsewhere.new_page()
        demo.sign_in(other, "heron")
        other.goto(demo.address + EDIT)
        expect(other.locator("[name=text]")).to_have_value(_ends("Half a sentence about the wei"))
        other.click("[name=discard]")


def test_what_the_hub_did_not_get_this_browser_has(demo: Demo, desk: BrowserContext) -> None:
    page = begin(desk, demo)
    desk.set_offline(True)
    page.keyboard.type("\n\nTyped under the mango tree")
    expect(page.locator("[data-told]")).to_contain_text("does not answer")
    page.close(run_before_unload=False)
    desk.set_offline(False)
    again = desk.new_page()
    again.goto(demo.address + EDIT)
    expect(again.locator("[data-elsewhere]")).to_be_visible()
    again.click("[data-take-kept]")
    expect(again.locator("[name=text]")).to_have_value(_ends("Typed under the mango tree"))
    expect(again.locator("[data-told]")).to_contain_text("Kept as a draft")
    again.reload()
    again.click("[name=discard]")


def test_links_are_completed_and_the_page_seen_beside_its_text_by_keyboard(
    demo: Demo, desk: BrowserContext
) -> None:
    page = begin(desk, demo)
    page.keyboard.type("\n\nSee [[essen")
    expect(page.locator("#proposals [role=option]").first).to_contain_text("Essence")
    page.keyboard.press("Enter")
    page.locator("[name=preview]").press("Enter")
    expect(page.locator("[data-shown] a", has_text="Essence").last).to_have_attribute(
        "href", "/commons/public/en/glossary/essence"
    )
    page.locator("[name=text]").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(" **and now**")
    expect(page.locator("[data-shown] strong", has_text="and now")).to_be_visible()


def _ends(words: str) -> re.Pattern[str]:
    return re.compile(re.escape(words) + r"\s*$")


def test_a_picture_on_a_slow_link_stands_where_it_was_pasted(demo: Demo, desk: BrowserContext) -> None:
    page = begin(desk, demo)
    page.keyboard.type("\n\nBefore it. ")

    def late(route: Route) -> None:
        page.wait_for_timeout(1_500)
        route.continue_()

    page.route("**/-/add/**", late)
    page.evaluate(PASTE)
    page.keyboard.type("Written on meanwhile.")
    expect(page.locator("[name=text]")).to_have_value(
        re.compile(r"Before it\. \s+\[Sending the file … dot.png 1\]")
    )
    page.locator("[name=text]").press("Control+s")  # it waits for the picture
    page.wait_for_url("**/commons/public/en/help/joining")
    said = page.locator("article").inner_text()
    assert "Written on meanwhile." in said
    assert "Sending the file" not in said
    expect(page.locator("article img.embed-picture")).to_have_count(1)
