"""What Enter does in every line of the form in which pages are written: it goes on, or saves; it never throws
away what somebody wrote, and never presses a button nobody looks at."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Demo
from tests.browser.ways import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NEW = "/commons/hub/-/new"
EDIT = "/commons/public/-/edit/en/help/joining.md"
KEPT = "Kept as a draft"


@pytest.fixture
def desk(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(viewport={"width": 1280, "height": 800}, locale="en") as context:
        context.set_default_timeout(20_000)
        yield context


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(**PHONE, java_script_enabled=False) as context:
        context.set_default_timeout(20_000)
        yield context


def begin(context: BrowserContext, demo: Demo, address: str) -> Page:
    page = context.new_page()
    demo.sign_in(page, "heron")
    page.goto(demo.address + address)
    return page


def typed(page: Page, name: str, words: str) -> None:
    page.fill("[name=name]", name)
    page.fill("[name=text]", words)
    expect(page.locator("[data-told]")).to_contain_text(KEPT)


def test_enter_in_a_name_goes_on_to_the_text(demo: Demo, desk: BrowserContext) -> None:
    page = begin(desk, demo, NEW)
    page.locator("[name=space][value=hub]").press("Enter")
    expect(page.locator("[name=name]")).to_be_focused()
    page.keyboard.type("enter one")
    page.keyboard.press("Enter")
    expect(page.locator("[name=text]")).to_be_focused()
    page.keyboard.type("Words.")
    assert page.url.endswith(NEW)
    expect(page.locator("[data-told]")).to_contain_text(KEPT)
    page.reload()
    page.locator("[name=name]").press("Enter")
    expect(page.locator("[name=text]")).to_have_value(re.compile(r"Words\."))
    page.click("[name=discard]")


def test_enter_never_throws_a_draft_away_where_no_script_runs(
    demo: Demo, desk: BrowserContext, phone: BrowserContext
) -> None:
    typed(begin(desk, demo, NEW), "enter two", "Kept words.")
    page = begin(phone, demo, NEW)
    expect(page.locator("[name=discard]")).to_be_visible()
    page.locator("[name=space][value=hub]").check()
    page.locator("[name=name]").press("Enter")  # Save, the button one sees
    page.wait_for_url("**/commons/hub/enter%20two")
    expect(page.locator("article")).to_contain_text("Kept words.")


def test_enter_in_a_name_without_words_loses_nothing_where_no_script_runs(
    demo: Demo, phone: BrowserContext
) -> None:
    page = begin(phone, demo, NEW)
    page.fill("[name=name]", "enter three")
    page.locator("[name=name]").press("Enter")
    expect(page.locator("#id_text_error")).to_contain_text("wants an answer")
    expect(page.locator("[name=name]")).to_have_value("enter three")
    expect(page.locator("#id_file_error")).to_have_count(0)
    page.goto(demo.address + NEW)  # even its name alone is found again
    expect(page.locator("[name=name]")).to_have_value("enter three")
    page.click("[name=discard]")


def test_enter_in_what_one_changed_saves(demo: Demo, desk: BrowserContext) -> None:
    page = begin(desk, demo, EDIT)
    page.locator("[name=text]").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("\n\nSaid with Enter.")
    expect(page.locator("[data-told]")).to_contain_text(KEPT)
    page.reload()  # the button that throws away stands above now
    expect(page.locator("[name=discard]")).to_be_visible()
    page.fill("[name=summary]", "One line more")
    page.locator("[name=summary]").press("Enter")
    page.wait_for_url("**/commons/public/en/help/joining")
    expect(page.locator("article")).to_contain_text("Said with Enter.")


def test_enter_on_a_file_opens_the_files_and_sends_nothing(demo: Demo, desk: BrowserContext) -> None:
    page = begin(desk, demo, EDIT)
    page.click("summary:has-text('Add a picture')")
    with page.expect_file_chooser():
        page.locator("[name=file]").press("Enter")
    assert page.url.endswith(EDIT)
    expect(page.locator("[name=discard]")).to_have_count(0)


def test_two_pages_begun_side_by_side_are_both_there_later(demo: Demo, desk: BrowserContext) -> None:
    one, two = begin(desk, demo, NEW), desk.new_page()
    two.goto(demo.address + NEW)
    typed(one, "enter four", "Of four.")
    typed(two, "enter five", "Of five.")
    one.keyboard.type(" And more.")
    expect(one.locator("[data-told]")).to_contain_text(KEPT)
    two.reload()
    two.click("a:has-text('enter')")
    for page in (two, one):
        expect(page.locator("[name=text]")).to_have_value(re.compile("Of (four|five)"))
    two.goto(demo.address + NEW)
    seen = set()
    for _ in range(2):
        seen.add(two.input_value("[name=name]"))
        two.click("[name=discard]")
        two.goto(demo.address + NEW)
    assert seen == {"enter four", "enter five"}


def test_words_of_a_page_begun_the_hub_never_got_are_offered_where_the_next_begins(
    demo: Demo, desk: BrowserContext
) -> None:
    page = begin(desk, demo, NEW)
    desk.set_offline(True)
    page.fill("[name=name]", "enter six")
    page.fill("[name=text]", "Under the mango tree.")
    expect(page.locator("[data-told]")).to_contain_text("does not answer")
    page.close(run_before_unload=False)
    desk.set_offline(False)
    again = desk.new_page()
    again.goto(demo.address + NEW)
    again.click("[data-take-kept]")
    expect(again.locator("[name=text]")).to_have_value("Under the mango tree.")
    expect(again.locator("[name=name]")).to_have_value("enter six")
    expect(again.locator("[data-told]")).to_contain_text(KEPT)
    again.reload()
    expect(again.locator("[data-elsewhere]")).to_be_hidden()
    again.click("[name=discard]")
