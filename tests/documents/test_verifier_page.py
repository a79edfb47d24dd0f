"""The page a funder reads: its program runs as the page says, with one library and nothing of ours."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.verifier.program import program_text, write_folder
from tests.verifier.sample import HUB, long_log, sample_log
from tests.verifier.writer import did_of, private_key, write_book, write_evidence, write_proof


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "verify.py"
    path.write_text(program_text(), encoding="utf-8")
    return path


def run(script: Path, *words: str | Path) -> tuple[int, list[str]]:
    """Exit code and printed lines, in a process that sees no code of ours."""
    command = [sys.executable, "-I", "-X", "utf8", str(script), *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=script.parent)
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


def test_accepts_true_evidence_and_says_what_it_shows(script: Path, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "evidence", write_evidence(sample_log()))
    code, lines = run(script, folder)
    entries = [line for line in lines if not line.startswith("            ")]
    assert (code, entries[:5], lines[-1]) == (
        0,
        [
            f"'Casa Exemplo' is {HUB}",
            "14 of 16 entries are shown and proven",
            "       0  2026-05-18T09:00:00.000Z  hub.founded/1  (the hub's word for it)",
            "       1  2026-05-18T09:01:00.000Z  key.bound/1  (the hub's word for it)",
            "       2  2026-05-18T09:02:00.000Z  contribution.made/1  (signed by the speaker)",
        ],
        "ACCEPTED",
    )
    assert "       3  2026-05-18T09:03:00.000Z  kind not shown  (signature withheld)" in lines
    at = lines.index(entries[4])
    assert lines[at + 1 : at + 4] == [
        "            body.n: 3",
        "            body.text.000: 'We planted the beds.'",
        "            body.text.001: 'It rained.'",
    ]
    assert lines[-2] == "no page was looked at: for that, name the whole folder of the site"


def test_insists_on_the_hub_it_is_told(script: Path, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "evidence", write_evidence(sample_log()))
    assert run(script, folder, HUB)[0] == 0
    stranger = did_of(private_key("a stranger"))
    assert run(script, folder, stranger) == (1, ["REFUSED: this is the evidence of another hub"])


def test_refuses_an_altered_word_and_says_where(script: Path, tmp_path: Path) -> None:
    files = write_evidence(sample_log())
    for name in ("entries.jsonl", "entries.jsonl.js"):
        files[name] = files[name].replace(b"It rained.", b"It snowed.", 1)
    folder = write_folder(tmp_path / "evidence", files)
    assert run(script, folder) == (1, ["REFUSED: entries.jsonl, line 3: a part was altered"])


def test_reads_evidence_book_and_proof_in_any_order(script: Path, tmp_path: Path) -> None:
    """A proof without its line is found in the book; a proof whose book is false is refused."""
    write_folder(tmp_path / "evidence", write_evidence(sample_log()))
    for path, content in write_book(long_log()).items():
        (tmp_path / "log" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "log" / path).write_bytes(content)
    write_folder(tmp_path, write_proof(long_log(), 2))
    places = ("entry-2.tlog-proof", "log", HUB, "evidence")
    code, lines = run(script, *places)
    assert (code, lines[-3], lines[-1]) == (
        0,
        f"530 entries and every tile over them give the root {HUB} has signed",
        "ACCEPTED",
    )
    assert lines[-2].startswith(f"entry 2 of 530 in the book of {HUB}: body.n: 3, body.text.000: 'We planted")
    (tmp_path / "entry-2.jsonl").unlink()
    assert run(script, *places)[0] == 0
    assert run(script, "entry-2.tlog-proof", "evidence") == (
        1,
        [*lines[:-3], "REFUSED: beside the proof its .jsonl is missing, or give log/"],
    )
    (tmp_path / "log" / "tile" / "0" / "001").unlink()
    assert run(script, *places)[1][-1] == "REFUSED: tile/0/001 is not made of what is below it"


def test_prints_on_a_terminal_that_knows_few_letters(script: Path, tmp_path: Path) -> None:
    log = sample_log().but(0, body__name="Casa São 水\x1b[2J")
    folder = write_folder(tmp_path / "evidence", write_evidence(log))
    done = subprocess.run(
        [sys.executable, str(script), str(folder)],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
    )
    assert (done.returncode, done.stdout.splitlines()[0]) == (
        0,
        rb"'Casa S\xe3o \u6c34\x1b[2J' is " + HUB.encode(),
    )


def test_refuses_an_empty_folder(script: Path, tmp_path: Path) -> None:
    assert run(script, write_folder(tmp_path / "evidence", {})) == (1, ["REFUSED: a file is missing"])


@pytest.mark.parametrize(
    "words", [(), ("nowhere",), ("verify.py",), (".", HUB, "more"), (HUB,), (".", HUB, HUB)]
)
def test_says_how_it_is_called(script: Path, words: tuple[str, ...]) -> None:
    code, lines = run(script, *words)
    assert code == 2
    assert lines == [
        "Check what a prisma-hub shows: python verify.py site/ evidence/ log/ entry-7.tlog-proof [did:key:…]"
    ]


def test_needs_one_library_and_nothing_of_ours() -> None:
    roots = set()
    for node in ast.walk(ast.parse(program_text())):
        if isinstance(node, ast.Import):
            roots |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            roots.add((node.module or "").split(".")[0])
    assert roots - set(sys.stdlib_module_names) == {"cryptography"}
