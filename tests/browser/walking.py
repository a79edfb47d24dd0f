"""Steps that people take, by what they see and press. They hold with scripts and without."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect


def print_a_code(page: Page) -> str:
    """A steward's code for the wall."""
    page.get_by_role("link", name="Print a code").click()
    page.get_by_role("button", name="Make the sheet").click()
    code = page.locator(".code-shown").text_content()
    assert code
    return code


def join(page: Page, address: str, code: str, name: str) -> tuple[str, str]:
    """With the code on the wall, over the card, to the first day. The personal code and the recovery code."""
    page.goto(f"{address}/join?code={code}")
    page.get_by_label("What shall we call you?").fill(name)
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Welcome, {name}")
    personal, recovery = page.locator(".code-shown").all_text_contents()
    page.get_by_role("button", name="I have written it down").click()
    page.goto(f"{address}/today")
    return personal, recovery


def say(page: Page, address: str, words: str, *, hears: str, voice: Path | None = None) -> str:
    """Say something from the first page; the address at which it stands."""
    page.goto(f"{address}/today")
    page.get_by_role("navigation", name="In reach of the thumb").get_by_label("Say something").click()
    if voice:
        page.set_input_files("[name=voice]", voice)
    page.get_by_label("Or write").fill(words)
    page.get_by_role("group", name="Who may hear it?").get_by_label(hears, exact=True).check()
    page.get_by_role("button", name="Keep these words").click()
    expect(page).to_have_url(re.compile(r"/entry/\d+$"))
    expect(page.get_by_role("status").first).to_contain_text("Kept. You can correct it")
    return page.url


def witness(page: Page, entry: str, relation: str) -> None:
    """Say of somebody's words that one was there."""
    page.goto(entry)
    there = page.locator("#attest")
    there.get_by_label("I was there, or saw it").check()
    there.get_by_label("How are you related to each other and to this?").fill(relation)
    there.get_by_role("button", name="Say so").click()
    expect(page.get_by_role("status").first).to_contain_text("Kept. They hear it first.")


def fact(page: Page, name: str) -> str:
    """What the margin says under a name."""
    found = page.locator("aside .facts > div", has=page.get_by_text(name, exact=True)).locator("dd")
    return (found.text_content() or "").strip()


def change_consent(page: Page, *, hears: str, named: str) -> None:
    """On the page of one's own words: say anew who may hear them, and how one is named."""
    page.get_by_role("link", name="Change who hears it").click()
    page.get_by_role("group", name="Who may hear it?").get_by_label(hears, exact=True).check()
    page.get_by_role("group", name="How are you named?").get_by_label(named, exact=True).check()
    page.get_by_role("button", name="Change it").click()
    expect(page.get_by_role("status").first).to_contain_text("It holds from now on, everywhere in this hub.")
