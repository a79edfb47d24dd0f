"""Sixteen speak at once, on a real file: all are kept once, and what one is refused costs nobody."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HALL = """
import sys, threading
from pathlib import Path
from prisma_hub.cli import folder
hub = Path(sys.argv[1])
folder.begin(hub, name="Hall", language="en")
folder.enter(hub)
import django; django.setup()
from django.db import connection
from prisma_hub.circles import events
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.source import current
from prisma_hub.log import actions, audit, queries, replay
from prisma_hub.upkeep import actions as upkeep
upkeep.prepare()
actions.found_hub("Hall")
acknowledged, refused = [], []

def speak(number):
    by, twice = f"person:{current().uuid7()}", current().uuid7()
    for turn in range(6):
        body = {"title": f"{number}/{turn}"} if turn != 3 else {"shoe": "41"}
        try:
            again = {"statement_id": twice} if turn in (1, 2) else {}
            title = {"title": f"{number}/1"} if again else body
            acknowledged.append(actions.say(events.OPENED, by=by, body=title, **again).seq)
        except Refused as no:
            refused.append(str(no))
    connection.close()

threads = [threading.Thread(target=speak, args=(number,)) for number in range(16)]
[each.start() for each in threads]; [each.join() for each in threads]
assert len(refused) == 16, refused
assert len(acknowledged) == 80 and len(set(acknowledged)) == 64, (len(acknowledged), len(set(acknowledged)))
assert queries.size() == 65
assert list(audit.findings()) == []
assert replay.differences() == []
print("whole")
"""


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="a folder of its own, on SQLite")
def test_a_hall_speaks_at_once(tmp_path: Path) -> None:
    source = str(Path(__file__).parents[2] / "src")
    ours = ("PRISMA_HUB_DIR", "DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    quiet = {key: value for key, value in os.environ.items() if key not in ours}
    done = subprocess.run(
        [sys.executable, "-c", HALL, str(tmp_path / "hub")],
        capture_output=True,
        text=True,
        timeout=120,
        env={**quiet, "PYTHONPATH": source},
    )
    assert done.stdout.strip() == "whole", done.stderr[-2000:]
