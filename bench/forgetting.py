"""A member with ten thousand entries takes everything along, and leaves: the price, and who waits."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from bench.table import Row

SAID, AT_ONCE, LIMIT = 10_000, 500, 60


def measure(folder: Path) -> list[Row]:
    """In the hub that `record` founded."""
    from prisma_hub.circles import actions as circles
    from prisma_hub.identity import actions as identity
    from prisma_hub.keeping import actions as keeping
    from prisma_hub.work import loop

    steward = circles.become_steward(
        token=identity.make_steward_link(how="bench"), name="Amparo", language="en"
    )
    code = circles.print_code(by=steward.person.viewer, uses=1, days=1).code
    ana = identity.join(code=code, name="Ana", language="en").person.viewer
    _says(ana.ref)
    loop.run_until_idle()
    keeping.ask_for_everything(by=ana, language="en")
    taken = _processor(keeping.make_what_was_asked_for)
    waits: list[float] = []
    left = _processor(lambda: circles.leave_hub(by=ana)) + _processor(lambda: _erase(waits))
    left += _processor(loop.run_until_idle)
    return [
        _row("everything about me, 10,000 entries", taken, "its file, with a proof for each"),
        _row("leave the hub, 10,000 entries", left, f"longest hold of the pen {max(waits):.2f} s"),
    ]


def _says(by: str) -> None:
    from prisma_hub.log import actions as log
    from prisma_hub.timeline import events as timeline

    text = "Under the dam the ground holds its water longer than a year ago. " * 3
    for _ in range(SAID // AT_ONCE):
        with log.in_bulk():
            for number in range(AT_ONCE):
                log.say(timeline.MADE, by=by, to=["hub"], body={"text": f"{number} {text}"})


def _erase(waits: list[float]) -> None:
    from prisma_hub.circles import actions as circles

    more = True
    while more:
        begun = time.perf_counter()
        more = circles.erase_what_leavers_said()
        waits.append(time.perf_counter() - begun)


def _processor(do: Callable[[], object]) -> float:
    begun = time.process_time()
    do()
    return time.process_time() - begun


def _row(work: str, took: float, peer: str) -> Row:
    return Row(
        work, f"{took:.1f} s of processor", peer, f"{took / LIMIT:.2f} ×", f"≤ {LIMIT} s", took <= LIMIT
    )
