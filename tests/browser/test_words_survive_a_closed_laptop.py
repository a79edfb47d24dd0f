"""Somebody writes a page: with the keyboard alone, with the link gone, and with the browser closed."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, Route, expect

from tests.browser.conftest import Demo
from tests.browser.ways import PHONE

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


def _dot() -> FilePayload:
    held = io.BytesIO()
    Image.new("RGB", (9, 9), "teal").save(held, "PNG")
    return {"name": "dot.png", "mimeType": "image/png", "buffer": held.getvalue()}


def _choose(page: Page, demo: Demo, file: FilePayload) -> str:
    """Somebody opens a page and chooses a file before touching its text, which is returned."""
    demo.sign_in(page, "heron")
    page.goto(demo.address + EDIT)
    page.click("summary:has-text('Add a picture')")
    page.set_input_files("[name=file]", [file])
    return page.input_value("[name=text]")


def test_a_refused_file_is_said_for_good_and_makes_no_draft(demo: Demo, desk: BrowserContext) -> None:
    page, drawn = desk.new_page(), b"<svg xmlns='http://www.w3.org/2000/svg'></svg>"
    bad: FilePayload = {"name": "map.svg", "mimeType": "image/svg+xml", "buffer": drawn}
    before = _choose(page, demo, bad)
    said = page.locator("[data-told-file]")
    page.click("[name=add]")
    expect(said).to_contain_text("cannot be kept")
    page.wait_for_timeout(3_000)  # longer than a draft waits
    expect(said).to_contain_text("cannot be kept")
    expect(page.locator("[data-told]")).to_have_text("")
    assert page.input_value("[name=text]") == before
    page.set_input_files("[name=file]", [bad])
    expect(said).to_have_text("")
    page.locator("form[data-editor] button.main").click()
    expect(said).to_contain_text("The page was not saved.")
    assert page.url.endswith(EDIT)
    page.reload()
    expect(page.locator("[name=discard]")).to_have_count(0)
    expect(page.locator("[data-elsewhere]")).to_be_hidden()


def test_a_file_chosen_before_any_cursor_goes_to_the_end_and_says_so(
    demo: Demo, desk: BrowserContext
) -> None:
    page = desk.new_page()
    before = _choose(page, demo, _dot())
    page.click("[name=add]")
    expect(page.locator("[data-told-file]")).to_have_text(
        "The file was put at the end of the text. The page is not saved yet."
    )
    text = page.input_value("[name=text]")
    assert text.startswith(before.rstrip() + "\n\n![[dot")
    expect(page.locator("[data-told]")).to_contain_text("Kept as a draft")
    page.reload()
    page.click("[name=discard]")


def test_saving_with_a_file_chosen_saves_both(demo: Demo, desk: BrowserContext) -> None:
    page = desk.new_page()
    demo.sign_in(page, "heron")
    page.goto(demo.address + "/commons/hub/-/new")
    page.fill("[name=name]", "a dot at the end")
    page.fill("[name=text]", "Words, then a dot.")
    page.click("summary:has-text('Add a picture')")
    page.set_input_files("[name=file]", [_dot()])
    page.click("form[data-editor] button.main")
    page.wait_for_url("**/commons/hub/a%20dot%20at%20the%20end")
    expect(page.locator("article img.embed-picture")).to_have_count(1)
    expect(page.locator("article")).to_contain_text("Words, then a dot.")


def test_a_file_goes_where_a_new_page_is_to_lie(demo: Demo, desk: BrowserContext) -> None:
    page = desk.new_page()
    demo.sign_in(page, "heron")
    page.goto(demo.address + "/commons/hub/-/new")
    expect(page.locator("[name=space][value=hub]")).to_be_checked()
    mine = page.locator("[name=space]").last
    garden = mine.get_attribute("value") or ""
    assert garden.startswith("person-")
    mine.check()
    page.fill("[name=name]", "a dot of my own")
    page.click("summary:has-text('Add a picture')")
    page.set_input_files("[name=file]", [_dot()])
    with page.expect_request(f"**/commons/{garden}/-/add"):
        page.click("[name=add]")
    expect(page.locator("[data-told-file]")).to_contain_text("The page goes where the file lies.")
    expect(page.locator("[name=space][value=hub]")).to_be_disabled()
    page.click("form[data-editor] button.main")
    page.wait_for_url(f"**/commons/{garden}/a%20dot%20of%20my%20own")
    expect(page.locator("article img.embed-picture")).to_have_count(1)


def test_without_a_script_one_chooses_where_two_clash(browser: Browser, demo: Demo) -> None:
    name, first = "two at once", "One.\n\nTwo.\n\nThree.\n"
    edit = demo.address + f"/commons/hub/-/edit/{name}.md"

    def open_for(context: BrowserContext, who: str) -> Page:
        context.set_default_timeout(20_000)
        page = context.new_page()
        demo.sign_in(page, who)
        return page

    with (
        browser.new_context(**PHONE, java_script_enabled=False) as phone,
        browser.new_context(java_script_enabled=False) as elsewhere,
    ):
        mine, theirs = open_for(phone, "heron"), open_for(elsewhere, "ember")
        mine.goto(demo.address + "/commons/hub/-/new")
        mine.fill("[name=name]", name)
        mine.fill("[name=text]", first)
        mine.click("form[data-editor] button.main")
        for page in (mine, theirs):
            page.goto(edit)
        theirs.fill("[name=text]", "One, ember.\n\nTwo.\n\nThree, ember.\n")
        theirs.click("form[data-editor] button.main")
        mine.fill("[name=text]", "One, heron.\n\nTwo.\n\nThree, heron.\n")
        mine.click("form[data-editor] button.main")
        expect(mine.get_by_role("alert")).to_contain_text("by ember")
        places = mine.locator("fieldset.clash")
        expect(places).to_have_count(2)
        expect(mine.locator("form[data-editor]")).to_be_hidden()
        places.nth(1).get_by_label("Only theirs: ember").check()
        mine.get_by_role("button", name="Save it like this").click()
        said = mine.locator("article").inner_text()
    assert said.split() == ["One,", "heron.", "One,", "ember.", "Two.", "Three,", "ember."]
