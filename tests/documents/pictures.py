"""The pictures in the docs, taken from a demo hub: `python -m tests.documents.pictures HUB` writes them."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import _free_port, _wait
from tests.browser.ways import CALM, CHROMIUM

DOCS = Path(__file__).parents[2] / "docs" / "pictures"
PHONE, DESK = (360, 720), (1280, 800)
TAKEN = (
    ("today-on-a-phone", "/today", "", PHONE),
    ("a-journey-on-a-phone", "/journeys", "main a.whole", PHONE),
    ("an-entry-and-its-proof", "/log/3", "", PHONE),
    ("the-commons", "/commons", "", DESK),
)
"""Under which name, from which address, along which link, how large."""


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("hub", type=Path, help="a demo hub")
    asked.add_argument("code", help="the code of heron in it, as `prisma-hub demo` printed it")
    given, port = asked.parse_args(), _free_port()
    log = given.hub / "pictures.log"
    command = [sys.executable, "-m", "prisma_hub", "serve", str(given.hub), "--port", str(port)]
    with log.open("wb") as said, subprocess.Popen(command, stdout=said, stderr=said) as served:
        try:
            _wait(f"http://127.0.0.1:{port}", served, log)
            with sync_playwright() as play:
                _take(play.chromium.launch(executable_path=CHROMIUM, args=CALM), port, given.code)
        finally:
            served.terminate()
    log.unlink()


def _take(browser: Browser, port: int, code: str) -> None:
    DOCS.mkdir(exist_ok=True)
    home = f"http://127.0.0.1:{port}"
    for name, path, link, (width, height) in TAKEN:
        page = browser.new_context(viewport={"width": width, "height": height}, locale="en-GB").new_page()
        page.goto(f"{home}/sign-in")
        page.fill("[name=name]", "heron")
        page.fill("[name=code]", code)
        page.click("main form button")
        page.wait_for_url("**/today")
        page.goto(home + path)
        if link:
            page.locator(link).first.click()
            page.wait_for_load_state()
        page.screenshot(path=DOCS / f"{name}.png")
        print(f"{name}: {os.stat(DOCS / f'{name}.png').st_size:,} bytes")
    browser.close()


if __name__ == "__main__":
    main()
