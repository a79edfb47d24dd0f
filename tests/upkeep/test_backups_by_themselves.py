"""Backups that a hub makes by itself: written, verified, rotated, each restored; and told when none came."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
Run = Callable[..., subprocess.CompletedProcess[str]]
pytestmark = [pytest.mark.slow, pytest.mark.database]

SOURCE = """
import json, os, sys
from pathlib import Path
from prisma_hub.cli import folder
hub = Path(sys.argv[1]); folder.enter(hub)
import django; django.setup()
from prisma_hub.kernel.source import SeededSource, instant, parse_instant, use
from prisma_hub.kernel.refusal import Refused
from prisma_hub.upkeep import actions as upkeep, queries, rotating
from prisma_hub.upkeep.types import NoBackup
clock = SeededSource("rota", 0)
held = use(clock); held.__enter__()
def at(day): clock.set(parse_instant(day + "T03:00:00.000Z"))
def tried(**how):
    try:
        return Path(upkeep.back_up(**how).name).name
    except Refused as no:
        return (no.damage.name if isinstance(no, NoBackup) else "refused") + ": " + str(no)
def stands():
    found = queries.backups()
    return {"kept": [instant(each.at)[:10] for each in found.kept],
            "wrong": [each.name for each in found.wrong], "until": found.until and instant(found.until)[:10],
            "away": found.away,
            "elsewhere": sum(found.elsewhere.values()), "next": found.next and instant(found.next)[:16]}
"""


@pytest.fixture
def run() -> Run:
    """A command, or a program with a clock of its own. On PostgreSQL in a database no other test uses."""
    named = {key: value for key, value in os.environ.items() if key != "PRISMA_HUB_DIR"}
    named |= {"PYTHONPATH": str(ROOT / "src"), "COLUMNS": "300", "TZ": "UTC"}
    if "DATABASE_URL" in named:
        named["DATABASE_URL"] = fresh("rota")
    return lambda *words, **more: subprocess.run(
        [sys.executable, *map(str, words)], capture_output=True, text=True, timeout=300, env=named | more
    )


def fresh(name: str) -> str:
    import psycopg

    server = os.environ["DATABASE_URL"]
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}".encode())
        connection.execute(f"CREATE DATABASE {name}".encode())
    return f"{server.rpartition('/')[0]}/{name}"


@pytest.fixture
def hub(run: Run, tmp_path: Path) -> Path:
    hub = tmp_path / "hub"
    made = run("-m", "prisma_hub", "init", hub, "--name", "Weir", "--lang", "en", "--timezone", "UTC")
    assert made.returncode == 0, made.stderr
    return hub


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    stick = tmp_path / "stick"
    stick.mkdir()
    return stick


def plan(hub: Path, said: str) -> None:
    before = (hub / "hub.toml").read_text().partition("\n[backups]")[0]
    (hub / "hub.toml").write_text(f"{before}\n[backups]\n{said}")


def told(run: Run, hub: Path, program: str) -> list[Any]:
    done = run("-c", SOURCE + program, hub)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


NIGHTS = """
for day in ("2027-01-30", "2027-01-31", "2027-02-01", "2027-02-02", "2027-02-09", "2027-02-10"):
    at(day)
    if day == "2027-02-09":
        (Path(sys.argv[2]) / "hub-x.backup").write_bytes(b"somebody else's")
        half = Path(sys.argv[2]) / (list(Path(sys.argv[2]).glob("hub-*-2027*"))[0].name + ".unfinished")
        half.write_bytes(b"half")
    made = tried()
    assert made.endswith(".backup"), made
