"""Somebody seals words to somebody else, who opens them; a third cannot, and the machine never has them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from tests.browser.conftest import Demo
from tests.browser.test_a_key_of_ones_own import SEAL, make_key
from tests.sealed.reading import program

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WORDS = "canarysealedinthebrowserxq: the spring is behind the third stone, naïve 🌊"
ANSWER = "canaryansweredsealedxq"

KEPT = """async () => {
  const all = await new Promise((give) => {
    indexedDB.open("prisma-hub", 1).onsuccess = async ({ target: { result: base } }) => {
      const stores = [...base.objectStoreNames].map((name) => new Promise((done) => {
        base.transaction(name).objectStore(name).getAll().onsuccess = ({ target }) => done(target.result);
      }));
      give(await Promise.all(stores));
    };
  });
  return JSON.stringify([all, { ...localStorage }, { ...sessionStorage }, document.cookie, location.href]);
}"""
HALF_AS_BEFORE = """() => new Promise((give) => {
  indexedDB.open("prisma-hub", 1).onsuccess = ({ target: { result: base } }) => {
    const keys = base.transaction("keys", "readwrite").objectStore("keys");
    keys.getAll().onsuccess = ({ target: { result: [{ sealed, opening, ...before }] } }) => {
      keys.put(before).onsuccess = () => give(Boolean(sealed && opening));
    };
  };
})"""
"""A key as browsers kept it before words could be sealed."""


@pytest.fixture
def phones(browser: Browser) -> Iterator[dict[str, BrowserContext]]:
    made = {name: browser.new_context() for name in ("heron", "ember", "otter")}
    for each in made.values():
        each.set_default_timeout(20_000)
    yield made
    for each in made.values():
        each.close()


def let_seal(page: Page) -> None:
    page.click("[data-sealing] button")
    expect(page.locator("main")).to_contain_text("Others can seal words to you, since")


def seal(page: Page, words: str, *readers: str) -> int:
    """As the page leads; the number of the entry."""
    for each in readers:
        page.get_by_label(each, exact=True).check()
    page.fill("#words-to-seal", words)
    page.click("[data-seal] button.main")
    page.wait_for_url("**/sealed/*")
    return int(page.url.rpartition("/")[2])


def opened(page: Page) -> str:
    page.click("[data-sealed-words] [data-open]")
    expect(page.locator("[data-words]")).to_be_visible()
    return page.locator("[data-words]").inner_text()


def sent_by(page: Page, what: list[str]) -> None:
    def note(asked: Request) -> None:
        what.append(f"{asked.url} {asked.all_headers()} {asked.post_data_buffer!r}")

    page.on("request", note)


def holding(folder: Path, words: str) -> list[str]:
    """Files of the hub that hold these words, byte by byte."""
    sought = (words.encode(), json.dumps(words).encode())
    return [
        str(each)
        for each in folder.rglob("*")
        if each.is_file() and any(some in each.read_bytes() for some in sought)
    ]


def test_two_exchange_what_a_third_and_the_machine_cannot_read(
    browser: Browser, demo: Demo, phones: dict[str, BrowserContext], tmp_path: Path
) -> None:
    pages = {name: phone.new_page() for name, phone in phones.items()}
    heron, ember, otter = pages.values()
    backups: dict[str, Any] = {}
    sent: list[str] = []
    for name, page in pages.items():
        demo.sign_in(page, name)
        sent_by(page, sent)
    for name in ("heron", "ember"):
        backups[name] = json.loads(make_key(pages[name], demo, tmp_path).read_text())
    let_seal(heron)
    _a_key_made_earlier_is_completed(ember, demo, tmp_path)

    heron.goto(f"{demo.address}/seal")
    expect(heron.get_by_label("otter", exact=True)).to_have_count(0)  # has no key to seal to: is not offered
    seq = seal(heron, WORDS, "ember")
    assert opened(heron) == WORDS  # the speaker too

    ember.goto(f"{demo.address}/sealed/{seq}")
    assert "canary" not in ember.content()
    assert opened(ember) == WORDS
    ember.click("text=Answer, sealed")
    expect(ember.get_by_label("heron", exact=True)).to_be_checked()
    answered = seal(ember, ANSWER)
    heron.goto(f"{demo.address}/sealed/{answered}")
    assert opened(heron) == ANSWER

    assert otter.goto(f"{demo.address}/sealed/{seq}").status == 404  # type: ignore[union-attr]
    for page in pages.values():
        assert "canary" not in page.evaluate(KEPT)
    assert [each[:200] for each in sent if "canary" in each] == []
    assert holding(demo.folder, "canarysealedinthebrowserxq") == []
    assert holding(demo.folder, ANSWER) == []
    _another_program_opens_it(ember, backups["ember"], seq)
    _what_a_browser_cannot_do_is_said(browser, demo)
    _without_the_key_it_stays_closed(ember, demo, seq)
    unbind(heron, demo)


def unbind(page: Page, demo: Demo) -> None:
    """The key signs its own end: these people can make another."""
    page.goto(f"{demo.address}/me/key")
    page.click("[data-unbind] summary")
    page.click("[data-unbind] button")
    expect(page.locator("[data-make]")).to_be_visible()


def _without_the_key_it_stays_closed(page: Page, demo: Demo, seq: int) -> None:
    page.goto(f"{demo.address}/me/key")
    expect(page.locator("main")).to_contain_text("What was sealed to this key stays closed")
    unbind(page, demo)
    page.goto(f"{demo.address}/sealed/{seq}")
    expect(page.locator("main")).to_contain_text("It was sealed to a key you no longer have here.")


def _a_key_made_earlier_is_completed(page: Page, demo: Demo, folder: Path) -> None:
    """Its record lacks the other half: the backup file, as it was, makes it."""
    assert page.evaluate(HALF_AS_BEFORE)
    page.goto(f"{demo.address}/seal")
    expect(page.locator("main")).to_contain_text("Nobody can seal words to you yet")
    page.goto(f"{demo.address}/me/key")
    expect(page.locator("[data-half]")).to_be_visible()
    page.set_input_files("#file", folder / "key.json")
    page.fill("#open", SEAL)
    page.click("[data-restore] button")
    let_seal(page)


def _another_program_opens_it(page: Page, backup: dict[str, Any], seq: int) -> None:
    """The one of the reference page, with the backup file and what the page shows to everybody's program."""
    page.goto(page.url.rpartition("/")[0] + f"/{seq}")
    on = page.locator("[data-sealed-words]")
    of = {name: on.get_attribute(f"data-{name}") or "" for name in ("hub", "id", "speaker", "to", "part")}
    line = {"hub": of["hub"], "id": of["id"], "by": of["speaker"], "to": of["to"].split()}
    read = program()
    key = read["opening_key"](backup, SEAL)
    assert read["open_sealed"](line | {"sealed": json.loads(of["part"])}, backup["by"], key) == WORDS


def _what_a_browser_cannot_do_is_said(browser: Browser, demo: Demo) -> None:
    for more in ({"java_script_enabled": False}, {}):
        with browser.new_context(**more) as context:  # type: ignore[arg-type]
            page = context.new_page()
            page.add_init_script(
                "delete window.SubtleCrypto; Object.defineProperty(crypto, 'subtle', {value: undefined})"
            )
            demo.sign_in(page, "ember")
            page.goto(f"{demo.address}/seal")
            expect(page.locator("main")).to_contain_text("This page cannot seal or open words")
            expect(page.locator("textarea")).to_be_hidden()
