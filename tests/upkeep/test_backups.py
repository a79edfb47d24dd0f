"""The whole hub in one file, and back: nothing kept is lost, nothing erased returns."""

from __future__ import annotations

import io
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from prisma_hub.kernel.refusal import Refused
from prisma_hub.log import actions as log
from prisma_hub.timeline import actions as timeline
from prisma_hub.upkeep import archive, backup, beside, copying, erasures
from prisma_hub.upkeep.sealing import Sealing, Unsealing
from tests.commons import run_apart
from tests.demo.playing import PlayedHub

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "where-things-live.md").read_text()
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run() -> Run:
    """A command as a host types it; a hub in a folder, on SQLite."""
    ours = ("PRISMA_HUB_DIR", "DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    quiet = {key: value for key, value in os.environ.items() if key not in ours}
    here = {**quiet, "PYTHONPATH": str(ROOT / "src"), "COLUMNS": "300"}
    return lambda *words: subprocess.run(
        [sys.executable, *map(str, words)], capture_output=True, text=True, timeout=300, env=here
    )


@pytest.fixture
def demo(played_hub: PlayedHub, tmp_path: Path) -> Path:
    return Path(shutil.copytree(played_hub.folder, tmp_path / "demo"))


def kept_rows(hub: Path) -> dict[str, int]:
    with sqlite3.connect(hub / "hub.sqlite3") as database:
        tables = [model._meta.db_table for model in copying.kept()]
        return {name: database.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables}


def lines(hub: Path) -> list[tuple[object, ...]]:
    with sqlite3.connect(hub / "hub.sqlite3") as database:
        return list(
            database.execute("SELECT statement, leaf, kind, at, secret, parts FROM log_line ORDER BY seq")
        )


def files(hub: Path) -> dict[str, bytes]:
    below = [*(hub / "media").rglob("*"), *(hub / "commons").rglob("*"), *(hub / "keys").rglob("*")]
    return {str(each.relative_to(hub)): each.read_bytes() for each in below if each.is_file()}


def test_a_restored_hub_is_the_hub_in_a_new_epoch(demo: Path, tmp_path: Path, run: Run) -> None:
    secret, file, house = tmp_path / "secret", tmp_path / "away" / "hub.backup", tmp_path / "house"
    secret.write_text("the river remembers\n")
    none = run("-m", "prisma_hub", "backup", file, demo, "--passphrase-file", secret)
    assert (none.returncode, "There is no folder" in none.stderr) == (2, True), none.stderr
    assert not file.parent.exists(), "a stick that is not mounted"
    file.parent.mkdir()
    made = run("-m", "prisma_hub", "backup", file, demo, "--passphrase-file", secret)
    assert made.returncode == 0, made.stderr
    assert (demo / "hub.sqlite3").read_bytes()[:16] not in file.read_bytes()
    assert "It is locked" in made.stdout and next(file.parent.glob("erased-*")).name in made.stdout
    assert "on the disk of the hub itself" in made.stderr

    without = run("-m", "prisma_hub", "restore", file, house)
    assert (without.returncode, "locked with a passphrase" in without.stderr) == (2, True), without.stderr
    assert list(tmp_path.glob("house*")) == []

    back = run("-m", "prisma_hub", "restore", file, house, "--passphrase-file", secret)
    assert back.returncode == 0, back.stderr
    for check in (("log", "verify"), ("rebuild", "--check")):
        found = run("-m", "prisma_hub", *check, house)
        assert found.returncode == 0, found.stderr + found.stdout
    said, kept = lines(demo), lines(house)
    assert [each[:2] for each in kept[: len(said)]] == [each[:2] for each in said]
    due = [seq for seq, (was, now) in enumerate(zip(said, kept, strict=False)) if was != now]
    assert all(kept[seq][2] is None for seq in due), "only words whose day had come were erased on waking"
    assert kept[len(said)][2] == "log.resumed/1"
    before, after = kept_rows(demo), kept_rows(house)
    moved = {name for name in before if name.startswith(("log_", "work_", "upkeep_", "inbox_"))}
    assert {name: after[name] for name in before.keys() - moved} == {
        name: before[name] for name in before.keys() - moved
    }
    assert files(house) == files(demo)
    assert "/2\n" in run("-m", "prisma_hub", "log", "head", house).stdout

    again = run("-m", "prisma_hub", "restore", file, house, "--passphrase-file", secret)
    assert (again.returncode, "is not empty" in again.stderr) == (2, True), again.stderr


def test_a_site_of_a_restored_hub_is_verified(demo: Path, tmp_path: Path, run: Run) -> None:
    file, house, site = tmp_path / "hub.backup", tmp_path / "house", tmp_path / "site"
    made = run("-m", "prisma_hub", "backup", file, demo)
    assert (made.returncode, "It is NOT locked" in made.stdout) == (0, True), made.stderr
    assert run("-m", "prisma_hub", "restore", file, house).returncode == 0
    built = run("-m", "prisma_hub", "site", site, house)
    assert built.returncode == 0, built.stderr
    verified = run("-m", "prisma_hub", "verify", site)
    assert verified.returncode == 0, verified.stdout + verified.stderr


VOICE = """
import sys
from io import BytesIO
from pathlib import Path
from prisma_hub.cli import folder
folder.enter(Path(sys.argv[1]))
import django; django.setup()
from django.conf import settings
from prisma_hub.circles import actions as circles, queries as who
from prisma_hub.identity import actions as identity
from prisma_hub.kernel.source import current
from prisma_hub.media import actions as media
from prisma_hub.media.kept import File
from prisma_hub.timeline import actions as timeline
from prisma_hub.timeline.types import Consent
from prisma_hub.work import loop
from prisma_hub.work.kept import Due
from prisma_hub.upkeep import actions as upkeep
from tests.media import samples
upkeep.prepare()
steward = circles.become_steward(token=identity.make_steward_link(how="test"), name="Amparo", language="en")
code = circles.print_code(by=steward.person.viewer, uses=1, days=1).code
ana = identity.join(code=code, name="Quillaya", language="en").person.viewer
kept = media.keep(BytesIO(samples.wav() + b"voice of the zanzaraquil"))
said = timeline.contribute(by=ana, text="The zanzaraquil came back to the spring.", media=[kept],
                           consent=Consent(spaces=("public",), named=True, quote="yes"))
loop.run_until_idle()
print(said.seq, kept.sha256)
sys.stdout.flush()
sys.stdin.readline()
circles.withdraw(by=ana, seq=said.seq, now=True)
File.objects.update(brought=0)  # a minute later
for _ in range(2):
    Due.objects.update(last=0)
    loop._looked.clear()
    loop.run_until_idle()
print("gone", flush=True)
sys.stdin.readline()
"""


def holding(folder: Path, *what: bytes) -> list[str]:
    """Files below that hold any of these bytes, or are named so."""
    return [
        str(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and any(each in path.read_bytes() or each.decode() in str(path) for each in what)
    ]


def test_a_voice_note_withdrawn_now_is_nowhere(founded_hub: Path, tmp_path: Path, run: Run) -> None:
    """The data folder, the index, caches, the built site, and a backup restored with the list beside it."""
    hub, away, house = tmp_path / "hub", tmp_path / "away", tmp_path / "house"
    shutil.copytree(founded_hub, hub)
    ours = ("PRISMA_HUB_DIR", "DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    quiet = {key: value for key, value in os.environ.items() if key not in ours}
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    speaking = subprocess.Popen(
        [sys.executable, "-c", VOICE, str(hub)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**quiet, "PYTHONPATH": path},
    )
    assert speaking.stdout is not None
    told = speaking.stdout.readline().split()
    assert len(told) == 2, speaking.stderr and speaking.stderr.read()
    what = (b"zanzaraquil", told[1][2:].encode())
    away.mkdir()
    assert run("-m", "prisma_hub", "backup", away / "hub.backup", hub).returncode == 0
    assert run("-m", "prisma_hub", "site", hub / "site", hub).returncode == 0
    assert holding(hub, *what) != []
    assert speaking.stdin is not None
    speaking.stdin.write("\n")
    speaking.stdin.flush()
    assert speaking.stdout.readline() == "gone\n", speaking.communicate()

    assert run("-m", "prisma_hub", "site", hub / "site", hub).returncode == 0
    assert holding(hub, *what) == [], "while the hub still runs"
    speaking.communicate("\n", timeout=120)
    assert holding(hub, *what) == []
    assert re.search(rf'"seq": {told[0]}\b', next(away.glob("erased-*")).read_text())
    restored = run("-m", "prisma_hub", "restore", away / "hub.backup", house)
    assert restored.returncode == 0, restored.stderr
    assert holding(house, *what) == []
    assert run("-m", "prisma_hub", "log", "verify", house).returncode == 0
    assert run("-m", "prisma_hub", "rebuild", "--check", house).returncode == 0


def sealed(data: bytes, passphrase: str = "the river remembers") -> bytes:
    file = io.BytesIO()
    sealing = Sealing(file, passphrase)
    for at in range(0, len(data), 50_000):
        sealing.write(data[at : at + 50_000])
    sealing.close()
    return file.getvalue()


@pytest.mark.parametrize("length", (0, 1, 65_535, 65_536, 65_537, 200_000))
def test_what_is_locked_opens_with_its_passphrase_alone(length: int) -> None:
    data = os.urandom(length)
    found = sealed(data)
    assert io.BufferedReader(Unsealing(io.BytesIO(found), "the river remembers")).read() == data
    with pytest.raises(Refused, match="does not open"):
        io.BufferedReader(Unsealing(io.BytesIO(found), "the river forgets")).read()


def test_a_locked_file_that_was_changed_or_cut_is_refused() -> None:
    found = sealed(os.urandom(150_000))
    start, piece = 36, 65_536 + 16
    first, second, last = (found[start + n * piece : start + (n + 1) * piece] for n in range(3))
    for pieces in ((second, first, last), (first, last), (first, second), (first, first, second, last)):
        with pytest.raises(Refused):
            io.BufferedReader(
                Unsealing(io.BytesIO(found[:start] + b"".join(pieces)), "the river remembers")
            ).read()
    changed = bytearray(found)
    changed[start + piece + 7] ^= 1
    with pytest.raises(Refused, match="damaged"):
        io.BufferedReader(Unsealing(io.BytesIO(bytes(changed)), "the river remembers")).read()


def a_backup(folder: Path) -> Path:
    (folder / "hub.toml").write_text("format = 1\n")
    with (folder / "a.backup").open("wb") as file:
        archive.write(file, {"hub": "did:key:z"}, [("hub.toml", folder / "hub.toml")], None)
    return folder / "a.backup"


def test_a_backup_whole_is_read_and_one_cut_or_changed_is_refused(tmp_path: Path) -> None:
    file = a_backup(tmp_path)
    said = archive.check(file, None)
    assert said == {"format": 1, "hub": "did:key:z"}
    whole = file.read_bytes()
    changed = [whole[:at] + bytes([whole[at] ^ 255]) + whole[at + 1 :] for at in range(0, len(whole), 7)]
    cut = [whole[:at] for at in range(0, len(whole), 11)]
    refused = 0
    for each in (*changed, *cut):
        file.write_bytes(each)
        try:  # what nothing depends on (times, padding) may change; what a backup says may not
            assert archive.check(file, None) == said
        except Refused as no:
            refused += 1
            assert "damaged" in str(no)
    assert refused > (len(changed) + len(cut)) / 2


@pytest.mark.parametrize(
    "name", ("../evil", "/etc/evil", "keys/../../evil", "evil", "commons/a\\b", "media//a")
)
def test_a_backup_that_reaches_outside_is_refused(tmp_path: Path, name: str) -> None:
    file = tmp_path / "b.backup"
    with tarfile.open(file, "w:gz") as tar:
        member = tarfile.TarInfo(name)
        member.size = 1
        tar.addfile(member, io.BytesIO(b"x"))
    with pytest.raises(Refused, match="is damaged"):
        archive.unpack(file, None, tmp_path / "into")
    assert not (tmp_path / "evil").exists()


@pytest.mark.parametrize("kind", (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE))
def test_only_plain_files_come_out_of_a_backup(tmp_path: Path, kind: bytes) -> None:
    file = tmp_path / "b.backup"
    with tarfile.open(file, "w:gz") as tar:
        member = tarfile.TarInfo("media/ab/c")
        member.type, member.linkname = kind, "/etc/passwd"
        tar.addfile(member)
    with pytest.raises(Refused, match="is damaged"):
        archive.unpack(file, None, tmp_path / "into")


def test_the_page_says_which_tables_a_backup_holds() -> None:
    rows = re.findall(r"\| `([a-z]+_[a-z_]+)` \| (yes|no need) \|", PAGE)
    assert sorted(name for name, held in rows if held == "yes") == sorted(
        model._meta.db_table for model in copying.kept()
    )


def test_a_list_of_erasures_that_was_lost_is_written_whole_again(person, tmp_path: Path) -> None:
    ana, away = person("Ana"), tmp_path / "away"
    away.mkdir()
    erasures.keep_beside(away / "hub.backup")
    listed = beside.list_beside(away / "hub.backup", log.hub_did())
    assert listed.read_text().count("\n") == 1, "whose it is, and that it names nothing"
    for text in ("one", "two"):
        said = timeline.contribute(by=ana, text=text)
        log.erase(said.seq, right="speaker")
        erasures.tell()
    whole = listed.read_text()
    assert len(whole.splitlines()) == 3
    listed.unlink()
    erasures.tell()
    assert listed.read_text() == whole
    gone = list(beside.erased_beside(away / "hub.backup", log.hub_did()))
    assert [(each.seq, each.parts, each.right) for each in gone] == [
        (said.seq - 2, None, "speaker"),
        (said.seq, None, "speaker"),
    ]


@pytest.mark.parametrize("line", ("", "{", '{"seq": 1}', '{"seq": "1", "right": "x", "statement": ""}', "[]"))
def test_a_list_that_cannot_be_read_restores_nothing(tmp_path: Path, line: str) -> None:
    backup_file = tmp_path / "hub.backup"
    beside.list_beside(backup_file, "did:key:zzzzzzzzzzzz").write_text(line + "\n")
    with pytest.raises(Refused, match=r"Line 1 of .* cannot be read"):
        list(beside.erased_beside(backup_file, "did:key:zzzzzzzzzzzz"))


def test_a_folder_out_of_reach_waits(person, tmp_path: Path) -> None:
    away = tmp_path / "stick"
    away.mkdir()
    erasures.keep_beside(away / "hub.backup")
    shutil.rmtree(away)
    said = timeline.contribute(by=person("Ana"), text="one")
    log.erase(said.seq, right="speaker")
    erasures.tell()
    assert not away.exists()
    away.mkdir()
    erasures.tell()
    (line,) = next(away.iterdir()).read_text().splitlines()[1:]
    assert f'"seq": {said.seq},' in line


def test_objects_gathered_in_a_pack_meanwhile_are_in_the_backup(hub: Path) -> None:
    packs = hub / "commons" / "public.git" / "objects" / "pack"
    packs.mkdir(parents=True)
    (packs / "pack-a.pack").write_bytes(b"a")
    (packs / "pack-b.pack").write_bytes(b"b")
    found = []
    for name, path in backup._files(hub / "keys"):
        if name.endswith("pack-a.pack"):
            (packs / "pack-c.pack").write_bytes(b"ab")
            path.unlink()
            (packs / "pack-b.pack").unlink()
        found.append((name.rpartition("/")[2], path.exists()))
    assert [each for each in found if each[0].startswith("pack-")] == [
        ("pack-a.pack", False),
        ("pack-b.pack", False),
        ("pack-c.pack", True),
    ]


def test_a_backup_that_is_killed_leaves_no_copy_of_the_tables(tmp_path):
    """What was erased since would still stand in it."""
    house = tmp_path / "house"
    house.mkdir()
    run_apart.found(house)
    died = run_apart.run(
        house,
        "from prisma_hub.upkeep import actions as upkeep, archive\n"
        "from pathlib import Path\n"
        "archive.write = lambda *given: os._exit(9)\n"
        f"upkeep.backup(Path({str(tmp_path / 'a.backup')!r}))",
    )
    assert died.returncode == 9, died.stderr
    assert [each.name for each in house.rglob("kept.sqlite3")] == ["kept.sqlite3"]
    done = run_apart.run(house, "from prisma_hub.media import actions as media; media.clear_up()")
    assert (done.returncode, list(house.rglob("kept.sqlite3"))) == (0, []), done.stderr
