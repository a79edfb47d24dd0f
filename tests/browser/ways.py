"""How tests look: where the browser is, how it is started, and what a phone is."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
BROWSER_IS_HERE = pytest.mark.skipif(
    CHROMIUM is None, reason="Nothing was seen in a browser: sudo apt-get install chromium"
)
IN_A_BROWSER = [pytest.mark.browser, pytest.mark.slow, BROWSER_IS_HERE]
"""For `pytestmark`."""
CALM = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-sync",
)
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "has_touch": True,
    "is_mobile": True,
    "locale": "en-GB",
    "user_agent": "Mozilla/5.0 (Linux; Android 13; K) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/126.0.0.0 Mobile Safari/537.36",
}
"""A small phone, as `browser.new_context` takes it."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser for tests that also touch the database."""
    # Playwright keeps a loop in this thread, which Django takes for an async view.
    with pytest.MonkeyPatch.context() as env, sync_playwright() as play:
        env.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        started = play.chromium.launch(executable_path=CHROMIUM, args=CALM)
        yield started
        started.close()
