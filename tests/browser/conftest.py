"""A demo hub, really served, and a real browser to look at it with."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.ways import CALM, CHROMIUM
from tests.demo.playing import PROGRAM, PlayedHub, environment

expect.set_options(timeout=20_000)  # no test is about speed, and the machine may be busy


@dataclass(frozen=True)
class Demo:
    """A hub in which a journey was played, served on loopback; the codes of the people it names."""

    address: str
    codes: dict[str, str]
    folder: Path
    environment: dict[str, str]

    def sign_in(self, page: Page, name: str) -> None:
        """As a person does: name and code."""
        page.goto(f"{self.address}/sign-in")
        page.fill("[name=name]", name)
        page.fill("[name=code]", self.codes[name])
        page.click("main form button")
        page.wait_for_url("**/today")


@pytest.fixture(scope="session")
def demo(played_hub: PlayedHub, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A copy of the played hub, served in processes of its own until the tests end."""
    folder = tmp_path_factory.mktemp("browser") / "hub"
    shutil.copytree(played_hub.folder, folder)
    port = _free_port()
    log = folder.parent / "served.log"
    with log.open("w") as told:
        served = subprocess.Popen(
            [*PROGRAM, "serve", folder, "--port", str(port)],
            env=environment(),
            stdout=told,
            stderr=subprocess.STDOUT,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(address, served, log)
            yield Demo(address, played_hub.codes(), folder, environment())
        finally:
            served.terminate()
            served.wait(30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(address: str, served: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(1800):
        with suppress(OSError), urllib.request.urlopen(address, timeout=5):
            return
        assert served.poll() is None, log.read_text()
        time.sleep(0.1)
    raise AssertionError(f"not served after three minutes: {log.read_text()}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium for one file of tests: a session's would stand in the way of tests with a database."""
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=CHROMIUM, args=CALM)
        yield started
        started.close()
