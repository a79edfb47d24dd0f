"""Nothing that axe knows, no sideways scroll, no error and no other host: on a page of every type."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.urls import URLPattern, get_resolver
from playwright.sync_api import Browser

from tests.browser.conftest import Demo
from tests.browser.pages import Looker, page_types
from tests.browser.ways import IN_A_BROWSER, PHONE

pytestmark = IN_A_BROWSER
AT_LEAST = {"heron": 110, "otter": 80, "": 8}
"""Types of pages that a steward, a member and somebody from outside reach: fewer, and a way was lost."""
IN_THE_DARK = (
    "today", "say", "timeline", "entry", "journey", "team", "decision", "page", "stewardship", "learning"
)  # fmt: skip
OF_THE_SITE = (
    "index.html", "stories.html", "pages.html", "glossary.html", "search.html", "check.html", "fr/check.html",
    "stories/what-the-tide-brings-back/glance.pt.html", "stories/what-the-tide-brings-back/account.en.html",
)  # fmt: skip
NOT_PRESSED = {"sign-out"}
NO_PAGES = {"diagram", "search-found"}
"""Parts of pages, looked at with the page they stand in: the frame a diagram is drawn in, what was found."""


def fixed_addresses() -> Iterator[str]:
    """Where everybody may begin: addresses without a parameter."""
    for each in get_resolver().url_patterns:
        if (
            isinstance(each, URLPattern)
            and "<" not in str(each.pattern)
            and each.name not in NOT_PRESSED | NO_PAGES
        ):
            yield f"/{each.pattern}"


@pytest.fixture(scope="module")
def seen() -> dict[str, set[str]]:
    """What was looked at already, by type of page: nobody's page is looked at twice for nothing."""
    return {}


@pytest.mark.parametrize("who", ["heron", "otter", ""], ids=["steward", "member", "outside"])
def test_every_page_is_whole(browser: Browser, demo: Demo, who: str, seen: dict[str, set[str]]) -> None:
    page = browser.new_context(viewport=PHONE["viewport"], locale=PHONE["locale"]).new_page()
    if who:
        demo.sign_in(page, who)
    types = page_types(page, demo.address, tuple(fixed_addresses()))
    assert len(types) >= AT_LEAST[who], sorted(types)
    looker = Looker(page, demo.address, who or "outside", seen)
    for name, path in types.items():
        looker.look(name, path)
    if who == "heron":
        page.emulate_media(color_scheme="dark")
        for name in IN_THE_DARK:
            looker.look(name, types[name], "color-contrast")
    page.context.close()
    assert not looker.wrong, "\n".join(looker.wrong)


@pytest.fixture
def site(demo: Demo) -> Iterator[str]:
    """The demo's site on a web host that knows nothing of hubs; its address."""
    quiet = type("Quiet", (SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(quiet, directory=str(demo.folder / "site")))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_every_page_of_the_site_is_whole(browser: Browser, site: str) -> None:
    """Light, and dark as far as contrast goes."""
    page = browser.new_context(viewport=PHONE["viewport"], locale=PHONE["locale"]).new_page()
    looker = Looker(page, site, "reader", {})
    for path in OF_THE_SITE:
        looker.look(path, f"/{path}")
    page.emulate_media(color_scheme="dark")
    for path in OF_THE_SITE:
        looker.look(path, f"/{path}", "color-contrast")
    page.context.close()
    assert not looker.wrong, "\n".join(looker.wrong)
