"""A history of pages that was purged stays away, also where an older backup is restored."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from dulwich.repo import Repo

from prisma_hub.commons import actions as commons
from prisma_hub.commons import queries, repositories
from prisma_hub.commons.models import Garden, PageRow, PageVersion, Repository
from prisma_hub.commons.types import Purged, Saved, What
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.canonical import b64url
from prisma_hub.kernel.refusal import Refused
from prisma_hub.log import actions as log
from prisma_hub.log import queries as book
from prisma_hub.log import replay
from prisma_hub.upkeep import beside, erasures
from prisma_hub.work import loop
from tests.commons import run_apart

HUB = "did:key:zzzzzzzzzzzz"
SAID = """
from pathlib import Path
from prisma_hub.identity import actions as identity
from prisma_hub.upkeep import actions as upkeep
from prisma_hub.work.kept import Due
def write(space, path, *texts):
    for text in texts:
        row = PageRow.objects.filter(space=space, path=path).first()
        actions.write_page(by=steward(), space=space, path=path, text=text, base=row.blob if row else None)
def work():
    Due.objects.update(last=0)
    loop._looked.clear()
    loop.run_until_idle()
"""
SPACES = """
garden = steward().ref
names = {"hub": "gone.md", "public": "gone.md", garden: "zanzaraquil-leaving.md"}
"""
BEFORE = """
actions.keep_garden(by=steward(), space=garden, keeps=True)
for space, name in names.items():
    write(space, "told.md", "# Told\\n\\nearlyzanzaraquil\\n", "# Told\\n\\nstanding\\n")
    write(space, "later.md", "# Later\\n\\nlaterzanzaraquil\\n")
    write(space, name, "# Leaving\\n\\nremovedzanzaraquil\\n")
    write(space, "other.md", "# Other\\n\\nbefore\\n", "# Other\\n\\nnow\\n")
work()
upkeep.backup(Path(AWAY) / "hub.backup")
"""
PURGED = """
for space, name in names.items():
    write(space, "later.md", "# Later\\n\\nharmless\\n")
    actions.remove_page(by=steward(), space=space, path=name)
actions.purge_history(by=steward(), space="hub")
for space in ("public", garden):
    for path in ("told.md", "later.md", names[space]):
        actions.purge_history(by=steward(), space=space, path=path)
work()
"""
REPORT = """
import json
rows = list(PageRow.objects.filter(space__in=names).order_by("space", "path"))
kinds = [entry.kind for entry in book.entries() if entry.kind in ("log.resumed/1", "history.purged/1")]
with repositories.opened("public") as repo:
    repo.object_store[repositories.branch("public").encode()]
