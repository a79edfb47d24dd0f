"""The same page is written in a browser and in a git clone at once, against a hub as it is really served:
both texts are kept, whoever comes first."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Demo
from tests.browser.ways import IN_A_BROWSER, PHONE

pytestmark = [
    *IN_A_BROWSER,
    pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed"),
]
LINES = ["# The weir", "", "It slows water.", "", "It holds silt.", "", "It is low.", ""]


class Clone:
    """A clone on a laptop, made by the lines that the page shows."""

    def __init__(self, home: Path, address: str, lines: list[str]) -> None:
        self.folder, self.home = home / "hub", home
        self.git("clone", "-q", address, str(self.folder), where=home)
        self.git("checkout", "-q", "-B", "main")
        for each in lines:
            subprocess.run(each, shell=True, cwd=self.folder, env=self._env(), check=True)

    def _env(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "LC_ALL": "C.UTF-8",
            "GIT_TERMINAL_PROMPT": "0",
        }

    def git(self, *words: str, where: Path | None = None, fine: bool = True) -> str:
        done = subprocess.run(
            ["git", *words],
            cwd=where or self.folder,
            env=self._env(),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert (done.returncode == 0) is fine, done.stdout + done.stderr
        return done.stdout + done.stderr

    def write(self, lines: list[str]) -> None:
        (self.folder / "weir.md").write_text("\n".join(lines))
        self.git("commit", "-q", "-am", "From the clone")


def _changed(number: int, to: str) -> list[str]:
    return [to if at == number else each for at, each in enumerate(LINES)]


def _save(page: Page, lines: list[str]) -> None:
    page.fill("textarea[name=text]", "\n".join(lines))
    page.click("form[data-editor] button.main")


@pytest.fixture
def phone(demo: Demo, browser: Browser):
    context = browser.new_context(**PHONE)
    page = context.new_page()
    demo.sign_in(page, "heron")
    yield page
    context.close()


@pytest.fixture
def clone(demo: Demo, phone: Page, tmp_path: Path) -> Clone:
    """A token is made, and the space cloned, as a person does it."""
    phone.goto(f"{demo.address}/me/tokens")
    phone.fill("[name=name]", "my laptop")
    phone.click("main form.stack button.main")
    token = phone.inner_text(".code-shown")
    phone.goto(f"{demo.address}/commons/hub/-/git")
    told = phone.inner_text("pre >> nth=0")
    address = re.search(r"http://\S+\.git", told)
    assert address is not None
    lines = re.findall(r"git config .*", told)
    return Clone(tmp_path, address[0].replace("//", f"//heron:{token}@"), lines)


def test_both_texts_are_kept(demo: Demo, phone: Page, clone: Clone) -> None:
    phone.goto(f"{demo.address}/commons/hub/-/new")
    phone.fill("[name=name]", "weir")
    _save(phone, LINES)
    phone.wait_for_url("**/commons/hub/weir")
    clone.git("pull", "-q", "origin", "main")
    phone.goto(f"{demo.address}/commons/hub/-/edit/weir.md")
    clone.write(_changed(2, "It slows water, says git."))
    clone.git("push", "-q", "origin", "main")
    _save(phone, _changed(6, "It is low, says the phone."))
    phone.wait_for_url("**/commons/hub/weir")
    words = phone.inner_text("main")
    assert "It slows water, says git." in words
    assert "It is low, says the phone." in words

    # Now the phone is first; and both change the same line.
    phone.goto(f"{demo.address}/commons/hub/-/edit/weir.md")
    phone.fill(
        "textarea[name=text]",
        phone.input_value("textarea[name=text]").replace("It holds silt.", "It holds silt, says the phone."),
    )
    clone.git("pull", "-q", "origin", "main")
    clone.write(
        (clone.folder / "weir.md")
        .read_text()
        .replace("It holds silt.", "It holds silt, says git.")
        .split("\n")
    )
    phone.click("form[data-editor] button.main")
    phone.wait_for_url("**/commons/hub/weir")
    assert "fetch first" in clone.git("push", "origin", "main", fine=False)
    clone.git("pull", "-q", "--no-rebase", "origin", "main", fine=False)
    both = (clone.folder / "weir.md").read_text()
    assert "It holds silt, says the phone." in both
    assert "It holds silt, says git." in both
    clone.write(["# The weir", "", "It holds silt, say the phone and git.", ""])
    clone.git("push", "-q", "origin", "main")

    # And the other way round: git is first, the phone is shown both texts.
    phone.goto(f"{demo.address}/commons/hub/-/edit/weir.md")
    assert phone.input_value("textarea[name=text]") == "# The weir\n\nIt holds silt, say the phone and git.\n"
    clone.write(["# The weir", "", "It holds silt and leaves.", ""])
    clone.git("push", "-q", "origin", "main")
    _save(phone, ["# The weir", "", "It holds silt and frogs.", ""])
    phone.wait_for_selector("text=It holds silt and frogs.")
    shown = phone.input_value("textarea[name=text]")
    assert "It holds silt and leaves." in shown
    assert "It holds silt and frogs." in shown


def test_a_large_push_comes_in_pieces_of_unknown_length(demo: Demo, clone: Clone) -> None:
    """Over a megabyte, git sends chunks and does not say how many bytes there will be."""
    (clone.folder / "river.wav").write_bytes(os.urandom(3_000_000))
    clone.git("add", "-A")
    clone.git("commit", "-q", "-m", "A sound")
    assert "Kept: 1 file" in clone.git("push", "origin", "main")
    again = clone.home / "again"
    clone.git("clone", "-q", clone.git("remote", "get-url", "origin").strip(), str(again))
    assert (again / "river.wav").read_bytes() == (clone.folder / "river.wav").read_bytes()
