"""A hub served on loopback, and real clones of it made by the real git."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connections

from prisma_hub.identity import actions as identity
from prisma_hub.identity.types import Viewer

GIT = shutil.which("git") or "git"


class _Quiet(WSGIRequestHandler):
    timeout = 60
    """Seconds that a line may say nothing: whoever hangs must not hold the thread that a test ends by."""

    def log_message(self, *_: object) -> None:
        return None


@pytest.fixture
def address(hub: Path) -> Iterator[str]:
    """The hub of this test, answering on loopback; its thread works in this test's own transaction."""
    server = make_server("127.0.0.1", 0, WSGIHandler(), handler_class=_Quiet)
    here = connections["default"]

    def serve() -> None:
        connections["default"] = here
        server.serve_forever(poll_interval=0.02)

    for each in (request_started, request_finished):  # they would end the test's own transaction
        each.disconnect(close_old_connections)
    here.inc_thread_sharing()
    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        here.dec_thread_sharing()
        for each in (request_started, request_finished):
            each.connect(close_old_connections)


@dataclass
class Done:
    """What git answered: its exit code, and everything it said."""

    code: int
    said: str


@dataclass
class Clone:
    """A working copy on somebody's machine."""

    folder: Path
    home: Path
    settings: dict[str, str] = field(default_factory=lambda: {"http.postBuffer": "400000000"})
    """The little server of these tests takes no chunked bodies; the real one is tried in tests/browser."""

    def git(self, *words: str, where: Path | None = None) -> Done:
        given = [part for name, value in self.settings.items() for part in ("-c", f"{name}={value}")]
        with subprocess.Popen(
            [GIT, *given, *words],
            cwd=where or self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(self.home),
                "GIT_TERMINAL_PROMPT": "0",
                "GIT_CONFIG_NOSYSTEM": "1",
                "LC_ALL": "C.UTF-8",
            },
        ) as asked:
            try:
                said = asked.communicate(timeout=120)
            except subprocess.TimeoutExpired:
                os.killpg(asked.pid, signal.SIGKILL)  # its helpers too: they hold the line to the hub
                raise
        return Done(asked.returncode, b"".join(said).decode(errors="replace"))

    def write(self, path: str, text: str | bytes) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode() if isinstance(text, str) else text)

    def commit(self, message: str = "Changed") -> None:
        for words in (("add", "-A"), ("commit", "-q", "-m", message)):
            done = self.git(*words)
            assert done.code == 0, done.said

    def push(self, *more: str) -> Done:
        return self.git("push", "-q", *(more or ("origin", "HEAD:main")))


@pytest.fixture
def clone(address: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Clone]:
    """`clone(viewer, "public")`: their clone of a space, signed as the page says; None for nobody."""

    def make(viewer: Viewer | None, slug: str, *, signed: bool = True, token: str = "") -> Clone:
        home = tmp_path_factory.mktemp("machine")
        if viewer is not None and not token:
            token = identity.make_token(by=viewer, name="my laptop", days=30).secret
        place = address.replace("//", f"//me:{token}@") if token else address
        made = Clone(home / "clone", home)
        done = made.git("clone", "-q", f"{place}/git/{slug}.git", "clone", where=home)
        assert done.code == 0, done.said
        made.git("checkout", "-q", "-B", "main")
        if viewer is not None and signed:
            made.git("config", "user.name", "Ana")
            made.git("config", "user.email", f"person-{viewer.id.hex[-12:]}@hub")
        return made

    return make
