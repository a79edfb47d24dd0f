"""Ends a rotation of the hub's key before each of its lines in turn, starts again, and tells what it found.

Run in a folder of its own (PRISMA_HUB_DIR): it forks, so the database must be a file.
"""

from __future__ import annotations

import itertools
import json
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prisma_hub.settings")
django.setup()

from django.conf import settings  # noqa: E402  after Django is awake
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402

from prisma_hub.kernel.note import origin, read_checkpoint  # noqa: E402
from prisma_hub.kernel.refusal import Refused  # noqa: E402
from prisma_hub.kernel.signing import SigningKey, public_of  # noqa: E402
from prisma_hub.log import actions as log  # noqa: E402
from prisma_hub.log import audit, keys, proofs, queries, replay, succession  # noqa: E402
from prisma_hub.log.events import RESUMED  # noqa: E402

WATCHED = {keys.__file__, log.__file__, succession.__file__}
FOLDER = Path(settings.HUB_DIR) / "keys"


def rotate_and_die(at: int) -> None:
    """End this process by SIGKILL before what would be line number `at`, counted as they are reached."""
    seen = 0

    def step(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal seen
        if frame.f_code.co_filename not in WATCHED:
            return None
        if event == "line":
            seen += 1
            if seen == at:
                os.kill(os.getpid(), signal.SIGKILL)
        return step

    sys.settrace(step)
    log.rotate_key()


def in_force() -> str:
    return queries.hub_keys()[-1].did


def go_on() -> None:
    log.say(RESUMED, by="hub", body={"epoch": 1, "size": queries.size(), "root": "x"})


def start_again() -> list[str]:
    """What a start does, and whatever is wrong after it."""
    log.check_hub()
    head, did = queries.head(), in_force()
    wrong = [str(queries.next_key_wrong())] if queries.next_key_wrong() else []
    if {each.name for each in FOLDER.iterdir()} != {"hub.key", "next.key"}:
        wrong.append("other files lie there")
    if SigningKey((FOLDER / "hub.key").read_bytes()).did != did:
        wrong.append("hub.key is not in force")
    assert head is not None
    try:
        read_checkpoint(proofs.checkpoint(), origin(head.hub, head.epoch), public_of(did))
    except Refused as problem:
        wrong.append(str(problem))
    go_on()
    return wrong


def main() -> None:
    call_command("migrate", verbosity=0, interactive=False)
    replay.rebuild()
    log.found_hub("Vale do Rio")
    told: dict[str, Any] = {"killed_with_the_old": 0, "killed_with_the_new": 0, "wrong": []}
    for at in itertools.count(1):
        before = in_force()
        connections.close_all()
        if not (child := os.fork()):
            rotate_and_die(at)
            os._exit(0)
        killed = os.WIFSIGNALED(os.waitpid(child, 0)[1])
        go_on()  # as a server does that runs beside
        told["wrong"] += [f"{at}: {each}" for each in start_again()]
        if not killed:
            break
        told["killed_with_the_old" if in_force() == before else "killed_with_the_new"] += 1
    told["wrong"] += [str(each) for each in audit.findings()]
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
