"""`site` understands which folder is the hub, and its counts agree with each other."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from prisma_hub.cli.site import count, which_is_which, whose
from prisma_hub.kernel.refusal import Refused
from tests.cli.test_commands import run


def test_the_hub_is_found_in_either_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hub, out = tmp_path / "hub", tmp_path / "out"
    hub.mkdir()
    (hub / "hub.toml").touch()
    assert which_is_which(hub, out) == which_is_which(out, hub) == (hub, out)
    assert which_is_which(hub, None) == (hub, hub / "site")
    monkeypatch.chdir(tmp_path)
    assert which_is_which(Path("hub"), None) == (Path("hub"), Path("hub/site"))
    with pytest.raises(Refused, match=r"prisma-hub site hub elsewhere$") as no:
        which_is_which(Path("elsewhere"), None)
    assert "init" not in str(no.value)


def test_one_and_many_are_said_right() -> None:
    assert [count(n, "file") for n in (0, 1, 2, 1000)] == ["0 files", "1 file", "2 files", "1,000 files"]
    assert [count(n, "entry", "entries") for n in (1, 2)] == ["1 entry", "2 entries"]


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="the hub's own SQLite")
def test_a_site_lies_in_the_hubs_folder_and_is_counted_whole(founded_hub: Path, tmp_path: Path) -> None:
    founded = shutil.copytree(founded_hub, tmp_path / "hub")
    made = run("site", founded, "--json")
    assert made.returncode == 0, made.stderr
    told = json.loads(made.stdout)
    out = founded / "site"
    standing = [path for path in out.rglob("*") if path.is_file()]
    shown = (out / "evidence" / "entries.jsonl").read_text(encoding="utf-8").count("\n")
    assert told == {
        "out": str(out.resolve()),
        "for": "public",
        "files": len(standing) - 8,
        "evidence": 8,
        "written": len(standing),
        "removed": 0,
        "disclosed": shown,
        "left_out": [],
    }
    again = run("site", founded)
    assert "\nIt is for everybody.\n" in again.stdout
    assert "Nothing had changed since it was built last." in again.stdout
    checked = run("verify", out)
    assert checked.returncode == 0
    assert f"Each of its {told['files']:,} files is the one the hub published" in checked.stdout


def test_a_site_that_is_not_for_everybody_is_called_so() -> None:
    assert whose("public") == "It is for everybody."
    assert whose("hub").startswith("It is for the members of this hub, ")
    for space in ("network", "hub", "circle:01890000-0000-7000-8000-000000000000"):
        assert "everybody may read as well" in whose(space)
        assert whose(space).endswith("Hand it on only to them.")
    assert "circle:01890000" in whose("circle:01890000-0000-7000-8000-000000000000")


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="the hub's own SQLite")
def test_the_command_says_whom_a_site_is_for(founded_hub: Path, tmp_path: Path) -> None:
    founded = shutil.copytree(founded_hub, tmp_path / "hub")
    said = run("site", founded, tmp_path / "inner", "--for", "hub")
    assert (
        "\nIt is for the members of this hub, and shows what everybody may read as well. Hand it on only to"
        in (said.stdout)
    )
    told = run("site", founded, tmp_path / "inner", "--for", "hub", "--json")
    assert json.loads(told.stdout)["for"] == "hub"


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="the hub's own SQLite")
def test_the_command_names_what_stays_at_home(founded_hub: Path, tmp_path: Path) -> None:
    founded = shutil.copytree(founded_hub, tmp_path / "hub")
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "page.md").write_text("[a](run.html)")
    (notes / "run.html").write_text("<script>1</script>")
    assert run("import", "vault", notes, founded, "--into", "public").returncode == 0
    said = run("site", founded)
    assert "\nLeft out: run.html, a document that a browser would run.\n" in said.stdout
    told = json.loads(run("site", founded, "--json").stdout)
    assert told["left_out"] == [{"path": "run.html", "why": "a document that a browser would run"}]
