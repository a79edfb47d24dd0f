"""A hub that changed its key, as a host meets it: served, backed up, restored, published, with keys lost."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from prisma_hub.cli import folder
from tests.verifier.program import load_verify, refusal

ROOT = Path(__file__).parents[2]
Run = Callable[..., str]
pytestmark = pytest.mark.skipif("DATABASE_URL" in os.environ, reason="looks into the folder's own SQLite")


@pytest.fixture
def run() -> Run:
    ours = ("PRISMA_HUB_DIR", "DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    quiet = {key: value for key, value in os.environ.items() if key not in ours}

    def command(*words: object, code: int = 0) -> str:
        ended = subprocess.run(
            [sys.executable, "-m", "prisma_hub", *map(str, words)],
            capture_output=True,
            text=True,
            timeout=300,
            env={**quiet, "PYTHONPATH": str(ROOT / "src"), "COLUMNS": "300"},
        )
        assert ended.returncode == code, ended.stdout + ended.stderr
        return ended.stdout if code == 0 else ended.stdout + ended.stderr

    return command


def keys(run: Run, hub: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run("keys", "show", hub, "--json"))["keys"]
    return found


@pytest.mark.slow
def test_a_hub_that_changed_its_key_is_restored_and_believed(
    founded_hub: Path, tmp_path: Path, run: Run
) -> None:
    hub, file, house, site = (tmp_path / name for name in ("hub", "hub.backup", "house", "site"))
    shutil.copytree(founded_hub, hub)
    did = json.loads(run("log", "head", hub, "--json"))["hub"]
    run("keys", "rotate", hub)
    run("backup", file, hub)
    second = json.loads(run("keys", "rotate", hub, "--json"))
    assert [each["did"] for each in keys(run, hub)][0::2] == [did, second["key"]]

    run("restore", file, house)
    assert {each.name for each in (house / "keys").iterdir()} == {"hub.key", "next.key", "web.key"}
    again = json.loads(run("keys", "rotate", house, "--json"))
    assert again["hub"] == did, "the name that lasts"
    assert again["key"] == second["key"], "it was promised before the backup"
    run("log", "verify", house)

    run("site", house, site)
    run("verify", site, "--hub", did)
    (hub_json,) = site.rglob("evidence/hub.json")
    files = {each.name: each.read_bytes() for each in hub_json.parent.iterdir()}
    assert (refusal(load_verify(), files), len(json.loads(files["hub.json"])["keys"])) == (None, 2)
    forged = json.loads(files["hub.json"])
    forged["keys"].pop()
    hub_json.write_text(json.dumps(forged))
    run("verify", site, code=1)

    (hub / "keys" / "next.key").write_bytes(b"garbage")
    (hub / "keys" / "web.key").write_bytes(b"\xff\xfe garbage")
    assert "The key that was promised to follow" in run("keys", "show", hub, code=1)
    assert "cannot change it" in run("keys", "rotate", hub, code=2)


def test_a_damaged_web_key_is_drawn_anew(tmp_path: Path) -> None:
    hub = tmp_path / "hub"
    folder.begin(hub, name="Spring", language="en")
    key = hub / "keys" / "web.key"
    assert folder.mend_web_key(hub) is False
    for damage in (b"", b"\xff\xfe garbage", b"0" * 95):
        key.write_bytes(damage)
        assert folder.mend_web_key(hub) is True
        assert (len(key.read_bytes()), key.stat().st_mode & 0o777) == (96, 0o600)
    key.unlink()
    assert folder.mend_web_key(hub) is True
    assert [each.name for each in key.parent.iterdir()] == ["web.key"]
