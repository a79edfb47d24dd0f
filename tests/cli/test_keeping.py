"""`prisma-hub keeping`: how long things are kept, and which day it is, for whoever holds the machine."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

OWN = {**os.environ, "PYTHONPATH": "src"}
OVER = """
import sys
from pathlib import Path
from prisma_hub.cli import folder
folder.enter(Path(sys.argv[1]))
import django; django.setup()
from datetime import date
from prisma_hub.circles import actions, queries
from prisma_hub.identity import actions as identity
from prisma_hub.identity.events import JOINED
from prisma_hub.keeping.kept import LookedAt
from prisma_hub.kernel import source
from prisma_hub.log import queries as log
class Before(source.SystemSource):
    def now_ms(self):
        return super().now_ms() - 2 * 86_400_000
with source.use(Before()):
    token = identity.make_steward_link(how="founding")
    steward = actions.become_steward(token=token, name="Amparo", language="en").person.viewer
    seq = next(log.entries_of(JOINED)).seq
    actions.name_end(by=steward, seq=seq, until=queries.today())
LookedAt.objects.update_or_create(only=True, defaults={"day": date(2016, 11, 22)})
"""


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *map(str, words)], capture_output=True, text=True, env=OWN)


def hub_says(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return run("-m", "prisma_hub", *words)


@pytest.fixture(scope="module")
def doubted(founded_hub: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hub in which something is over by a clock that jumped."""
    folder = tmp_path_factory.mktemp("keeping") / "hub"
    shutil.copytree(founded_hub, folder)
    done = run("-c", OVER, folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.slow
def test_whoever_holds_the_machine_says_which_day_it_is(doubted: Path) -> None:
    now = datetime.now(UTC).date()
    told = hub_says("keeping", doubted, "--json")
    assert told.returncode == 1
    said = json.loads(told.stdout)
    assert (said["times"], said["doubt"]["last"]) == ([], "2016-11-22")
    assert {each["sort"]: each["going"] for each in said["going"]}["words"] == [0, 0, 0]
    for wrong in ("2027-02-29", "soon", (now + timedelta(400)).isoformat()):
        refused = hub_says("keeping", doubted, "--it-is", wrong)
        assert (refused.returncode, "Traceback" in refused.stderr) == (2, False)
    assert hub_says("keeping", doubted).returncode == 1
    believed = hub_says("keeping", doubted, "--it-is", datetime.now(UTC).date().isoformat())
    assert (believed.returncode, believed.stdout) == (
        0,
        "Everything is kept until whoever gave it takes it back or leaves.\n",
    )
