"""Many small packs and loose objects become one: nothing is lost, whoever reads or is ended meanwhile."""

import os
import subprocess
import time
from pathlib import Path

import pytest
from dulwich.objects import ObjectID

from prisma_hub.commons import actions, branches, packing, queries, repositories
from prisma_hub.commons.actions import tidying
from prisma_hub.commons.kept import Shelf
from prisma_hub.commons.models import PageVersion
from prisma_hub.commons.types import LARGE
from prisma_hub.work import loop
from tests.commons.run_apart import found, run

pytestmark = pytest.mark.django_db


def objects() -> Path:
    return repositories.folder("public") / "objects"


def packs() -> list[str]:
    return sorted(each.name for each in (objects() / "pack").glob("*.pack"))


def loose() -> list[str]:
    return sorted(each.parent.name + each.name for each in objects().glob("[0-9a-f][0-9a-f]/*"))


def fsck(folder: Path) -> None:
    if folder == repositories.folder("public"):
        branches.catch_up_branch("public")  # no transaction of a test is ever committed
    command = ["git", "-c", "safe.directory=*", "fsck", "--full", "--strict", "--no-dangling"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done


def versions() -> dict[int, bytes | None]:
    """Every version of every page, as its repository has it."""
    blobs = PageVersion.objects.values_list("seq", "blob")
    return {seq: repositories.read("public", blob) for seq, blob in blobs}


@pytest.fixture
def many(write, steward) -> dict[int, bytes | None]:
    """Three packs and some loose objects, with several versions of some pages."""
    for pack in range(3):
        files = {f"folder {n % 5}/{n}.md": f"# {n}\n\n{pack} {n}\n".encode() * 20 for n in range(60)}
        actions.bring(files, by=steward, space="public", origin="import", summary="")
    for n in range(4):
        write(f"loose {n}.md", f"Written by hand, {n}.")
    assert len(packs()) == 3
    return versions()


def test_everything_lies_in_one_pack_and_every_version_is_there(many):
    tidying.gather_all(["public"])
    assert (len(packs()), loose()) == (1, [])
    assert versions() == many
    assert None not in many.values()
    fsck(repositories.folder("public"))
    assert not tidying.tidy("public", all_of_it=True)


def test_by_the_clock_only_what_is_worth_it_is_gathered(many, steward):
    tidying.tidy_repositories()
    assert len(packs()) == 3
    turn = 0
    while len(loose()) < packing.MANY_LOOSE:
        turn += 1
        files = {f"more/{n}.md": f"{turn} {n}".encode() for n in range(30)}
        actions.bring(files, by=steward, space="public", origin="import", summary="")
    tidying.tidy_repositories()
    assert (len(packs()), loose()) == (4, [])
    fsck(repositories.folder("public"))


def test_versions_told_by_their_difference_are_told_so_again(many):
    """As git packs them, and as they arrive by a push."""
    folder = repositories.folder("public")
    branches.catch_up_branch("public")
    command = ["git", "-c", "safe.directory=*", "repack", "-a", "-d", "-f", "--depth=20", "--window=20", "-q"]
    subprocess.run(command, cwd=folder, check=True)
    first = packs()
    extra = {f"folder {n % 5}/{n}.md": f"# {n}\n\nagain {n}\n".encode() * 20 for n in range(60)}
    actions.bring(extra, by=None, space="public", origin="import", summary="")
    before = versions()
    assert len(packs()) == 2
    tidying.gather_all(["public"])
    assert len(packs()) == 1
    assert packs() != first
    assert versions() == before
    fsck(folder)


def test_a_large_file_stays_loose_and_is_read_in_pieces(many, steward, tmp_path):
    file = tmp_path / "film.bin"
    file.write_bytes(os.urandom(LARGE + 1))
    large = repositories.Large(file, LARGE + 1)
    actions.bring({"film.bin": large}, by=steward, space="public", origin="import", summary="")
    tidying.gather_all(["public"])
    blob = PageVersion.objects.get(path="film.bin").blob
    assert loose() == [blob]
    pieces = list(repositories.pieces("public", blob) or ())
    assert len(pieces) > 1
    assert b"".join(pieces) == file.read_bytes()


def test_what_was_purged_while_the_pack_was_written_does_not_come_back(many, steward):
    sources = packing.choose(objects(), all_of_it=True)
    assert sources is not None
    made = packing.make(objects(), sources)
    before = loose()
    actions.purge_history(by=steward, space="public")
    loop.run_until_idle()
    head = branches.head_of("public")
    assert head is not None
    assert not packing.put_in_place(objects(), made, sources)
    assert [each for each in before if each in loose()] != before
    assert not list((objects() / "pack").glob("tmp_*"))
    kept = set(repositories.files("public", head).values())
    for seq, blob in PageVersion.objects.values_list("seq", "blob"):
        assert repositories.read("public", blob) == (many[seq] if blob in kept else None)


def test_who_looks_while_a_pack_takes_its_place_finds_everything(many):
    blobs = [ObjectID(each.encode()) for each in PageVersion.objects.values_list("blob", flat=True)]
    with repositories.opened("public") as held:
        assert held.object_store[blobs[0]]
        tidying.gather_all(["public"])
        assert [repositories.read_from(held, each.decode()) for each in blobs] == list(many.values())


def test_who_looks_while_the_past_is_purged_finds_what_stands_and_whoever_comes_later_nothing_else(
    many, steward
):
    """One that has the repository open already, as the loop may when a purge takes its packs apart."""
    tidying.gather_all(["public"])
    with repositories.opened("public") as held:
        first = PageVersion.objects.order_by("seq").first()
        assert first is not None
        assert repositories.read_from(held, first.blob) == many[first.seq]
        actions.purge_history(by=steward, space="public")
        loop.run_until_idle()
        head = branches.head_of("public")
        assert head is not None
        kept = set(repositories.files("public", head).values())
        for seq, blob in PageVersion.objects.filter(blob__in=kept).values_list("seq", "blob"):
            assert repositories.read_from(held, blob) == many[seq]
    for seq, blob in PageVersion.objects.values_list("seq", "blob"):
        assert repositories.read("public", blob) == (many[seq] if blob in kept else None)
    Shelf.objects.all().delete()
    standing = queries.pages(steward, space="public")
    assert {each.path: each.blob for each in standing} == repositories.files("public", head)
    assert (len(packs()), loose()) == (1, [head])
    fsck(repositories.folder("public"))


def test_a_repository_held_open_does_not_remember_what_was_purged(many, steward):
    first = PageVersion.objects.filter(path="folder 0/0.md").order_by("seq").first()
    assert first is not None
    tidying.gather_all(["public"])
    settled = time.time() - 60
    os.utime(objects() / "pack", (settled, settled))  # else it is not held open
    assert repositories.read("public", first.blob) == many[first.seq]
    actions.purge_history(by=steward, space="public")
    loop.run_until_idle()
    assert repositories.read("public", first.blob) is None
    assert repositories.held("public", [first.blob]) == set()


def test_what_somebody_began_yesterday_and_never_ended_goes(many):
    old, young = objects() / "pack" / "tmp_pack_1", objects() / "pack" / "tmp_pack_2"
    half = objects() / "pack" / "pack-0.pack"
    for file in (old, young, half):
        file.write_bytes(b"")
    yesterday = time.time() - 100_000
    for file in (old, half):
        os.utime(file, (yesterday, yesterday))
    tidying.gather_all(["public"])
    assert [each.exists() for each in (old, young, half)] == [False, True, False]


FILL = """
from prisma_hub.commons import packing
from prisma_hub.commons.actions import tidying
for turn in range(3):
    files = {f"{n}.md": f"{turn} {n}".encode() for n in range(60)}
    actions.bring(files, by=steward(), space="public", origin="import", summary="")
"""
LEFT = """
from prisma_hub.commons.actions import tidying
def all_there():
    blobs = PageVersion.objects.values_list("blob", flat=True)
    return len([blob for blob in blobs if repositories.read("public", blob)]) == 180
before = all_there()
tidying.gather_all(["public"])
packs = list((repositories.folder("public") / "objects/pack").glob("*.pack"))
print(before, all_there(), len(packs))
"""


@pytest.mark.parametrize(
    "ended", ["packing.put_in_place = lambda *a: os._exit(9)", "packing.remove = lambda *a: os._exit(9)"]
)
def test_killed_in_the_middle_everything_is_there_and_the_next_round_ends_it(tmp_path, ended):
    found(tmp_path)
    done = run(tmp_path, f'{FILL}\n{ended}\ntidying.gather_all(["public"])')
    assert done.returncode == 9, done.stderr
    done = run(tmp_path, LEFT)
    assert (done.returncode, done.stdout.split()) == (0, ["True", "True", "1"]), done
    fsck(tmp_path / "commons" / "public.git")
