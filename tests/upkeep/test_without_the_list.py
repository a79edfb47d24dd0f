"""A backup restored without the list of erasures: said loudly, asked first, mended once it is found."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from prisma_hub.upkeep import unheard
from tests.upkeep import damaging
from tests.upkeep.damaging import House

pytestmark = pytest.mark.slow


@pytest.fixture
def house(founded_hub: Path, tmp_path: Path) -> House:
    return damaging.make(founded_hub, tmp_path)


def run(*words: object) -> str:
    done = damaging.command("-m", "prisma_hub", *words)
    assert done.returncode == 0, done.stderr
    return done.stderr


def says(house: House, what: str) -> bool:
    with damaging.database(house) as opened:
        return any(what in str(parts) for (parts,) in opened.execute("SELECT parts FROM log_line"))


def test_what_was_taken_back_stands_again_only_where_somebody_said_so(house: House, tmp_path: Path) -> None:
    again = House(tmp_path / "again", house.backup, house.picture, house.voice, house.said, house.last)
    (beside,) = house.backup.parent.glob("erased-*")
    kept = Path(shutil.move(beside, tmp_path / "drawer"))

    no = damaging.command("-m", "prisma_hub", "restore", house.backup, again.hub)
    assert (no.returncode, str(beside) in no.stderr, "--without-list" in no.stderr) == (2, True, True), no
    assert list(tmp_path.glob("again*")) == [], "nothing was restored"

    done = damaging.command("-m", "prisma_hub", "restore", house.backup, again.hub, "--without-list")
    assert done.returncode == 0, done.stderr
    assert "NO LIST OF WHAT WAS ERASED WAS FOUND" in done.stderr
    assert "without what was erased" not in done.stdout + done.stderr
    assert says(again, "quillaya")

    code, found = damaging.doctor(again, "--mend", "--from", house.backup)
    assert (code, [each["name"] for each in found]) == (1, ["erasures-unknown"])
    assert found[0]["where"] in done.stderr, "since when"

    shutil.copy(kept, beside)
    code, found = damaging.doctor(again, "--mend", "--from", house.backup)
    assert (code, [(each["name"], each["state"]) for each in found]) == (0, [("erasures-unknown", "mended")])
    assert not says(again, "quillaya")
    assert damaging.doctor(again) == (0, [])


def test_what_the_restored_hub_writes_is_not_the_list(house: House, tmp_path: Path) -> None:
    again = House(tmp_path / "again", house.backup, house.picture, house.voice, house.said, house.last)
    (listed,) = house.backup.parent.glob("erased-*")
    kept = Path(shutil.move(listed, tmp_path / "drawer"))
    run("restore", house.backup, again.hub, "--without-list")
    second = house.backup.with_name("again.backup")
    assert "That is not THE list" in run("backup", second, again.hub)
    (own,) = house.backup.parent.glob("erased-*")
    assert own.name == listed.stem + ".unheard.jsonl"

    for backup in (house.backup, second):
        no = damaging.command("-m", "prisma_hub", "restore", backup, tmp_path / "third")
        assert (no.returncode, f"is not the list of what was erased: {own}." in no.stderr) == (2, True), no
    code, found = damaging.doctor(again, "--mend", "--from", second)
    assert (code, [each["name"] for each in found]) == (1, ["erasures-unknown"])

    shutil.copy(kept, listed)
    run("restore", second, tmp_path / "third")
    assert damaging.doctor(House(tmp_path / "third", second, "", "", [], 0)) == (0, []), (
        "its backup's mark too"
    )
    assert not says(House(tmp_path / "third", second, "", "", [], 0), "quillaya")
    code, found = damaging.doctor(again, "--mend", "--from", second)
    assert (code, [(each["name"], each["state"]) for each in found]) == (0, [("erasures-unknown", "mended")])
    assert not says(again, "quillaya")
    lines = kept.read_text().partition("\n")[2]  # the first line says how far it reaches
    assert lines and listed.read_text().partition("\n")[2].startswith(lines)
    assert not own.exists()


def test_the_list_settles_it_also_where_it_names_nothing_new(house: House) -> None:
    unheard.note(house.hub, "2026-11-22T10:00:00Z")
    code, found = damaging.doctor(house, "--mend", "--from", house.backup)
    assert (code, [(each["name"], each["state"]) for each in found]) == (0, [("erasures-unknown", "mended")])


def test_with_the_list_nothing_is_asked(house: House, tmp_path: Path) -> None:
    done = damaging.command("-m", "prisma_hub", "restore", house.backup, tmp_path / "again")
    assert (done.returncode, done.stderr) == (0, "")
    assert "without what was erased since the backup, as the list beside it says" in done.stdout
