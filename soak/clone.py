"""Somebody's clone of the hub's pages, who commits and pushes."""

from __future__ import annotations

import os
import subprocess
import threading
from pathlib import Path
from typing import Any

from soak.ledger import KEPT, OPEN, Deed, Ledger, any_word
from soak.walking import WRITTEN

_SLOWEST_S = 60


class Clone:
    """A push that got no answer is pushed again, after fetching: git finds out what arrived."""

    def __init__(self, person: dict[str, Any], port: int, ledger: Ledger, home: Path) -> None:
        self.person, self.ledger, self.home = person["id"], ledger, home
        self.folder = home / "clone"
        self.address = f"http://me:{person['token']}@127.0.0.1:{port}/git/hub.git"
        self.name = person["name"]

    def begin(self) -> None:
        """Clone what is there, as the page of the space says; once."""
        if self.folder.exists():
            return
        self.home.mkdir(exist_ok=True)
        mail = f"person-{self.person.replace('-', '')[-12:]}@hub"
        assert self.git("clone", "-q", self.address, str(self.folder), where=self.home) == 0, self.said
        assert self.git("config", "user.name", self.name) == 0, self.said
        assert self.git("config", "user.email", mail) == 0, self.said

    def walk(self, stop: threading.Event) -> None:
        while not stop.is_set():
            if self.push_once().state == OPEN:
                return

    def push_once(self) -> Deed:
        deed = self.ledger.add(self._written())
        self.send(deed)
        return deed

    def _written(self) -> Deed:
        deed = Deed("push", self.person, any_word(), (WRITTEN,), of=f"soak/pushed-{self.person[-6:]}.md")
        file = self.folder / deed.of
        file.parent.mkdir(exist_ok=True)
        before = file.read_text() if file.exists() else ""
        file.write_text(f"# {deed.word}\n\n{before.removeprefix('# ')}")
        assert self.git("add", "-A") == 0 and self.git("commit", "-q", "-m", deed.word) == 0, self.said
        return deed

    def send(self, deed: Deed) -> None:
        deed.tries += 1
        refused = ""
        for _ in range(8):  # others write meanwhile: then it is fetched, joined and pushed again
            if self.git("push", "-q", "origin", "main") == 0:
                deed.state = KEPT
                return
            refused = self.said
            if self.git("pull", "-q", "--no-rebase", "--no-edit", "origin", "main") != 0:
                refused = self.said
                break
        self.ledger.told.append(("push", 0, refused))

    def git(self, *words: str, where: Path | None = None) -> int:
        plain = {"GIT_TERMINAL_PROMPT": "0", "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C.UTF-8"}
        done = subprocess.run(  # noqa: S603  git
            ["git", *words],  # noqa: S607  wherever it is
            cwd=where or self.folder,
            capture_output=True,
            timeout=_SLOWEST_S,
            check=False,
            env={"PATH": os.environ["PATH"], "HOME": str(self.home), **plain},
        )
        self.said = (done.stdout + done.stderr).decode(errors="replace")
        return done.returncode
