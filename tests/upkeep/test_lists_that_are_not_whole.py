"""A list of erasures that was emptied, cut, renamed or is older than the backup is not believed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from prisma_hub.identity.types import Viewer
from prisma_hub.log import actions as log
from prisma_hub.log import queries
from prisma_hub.timeline import actions as timeline
from prisma_hub.upkeep import beside, erasures, sheet
from prisma_hub.upkeep.types import Doubt
from tests.upkeep import damaging
from tests.upkeep.damaging import House

OLD = json.dumps({"seq": 900, "right": "speaker", "statement": "A" * 43}) + "\n"


@pytest.fixture
def backup(hub: Path, tmp_path: Path) -> Path:
    (tmp_path / "away").mkdir()
    erasures.keep_beside(tmp_path / "away" / "hub.backup")
    return tmp_path / "away" / "hub.backup"


def the_list(backup: Path) -> Path:
    return beside.list_beside(backup, log.hub_did())


def take_back(by: Viewer) -> int:
    said = timeline.contribute(by=by, text="one")
    log.erase(said.seq, right="speaker")
    erasures.tell()
    return said.seq


def now() -> beside.Due:
    """What a backup that is made now asks of the lists."""
    head = queries.head()
    assert head is not None
    return beside.Due((head.epoch, head.size - 1), (head.epoch, head.size - 1))


def doubt(backup: Path, due: beside.Due | None = None) -> Doubt | None:
    return beside.doubt(backup, log.hub_did(), due)


def named(backup: Path) -> list[int]:
    return [each.seq for each in beside.erased_beside(backup, log.hub_did())]


def first_gone(data: bytes) -> bytes:
    return data.partition(b"\n")[2]


SPOILT: dict[str, Callable[[bytes], bytes]] = {
    "emptied": lambda data: b"",
    "cut at the end of a line": lambda data: data[: data.rstrip(b"\n").rindex(b"\n") + 1],
    "cut in a line": lambda data: data[:-20],
    "cut to its first line": lambda data: data.partition(b"\n")[0] + b"\n",
    "a line more": lambda data: data + OLD.encode(),
    "one bit in a number": lambda data: data.replace(b'"seq": ', b'"seq": 1', 1),
    "its first line gone": first_gone,
}


@pytest.mark.parametrize("how", SPOILT)
def test_what_was_cut_or_changed_is_known_and_written_whole_again(how: str, backup: Path, person) -> None:
    gone = [take_back(person("Ana")), take_back(person("Eva"))]
    due, whole = now(), the_list(backup).read_bytes()
    assert (doubt(backup, due), erasures.short()) == (None, [])

    the_list(backup).write_bytes(SPOILT[how](whole))
    assert doubt(backup, due) is Doubt.NOT_WHOLE
    assert erasures.short() == [str(backup.parent)], "the doctor says it"
    erasures.tell()
    assert (doubt(backup, due), erasures.short()) == (None, [])
    assert set(gone) <= set(named(backup))


def test_what_can_be_read_of_a_cut_list_is_still_erased(backup: Path, person) -> None:
    first, _ = take_back(person("Ana")), take_back(person("Eva"))
    the_list(backup).write_bytes(the_list(backup).read_bytes()[:-20])
    assert named(backup) == [first]


def test_the_list_of_another_hub_that_was_renamed_is_not_believed(backup: Path, person) -> None:
    take_back(person("Ana"))
    reach = now().any
    sheet.write(the_list(backup), [OLD.strip()], hub="did:key:zAnother", reach=reach)
    assert doubt(backup, now()) is doubt(backup) is Doubt.OTHERS
    assert erasures.short() == [str(backup.parent)]
    assert named(backup) == [], "nor is what it names anything of this hub"

    theirs = the_list(backup).read_bytes()
    erasures.tell()
    assert (doubt(backup), len(named(backup)), erasures.short()) == (None, 1, [])
    assert beside.list_beside(backup, "did:key:zAnother").read_bytes() == theirs


def test_a_copy_that_is_older_than_the_backup_is_not_believed(backup: Path, person) -> None:
    take_back(person("Ana"))
    old = the_list(backup).read_bytes()
    timeline.contribute(by=person("Eva"), text="nothing is taken back")
    due = now()
    assert doubt(backup, due) is Doubt.OLD
    erasures.keep_beside(backup)  # as each backup does
    assert doubt(backup, due) is None
    again = take_back(person("Eda"))

    the_list(backup).write_bytes(old)
    assert doubt(backup, due) is Doubt.OLD
    later = take_back(person("Ida"))
    assert {again, later} <= set(named(backup)), "the hub sees how far the copy reaches"
    assert erasures.short() == []


def test_a_list_of_an_older_program_is_read_as_before_but_an_empty_one_says_nothing(backup: Path) -> None:
    the_list(backup).write_text(OLD)
    assert (doubt(backup), named(backup)) == (None, [900])
    assert doubt(backup, now()) is Doubt.NOT_WHOLE, "beside a backup of a program that writes more"
    the_list(backup).write_text("")
    assert doubt(backup) is Doubt.NOT_WHOLE
    the_list(backup).unlink()
    assert doubt(backup) is Doubt.MISSING


def test_a_list_of_an_older_program_goes_on_with_a_first_line(backup: Path, person) -> None:
    the_list(backup).write_text(OLD)
    erasures.tell()
    seq = take_back(person("Ana"))
    assert (doubt(backup), named(backup)) == (None, [900, seq])


@pytest.mark.slow
def test_words_do_not_return_by_a_list_that_was_emptied(founded_hub: Path, tmp_path: Path) -> None:
    house = damaging.make(founded_hub, tmp_path)
    (listed,) = house.backup.parent.glob("erased-*")
    whole = listed.read_bytes()
    again = House(tmp_path / "again", house.backup, "", "", [], 0)
    for data, said in (
        (b"", "is not whole"),
        (whole[: whole.index(b"\n") + 1], "is not whole"),
        (whole.replace(b"did:key:z", b"did:key:y"), "another hub"),
        (whole.replace(b'"upto": ', b'"upto": -', 1), "older than the backup"),
    ):
        listed.write_bytes(data)
        no = damaging.command("-m", "prisma_hub", "restore", house.backup, again.hub)
        assert (no.returncode, said in no.stderr, "--without-list" in no.stderr) == (2, True, True), no
        assert not again.hub.exists()

    listed.write_bytes(b"")
    done = damaging.command("-m", "prisma_hub", "restore", house.backup, again.hub, "--without-list")
    assert (done.returncode, "was emptied or cut" in done.stderr) == (0, True), done
    code, found = damaging.doctor(again, "--mend", "--from", house.backup)
    assert (code, [each["name"] for each in found]) == (1, ["erasures-unknown"])
    listed.write_bytes(whole)
    assert damaging.doctor(again, "--mend", "--from", house.backup)[0] == 0
    with damaging.database(again) as opened:
        assert not any("quillaya" in str(row) for row in opened.execute("SELECT parts FROM log_line"))

    listed.write_bytes(whole.replace(b'"upto": ', b'"upto": -', 1))
    shutil.rmtree(again.hub)
    done = damaging.command("-m", "prisma_hub", "restore", house.backup, again.hub, "--without-list")
    assert done.returncode == 0, done.stderr
    with damaging.database(again) as opened:
        assert not any("quillaya" in str(row) for row in opened.execute("SELECT parts FROM log_line")), (
            "what it names is erased all the same"
        )
