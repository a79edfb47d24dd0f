"""A site as its reader has it: all its files, and what the commands and the browser say to it."""

from __future__ import annotations

from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

from prisma_hub.cli.app import app


def files(out: Path) -> dict[str, bytes]:
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file()
    }


def verify(out: Path, *more: str) -> tuple[int, str]:
    """Exit code and words of `prisma-hub verify`."""
    told = StringIO()
    with redirect_stdout(told), redirect_stderr(told):
        try:
            app.main(["verify", str(out), *more], prog_name="prisma-hub")
        except SystemExit as end:
            return int(end.code or 0), told.getvalue()
    raise AssertionError("a command ends with a code")


def text(out: Path, path: str) -> str:
    return (out / path).read_text(encoding="utf-8")


def change(out: Path, path: str, old: str, new: str) -> None:
    before = text(out, path)
    assert old in before, f"{old!r} does not stand in {path}"
    (out / path).write_text(before.replace(old, new, 1), encoding="utf-8")
