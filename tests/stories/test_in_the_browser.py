"""A published site as its reader opens it, from a stick: it checks itself, finds words, asks nobody."""

from __future__ import annotations

import json
import os
import re
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser.ways import BROWSER_IS_HERE, chromium
from tests.stories.sites import change, text, verify
from tests.stories.test_verifying import relist

pytestmark = [
    pytest.mark.browser,
    BROWSER_IS_HERE,
]
STORY = "stories/the-spring-above-the-mill"
ACCOUNT = f"{STORY}/account.en.html"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def reader(browser: Browser, site: Path) -> Iterator[Page]:
    """A page that fails the test when it asks for anything but files, or when a script fails."""
    page = browser.new_page()
    elsewhere: list[str] = []
    failures: list[str] = []
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith(("file:", "http://127.0.0.1")) else elsewhere.append(request.url)
        ),
    )
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.on("requestfailed", lambda request: failures.append(request.url))
    yield page
    page.close()
    assert (elsewhere, failures) == ([], [])


def judged(page: Page, address: str) -> str:
    """What the page says of itself once it has looked."""
    page.goto(address)
    page.wait_for_selector("[data-prisma-verify][data-page]", state="attached")
    return page.locator("[data-prisma-verify]").get_attribute("data-page") or ""


def findings(page: Page) -> list[str]:
    return page.locator('[data-prisma="page-findings"] li').all_text_contents()


def test_a_story_from_a_stick_checks_itself(reader, site):
    assert judged(reader, (site / ACCOUNT).as_uri()) == "accepted"
    assert findings(reader) == []
    assert reader.locator(".note[data-entries]").first.get_attribute("data-checked") == "yes"
    assert "what people said" in reader.locator('[data-prisma="page"]').inner_text()


@pytest.mark.parametrize("old, new, finding", [
    ("It stopped in 1994.", "It stopped in 1995.", "“It stopped in 1995.” is not what entry"),
    ('<data value="3.4"', '<data value="8.4"', "“3.4” is not what entry"),
    (">3.4</data>", ">9.4</data>", "“9.4” is not what entry"),
])  # fmt: skip
def test_a_changed_quote_or_number_is_named_even_when_the_list_was_mended(reader, site, old, new, finding):
    change(site, ACCOUNT, old, new)
    assert judged(reader, (site / ACCOUNT).as_uri()) == "refused"
    assert any(each.startswith(finding) for each in findings(reader))
    relist(site)
    assert judged(reader, (site / ACCOUNT).as_uri()) == "refused"
    assert "The list of this site’s files is not the one in the record book." in findings(reader)


@pytest.mark.parametrize(
    "old, new", [("Who keeps the weirs.", "Who keeps the money."), ('href="glance', 'href="trance')]
)
def test_a_changed_sentence_or_link_is_found_by_the_page_itself(reader, site, old, new):
    change(site, ACCOUNT, old, new) if old in (site / ACCOUNT).read_text() else change(
        site, ACCOUNT, "/glance.en.html", "/trance.en.html"
    )
    assert judged(reader, (site / ACCOUNT).as_uri()) == "refused"
    assert findings(reader) == ["The words of this page are not those the hub published."]


def test_a_page_put_in_the_place_of_another_is_found(reader, site):
    shutil.copy(site / f"{STORY}/glance.en.html", site / ACCOUNT)
    assert judged(reader, (site / ACCOUNT).as_uri()) == "refused"
    assert findings(reader) == ["This page is not where the hub published it."]


@pytest.mark.parametrize("name", [ACCOUNT, "check.html"])
def test_a_page_that_lost_its_name_has_no_tick(reader, site, name):
    page = text(site, name)
    (site / name).write_text(re.sub(r' data-prisma-page="[^"]*"', "", page))
    assert judged(reader, (site / name).as_uri()) == "refused"
    assert "This page does not say which file of the site it is." in findings(reader)
    stripped = re.sub(r' data-prisma-(page="[^"]*"|text)|<script[^>]*site\.json\.js[^>]*></script>', "", page)
    (site / name).write_text(stripped)
    assert judged(reader, (site / name).as_uri()) == "refused"


