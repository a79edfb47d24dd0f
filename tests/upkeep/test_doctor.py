"""Every kind of damage, done to a real hub: found, explained by name, mended or said to be beyond mending."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from prisma_hub.cli import folder
from prisma_hub.upkeep.doctor import kinds, outside
from tests.upkeep import damages as spoiling
from tests.upkeep import damaging
from tests.upkeep.damages import (
    Done,
    among_the_pages,
    beside_the_hub,
    beyond,
    by_itself,
    from_a_backup,
    in_the_state,
)
from tests.upkeep.damaging import House

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def first(founded_hub: Path, tmp_path_factory: pytest.TempPathFactory) -> House:
    return damaging.make(founded_hub, tmp_path_factory.mktemp("doctor"))


@pytest.fixture
def house(first: House, tmp_path: Path) -> House:
    return damaging.copy_of(first, tmp_path)


UNSAID = ("database-pages", "clock-behind", "clock-ahead", "two-servers")


def inflict(house: House, damages: list[Done]) -> None:
    for each in damages:
        each.inflict(house)


def told(findings: list[dict[str, str]], state: str) -> list[tuple[str, str]]:
    """Names and places, but for what only the machine knows: what SQLite says of its pages, the time."""
    found = [(each["name"], each["where"]) for each in findings if each["state"] == state]
    return sorted((name, "" if name in UNSAID else where) for name, where in found)


def due(damages: list[Done], *, mended: bool) -> list[tuple[str, str]]:
    return sorted({(each.name, each.where) for each in damages if each.mended is mended})


def test_a_whole_hub_is_told_to_be_whole(house: House) -> None:
    assert damaging.doctor(house) == (0, [])


def test_what_mends_by_itself(house: House) -> None:
    said, sound = damaging.lines(house), damaging.files(house, "media", "commons", "keys")
    listed = next(house.backup.parent.glob("erased-*")).read_bytes()
    damages = by_itself(house)
    inflict(house, damages)
    spoilt, broken = damaging.lines(house), damaging.files(house, "media", "commons", "keys")

    code, found = damaging.doctor(house)
    assert (code, told(found, "found")) == (1, due(damages, mended=True))
    assert (damaging.lines(house), damaging.files(house, "media", "commons", "keys")) == (spoilt, broken)

    code, found = damaging.doctor(house, "--mend")
    assert (code, told(found, "found"), told(found, "mended")) == (0, [], due(damages, mended=True))
    assert damaging.lines(house) == said
    assert next(house.backup.parent.glob("erased-*")).read_bytes() == listed
    small = house.media(house.picture, ".small")
    with Image.open(small) as drawn:
        assert drawn.size == (64, 32)
    fresh = {"keys/web.key", str(small.relative_to(house.hub))}
    assert {
        name: data
        for name, data in damaging.files(house, "media", "commons", "keys").items()
        if name not in fresh
    } == {name: data for name, data in sound.items() if name not in fresh}


def test_a_damaged_database_is_written_anew(house: House) -> None:
    said = damaging.lines(house)
    damages = in_the_state(house)
    inflict(house, damages)
    code, found = damaging.doctor(house, "--mend")
    assert (code, told(found, "found"), told(found, "mended")) == (0, [], due(damages, mended=True))
    assert damaging.lines(house) == said


def test_what_a_backup_brings_back(house: House) -> None:
    said, sound = damaging.lines(house), damaging.files(house, "media", "keys")
    damages = from_a_backup(house)
    inflict(house, damages)

    code, found = damaging.doctor(house, "--mend")
    assert (code, told(found, "found")) == (1, due(damages, mended=True))
    assert all("--from BACKUP" in each["todo"] for each in found)

    code, found = damaging.doctor(house, "--mend", "--from", house.backup)
    assert (code, told(found, "found"), told(found, "mended")) == (0, [], due(damages, mended=True))
    assert damaging.lines(house) == said
    assert damaging.files(house, "media", "keys") == sound
    assert [
        each for each in house.hub.rglob("*") if each.is_file() and b"quillaya" in each.read_bytes()
    ] == []


def test_what_is_beyond_mending_is_said_and_left(house: House) -> None:
    damages = beyond(house)
    inflict(house, damages)
    said, sound = damaging.lines(house), damaging.files(house, "media", "commons", "keys")
    code, found = damaging.doctor(house, "--mend", "--from", house.backup)
    assert (code, told(found, "found"), told(found, "mended")) == (1, due(damages, mended=False), [])
    assert damaging.lines(house) == said
    assert damaging.files(house, "media", "commons", "keys") == sound


def test_a_clock_and_a_forked_book_are_told_and_left(house: House) -> None:
    damages = beside_the_hub(house)
    inflict(house, damages)
    said, sound = damaging.lines(house), damaging.files(house, "media", "commons", "keys")
    code, found = damaging.doctor(house, "--mend", "--from", house.backup)
    assert (code, told(found, "found"), told(found, "mended")) == (1, due(damages, mended=False), [])
    assert (damaging.lines(house), damaging.files(house, "media", "commons", "keys")) == (said, sound)
    todo = {spoiling.kinds.KINDS[each.name].todo for each in damages}
    assert {each["todo"] for each in found} == {spoiling.kinds.in_folder(each, house.hub) for each in todo}


def test_keys_and_databases_among_the_pages_are_told_by_their_path_only_where_the_hub_lies(
    house: House,
) -> None:
    damages = among_the_pages(house)
    damages[0].inflict(house)
    code, found = damaging.doctor(house, "--mend", "--from", house.backup)
    assert (code, told(found, "found"), told(found, "mended")) == (1, due(damages, mended=False), [])
    remembered = (house.hub / "derived" / "doctor.json").read_text()
    said = damaging.command("-m", "prisma_hub", "doctor", house.hub).stdout
    for path in ("files/next", ".hidden/web.txt", "old/hub.sqlite3"):
        assert f"Its path: {path}\n" in said and path not in remembered
    assert f"prisma-hub keys rotate {house.hub}" in said


@pytest.mark.parametrize("at", range(3))
def test_a_hub_that_cannot_be_woken(house: House, at: int) -> None:
    each = spoiling.shut(house)[at]
    each.inflict(house)
    code, found = damaging.doctor(house, "--mend", "--from", house.backup)
    state = "mended" if each.mended else "found"
    assert (code, told(found, state)) == (0 if each.mended else 1, [(each.name, each.where)])
    assert len(found) == 1, found


def test_a_disk_that_is_nearly_full(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.statvfs(house.hub)
    room = [*real]
    room[3] = room[4] = 150_000_000 // real.f_frsize + 1  # blocks that are free
    monkeypatch.setattr(os, "statvfs", lambda path: os.statvfs_result(room))
    assert [(each.name, each.where) for each in outside.look(house.hub)] == [("disk-low", "150 MB")]


def test_a_folder_that_others_may_enter_is_closed_unless_all_in_it_is(house: House) -> None:
    def loose() -> list[str]:
        return [each.where for each in outside.look(house.hub, quick=True) if each.name == "rights-loose"]

    house.hub.chmod(0o755)
    assert loose() == ["hub/"]
    for each in house.hub.iterdir():
        each.chmod(0o600 if each.is_file() else 0o700)
    assert loose() == []
    (house.hub / "commons").chmod(0o755)
    outside.mend(house.hub, outside.look(house.hub, quick=True))
    assert (loose(), house.hub.stat().st_mode & 0o777) == ([], 0o750)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looked up as Linux tells it")
def test_two_servers_on_one_folder(house: House) -> None:
    here = {**damaging.ENVIRONMENT, "PRISMA_HUB_DIR": str(house.hub.resolve())}
    serve = [sys.executable, "-c", "print(flush=True); input()", "prisma_hub.cli.process"]
    both = [
        subprocess.Popen(serve, env=here, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(2)
    ]
    try:
        assert [each.stdout and each.stdout.readline() for each in both] == [b"\n", b"\n"]
        found = [(each.name, each.where) for each in outside.look(house.hub)]
        numbers = sorted(each.pid for each in both)
        assert found == [("two-servers", ", ".join(map(str, numbers)))]
    finally:
        for each in both:
            each.communicate(b"\n", timeout=30)


def test_a_hub_that_is_served_is_not_mended(house: House) -> None:
    held = folder.lock(house.hub)
    done = damaging.command("-m", "prisma_hub", "doctor", house.hub, "--mend")
    held.close()
    assert (done.returncode, "is being served already" in done.stderr) == (2, True), done.stderr
    assert "browser" not in done.stderr and "then say this again" in done.stderr


def test_the_commands_that_are_said_can_be_run_and_files_are_told_by_their_path(house: House) -> None:
    shutil.rmtree(house.git)
    house.media(house.picture).unlink()
    said = damaging.command("-m", "prisma_hub", "doctor", house.hub).stdout
    assert f"prisma-hub doctor {house.hub} --mend --from BACKUP" in said and "doctor --mend" not in said
    assert f"Its file: {house.media(house.picture)}" in said
    assert f"Shown by entry {house.said[0]}." in said
    _code, found = damaging.doctor(house)
    commands = [each["todo"] for each in found if "prisma-hub doctor" in each["todo"]]
    assert commands and all(f"prisma-hub doctor {house.hub} --" in each for each in commands)


def test_a_key_comes_from_a_backup_made_before_it_was_put_in_force(house: House) -> None:
    turned = damaging.command("-m", "prisma_hub", "keys", "rotate", house.hub)
    assert turned.returncode == 0, turned.stderr
    key, due = house.hub / "keys" / "hub.key", damaging.files(house, "keys")
    key.unlink()
    mended = damaging.command("-m", "prisma_hub", "doctor", house.hub, "--mend", "--from", house.backup)
    assert (mended.returncode, damaging.files(house, "keys")) == (0, due), mended.stdout
    assert key.stat().st_mode & 0o777 == 0o600

    assert damaging.command("-m", "prisma_hub", "keys", "rotate", house.hub).returncode == 0
    key.unlink()
    left = damaging.command("-m", "prisma_hub", "doctor", house.hub, "--mend", "--from", house.backup)
    assert left.returncode == 1
    assert f"{house.backup} did not help: none of the keys in it is the one" in left.stdout


def test_the_start_says_a_sentence(house: House) -> None:
    """And the hub is served all the same."""
    shutil.rmtree(house.git)
    own = {"PRISMA_HUB_DIR": str(house.hub), "DJANGO_SETTINGS_MODULE": "prisma_hub.settings"}
    started = subprocess.run(
        [sys.executable, "-m", "prisma_hub.cli.prepare"],
        capture_output=True,
        text=True,
        env=damaging.ENVIRONMENT | own,
        timeout=300,
    )
    assert started.returncode == 0
    assert started.stderr.splitlines() == [
        "The repository of the pages of public is missing.",
        f"Look at all of it: prisma-hub doctor {house.hub}",
    ]


def test_the_page_says_what_was_tried() -> None:
    text = spoiling.PAGE.read_text(encoding="utf-8")
    written = text[text.index(spoiling.BEGIN) :]
    assert written == spoiling.section(), "python -m tests.upkeep.damages writes it"


def test_every_finding_is_tried() -> None:
    nowhere = House(Path("hub"), Path("away/b"), "", "", list(range(300)), 0)
    tried = {each.name for some in spoiling.LISTS for each in some(nowhere)}
    elsewhere = {name for name in kinds.KINDS if name.startswith("backup-")}
    for name in elsewhere:  # these are not done to the hub, but to the disk for its backups
        tests = (Path(__file__).with_name(f"test_backups_{which}.py") for which in ("by_themselves", "page"))
        assert any(name in each.read_text() for each in tests), name
    assert kinds.KINDS.keys() - tried - elsewhere == {"key-missing"}, "key-damaged to whoever mends it"
