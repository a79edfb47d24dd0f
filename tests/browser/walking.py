"""Steps that people take, by what they see and press. Without scripts too, but where it says so."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect


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
    if "everybody" in hears:  # asked once what that means
        page.get_by_role("button", name=re.compile("^Yes, .*may hear it$")).click()
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


def open_more(page: Page, address: str, way: str) -> None:
    """From Today, with the thumb: More, then one of the ways in it."""
    page.goto(f"{address}/today")
    bar = page.get_by_role("navigation", name="In reach of the thumb")
    bar.get_by_text("More").click()
    bar.get_by_role("link", name=way, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def see_the_allocation(page: Page, address: str, pool: str, way: str) -> dict[str, str]:
    """From Today to the sums by which a pool was shared out: each step of the arithmetic and its result."""
    open_more(page, address, "Circles")
    page.get_by_role("link", name="Money in common").click()
    page.get_by_role("link", name=pool).click()
    page.get_by_role("link", name=way).click()
    expect(page.get_by_role("heading", name="How it comes about")).to_be_visible()
    rows = page.get_by_role("table").first.locator("tbody tr").all()
    return {_words(row.locator("th")): _words(row.locator("td").nth(1)) for row in rows}


def open_the_story(page: Page, address: str, title: str) -> None:
    """From Today to the newest edition of a story."""
    open_more(page, address, "Stories")
    page.locator("section", has=page.get_by_role("heading", name="Told", exact=True)).get_by_role(
        "link", name=title
    ).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def hear(page: Page) -> float:
    """Play the first voice on the page; how many seconds of it there are, once it is being heard."""
    voice = page.locator("audio").first
    voice.scroll_into_view_if_needed()
    length: float = voice.evaluate(HEARD)
    return length


HEARD = """async (voice) => {
  voice.muted = true;
  await voice.play();
  const heard = (done) => (voice.currentTime > 0 ? done(voice.duration) : setTimeout(heard, 50, done));
  return Promise.race([new Promise(heard), new Promise((done) => setTimeout(done, 15000, 0))]);
}"""
"""Needs scripts. Nought seconds when nothing could be heard for fifteen."""


def judged(page: Page) -> tuple[str, str]:
    """What a page that checks itself came to, and the sentence that a reader sees. Needs scripts."""
    check = page.locator("[data-prisma-verify][data-page]").first
    expect(check).to_be_attached()
    expect(check).not_to_have_attribute("data-state", "waiting")
    expect(check).not_to_have_attribute("data-page", "looking")
    said = check.locator("[data-prisma=verdict], [data-prisma=page]").filter(visible=True).first
    return check.get_attribute("data-page") or "", _words(said)


def _words(place: Locator) -> str:
    return " ".join((place.text_content() or "").split())
