"""What a hub writes beside backups that was itself restored without the list: never taken for the list."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from prisma_hub.identity.types import Viewer
from prisma_hub.log import actions as log
from prisma_hub.timeline import actions as timeline
from prisma_hub.upkeep import beside, erasures, unheard

SINCE = "2026-11-22T10:00:00Z"
TRUE = json.dumps({"seq": 900, "right": "speaker", "statement": "A" * 43}) + "\n"
"""A line about an entry that came after the backup: the hub that was restored cannot know it."""


@pytest.fixture
def backup(hub: Path, tmp_path: Path) -> Path:
    """Where a backup lies, of a hub that does not know what was erased before."""
    (tmp_path / "away").mkdir()
    unheard.note(hub, SINCE)
    return tmp_path / "away" / "hub.backup"


def the_list(backup: Path) -> Path:
    return beside.list_beside(backup, log.hub_did())


def its_own(backup: Path) -> Path:
    return beside.unheard_beside(backup, log.hub_did())


def take_back(by: Viewer) -> int:
    said = timeline.contribute(by=by, text="one")
    log.erase(said.seq, right="speaker")
    erasures.tell()
    return said.seq


def named(where: Path) -> list[object]:
    """The entries that it names, below the first line."""
    return [json.loads(line)["seq"] for line in where.read_text().splitlines()[1:]]


def test_it_leaves_the_list_alone_and_joins_it_once_it_has_heard(backup: Path, hub: Path, person) -> None:
    the_list(backup).write_text(TRUE)
    erasures.keep_beside(backup)
    seq = take_back(person("Ana"))
    assert the_list(backup).read_text() == TRUE
    assert json.loads(its_own(backup).read_text().splitlines()[0])["unknown"] == SINCE
    assert named(its_own(backup)) == [seq]
    assert [each.seq for each in beside.erased_beside(backup, log.hub_did())] == [900, seq]
    assert erasures.short() == []

    unheard.settle(hub)
    erasures.tell()
    assert (named(the_list(backup)), its_own(backup).exists()) == ([900, seq], False)
    assert erasures.short() == []
    again = take_back(person("Eva"))
    assert named(the_list(backup)) == [900, seq, again]


def test_where_there_is_no_list_there_is_still_none(backup: Path, person) -> None:
    erasures.keep_beside(backup)
    take_back(person("Ana"))
    assert not the_list(backup).exists()
    assert not beside.has_the_list(backup, log.hub_did())
    assert beside.not_the_list(backup, log.hub_did()) == its_own(backup)

    its_own(backup).rename(the_list(backup))
    assert not beside.has_the_list(backup, log.hub_did()), "whatever somebody calls it"
    assert beside.not_the_list(backup, log.hub_did()) == the_list(backup)


def test_a_list_that_says_less_or_more_than_its_hub_knows_is_told(backup: Path, hub: Path, person) -> None:
    erasures.keep_beside(backup)
    seq = take_back(person("Ana"))
    whole = its_own(backup).read_text()
    its_own(backup).write_text(whole.partition("\n")[2])
    assert erasures.short() == [str(backup.parent)]
    erasures.write_anew(str(backup.parent))
    assert (its_own(backup).read_text(), erasures.short()) == (whole, [])

    its_own(backup).rename(the_list(backup))
    unheard.settle(hub)
    assert erasures.short() == [str(backup.parent)]
    erasures.tell()
    assert (named(the_list(backup)), erasures.short()) == ([seq], [])
    assert beside.has_the_list(backup, log.hub_did())
