"""What a push brings: its new commits, every version of a file in them, and what it changes in the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from dulwich.diff_tree import tree_changes
from dulwich.errors import NotTreeError
from dulwich.object_store import DiskObjectStore, tree_lookup_path
from dulwich.objects import Blob, Commit, ObjectID, ShaFile, Tree

from prisma_hub.commons.remote.lines import broken
from prisma_hub.commons.remote.quarantine import Incoming
from prisma_hub.commons.rules import pushing

MOST_FOLDERS = 20_000
"""Read to compare two commits."""
_EMPTY = Tree().id


@dataclass(frozen=True, slots=True)
class Found:
    """A file as a commit has it; `sha` is None where the commit takes it away."""

    path: bytes
    mode: int
    sha: str | None
    was: str | None = None
    """The file that stood there before."""


def commits(incoming: Incoming, *, head: str | None, tip: str) -> list[Commit]:
    """The commits a push adds, the newest first. Refused where they do not build on what stands here."""
    past = _Past(incoming.before, head)
    found: dict[ObjectID, Commit] = {}
    waiting, met = [_id(tip)], False
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        if name in past:
            met = met or name == past.head
            continue
        commit = _commit(incoming.store, name)
        found[name] = commit
        pushing.check_number(commits=len(found))
        if not commit.parents and head is not None:
            raise pushing.unrelated()
        waiting += commit.parents
    if head is not None and not met:
        raise pushing.behind()
    return list(found.values())


class _Past:
    """Which commits lie behind the head, read as far back as is asked."""

    def __init__(self, store: DiskObjectStore, head: str | None) -> None:
        self.store = store
        self.head = _id(head) if head else None
        self._known: set[ObjectID] = set()
        self._edge = [self.head] if self.head else []

    def __contains__(self, name: ObjectID) -> bool:
        """Most are the head itself, or not here at all: only then the past is walked."""
        if name == self.head or name in self._known:
            return True
        if name not in self.store:
            return False
        while self._edge:
            following: list[ObjectID] = []
            for each in self._edge:
                if each not in self._known:
                    self._known.add(each)
                    following += _commit(self.store, each).parents
            self._edge = following
            if name in self._known:
                return True
        return False


def versions(incoming: Incoming, commit: Commit) -> Iterator[Found]:
    """Every file a commit adds or changes against all of its parents."""
    parents = [_commit(incoming.store, each).tree for each in commit.parents]
    first = parents[0] if parents else None
    for each in changes(incoming.store, first, commit.tree):
        if each.sha is not None and not any(_stands(incoming.store, tree, each) for tree in parents[1:]):
            yield each


def changes(store: DiskObjectStore, before: ObjectID | None, after: ObjectID) -> Iterator[Found]:
    """Each file that differs between two trees. Read as far as asked: a hostile tree has no end."""
    trees = cast(DiskObjectStore, _Trees(store, {before, after}))
    try:
        for each in tree_changes(trees, before, after, change_type_same=True):
            old, new = each.old, each.new
            was = old.sha.decode() if old and old.sha else None
            if new is not None and new.path is not None and new.sha is not None and new.mode is not None:
                yield Found(new.path, new.mode, new.sha.decode(), was)
            elif old is not None and old.path is not None:
                yield Found(old.path, old.mode or 0, None, was)
    except (KeyError, ValueError, AssertionError) as problem:
        raise broken() from problem


class _Trees:
    """The folders that are walked. Forty that hold the next one twice, the last of them empty, are a path of
    a thousand billion folders and not one file; git itself writes no empty folder but that of a whole."""

    def __init__(self, store: DiskObjectStore, whole: set[ObjectID | None]) -> None:
        self._store, self._whole = store, whole
        self._read = 0

    def __getitem__(self, name: ObjectID) -> ShaFile:
        self._read += 1
        if self._read > MOST_FOLDERS or (name == _EMPTY and name not in self._whole):
            raise broken()
        return self._store[name]


def _stands(store: DiskObjectStore, tree: ObjectID, found: Found) -> bool:
    try:
        mode, sha = tree_lookup_path(store.__getitem__, tree, found.path)
    except (KeyError, ValueError, NotTreeError):  # nothing there, or a file where this one has a folder
        return False
    return (mode, sha.decode()) == (found.mode, found.sha)


def data(incoming: Incoming, sha: str) -> bytes:
    """The bytes of a file; its size was looked at before."""
    try:
        found = incoming.store[_id(sha)]
    except KeyError:
        raise broken() from None
    if not isinstance(found, Blob):
        raise broken()
    return bytes(found.data)


def tree_of(store: DiskObjectStore, commit: str | None) -> ObjectID | None:
    return _commit(store, _id(commit)).tree if commit else None


def commit_named(store: DiskObjectStore, name: str) -> Commit:
    return _commit(store, _id(name))


def _commit(store: DiskObjectStore, name: ObjectID) -> Commit:
    try:
        found = store[name]
    except KeyError:
        raise broken() from None
    if not isinstance(found, Commit):
        raise broken()
    return found


def _id(name: str) -> ObjectID:
    return ObjectID(name.encode())
