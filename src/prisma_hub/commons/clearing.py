"""What a purge takes out of a repository: every object nothing needs any more, also out of packs."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from stat import S_ISDIR

from dulwich.object_store import DiskObjectStore
from dulwich.objects import Commit, ObjectID
from dulwich.repo import Repo

from prisma_hub.commons import loose, packing
from prisma_hub.commons.repositories import MANY, opened, tree_of


def keep_only(space: str, head: str, blobs: Collection[str] = ()) -> int:
    """Remove from a repository what its newest commit and those before it do not need, but for these files.
    Returns how many objects went. Nobody may be writing meanwhile."""
    with opened(space) as repo:
        needed = _reached(repo, ObjectID(head.encode())) | {ObjectID(each.encode()) for each in blobs if each}
        gone = {name for name in repo.object_store if name not in needed}
        if gone:
            _take_apart(repo.object_store, needed, gone)
        for name in gone:
            with suppress(FileNotFoundError):
                repo.object_store.delete_loose_object(name)
        return len(gone)


def _take_apart(store: DiskObjectStore, needed: set[ObjectID], gone: set[ObjectID]) -> None:
    """Take packs away that hold what is to go: what is needed of them is kept elsewhere before."""
    names = {Path(pack._basename): {ObjectID(each) for each in pack} for pack in store.packs}
    going = {base: held for base, held in names.items() if held & gone}
    kept = sorted(name for name in set().union(*going.values()) & needed if not store.contains_loose(name))
    if len(kept) > MANY:
        objects = Path(store.path)
        packing.reveal(objects, packing.lay(objects, packing.whole(store, kept), len(kept), store))
    else:
        loose.lay(Path(store.path), [store[name] for name in kept])
    store.close()  # what it remembers of packs is no longer so
    for base in going:
        packing.remove(base)


def _reached(repo: Repo, head: ObjectID) -> set[ObjectID]:
    """Everything a commit leads to: those before it, as far as they are kept, and the files of them all."""
    found: set[ObjectID] = set()
    waiting = [head]
    while waiting:
        name = waiting.pop()
        if name in found or name not in repo.object_store:
            continue
        commit = repo.object_store[name]
        assert isinstance(commit, Commit)
        found.add(name)
        waiting += commit.parents
        _take_below(repo, commit.tree, found)
    return found


def _take_below(repo: Repo, name: ObjectID, found: set[ObjectID]) -> None:
    """A folder and what lies in it; one that was met before is not walked again."""
    if name in found:
        return
    found.add(name)
    for entry in tree_of(repo, name).iteritems():
        assert entry.sha is not None and entry.mode is not None
        if S_ISDIR(entry.mode):
            _take_below(repo, entry.sha, found)
        else:
            found.add(entry.sha)
