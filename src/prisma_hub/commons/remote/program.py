"""Running git where it is installed: without anybody's settings, for a bounded time, in bounded memory."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from prisma_hub.kernel.refusal import Busy

NOTHING = subprocess.DEVNULL
SECONDS = 300
"""How long one git may run."""
_MEMORY = 2_000_000_000
_AT_ONCE = threading.BoundedSemaphore(2)
_PATIENCE = 60
"""Seconds that one waits for its turn: two at once, so that pages are still read on a small machine."""


def installed() -> str | None:
    return shutil.which("git")


@contextmanager
def turn() -> Iterator[None]:
    """One of the few who may make git work at the same time."""
    if not _AT_ONCE.acquire(timeout=_PATIENCE):
        raise busy()
    try:
        yield
    finally:
        _AT_ONCE.release()


def busy() -> Busy:
    return Busy(
        "Several people are fetching or pushing just now.",
        kept="Nothing was changed.",
        mend="Try again in a minute.",
    )


def run(
    repository: Path,
    *words: str,
    stdin: IO[Any] | int = NOTHING,
    stdout: IO[Any] | int = NOTHING,
    more: Mapping[str, str] | None = None,
    settings: Sequence[str] = (),
) -> subprocess.CompletedProcess[bytes]:
    """Run git on a repository; ended when it takes too long. What it says on stderr is kept, shortened."""
    program = installed()
    assert program is not None
    chosen = [part for each in ("safe.directory=*", *settings) for part in ("-c", each)]
    command = [program, *chosen, *words]
    with subprocess.Popen(  # noqa: S603  no shell, and no word of it comes from outside
        command,
        cwd=repository,
        stdin=stdin,
        stdout=stdout,
        stderr=subprocess.PIPE,
        env=_environment(repository) | dict(more or {}),
        start_new_session=True,
    ) as process:
        _bound(process.pid)
        try:
            out, told = process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            out, told = process.communicate()
    return subprocess.CompletedProcess(command, process.returncode, out, told[-2000:])


def _bound(pid: int) -> None:
    """As much processor and memory as a large push needs, and no more, also for what it starts."""
    try:
        resource.prlimit(pid, resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.prlimit(pid, resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    except (AttributeError, ProcessLookupError):  # not on this system; or over already
        return


def _environment(repository: Path) -> dict[str, str]:
    return {
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(repository),
        "LC_ALL": "C",
        "GIT_DIR": str(repository),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_TERMINAL_PROMPT": "0",
    }
