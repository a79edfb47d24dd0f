"""Two servers on one folder: the second refuses, whenever it comes; what a killed one left bars nobody."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from soak.house import House
from soak.served import Served, run

_PATIENCE_S = 30
BESIDE = (("log", "verify"), ("rebuild", "--check"), ("steward", "recover"))
"""Commands that are made to run beside a server."""


@dataclass
class Second:
    asked: int = 0
    refused: int = 0
    started_again: int = 0
    wrong: list[str] = field(default_factory=list)


def both(house: House, port: int, say: Callable[[str], None]) -> Second:
    found, served = Second(), house.served
    try:
        served.start()
        found.wrong += _second(found, served, port, "while the first one begins")
        served.wait()
        found.wrong += _second(found, served, port, "while the first one serves")
        for words in BESIDE:
            done = run(served, *words, served.folder)
            if done.returncode:
                found.wrong.append(f"{' '.join(words)} beside a server: {(done.stdout + done.stderr)[-600:]}")
        found.wrong += _after_its_head_is_killed(found, served)
    finally:
        served.kill()
    for each in found.wrong:
        say(f"!! {each}")
    return found


def _second(found: Second, served: Served, port: int, when: str) -> Iterator[str]:
    found.asked += 1
    time.sleep(1)  # so that the first has the folder
    done = run(served, "serve", served.folder, "--port", str(port))
    said = done.stdout + done.stderr
    if done.returncode == 2 and "is being served already" in said:
        found.refused += 1
    else:
        yield f"a second server {when}: exit code {done.returncode}: {said[-600:]}"


def _after_its_head_is_killed(found: Second, served: Served) -> Iterator[str]:
    """Only the first process of the group, as a machine without memory does: the others end by themselves,
    and the folder is free."""
    assert served.process is not None
    group = served.process
    os.kill(group.pid, signal.SIGKILL)
    group.wait()
    begun = time.monotonic()
    while served.answers():
        if time.monotonic() - begun > _PATIENCE_S:
            yield "the rest of a killed server goes on serving"
            os.killpg(group.pid, signal.SIGKILL)
        time.sleep(0.2)
    served.start()
    served.wait()
    found.started_again += 1
