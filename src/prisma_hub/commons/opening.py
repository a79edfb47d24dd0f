"""Repositories held open from one look to the next: opening one anew reads the index of each of its packs.

One that is held is used by one thread at a time, and only as long as no pack came or went meanwhile: what a
purge took out is not read from a file that is no longer there.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dulwich.object_store import DiskObjectStore
from dulwich.repo import Repo

_MOST = 6
"""Repositories held open at once; the one not used for longest is closed."""
_SETTLED_NS = 2_000_000_000
"""A folder that changed less than this ago can change again without its time telling."""
_DELTAS = 4_000_000
"""Bytes of unpacked versions that a pack remembers."""

State = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Open:
    path: Path
    state: State
    settled: bool
    repo: Repo


_held: list[_Open] = []
_lock = threading.Lock()


@contextmanager
def borrowed(path: Path) -> Iterator[Repo]:
    """A repository for this thread alone, until it is given back."""
    found = _taken(path) or _opened(path)
    try:
        yield found.repo
    except BaseException:
        found.repo.close()
        raise
    _give_back(found)


def _state(path: Path) -> State:
    """Another state, another set of packs; and no process uses what another one opened."""
    packs = path / "objects" / "pack"
    if not packs.exists():
        packs.mkdir(exist_ok=True)  # whoever copied the repository left empty folders out
    found = packs.stat()
    return (os.getpid(), found.st_ino, found.st_mtime_ns)


def _taken(path: Path) -> _Open | None:
    state = _state(path)
    with _lock:
        mine = [each for each in _held if each.path == path]
        fit = next((each for each in mine if each.state == state), None)
        gone = [each for each in mine if each.state != state]
        _held[:] = [each for each in _held if each is not fit and each not in gone]
    for each in gone:
        each.repo.close()
    return fit


def _opened(path: Path) -> _Open:
    now, state = time.time_ns(), _state(path)
    repo = Repo(str(path))
    store = repo.object_store
    assert isinstance(store, DiskObjectStore)
    store.fsync_object_files = True  # not in its settings: git calls the name outdated, aloud
    store.delta_base_cache_limit = _DELTAS
    return _Open(path, state, now - state[-1] > _SETTLED_NS, repo)


def _give_back(found: _Open) -> None:
    if not found.settled:
        found.repo.close()
        return
    with _lock:
        _held.append(found)
        gone = [_held.pop(0) for _ in range(len(_held) - _MOST)]
    for each in gone:
        each.repo.close()
