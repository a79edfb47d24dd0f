"""Somebody makes a key in their browser, speaks with it, and brings it back on another device."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Demo
from tests.demo.playing import PROGRAM

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SEAL = "mango rain ladder copper"
SELF = "A key of the speaker’s own answers for it."

KEYS_HERE = """() => new Promise((give) => {
  indexedDB.open("prisma-hub", 1).onsuccess = (event) => {
    const keys = event.target.result.transaction("keys").objectStore("keys");
    keys.count().onsuccess = (counted) => give(counted.target.result);
  };
})"""


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context() as context:
        context.set_default_timeout(20_000)
        yield context


def make_key(page: Page, demo: Demo, folder: Path) -> Path:
    """As the page leads: words, file, bind. The backup file."""
    page.goto(f"{demo.address}/me/key")
    page.fill("#word", SEAL)
    page.fill("#again", SEAL)
    page.click("[data-make] button")
    with page.expect_download() as saved:
        page.click("[data-file]")
    saved.value.save_as(folder / "key.json")
    page.click("[data-bind] button")
    expect(page.locator("[data-told]")).to_contain_text("It is in this browser")
    return folder / "key.json"


def say(page: Page, demo: Demo, words: str, **more: str) -> None:
    page.goto(f"{demo.address}/say")
    page.fill("[name=words]", words)
    page.locator("[name=hears][value^='person:']").check()
    page.locator("[name=named][value=name]").check()
    for summary in page.locator("form > details > summary").all():
        summary.click()
    for name, value in more.items():
        page.fill(f"[name={name}]", value)
    expect(page.locator("[data-answers]")).to_contain_text("you answer for it yourself")
    page.click("form[data-sign] button.main")
    page.wait_for_url("**/entry/*")


def test_a_key_is_made_speaks_and_comes_back_on_another_device(
    browser: Browser, demo: Demo, phone: BrowserContext, tmp_path: Path
) -> None:
    page = phone.new_page()
    demo.sign_in(page, "otter")
    backup = make_key(page, demo, tmp_path)
    assert SEAL not in backup.read_text()

    say(page, demo, "The river “rose” \t\n \u2003\nand fell:  naïve, 🌊.\n\n\u00a0End.")
    expect(page.locator(".margin")).to_contain_text(SELF)
    say(
        page, demo, "", quantity="2.50", unit="hours", link="https://example.org/a"
    )  # the hub puts these together
    expect(page.locator(".margin")).to_contain_text(SELF)

    with browser.new_context() as elsewhere:
        other = elsewhere.new_page()
        demo.sign_in(other, "otter")
        other.goto(f"{demo.address}/say")
        expect(other.locator("[data-answers]")).to_contain_text("Your key is not in this browser")
        other.goto(f"{demo.address}/me/key")
        other.set_input_files("#file", backup)
        other.fill("#open", "not these words")
        other.click("[data-restore] button")
        expect(other.locator("[data-restore] [data-problem]")).to_contain_text("do not open this file")
        other.fill("#open", SEAL)
        other.click("[data-restore] button")
        expect(other.locator("[data-told]")).to_contain_text("It is in this browser")
        say(other, demo, "Said on the other device")
        expect(other.locator(".margin")).to_contain_text(SELF)
        other.click("text=How can this be checked?")
        expect(other.locator("main")).to_contain_text(SELF)
        other.goto(f"{demo.address}/me")
        other.click("form[data-sign-out] button")
        expect(other.locator("#unsent")).to_contain_text("only its backup file brings it back")
        assert other.evaluate(KEYS_HERE) == 1
        other.click("form[data-sign-out] button")
        other.wait_for_url(re.compile(r"/$|/sign-in|\?"))
        kept = other.evaluate(KEYS_HERE)
        assert kept == 0

    page.goto(f"{demo.address}/me/key")
    page.click("[data-unbind] summary")  # asked once
    page.click("[data-unbind] button")
    expect(page.locator("[data-make]")).to_be_visible()  # it signed its own end: another may follow at once
    checked = subprocess.run(
        [*PROGRAM, "log", "verify", demo.folder],
        env=demo.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def offline(page: Page, words: str, hears: str = "person:") -> None:
    """Said while the hub does not answer; what the page tells."""
    page.fill("[name=words]", words)
    page.locator(f"[name=hears][value^='{hears}']").check()
    page.locator("[name=named][value=name]").check()
    page.context.set_offline(True)
    page.click("form[data-later] button.main")
    expect(page.locator("#unsent")).to_contain_text("What you said is kept on this device")
    expect(page.locator("#unsent li", has_text=words).last).to_be_visible()


def test_what_is_said_offline_is_signed_then_and_sent_when_the_hub_answers(
    demo: Demo, phone: BrowserContext, tmp_path: Path
) -> None:
    page = phone.new_page()
    demo.sign_in(page, "alder")
    make_key(page, demo, tmp_path)
    page.goto(f"{demo.address}/say")
    expect(page.locator("[data-answers]")).to_contain_text("you answer for it yourself")
    offline(page, "Said on the ferry")
    expect(page.locator("#unsent")).to_contain_text("signed with your key")
    expect(page.locator("[name=words]")).to_have_value("")
    offline(page, "Said to everybody on the ferry", "hub")
    phone.set_offline(False)  # nobody presses anything

    expect(page.locator("#unsent")).to_contain_text("Sent: the hub keeps it now.")
    expect(page.locator("#unsent li")).to_have_count(1)
    expect(page.locator("#unsent li")).to_contain_text("the hub asks you once more")
    page.click("#unsent a")
    expect(page.locator("h1")).to_contain_text("Said on the ferry")
    expect(page.locator(".margin")).to_contain_text(SELF)

    page.click("#unsent li button")  # look at it: the hub's own page asks, and the key signs anew
    expect(page.locator("h1")).to_contain_text("Let everybody on this hub hear it?")
    page.click("button[name=sure]")
    expect(page.locator("h1")).to_contain_text("Said to everybody on the ferry")
    expect(page.locator(".margin")).to_contain_text(SELF)
    expect(page.locator("#unsent")).to_be_hidden()


def test_without_a_key_too_nothing_is_lost_and_signing_out_asks(demo: Demo, phone: BrowserContext) -> None:
    page = phone.new_page()
    demo.sign_in(page, "ember")
    page.goto(f"{demo.address}/say")
    offline(page, "Said without a key")
    phone.set_offline(False)
    expect(page.locator("#unsent")).to_contain_text("Sent: the hub keeps it now.")
    page.goto(f"{demo.address}/say")
    expect(page.locator("#unsent")).to_be_hidden()
    offline(page, "Said to everybody", "hub")
    phone.set_offline(False)
    expect(page.locator("#unsent li")).to_contain_text("the hub asks you once more")
    page.goto(f"{demo.address}/me")
    sign_out = page.locator("form[data-sign-out] button")
    sign_out.dblclick()  # its second half came before anybody could read the question
    expect(page.locator("#unsent")).to_contain_text("Press once more")
    page.goto(f"{demo.address}/me")
    sign_out.focus()
    for _ in range(3):
        page.keyboard.down("Enter")  # and a key held down says one thing
    page.keyboard.up("Enter")
    expect(page.locator("#unsent")).to_contain_text("Press once more")
    expect(sign_out).to_be_visible()
    sign_out.click()  # who reads quickly is heard at once
    expect(page.locator("body")).to_contain_text("You are signed out.")
