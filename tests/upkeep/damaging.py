"""A small real hub with a backup beside it, and every way in which the tests spoil it."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
OURS = ("PRISMA_HUB_DIR", "DATABASE_URL", "DJANGO_SETTINGS_MODULE")
ENVIRONMENT = {key: value for key, value in os.environ.items() if key not in OURS} | {
    "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    "COLUMNS": "300",
}

MAKING = """
import json, sys
from io import BytesIO
from pathlib import Path
from prisma_hub.cli import folder
folder.enter(Path(sys.argv[1]))
import django; django.setup()
from prisma_hub.circles import actions as circles
from prisma_hub.commons import actions as commons
from prisma_hub.identity import actions as identity
from prisma_hub.log import actions as log
from prisma_hub.media import actions as media
from prisma_hub.timeline import actions as timeline, events
from prisma_hub.timeline.types import Consent
from prisma_hub.upkeep import actions as upkeep
from prisma_hub.work import loop
from tests.media import samples
amparo = circles.become_steward(
    token=identity.make_steward_link(how="test"), name="Amparo", language="en").person.viewer
def say(text, **more):
    return timeline.contribute(by=amparo, text=text, consent=Consent(spaces=("hub",)), **more).seq
picture = media.keep(BytesIO(samples.picture()))
voice = media.keep(BytesIO(samples.wav() + b"a voice"))
said = [say("Two springs run again.", media=[picture, voice]), say("The quillaya tree is in flower.")]
with log.in_bulk():
    said += [
        log.say(events.MADE, by=amparo.ref, to=["hub"], body={"text": f"Day {day} at the river."}).seq
        for day in range(150)
    ]
commons.write_page(by=amparo, space="public", path="river.md", text="# River\\n\\nIt carries sand.", base="")
commons.write_page(by=amparo, space="hub", path="keys.md", text="# Keys\\n\\nBy the door.", base="")
loop.run_until_idle()
upkeep.backup(Path(sys.argv[2]))
circles.withdraw(by=amparo, seq=said[1], now=True)
commons.write_page(by=amparo, space="public", path="well.md", text="# Well\\n\\nDeep.", base="")
last = say("Said after the backup.")
loop.run_until_idle()
print(json.dumps({"picture": picture.sha256, "voice": voice.sha256, "said": said, "last": last}))
"""


@dataclass(frozen=True)
class House:
    """A hub to spoil, its backup, and what lies where in it."""

    hub: Path
    backup: Path
    picture: str
    voice: str
    said: list[int]
    last: int

    def media(self, sha256: str, ending: str = "") -> Path:
        return self.hub / "media" / sha256[:2] / (sha256[2:] + ending)

    @property
    def git(self) -> Path:
        return self.hub / "commons" / "public.git"


def command(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *map(str, words)], capture_output=True, text=True, timeout=300, env=ENVIRONMENT
    )


def make(founded_hub: Path, place: Path) -> House:
    """The hub, made by the program itself."""
    hub, backup = place / "hub", place / "away" / "hub.backup"
    shutil.copytree(founded_hub, hub)
    backup.parent.mkdir()
    filled = command("-c", MAKING, hub, backup)
    assert filled.returncode == 0, filled.stderr
    with closing(sqlite3.connect(hub / "hub.sqlite3")) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return House(hub, backup, **json.loads(filled.stdout.splitlines()[-1]))


def copy_of(house: House, place: Path) -> House:
    """One to spoil, with backups of its own."""
    shutil.copytree(house.hub, place / "hub")
    shutil.copytree(house.backup.parent, place / "away")
    mine = replace(house, hub=place / "hub", backup=place / "away" / house.backup.name)
    with database(mine) as opened:
        opened.execute("UPDATE upkeep_place SET folder = ?", (str(mine.backup.parent),))
    return mine


def doctor(house: House, *words: object) -> tuple[int, list[dict[str, str]]]:
    """Exit code and findings."""
    done = command("-m", "prisma_hub", "doctor", house.hub, "--json", *words)
    assert done.returncode in (0, 1) and done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)["findings"]


def flip(path: Path, at: int = -1) -> None:
    """Turn one bit over; in the middle if no place is said."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2 if at < 0 else at] ^= 1
    mode = path.stat().st_mode
    path.chmod(0o600)
    path.write_bytes(data)
    path.chmod(mode)


@contextmanager
def database(house: House) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(house.hub / "hub.sqlite3")) as opened, opened:
        yield opened


def flip_in(house: House, table: str, column: str, where: str, at: int = -1) -> None:
    """Turn one bit over in a value, whatever it is: bytes, a text, a number."""
    with database(house) as opened:
        [(value, kind)] = opened.execute(
            f"SELECT {column}, typeof({column}) FROM {table} WHERE {where}"
        ).fetchall()
        if kind == "integer":
            spoilt: Any = value ^ 1
        else:
            data = bytearray(value.encode() if kind == "text" else value)
            data[len(data) // 2 if at < 0 else at] ^= 1
            spoilt = data.decode("utf-8", "surrogateescape") if kind == "text" else bytes(data)
        opened.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", (spoilt,))


def page_of(house: House, name: str) -> int:
    """Where the first page of a table or an index begins in the file."""
    with database(house) as opened:
        [(root,)] = opened.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)).fetchall()
        [(size,)] = opened.execute("PRAGMA page_size").fetchall()
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return int((root - 1) * size)


def age(path: Path) -> None:
    """It was left there two hours ago."""
    os.utime(path, (time.time() - 7200,) * 2)


def loose_objects(git: Path) -> list[Path]:
    return sorted(each for each in git.glob("objects/??/*") if len(each.name) == 38)


def packs(git: Path) -> list[Path]:
    return sorted(git.glob("objects/pack/*.pack"))


def lines(house: House) -> list[tuple[object, ...]]:
    with database(house) as opened:
        return opened.execute("SELECT * FROM log_line ORDER BY seq").fetchall()


def files(house: House, *below: str) -> dict[str, bytes]:
    every = (path for each in below for path in (house.hub / each).rglob("*"))
    return {str(path.relative_to(house.hub)): path.read_bytes() for path in every if path.is_file()}


Inflict = Callable[[House], None]
