"""The program that copies a hub's book of fingerprints, as the reference page has it, over real HTTP."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.verifier.program import load_program
from tests.verifier.sample import long_log, sample_log, small_log
from tests.verifier.writer import write_book, write_evidence

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "what-is-served-for-verifiers.md"


class Quiet(SimpleHTTPRequestHandler):
    asked: list[str]

    def log_message(self, *_: object) -> None:
        """What was asked is looked at below; nobody reads it on a terminal."""

    def do_GET(self) -> None:
        self.asked.append(self.path)
        super().do_GET()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, str, list[str]]]:
    """A folder, the address under which it is served, and what was asked for there."""
    folder, asked = tmp_path / "hub" / "log", []
    folder.mkdir(parents=True)
    handler = type("Handler", (Quiet,), {"asked": asked})
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder.parent)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield folder, f"http://127.0.0.1:{server.server_port}/log/", asked
    server.shutdown()
    thread.join()
    server.server_close()


def put(folder: Path, files: dict[str, bytes]) -> None:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


def copy(tmp_path: Path, address: str) -> dict[str, bytes]:
    (text,) = re.findall(
        r"^```python\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    script, folder = tmp_path / "copy_log.py", tmp_path / "log"
    script.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", str(script), address, str(folder)], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_it_copies_everything_a_verifier_needs_and_later_only_what_is_new(
    tmp_path: Path, served: tuple[Path, str, list[str]]
) -> None:
    folder, address, asked = served
    page = load_program()
    known = page.Known()
    page.verify(write_evidence(sample_log()), known=known)
    put(folder, write_book(sample_log()))
    assert page.verify_book(copy(tmp_path, address), known)
    put(folder, write_book(long_log()))
    whole = copy(tmp_path, address)
    assert page.verify_book(whole, known)
    page.check_growth(known)
    asked.clear()
    assert copy(tmp_path, address) == whole
    assert asked == ["/log/checkpoint"]


def test_it_copies_a_book_of_one_entry(tmp_path: Path, served: tuple[Path, str, list[str]]) -> None:
    folder, address, _ = served
    put(folder, write_book(small_log()))
    assert copy(tmp_path, address) == write_book(small_log())
