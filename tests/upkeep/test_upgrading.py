"""What is kept before an upgrade goes when it would keep what somebody takes back."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from prisma_hub.circles import actions as circles
from prisma_hub.identity.types import Viewer
from prisma_hub.timeline import actions as timeline
from prisma_hub.timeline.types import Consent
from prisma_hub.upkeep import upgrading
from prisma_hub.work import loop


def test_it_goes_with_the_first_erasing(hub: Path, person: Callable[[str], Viewer]) -> None:
    ana, kept = person("Ana"), hub / "until-0013_said.sqlite3"
    said = timeline.contribute(by=ana, text="Not for long.", consent=Consent(spaces=("hub",)))
    kept.write_bytes(b"Not for long.")
    loop.run_until_idle()
    assert kept.exists()
    circles.withdraw(by=ana, seq=said.seq, now=True)
    loop.run_until_idle()
    assert not kept.exists()


def test_it_goes_after_thirty_days(hub: Path) -> None:
    fresh, old, other = (hub / name for name in ("until-b.sqlite3", "until-a.sqlite3", "mine.sqlite3"))
    for file in (fresh, old, other):
        file.write_bytes(b"tables")
    for file in (old, other):
        os.utime(file, (0, 0))
    upgrading.let_go()
    assert [fresh.exists(), old.exists(), other.exists()] == [True, False, True]
