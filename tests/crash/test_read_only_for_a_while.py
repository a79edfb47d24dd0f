"""A folder that could only be read for a while can be written afterwards, by a hub that was in use."""

from __future__ import annotations

import errno
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from soak import disk
from soak.__main__ import free_port
from soak.phone import Answer, Phone
from soak.served import Served, environment, run

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif("DATABASE_URL" in os.environ, reason="it is about SQLite"),
]
# Two connections, of which one is always there, as when people read at once.
OVERLAPPING = """
import os, sys, django
from contextlib import closing
django.setup()
from django.db import OperationalError, connection
from prisma_hub.log import anchor
folder, failing = os.environ["PRISMA_HUB_DIR"], os.environ["SOAK_FAILING"]
def read():
    found = connection.copy()
    found.cursor().execute("SELECT * FROM said")
    return found
def write():
    with closing(connection.copy()) as found:
        try:
            found.cursor().execute("INSERT INTO said VALUES (1)")
        except OperationalError as problem:
            return str(problem)
    return "written"
if sys.argv[1] == "held":
    anchor.drop()
os.symlink(f"{sys.argv[2]}:wo:{folder}", failing)
one = read()
os.unlink(failing)
other = read()
one.close()
print(write())
"""


@pytest.fixture
def failing(tmp_path: Path) -> dict[str, str]:
    library = disk.built(tmp_path)
    if library is None:
        pytest.skip("there is no C compiler here")
    return disk.loading(tmp_path, library)


@contextmanager
def readable_only(folder: Path) -> Iterator[None]:
    link = folder.parent / "failing"
    link.symlink_to(f"{errno.EROFS}:wo:{folder}")
    try:
        yield
    finally:
        link.unlink()


@pytest.mark.parametrize(
    ("how", "answer"), [("loose", "attempt to write a readonly database"), ("held", "written")]
)
def test_what_connections_share_was_opened_while_it_could_be_written(tmp_path, failing, how, answer):
    """SQLite's own way, and what holding one connection does about it."""
    hub = tmp_path / "hub"
    hub.mkdir()
    with closing(sqlite3.connect(hub / "hub.sqlite3")) as elsewhere:
        elsewhere.execute("PRAGMA journal_mode=WAL")
        elsewhere.execute("CREATE TABLE said (what)")
        elsewhere.execute("SELECT * FROM said").fetchall()
        done = subprocess.run(
            [sys.executable, "-c", OVERLAPPING, how, str(errno.EROFS)],
            env=environment(hub, failing),
            capture_output=True,
            text=True,
            check=False,
        )
    assert (done.stdout.strip(), done.stderr) == (answer, "")


class Steward:
    """Whoever founds the hub: what they send is kept once it can be."""

    def __init__(self, port: int, link: str) -> None:
        self.phone, self.link = Phone(port, "", ""), link

    def come(self) -> Answer:
        form = self.phone.get(self.link).page
        statement = re.search(r'name="statement" value="([^"]+)"', form)
        assert statement, form
        said = {"name": "Amparo", "keeper": "", "reach": "", "statement": statement[1]}
        return self.phone.post(self.link, said)

    def many_read(self) -> set[int]:
        with ThreadPoolExecutor(6) as people:
            return {each.status for each in people.map(lambda _: self.phone.get("/"), range(30))}


def test_a_hub_in_use_keeps_again_what_it_is_told_and_none_begins_that_could_not(tmp_path, failing):
    served = Served(tmp_path / "hub", free_port(), failing)
    founded = run(served, "init", served.folder, "--name", "Weir", "--lang", "en")
    link = re.search(r"/steward/\w+", founded.stdout)
    assert link, founded.stdout + founded.stderr
    steward = Steward(served.port, link[0])
    with readable_only(served.folder):
        served.start(whole=False)
        assert served.process is not None
        assert served.process.wait(timeout=60) == 1, "what it had opened would let nobody write afterwards"
    said = served.said.read_text()
    assert "Nothing is served until it can be." in said and "Traceback" not in said
    served.start(whole=False)
    try:
        served.wait()
        assert steward.many_read() == {200}
        with readable_only(served.folder):
            assert steward.many_read() == {200}
            told = steward.come()
            assert (told.status, "cannot be written" in told.words) == (507, True)
        assert steward.many_read() == {200}
        assert steward.come().status == 302, "by itself, and at once"
        assert "Warning" not in served.said.read_text()
    finally:
        served.kill()