print(json.dumps(stands()))
"""


def test_each_that_is_kept_makes_a_hub_again(run: Run, hub: Path, stick: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the river remembers\n")
    keep = "keep = { daily = 2, weekly = 0, monthly = 2 }"
    plan(hub, f'folder = "{stick}"\nat = "02:30"\n{keep}\npassphrase_file = "{secret}"\n')
    done = run("-c", SOURCE + NIGHTS, hub, stick)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "kept": ["2027-02-10", "2027-02-09", "2027-01-31"],
        "wrong": [],
        "until": "2027-04-14",
        "away": 0,
        "elsewhere": 0,
        "next": "2027-02-11T02:30",
    }
    kept = sorted(stick.glob("hub-*-2027-*.backup"))
    assert [each.name[-25:-14] for each in kept] == ["-2027-01-31", "-2027-02-09", "-2027-02-10"]
    others = {each.name for each in stick.iterdir()} - {each.name for each in kept}
    assert {name.partition("-")[0] for name in others} == {"hub", "erased"}, "what is not ours stays"
    assert len(others) == 2
    assert all(each.stat().st_mode & 0o077 == 0 for each in kept)
    for backup in kept:
        house = tmp_path / backup.stem
        without = {"DATABASE_URL": ""} if backup != kept[-1] or "DATABASE_URL" not in os.environ else {}
        if "DATABASE_URL" in os.environ and not without:
            without = {"DATABASE_URL": fresh("rota_back")}
        restored = run("-m", "prisma_hub", "restore", backup, house, "--passphrase-file", secret, **without)
        assert restored.returncode == 0, restored.stderr  # the record book was checked whole on the way
    found = run("-m", "prisma_hub", "backups", house, "--json", **without)
    assert json.loads(found.stdout)["kept"] == [], "it lets none go that the hub before made"


FAILING = """
stick, other = Path(sys.argv[2]), Path(sys.argv[3])
say = lambda *found: print(json.dumps(found))
at("2027-01-01"); say(tried(), stands())
stick.rename(other); at("2027-01-02"); say(tried(), stands())
stick.mkdir(); at("2027-01-03"); say(tried(), [each.name for each in stick.iterdir()])
say(tried(by_hand=True), stands())
import shutil; shutil.rmtree(stick); other.rename(stick)
at("2027-01-04"); say(tried(), stands())
real = os.fsync
def full(number): raise OSError(28, os.strerror(28))
os.fsync = full
at("2027-01-05"); say(tried(), stands(), sorted(each.suffix for each in stick.iterdir()))
def shut(number): raise OSError(30, os.strerror(30))
os.fsync = shut; say(tried()); os.fsync = real
from prisma_hub.upkeep import archive
check = archive.check
def flipped(file, passphrase):
    data = bytearray(file.read_bytes()); data[len(data) // 2] ^= 1; file.write_bytes(data)
    return check(file, passphrase)
archive.check = flipped
say(tried(), stands(), sorted(each.suffix for each in stick.iterdir())); archive.check = check
usage = rotating.shutil.disk_usage
rotating.shutil.disk_usage = lambda folder: usage(folder)._replace(free=1000 if folder == stick else 10**12)
say(tried())
rotating.shutil.disk_usage = lambda folder: usage(folder)._replace(free=10**12 if folder == stick else 1000)
say(tried()); rotating.shutil.disk_usage = usage
at("2027-01-06"); say(tried(), stands())
clock.advance(3 * 86_400_000); say("", stands())
"""


def test_where_none_came_of_it_that_is_told_and_nothing_goes(run: Run, hub: Path, stick: Path) -> None:
    plan(hub, f'folder = "{stick}"\nkeep = {{ daily = 1 }}\n')
    done = run("-c", SOURCE + FAILING, hub, stick, stick.with_name("drawer"))
    assert done.returncode == 0, done.stderr
    first, away, empty, by_hand, back, full, shut, flipped, no_room, no_room_here, again, late = (
        json.loads(line) for line in done.stdout.splitlines()
    )
    assert (first[1]["kept"], first[1]["wrong"]) == (["2027-01-01"], [])
    assert "is not there" in away[0] and away[1]["wrong"] == ["backup-away"]
    assert empty == [away[0], []], "a mount without its disk: nothing is written there"
    assert by_hand[1]["kept"] == ["2027-01-03"] and by_hand[1]["away"] == 1
    assert (back[1]["kept"], back[1]["away"]) == (["2027-01-04"], 1), "the stick of the first day again"
    assert full[0].startswith("backup-full:") and full[1] == back[1] | {
        "wrong": ["backup-full"],
        "next": full[1]["next"],
    }
    assert full[2] == [".backup", ".jsonl"]
    assert shut[0].startswith("backup-shut:")
    assert flipped[0].startswith("backup-broke:") and "damaged" in flipped[0]
    assert (flipped[1]["kept"], flipped[2]) == (["2027-01-04"], [".backup", ".jsonl"])
    assert no_room[0].startswith("backup-full:") and "0 MB" in no_room[0] and str(stick) in no_room[0]
    assert no_room_here[0].startswith("backup-full:") and str(hub) in no_room_here[0]
    assert (again[1]["kept"], again[1]["wrong"]) == (["2027-01-06"], [])
    assert late[1]["wrong"] == ["backup-late"]


@pytest.mark.parametrize(
    "said",
    [
        "folder = 7",
        'folder = "here"',
        'folder = "/tmp/a\\u0000b"',
        'folder = "/tmp"\nat = "25:00"',
        'folder = "/tmp"\nkeep = { daily = -1 }',
        'folder = "/tmp"\nkeep = { yearly = 1 }',
        'folder = "/tmp"\nwhere = "there"',
        'folder = "/tmp"\npassphrase_file = "secret"',
        'folder = "/tmp"\npassphrase_file = "/tmp/a\\u0000b"',
        "at = 03:00:00",
    ],
)
def test_what_cannot_be_meant_is_told(said: str, tmp_path: Path, settings: Any) -> None:
    from prisma_hub.kernel.refusal import Refused
    from prisma_hub.upkeep import planned

    settings.HUB_DIR = tmp_path
    plan_in = tmp_path / "hub.toml"
    plan_in.write_text(f"format = 1\n[backups]\n{said}\n")
    with pytest.raises(Refused, match="is not understood"):
        planned.read()
    plan_in.write_text("format = 1\n")
    assert planned.read() is None


def test_a_short_passphrase_locks_nothing(run: Run, hub: Path, stick: Path, tmp_path: Path) -> None:
    """And the command says how it stands, for people and for machines."""
    nothing = run("-m", "prisma_hub", "backups", hub)
    assert (nothing.returncode, "No backup of this hub is known." in nothing.stdout) == (0, True)
    assert run("-m", "prisma_hub", "backups", hub, "--now").returncode == 2
    plan(hub, f'folder = "{tmp_path / "nowhere"}"\n')
    missing = run("-m", "prisma_hub", "backups", hub)
    assert (missing.returncode, "The disk for backups is not there" in missing.stdout) == (1, True)
    assert "on the disk of the hub" not in missing.stdout
    (tmp_path / "secret").write_text("weir\n")
    plan(hub, f'folder = "{stick}"\npassphrase_file = "{tmp_path / "secret"}"\n')
    short = run("-m", "prisma_hub", "backups", hub, "--now")
    assert (short.returncode, "passphrase_file" in short.stderr) == (1, True), short.stderr
    assert list(stick.iterdir()) == []
    plan(hub, 'folder = "/proc/1"\n')  # a folder in which nobody can make a file
    shut = run("-m", "prisma_hub", "backups", hub, "--now")
    assert (shut.returncode, "backups" in shut.stderr, "Traceback" in shut.stderr) == (1, True, False)
    plan(hub, f'folder = "{stick}"\npassphrase_file = "{tmp_path / "secret"}"\n')
    (tmp_path / "secret").write_text("the weir holds\n")
    made = run("-m", "prisma_hub", "backups", hub, "--now")
    assert made.returncode == 0, made.stderr
    assert "written and checked" in made.stdout and ", locked" in made.stdout
    found = json.loads(run("-m", "prisma_hub", "backups", hub, "--json").stdout)
    assert (len(found["kept"]), found["wrong"], found["plan"]["locked"]) == (1, [], True)
    shutil.rmtree(stick)
    assert run("-m", "prisma_hub", "backups", hub, "--now").returncode == 1
    looked = run("-m", "prisma_hub", "doctor", hub, "--json")
    assert looked.returncode == 1
    assert [each["name"] for each in json.loads(looked.stdout)["findings"]] == ["backup-away"]
    plan(hub, f'folder = "{tmp_path}"\n')
    moved = run("-m", "prisma_hub", "backups", hub)
    assert f"1 in {stick} (that folder is not there now" in moved.stdout, moved.stdout