print(json.dumps({
    "stands": {space: [row.path for row in rows if row.space == space] for space in names},
    "says": sorted({repositories.read(row.space, row.blob).decode() for row in rows}),
    "kept": [each.kept for each in queries.history(steward(), "public", "other.md")],
    "kinds": kinds,
    "differences": replay.differences(),
}))
"""


def done(folder: Path, code: str) -> str:
    found = run_apart.run(folder, SAID + SPACES + code)
    assert found.returncode == 0, found.stderr
    return found.stdout


def holding(folder: Path, what: bytes) -> list[str]:
    """Files below that hold these bytes, and objects of git, unpacked."""
    found = [str(each) for each in folder.rglob("*") if each.is_file() and what in each.read_bytes()]
    for each in folder.glob("commons/*.git"):
        with Repo(str(each)) as repo:
            store = repo.object_store
            found += [f"{each.name} {name!r}" for name in store if what in store[name].as_raw_string()]
    return found


def restore(backup: Path, house: Path, *more: str) -> None:
    words = [sys.executable, "-m", "prisma_hub", "restore", str(backup), str(house), *more]
    here = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    back = subprocess.run(
        words,
        capture_output=True,
        text=True,
        timeout=300,
        env=here | {"PYTHONPATH": str(run_apart.ROOT / "src")},
    )
    assert back.returncode == 0, back.stderr


@pytest.mark.slow
def test_what_was_purged_does_not_come_back_with_a_backup(tmp_path: Path) -> None:
    hub, away, house, alone = (tmp_path / name for name in ("hub", "away", "house", "alone"))
    hub.mkdir()
    away.mkdir()
    (hub / "hub.toml").write_text('format = 1\nlanguage = "en"\n')
    run_apart.found(hub)
    done(hub, f"AWAY = {str(away)!r}\n{BEFORE}{PURGED}")
    assert holding(hub, b"earlyzanzaraquil") == []
    assert b"zanzaraquil" not in next(away.glob("erased-*")).read_bytes()
    restore(away / "hub.backup", house)
    assert holding(house, b"zanzaraquil") == []
    found = json.loads(done(house, REPORT))
    garden = next(space for space in found["stands"] if space.startswith("person:"))
    assert found == {
        "stands": {space: ["other.md", "told.md"] for space in ("hub", "public", garden)},
        "says": ["# Other\n\nnow\n", "# Told\n\nstanding\n"],
        "kept": [True, True],
        "kinds": ["log.resumed/1", *["history.purged/1"] * 7],
        "differences": [],
    }
    (away / "elsewhere").mkdir()
    restore(Path(shutil.copy(away / "hub.backup", away / "elsewhere")), alone, "--without-list")
    assert holding(alone, b"earlyzanzaraquil") != [], "the list is what keeps it away"


@pytest.fixture
def told(hub: Path, steward: Viewer, write: Callable[..., Saved]) -> PageVersion:
    """A page as it stands in the hub, with a past; in a hub whose log knows of no purge."""
    base = write("weir.md", "# Weir\n\nfirst\n", by=steward, space="hub").blob
    write("weir.md", "# Weir\n\nsecond\n", by=steward, space="hub", base=base)
    write("other.md", "# Other\n", by=steward, space="hub")
    loop.run_until_idle()
    return PageVersion.objects.filter(path="weir.md").order_by("seq").last()


def listed(version: PageVersion, what: What) -> Purged:
    """A purge said elsewhere, after which this version no longer stood."""
    gone = ((version.seq, book.statements([version.seq])[version.seq]),)
    return Purged(10_000, bytes(range(32)), what, version.space, gone)


def said() -> list[tuple[str, object]]:
    after = [entry for entry in book.entries() if entry.by == log.HUB and entry.body.get("commit")]
    return [(entry.kind or "", entry.body.get("path")) for entry in after]


@pytest.mark.parametrize(("what", "names"), [("space", None), ("file", "weir.md")])
def test_a_purge_is_done_again_once(told: PageVersion, what: What, names: str | None) -> None:
    commons.purge_again(listed(told, what))
    again = [("page.changed/1", "weir.md"), ("history.purged/1", names)]
    assert said() == again
    loop.run_until_idle()
    assert repositories.read("hub", told.blob) is None
    assert repositories.files("hub", Repository.objects.get(space="hub").head).keys() == {"other.md"}
    commons.purge_again(listed(told, what))
    assert said() == again
    assert replay.differences() == []


def test_a_garden_that_was_let_go_keeps_no_past_again(steward: Viewer, write: Callable[..., Saved]) -> None:
    commons.keep_garden(by=steward, space=steward.ref, keeps=True)
    base = write("note.md", "first\n", by=steward, space=steward.ref).blob
    write("note.md", "second\n", by=steward, space=steward.ref, base=base)
    first = PageVersion.objects.filter(space=steward.ref).order_by("seq").first()
    commons.purge_again(listed(first, "garden"))
    loop.run_until_idle()
    assert not Garden.objects.get(space=steward.ref).keeps
    assert repositories.read(steward.ref, first.blob) is None
    assert queries.page(steward, steward.ref, "note").text == "second\n"


def test_a_purge_that_ran_while_the_backup_was_written_leaves_a_history_that_can_be_read(
    told: PageVersion,
) -> None:
    """Its tables name a commit and versions which its files no longer hold."""
    with repositories.opened("hub") as repo:
        for name in (Repository.objects.get(space="hub").head, told.blob):
            repo.object_store.delete_loose_object(name.encode())
    commons.purge_again(listed(told, "file"))
    loop.run_until_idle()
    assert repositories.files("hub", Repository.objects.get(space="hub").head).keys() == {"other.md"}
    assert list(PageRow.objects.filter(space="hub").values_list("path", flat=True)) == ["other.md"]


def test_another_entry_of_that_number_is_left_alone(told: PageVersion) -> None:
    purged = listed(told, "file")
    commons.purge_again(replace(purged, gone=((told.seq, bytes(32)),)))
    assert said() == []


def test_a_lost_list_names_purges_again(told: PageVersion, steward: Viewer, tmp_path: Path) -> None:
    away = tmp_path / "away"
    away.mkdir()
    erasures.keep_beside(away / "hub.backup")
    where = beside.list_beside(away / "hub.backup", log.hub_did())
    commons.purge_history(by=steward, space="hub", path="weir.md")
    loop.run_until_idle()
    whole = where.read_text()
    [purged] = beside.purges_beside(away / "hub.backup", log.hub_did())
    first = PageVersion.objects.filter(path="weir.md").order_by("seq").first()
    assert (purged.what, [seq for seq, _ in purged.gone]) == ("file", [first.seq])
    assert purged.statement == book.statement(purged.seq)
    assert erasures.short() == []
    where.write_text("".join(line for line in whole.splitlines(True) if "purged" not in line))
    assert erasures.short() == [str(away)]
    erasures.write_anew(str(away))
    assert sorted(where.read_text().splitlines()[1:]) == sorted(whole.splitlines()[1:]) != []
    log.erase(purged.seq, right="speaker")
    erasures.tell()
    assert erasures.short() == [], "whose name was erased since is known by its entry"


@pytest.mark.parametrize(
    "changed",
    [{"purged": "all"}, {"space": "nowhere"}, {"gone": [["1", "x"]]}, {"gone": None}, {"statement": "x"}],
)
def test_a_line_about_a_purge_that_cannot_be_read_restores_nothing(
    tmp_path: Path, changed: dict[str, object]
) -> None:
    hash_ = b64url(bytes(32))
    line = {"seq": 3, "purged": "space", "space": "hub", "gone": [[1, hash_]], "statement": hash_}
    backup = tmp_path / "hub.backup"
    where = beside.list_beside(backup, HUB)
    where.write_text(json.dumps(line) + "\n")
    assert list(beside.purges_beside(backup, HUB)) == [
        Purged(3, bytes(32), "space", "hub", ((1, bytes(32)),))
    ]
    where.write_text(json.dumps(line | changed) + "\n")
    with pytest.raises(Refused, match=r"Line 1 of .* cannot be read"):
        list(beside.purges_beside(backup, HUB))