@pytest.mark.parametrize("name", [ACCOUNT, "check.html"])
@pytest.mark.parametrize("script", ["check-page.js", "verify.js"])
def test_without_a_script_that_checks_nothing_is_said_to_be_checked(browser, site, name, script):
    (site / "static" / script).write_text("throw new Error('cut off');")
    page = browser.new_page()
    assert judged(page, (site / name).as_uri()) == "refused"
    assert page.locator("[data-prisma-verify]").get_attribute("data-state") == "refused"
    assert "This page was not checked" in page.locator('[data-prisma="page"]').inner_text()
    assert "Everything shown" not in (page.locator("[data-prisma-verify]").text_content() or "")
    assert not page.locator("[data-prisma-verify] svg path").first.is_visible()
    page.close()


def test_an_address_that_is_no_utf_8_is_read_as_far_as_it_can_be(reader, site, tmp_path):
    """A stick from a machine that wrote names in Latin 1; and a page that itself got such a name."""
    place = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9"))
    shutil.copytree(site, place)
    address = (tmp_path / "CAF" / ACCOUNT).as_uri().replace("CAF", "caf%E9")
    assert judged(reader, address) == "accepted"
    odd = os.fsdecode(os.fsencode(place / ACCOUNT).replace(b"account", b"acc\xf3unt"))
    shutil.copy(place / ACCOUNT, odd)
    assert judged(reader, address.replace("account", "acc%F3unt")) == "refused"
    assert findings(reader) == ["This page is not where the hub published it."]


def verdict(page: Page) -> str:
    return page.locator('[data-prisma="verdict"]').inner_text()


@pytest.mark.parametrize("a_story_is_changed", [False, True])
def test_the_check_page_from_a_stick_says_no_sentence_on_the_whole_site(reader, site, a_story_is_changed):
    if a_story_is_changed:
        change(site, ACCOUNT, "It stopped in 1994.", "It stopped in 1995.")
    assert judged(reader, (site / "check.html").as_uri()) == "alone"
    assert verdict(reader).endswith("and this page alone. No other page of this site.")
    assert "prisma-hub verify" in reader.locator('[data-prisma="page"]').inner_text()
    assert "Everything shown" not in reader.locator("[data-prisma-verify]").inner_text()
    assert not reader.locator("[data-prisma-verify] svg path").is_visible()
    assert reader.locator('[data-prisma="cannot"] li').count() == 4


