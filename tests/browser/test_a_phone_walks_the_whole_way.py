"""From the code on the wall to being heard, on a small phone, in a hub that is really served."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from prisma_hub.demo.script import VOICES
from tests.browser import walking
from tests.browser.conftest import Demo
from tests.browser.ways import IN_A_BROWSER, PHONE

pytestmark = IN_A_BROWSER
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
"""400 kbit/s in bytes a second, 400 ms: what a phone has at the edge of a village."""
HEAVIEST, MOST_REQUESTS = 150_000, 12
"""What fits through that in three seconds, with the time it takes to ask."""

POOL, WAY, STORY = "What the sponsor gives", "By what others verified", "What the tide brings back"
SHARES = {
    "All weights together": "19",
    "Share of Second Tide": "21,052.63",
    "Share of The Stop": "10,526.32",
    "Share of Evening Table": "8,421.05",
    "All shares together": "40,000",
}
GREEN = "Everything shown here stands in the record book as it was said."
ALONE = "Checked here: the record book’s evidence, and this page alone. No other page of this site."
RED = ("This does not hold. Do not rely on it.", "Something on this page does not hold. Open the details.")
LETTERS = re.compile(rb"[A-Za-z0-9+/]{40,}")
"""A fingerprint, or a key."""

Phone = Callable[..., Page]


@pytest.fixture
def phone(browser: Browser) -> Iterator[Phone]:
    """`phone(java_script_enabled=False)`: a phone that belongs to somebody else each time."""
    with ExitStack() as held:

        def take(**more: Any) -> Page:
            context = browser.new_context(**{**PHONE, **more})
            held.callback(context.close)
            context.set_default_timeout(30_000)
            return context.new_page()

        yield take


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_whoever_joins_with_a_code_speaks_and_is_heard(demo: Demo, phone: Phone, scripts: bool) -> None:
    name, words = ("Maré", "The ferry came at six.") if scripts else ("Duna", "The bridge was closed.")
    steward, mine, other = (phone(java_script_enabled=scripts) for _ in range(3))
    demo.sign_in(steward, "heron")
    steward.goto(f"{demo.address}/stewardship")
    code = walking.print_a_code(steward)
    expect(steward.get_by_alt_text("Square that opens the join page on a phone")).to_be_visible()

    personal, recovery = walking.join(mine, demo.address, code, name)
    assert (len(personal), len(recovery) > len(personal)) == (9, True)
    spoken = walking.say(
        mine, demo.address, words, hears="everybody on this hub", voice=VOICES / "ibis-water.ogg"
    )
    expect(mine.get_by_role("heading", level=1)).to_have_text(words)
    assert walking.fact(mine, "Who hears it") == "everybody on this hub"
    assert walking.fact(mine, "Named") == "without your name"
    alone = walking.say(mine, demo.address, "A draft of mine.", hears="only me")

    demo.sign_in(other, "alder")
    assert other.goto(alone).status == 404  # type: ignore[union-attr]
    walking.witness(other, spoken, "neighbours")

    mine.goto(f"{demo.address}/inbox")
    mine.get_by_role("link", name="I was there").click()
    expect(mine).to_have_url(re.compile(rf"{spoken}#a\d+$"))
    expect(mine.locator("article", has_text="neighbours")).to_be_visible()

    walking.change_consent(mine, hears="only me", named="with my name")
    assert walking.fact(mine, "Who hears it") == "you"
    assert walking.fact(mine, "Named") == "with your name"
    assert other.goto(spoken).status == 404  # type: ignore[union-attr]

    sums = walking.see_the_allocation(mine, demo.address, POOL, WAY)
    assert {**sums, **SHARES} == sums
    walking.open_the_story(mine, demo.address, STORY)
    expect(mine.get_by_text("I sell three hundred sachets on a hot day.").first).to_be_visible()
    if scripts:
        assert walking.hear(mine) > 1
    mine.get_by_role("link", name="Check this story").click()
    expect(mine.get_by_role("heading", level=1)).to_have_text("Check this story")
    if scripts:
        assert walking.judged(mine) == ("accepted", GREEN)


def test_a_story_from_a_stick_is_heard_and_holds(demo: Demo, phone: Phone) -> None:
    page = phone()
    page.goto((demo.folder / "site" / "index.html").as_uri())
    page.get_by_role("link", name=STORY).first.click()
    assert walking.judged(page)[0] == "accepted"
    assert walking.hear(page) > 1
    page.get_by_role("contentinfo").get_by_role("link", name="Check this site").click()
    assert walking.judged(page) == ("alone", ALONE)


@pytest.mark.parametrize("name", ["hub.json", "checkpoint", "entries.jsonl", "site.json"])
def test_a_copy_with_one_byte_changed_says_so_in_red(
    demo: Demo, phone: Phone, tmp_path: Path, name: str
) -> None:
    """As whoever forges a copy would: a letter of a fingerprint, in what the browser reads."""
    copy = shutil.copytree(demo.folder / "site", tmp_path / "site")
    script = copy / "evidence" / f"{name}.js"
    before = script.read_bytes()
    at = LETTERS.search(before).end() - 3  # type: ignore[union-attr]
    script.write_bytes(before[:at] + (b"B" if before[at : at + 1] == b"A" else b"A") + before[at + 1 :])
    page = phone()
    page.goto((copy / "check.html").as_uri())
    verdict, words = walking.judged(page)
    assert (verdict, words in RED) == ("refused", True), words
    told = page.locator("[data-prisma-verify] p").filter(has_text=words).first
    red, ink = (
        told.evaluate("it => getComputedStyle(it).color"),
        page.locator("h1").evaluate("it => getComputedStyle(it).color"),
    )
    assert red != ink


def test_the_first_page_is_light_enough_for_a_weak_network(demo: Demo, phone: Phone) -> None:
    page = phone()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW)
    bytes_of: list[float] = []
    asked: list[str] = []
    session.on("Network.loadingFinished", lambda event: bytes_of.append(event["encodedDataLength"]))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(demo.address, wait_until="load")
    requests, weight = len(asked), sum(bytes_of)
    page.get_by_role("link", name="Sign in").first.click()
    expect(page.get_by_label("Your personal code")).to_be_visible()
    assert 0 < weight <= HEAVIEST
    assert requests <= MOST_REQUESTS, asked
