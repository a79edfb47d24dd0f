"""The site that was built when the demo was played: checked, and forged in every way we know."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.demo import forging
from tests.demo.playing import PROGRAM, PlayedHub, environment

pytestmark = pytest.mark.slow
UNSAID = ("marigold", "harpoon", ">ember<", ">reed<", ">moss<")
"""Withdrawn, erased, and the names of those who asked not to be named."""


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *map(str, words)],
        capture_output=True,
        text=True,
        timeout=600,
        env=environment(),
        check=False,
    )


def test_the_site_can_be_checked_with_no_hub_at_hand(played_hub: PlayedHub) -> None:
    checked = run("verify", played_hub.folder / "site")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    pages = [
        path.read_text(encoding="utf-8").lower() for path in (played_hub.folder / "site").rglob("*.html")
    ]
    assert len(pages) > 50
    assert [word for word in UNSAID if any(word in page for page in pages)] == []


def test_every_forgery_of_the_evidence_is_refused_by_both_verifiers(
    played_hub: PlayedHub, tmp_path: Path
) -> None:
    tried, believed = forging.believed(played_hub.folder / "site" / "evidence", tmp_path / "altered")
    assert believed == []
    assert tried > 700


def test_every_forgery_of_the_list_of_files_is_refused(played_hub: PlayedHub, tmp_path: Path) -> None:
    site = shutil.copytree(played_hub.folder / "site", tmp_path / "site")
    assert forging.lists_believed(site) == []
