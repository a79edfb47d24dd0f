"""Objects are on the disk, by their names, before the log can name them: a pulled plug loses none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from dulwich.objects import Blob

from prisma_hub.commons import large, loose


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was synced, by path, while the real thing goes on."""
    found: list[str] = []
    real = os.fsync

    def sync(handle: int) -> None:
        found.append(os.readlink(f"/proc/self/fd/{handle}"))
        real(handle)

    monkeypatch.setattr(os, "fsync", sync)
    return found


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs Linux to see what is synced")
def test_a_small_and_a_large_file(tmp_path: Path, synced: list[str]) -> None:
    blob = Blob.from_string(b"a weir")
    loose.lay(tmp_path, [blob])
    names = {str(tmp_path), str(loose.path_of(tmp_path, blob.id).parent)}
    assert (len(synced), set(synced[1:])) == (3, names)
    synced.clear()
    film = tmp_path / "film"
    film.write_bytes(b"a film")
    laid = large.lay(tmp_path, film, 6)
    names = {str(tmp_path), str(loose.path_of(tmp_path, laid.id).parent)}
    assert (len(synced), set(synced[1:])) == (3, names)
