"""Backups that were damaged in their last bytes, or written by somebody else: nothing in them is believed."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import shutil
import tarfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from prisma_hub.commons import repositories
from prisma_hub.commons.actions import taking_in
from prisma_hub.kernel.refusal import Refused
from prisma_hub.upkeep import archive
from tests.upkeep import damaging

SAID = {"hub": "did:key:z", "epoch": 1, "size": 1, "written": "2026-11-22T10:00:00Z"}
SECRET = "the river remembers"


def written(folder: Path, passphrase: str | None = None, **files: bytes) -> Path:
    """A backup with these files, `__` for a slash in their names."""
    lying = folder / "lying"
    lying.mkdir(exist_ok=True)
    put = []
    for name, data in {"hub.toml": b"format = 1\n", **files}.items():
        (lying / name).write_bytes(data)
        put.append((name.replace("__", "/"), lying / name))
    with (folder / "a.backup").open("wb") as file:
        archive.write(file, SAID, put, passphrase)
    return folder / "a.backup"


def test_each_byte_that_is_cut_is_missed_and_each_that_follows_is_seen(tmp_path: Path) -> None:
    file = written(tmp_path)
    whole = file.read_bytes()
    assert archive.check(file, None)["hub"] == "did:key:z"
    spoilt = [whole[:at] for at in range(len(whole))]
    spoilt += [whole + more for more in (b"\0", b"x", b"\0" * 512, gzip.compress(b""), whole)]
    for each in spoilt:
        file.write_bytes(each)
        with pytest.raises(Refused, match="is damaged"):
            archive.check(file, None)


def test_each_bit_that_is_turned_behind_the_head_of_the_file_is_seen(tmp_path: Path) -> None:
    file = written(tmp_path)
    whole = file.read_bytes()
    for at in range(11, len(whole)):  # before that: when it was packed, and by which kind of machine
        changed = bytearray(whole)
        changed[at] ^= 1 << at % 8
        if unpacked(changed) == gzip.decompress(whole):  # another word for the same zeros, or bits of none
            continue
        file.write_bytes(changed)
        with pytest.raises(Refused, match="is damaged"):
            archive.check(file, None)


def unpacked(data: bytes | bytearray) -> bytes | None:
    try:
        return gzip.decompress(data)
    except (OSError, EOFError, zlib.error):
        return None


@pytest.mark.parametrize(
    "spoil",
    (
        lambda data: data[:-1],
        lambda data: data[:-20] + bytes([data[-20] ^ 1]) + data[-19:],
        lambda data: data + b"\0",
    ),
)
def test_the_end_of_a_locked_one_is_held_to_the_last_byte(
    tmp_path: Path, spoil: Callable[[bytes], bytes]
) -> None:
    file = written(tmp_path, SECRET, media__x=bytes(range(256)) * 1000)
    assert archive.check(file, SECRET)["size"] == 1
    file.write_bytes(spoil(file.read_bytes()))
    with pytest.raises(Refused, match="damaged"):
        archive.check(file, SECRET)


def test_what_lies_behind_the_last_file_is_seen(tmp_path: Path) -> None:
    file = written(tmp_path)
    tar = gzip.decompress(file.read_bytes())
    file.write_bytes(gzip.compress(tar[:-1] + b"x"))
    with pytest.raises(Refused, match="is damaged"):
        archive.check(file, None)


@pytest.mark.parametrize("lacks", SAID)
def test_a_backup_that_does_not_say_what_it_is_of_is_none(tmp_path: Path, lacks: str) -> None:
    lying = tmp_path / "hub.toml"
    lying.write_text("format = 1\n")
    for said in ({k: v for k, v in SAID.items() if k != lacks}, SAID | {lacks: ["x"]}):
        with (tmp_path / "a.backup").open("wb") as file:
            archive.write(file, said, [("hub.toml", lying)], None)
        with pytest.raises(Refused, match="is damaged, was cut short, or is none"):
            archive.unpack(tmp_path / "a.backup", None, tmp_path / lacks)
        shutil.rmtree(tmp_path / lacks)


def test_media_that_are_not_what_their_names_say_are_told(tmp_path: Path) -> None:
    good, bad = (hashlib.sha256(each).hexdigest() for each in (b"good", b"bad"))
    media = {f"media__{good[:2]}__{good[2:]}": b"good", f"media__{bad[:2]}__{bad[2:]}": b"other"}
    file = written(tmp_path, **media, **{f"media__{good[:2]}__{good[2:]}.small": b"small"})
    _, changed = archive.unpack(file, None, tmp_path / "into")
    assert changed == [f"media/{bad[:2]}/{bad[2:]}"]


def test_a_repository_that_comes_with_a_backup_brings_no_settings_and_no_hooks(hub: Path) -> None:
    with repositories.opened("public") as repo:
        path = Path(repo.path)
    plain = (path / "config").read_bytes()
    kept = path / "objects" / "ab" / ("c" * 38)
    steering = ("hooks/post-update", "hooks/a/b", "config.worktree", "objects/info/alternates", "commondir")
    for each in (*steering, kept.relative_to(path), "info/attributes", "refs/heads/main"):
        (path / each).parent.mkdir(parents=True, exist_ok=True)
        (path / each).write_text("#!/bin/sh\n")
    (path / "config").write_text("[core]\n\tfsmonitor = touch /tmp/evil\n\thooksPath = /tmp\n")
    taking_in.take_in()
    assert (path / "config").read_bytes() == plain, "as a hub makes it"
    left = {str(each.relative_to(path)) for each in path.rglob("*") if each.is_file()}
    assert left.isdisjoint({*steering, "info/attributes"}) and not (path / "hooks").exists()
    assert {"HEAD", "refs/heads/main", str(kept.relative_to(path))} <= left


def changed(file: Path, changes: dict[str, bytes | None]) -> None:
    """Write a backup again with other files in it, as somebody would who knows its form; None: without it."""
    with tarfile.open(file, "r:gz") as tar:
        held = {each.name: (tar.extractfile(each) or io.BytesIO()).read() for each in tar}
    held.pop("contents.json")
    held |= {name: data for name, data in changes.items() if data is not None}
    sums = {name: hashlib.sha256(data).hexdigest() for name, data in held.items()}
    held["contents.json"] = json.dumps(sums).encode()
    with tarfile.open(file, "w:gz") as tar:
        for name, data in held.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))


@pytest.mark.slow
def test_restoring_says_so_and_takes_none_of_it_over(founded_hub: Path, tmp_path: Path) -> None:
    house = damaging.make(founded_hub, tmp_path)
    file, again = house.backup, tmp_path / "again"
    picture = f"media/{house.picture[:2]}/{house.picture[2:]}"
    config, hook = (f"commons/public.git/{each}" for each in ("config", "hooks/post-update"))
    changed(file, {picture: b"other", config: b"[core]\n\teditor = evil\n", hook: b"#!/bin/sh\n"})

    (half := tmp_path / "again.restoring").mkdir()
    no = damaging.command("-m", "prisma_hub", "doctor", again)
    assert (no.returncode, str(half) in no.stderr, "remove that folder" in no.stderr) == (2, True, True), no
    half.rmdir()

    done = damaging.command("-m", "prisma_hub", "restore", file, again)
    assert (done.returncode, f"{picture} is damaged in this backup" in done.stderr) == (0, True), done
    assert (again / config).read_bytes() == (house.hub / config).read_bytes()
    assert not (again / hook).exists()

    changed(file, {"backup.json": b'{"format": 1}'})
    no = damaging.command("-m", "prisma_hub", "restore", file, tmp_path / "third")
    assert (no.returncode, "Traceback" in no.stderr, "is damaged" in no.stderr) == (2, False, True), no