@pytest.fixture
def served(site: Path) -> Iterator[str]:
    """Where the site is served."""
    quiet = type("Quiet", (SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/check.html"
    server.shutdown()
    server.server_close()


def changed_files(page: Page, address: str) -> list[str]:
    """What a served site's check page names once it has looked at everything; none, and it is green."""
    judged(page, address)
    page.wait_for_selector("[data-files]", state="attached")
    named = page.locator('[data-prisma="file-findings"] li').all_text_contents()
    state = "refused" if named else "accepted"
    for each in ("data-files", "data-page"):
        assert page.locator("[data-prisma-verify]").get_attribute(each) == state
    return named


def test_the_check_page_of_a_served_site_looks_at_every_file(reader, site, served):
    assert changed_files(reader, served) == []
    change(site, "static/base.css", "margin: 0", "margin: 9")
    assert changed_files(reader, served) == ["static/base.css was changed or is missing."]


@pytest.mark.parametrize("name, old, new", [
    ("site.json", "(self", "( self"), ("site.json", "(self", "\ufeff(self"), ("site.json", ";\n", ";\n\n"),
    ("hub.json", "||=", "||= "), ("checkpoint", "[", "[ "), ("entries.jsonl", "] =", "]="),
])  # fmt: skip
def test_a_script_of_evidence_changed_by_a_byte_is_named(reader, site, served, name, old, new):
    """Most bytes break what it says; these do not: a browser reads the same, and the script is another."""
    change(site, f"evidence/{name}.js", old, new)
    assert changed_files(reader, served) == [f"evidence/{name}.js was changed or is missing."]
    assert verify(site)[0] == 1


def test_a_list_whose_script_says_another_is_refused(reader, site, served):
    change(site, "evidence/site.json.js", "account.en.html", "accounts.en.html")
    assert judged(reader, served) == "refused"


def test_a_red_check_page_names_what_does_not_hold_and_claims_nothing(reader, site):
    script = (site / "evidence/entries.jsonl.js").read_text()
    first, second, third, *more = script.split("}\\n{")
    change(site, "evidence/entries.jsonl.js", "It stopped in 1994.", "It stopped in 1995.")
    assert reds(reader, site) == ["Line 2 of the entries: what is shown was altered"]
    swapped = "}\\n{".join([first, third, second, *more])
    (site / "evidence/entries.jsonl.js").write_text(swapped)
    (found,) = reds(reader, site)
    assert re.fullmatch("Entry [0-9]+: it stands out of order, or twice", found)


def reds(page: Page, site: Path) -> list[str]:
    assert judged(page, (site / "check.html").as_uri()) == "refused"
    said = page.locator("main").inner_text()
    assert "What does not hold stands below." in said
    for claim in ("Open the details", "nothing was changed", "–:"):
        assert claim not in said
    return page.locator('[data-prisma="findings"] li').all_text_contents()


def test_the_key_is_to_come_from_elsewhere(site):
    page = text(site, "check.html")
    assert "<code>prisma-hub verify FOLDER --hub KEY</code>" in page
    assert "--hub did:key" not in page
    assert "shows nothing about whose key it is" in page


def test_nothing_is_green_before_every_file_was_looked_at(reader, site, served):
    """One file is held back: the page counts the others, and says nothing of the whole."""
    held: list[Route] = []
    reader.route(served.replace("check", "glossary"), lambda route: held.append(route))
    assert judged(reader, served) == "looking"
    count = len(json.loads((site / "evidence/site.json").read_text())["files"])
    reader.get_by_text(f"{count - 1} of {count} files looked at").wait_for()
    assert verdict(reader) == "Still looking: not every file of this site has been checked yet."
    assert not reader.locator("[data-prisma-verify] svg path").is_visible()
    assert "Everything shown" not in reader.locator("[data-prisma-verify]").inner_text()
    held[0].continue_()
    reader.wait_for_selector('[data-page="accepted"]')
    assert verdict(reader) == "Everything shown here stands in the record book as it was said."
    assert reader.locator("[data-prisma-verify] svg path").is_visible()
    assert reader.locator('[data-prisma="progress"]').inner_text() == ""


def test_a_changed_story_is_named_while_others_are_still_looked_at(reader, site, served):
    change(site, ACCOUNT, "It stopped in 1994.", "It stopped in 1995.")
    held: list[Route] = []
    reader.route(served.replace("check", "glossary"), lambda route: held.append(route))
    reader.goto(served)
    reader.wait_for_selector('[data-page="refused"]')
    assert verdict(reader) == "This does not hold. Do not rely on it."
    assert reader.locator('[data-prisma="file-findings"] li').all_text_contents() == [
        f"{ACCOUNT} was changed or is missing."
    ]
    held[0].continue_()
    reader.wait_for_selector('[data-files="refused"]')


def test_words_are_found_without_a_server(reader, site):
    reader.goto((site / "es/search.html").as_uri())
    reader.fill("input[type=search]", "Bóots nov")
    reader.wait_for_selector("[data-search-found] a")
    assert reader.locator("[data-search-found] a").all_text_contents() == ["In three minutes"]
    reader.click("[data-search-found] a")
    assert reader.locator("h1").inner_text() == "The spring above the mill"


def test_dark_or_light_is_the_readers_choice(reader, site):
    reader.goto((site / "index.html").as_uri())
    reader.click("[data-lamp]")
    assert reader.locator("html").get_attribute("data-theme") == "dark"


@pytest.mark.parametrize("path", ["index.html", ACCOUNT, "check.html", "search.html", "fr/stories.html"])
def test_nothing_scrolls_sideways_on_a_small_phone(reader, site, path):
    reader.set_viewport_size({"width": 320, "height": 640})
    reader.goto((site / path).as_uri())
    assert reader.evaluate("document.documentElement.scrollWidth") <= 320


class _AsAHost(SimpleHTTPRequestHandler):
    """A web host that shows 404.html where nothing is."""

    def log_message(self, format: str, *args: object) -> None:
        pass

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write((Path(self.directory) / "404.html").read_bytes())


def test_an_address_that_is_wrong_by_a_letter_leads_to_the_page_that_was_meant(
    browser, edition, steward, tmp_path
):
    from prisma_hub.commons import actions as commons
    from prisma_hub.stories import actions

    out = tmp_path / "hosted"
    commons.write_page(by=steward, space="public", path="water/Leaky weir.md", text="# A weir that leaks\n")
    actions.build_site(out=out, address="http://127.0.0.1/")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_AsAHost, directory=str(out))) as host:
        threading.Thread(target=host.serve_forever, daemon=True).start()
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{host.server_port}/pages/far/away/Leaky%20wier.html")
        page.locator("[data-missing] a").first.click()
        page.wait_for_url("**/pages/water/Leaky%20weir.html")
        assert page.locator("main h1").inner_text() == "A weir that leaks"
        page.close()
        host.shutdown()
