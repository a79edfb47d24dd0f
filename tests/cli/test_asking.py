"""What every command says of itself, and what it answers who misspells it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

import click
import pytest

from prisma_hub.cli import folder
from prisma_hub.cli.app import app
from tests.cli.every import every_command


def told(*words: str) -> tuple[int, str, str]:
    """Exit code, and what is said on both ways."""
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            app.main([*words], prog_name="prisma-hub")
        except SystemExit as end:
            return int(end.code or 0), out.getvalue(), err.getvalue()
    raise AssertionError("a command ends with a code")


def unbroken(page: str) -> str:
    return " ".join(page.split())


def asked() -> Iterator[tuple[str, click.Parameter]]:
    for name, context in every_command().items():
        for each in context.command.get_params(context):
            yield name, each


def test_a_group_lists_what_each_of_its_commands_does_to_the_end() -> None:
    every = every_command()
    for name, context in every.items():
        above = name.split()[:-1]
        first = (context.command.help or "").partition("\n\n")[0]
        assert first and unbroken(first) in unbroken(told(*above, "--help")[1]), name


def test_every_parameter_says_what_it_is() -> None:
    assert [(name, each.name) for name, each in asked() if not getattr(each, "help", None)] == []


def test_a_help_says_what_must_be_given_and_what_stands_for_what_is_not() -> None:
    code, out, err = told("log", "prove", "--help")
    assert (code, err) == (0, "")
    page = unbroken(out)
    assert "Usage: prisma-hub log prove [OPTIONS] SEQ [DIRECTORY] " in page
    assert " SEQ The number of the entry. [required] " in page
    assert " [DIRECTORY] The hub's folder. [default: hub] " in page
    assert " --out PATH Where to put the two files. [default: .] " in page


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("nonsense", "No such command 'nonsense'."),
        ("verfy", "Did you mean 'verify'?"),
        ("log haed", "Did you mean 'head'?"),
        ("log head --nonsense", "No such option '--nonsense'."),
        ("log head a b", "Got unexpected extra argument (b)"),
        ("log head --json=yes", "Option '--json' does not take a value."),
        ("log prove", "Missing argument 'SEQ'."),
        ("log prove x", "Invalid value for 'SEQ': 'x' is not a valid integer."),
        ("log ask --old -1", "Invalid value for '--old': -1 is not in the range x>=0."),
        ("init --lang en", "Missing option '--name'."),
        ("init --name A --lang xx", "'xx' is not one of 'en', 'es', 'pt', 'fr'."),
        ("import vault v --into club", "'club' is not one of 'public', 'hub'."),
        ("site --for", "Option '--for' requires an argument."),
        ("serve --port 65536", "Invalid value for '--port': 65536 is not in the range 0<=x<=65535."),
        ("serve --secure-port -1", "Invalid value for '--secure-port': -1 is not in the range"),
        ("serve --no-secure", "No such option '--no-secure'."),
    ],
)
def test_misuse_is_answered_with_a_sentence(words: str, said: str) -> None:
    code, out, err = told(*words.split())
    assert (code, out, said in unbroken(err)) == (2, "", True), err


@pytest.mark.parametrize("words", [(), ("log",), ("keys",), ("import",), ("steward",)])
def test_a_group_alone_shows_its_help_as_misuse(words: tuple[str, ...]) -> None:
    assert told(*words) == (2, told(*words, "--help")[1], "")


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="a folder with its own SQLite")
def test_who_breaks_off_is_told_nothing(tmp_path: Path) -> None:
    folder.begin(tmp_path / "hub", name="Vale", language="pt")
    os.mkfifo(tmp_path / "request")
    ours = str(Path(__file__).parents[2] / "src")
    running = subprocess.Popen(
        [sys.executable, "-m", "prisma_hub", "log", "cosign", "request", "hub"],
        cwd=tmp_path,
        env={key: value for key, value in os.environ.items() if key != "PRISMA_HUB_DIR"}
        | {"PYTHONPATH": ours},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    with (tmp_path / "request").open("wb"):  # opens once the command reads from it
        running.send_signal(signal.SIGINT)
        said = running.communicate(timeout=60)
    assert (running.returncode, *said) == (130, b"", b"")
