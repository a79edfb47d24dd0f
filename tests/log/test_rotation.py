"""The hub's key can change: each promised and signed by the one before, and never is there none."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from django.db import connection
from tests.verifier.program import load_verify, refusal

from prisma_hub.kernel import evidence
from prisma_hub.kernel.canonical import b64url
from prisma_hub.kernel.note import origin, read_checkpoint
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.signing import SigningKey, public_of, rotation_message
from prisma_hub.log import actions as log
from prisma_hub.log import audit, keys, lines, proofs, queries
from prisma_hub.log import evidence as gathering
from prisma_hub.log.events import RESUMED as ANYTHING
from prisma_hub.log.events import ROTATED
from prisma_hub.log.kept import Line, Top

BEGIN_WITH_THE_FIRST = import_module("prisma_hub.migrations.0015_key_in_force").BEGIN_WITH_THE_FIRST


def seed(hub: Path, name: str) -> SigningKey:
    return SigningKey((hub / "keys" / name).read_bytes())


def names(hub: Path) -> set[str]:
    return {each.name for each in (hub / "keys").iterdir()}


def signed_by(note: str) -> str:
    """The did of the one key of the hub's succession whose signature a checkpoint bears."""
    head = queries.head()
    good = []
    for key in queries.hub_keys():
        try:
            read_checkpoint(note, origin(head.hub, head.epoch), public_of(key.did))
        except Refused:
            continue
        good.append(key.did)
    assert len(good) == 1
    return good[0]


def test_the_promised_key_follows_and_promises_another(hub: Path) -> None:
    first, second = seed(hub, "hub.key"), seed(hub, "next.key")
    entry = log.rotate_key()
    third = seed(hub, "next.key")
    assert seed(hub, "hub.key").did == second.did
    assert third.did not in (first.did, second.did)
    assert names(hub) == {"hub.key", "next.key"}
    assert {each.stat().st_mode & 0o777 for each in (hub / "keys").iterdir()} == {0o600}
    assert entry.kind == ROTATED.name and entry.by == "hub" and entry.to == ("public",)
    assert entry.body["key"] == second.did
    assert entry.body["next"] == b64url(keys.commit(third))
    signature = entry.body["signature"]
    assert signature == b64url(first.sign(rotation_message(second.public)))
    assert queries.head().hub == first.did, "the hub is who it was"
    assert list(audit.findings()) == []


def test_a_checkpoint_is_signed_by_the_newest_key_it_holds(hub: Path) -> None:
    first, second = seed(hub, "hub.key"), seed(hub, "next.key")
    assert signed_by(proofs.checkpoint()) == first.did
    log.rotate_key()
    assert signed_by(proofs.checkpoint()) == second.did
    log.rotate_key()
    assert signed_by(proofs.checkpoint()) == queries.hub_keys()[-1].did
    assert [each.did for each in queries.hub_keys()][:2] == [first.did, second.did]
    assert list(audit.findings()) == []


@pytest.mark.parametrize("times", [0, 1, 2, 3])
def test_evidence_of_a_hub_with_several_keys_is_believed(hub: Path, times: int) -> None:
    for _ in range(times):
        log.rotate_key()
    files = gathering.gather({})
    read = (files[name].decode() for name in ("hub.json", "checkpoint", "entries.jsonl"))
    assert evidence.check_evidence(*read).findings == ()
    assert refusal(load_verify(), files) is None
    assert len(json.loads(files["hub.json"])["keys"]) == times


def test_a_rotation_signed_by_another_or_never_promised_is_found(hub: Path) -> None:
    entry = log.rotate_key()
    stranger = SigningKey(bytes(range(32)))
    new = public_of(entry.body["key"])
    for body, sentence in (
        (
            {"signature": b64url(stranger.sign(rotation_message(new)))},
            f"The new key of the hub in entry {entry.seq} is not signed by the one before.",
        ),
        (
            {"key": stranger.did},
            f"The new key of the hub in entry {entry.seq} is not signed by the one before.",
        ),
        (
            {"signature": "short"},
            f"Entry {entry.seq} changes the key of the hub in a form that cannot be read.",
        ),
    ):
        line = Line.objects.get(seq=entry.seq)
        kept = line.parts
        values = {f"body.{name}": value for name, value in body.items()}
        line.parts = lines.stored(lines.values_of(line) | values)
        line.save()
        assert sentence in [str(each) for each in audit.findings()]
        line.parts = kept
        line.save()
    founding = Line.objects.get(seq=0)
    founding.parts = lines.stored(lines.values_of(founding) | {"body.next": b64url(bytes(32))})
    founding.save()
    assert f"The new key of the hub in entry {entry.seq} is not the one that was promised." in [
        str(each) for each in audit.findings()
    ]


def test_a_key_the_log_does_not_know_is_found(hub: Path) -> None:
    Top.objects.update(key=SigningKey(bytes(range(32))).did)
    assert [str(each) for each in audit.findings()] == [
        "The key this hub signs with is not the one its record book says."
    ]


@pytest.mark.parametrize("damage", ["missing", "garbage", "another"])
def test_without_the_promised_key_nothing_changes_and_it_is_said(hub: Path, damage: str) -> None:
    path = hub / "keys" / "next.key"
    path.unlink()
    if damage != "missing":
        path.write_bytes(b"no key" if damage == "garbage" else bytes(range(32)))
    size = queries.size()
    with pytest.raises(Refused, match="was promised to follow"):
        log.rotate_key()
    log.check_hub()
    assert str(queries.next_key_wrong()).startswith("The key that was promised to follow")
    assert queries.size() == size
    assert log.say(ANYTHING, by="hub", body={"epoch": 1, "size": 1, "root": "x"}).seq == size


def test_the_folder_of_another_hub_is_refused_after_a_rotation_too(hub: Path) -> None:
    log.rotate_key()
    log.check_hub()
    (hub / "keys" / "hub.key").write_bytes(bytes(range(32)))
    keys._in_force.cache_clear()
    with pytest.raises(Refused, match="is not the key of the hub in the database"):
        log.check_hub()


def test_a_hub_of_an_older_program_begins_with_its_first_key(hub: Path) -> None:
    Top.objects.update(key="")
    with connection.cursor() as cursor:
        cursor.execute(BEGIN_WITH_THE_FIRST)
    log.rotate_key()
    assert list(audit.findings()) == []


@pytest.mark.slow
@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="kills processes beside a database in the folder")
def test_killed_at_any_step_the_hub_has_the_old_key_or_the_new(tmp_path: Path) -> None:
    """`killed.py` ends a rotation before its first line, before its second, and so on; each time the hub
    starts again on the same folder, looks at its keys, and says something."""
    source = Path(__file__).parents[2]
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-m", "tests.log.killed"],
        cwd=source,
        env={**os.environ, "PYTHONPATH": str(source / "src"), "PRISMA_HUB_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout)
    assert told["killed_with_the_old"] > 10
    assert told["killed_with_the_new"] > 10
    assert told["wrong"] == []
