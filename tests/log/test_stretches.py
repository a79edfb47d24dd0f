"""Stretches of the log are checked by several at once, and told in their order."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from prisma_hub.log import audit
from prisma_hub.log.stretch import Stretch


def test_who_waits_does_what_nobody_has_begun_and_all_come_in_turn() -> None:
    done: list[tuple[int, bool]] = []
    begun = threading.Event()

    def check(at: int, *, by_us: bool) -> Stretch:
        done.append((at, by_us))
        if not by_us:
            begun.wait(timeout=20)  # the other is slow to begin
        elif at == 5:
            begun.set()
        return Stretch(at)

    with ThreadPoolExecutor(1) as others:
        asked = [others.submit(check, at, by_us=False) for at in range(8)]
        found = list(audit._in_turn(asked, lambda at: check(at, by_us=True)))
    assert [each.first for each in found] == list(range(8))
    assert sorted(at for at, _ in done) == list(range(8))
    assert {(0, False), *((at, True) for at in range(1, 6))} <= set(done)
