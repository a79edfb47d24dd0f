"""Git, at the level of objects and trees: one bare repository per space, in the hub's folder.

Nothing here decides. Objects are written before the log names them; the branch follows the log.
"""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISDIR

from django.conf import settings
from dulwich.file import FileLocked
from dulwich.object_store import DiskObjectStore
from dulwich.objects import Blob, Commit, ObjectID, ShaFile, Tree
from dulwich.refs import Ref
from dulwich.repo import Repo

from prisma_hub.commons import large, loose, opening
from prisma_hub.commons.rules.paths import slug_of

BRANCH = Ref(b"refs/heads/main")
_FILE, _FOLDER = 0o100644, 0o040000
_HEAD = b"ref: refs/heads/main\n"
_CONFIG = (
    "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n\tlogallrefupdates = true\n"
    "[receive]\n\tdenyNonFastForwards = true\n"
)
"""As `_make` writes it."""
MANY = 40
"""From so many objects on they are written as one pack."""


@dataclass(frozen=True, slots=True)
class Large:
    """A file elsewhere on this machine that is read piece by piece, never whole."""

    file: Path
    size: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that lies among the objects already, by its name there."""

    blob: str
    size: int


@dataclass(frozen=True, slots=True)
class Edit:
    """A file as it is to be; `data` None removes it."""

    path: str
    data: bytes | Kept | None


@dataclass(frozen=True, slots=True)
class Author:
    """Whose commit it is: a name, and an id in place of an e-mail address."""

    name: str
    id: str

    @property
    def line(self) -> bytes:
        plain = "".join(" " if each in "<>\n\r\0" else each for each in self.name)
        return f"{' '.join(plain.split()) or 'somebody'} <{self.id}@hub>".encode()


@dataclass(frozen=True, slots=True)
class Written:
    """What a commit is called, and each file in it that was written."""

    commit: str
    blobs: dict[str, str]


def folder(space: str) -> Path:
    return Path(settings.HUB_DIR) / "commons" / f"{slug_of(space)}.git"


def exists(space: str) -> bool:
    return (folder(space) / "HEAD").exists()


@contextmanager
def opened(space: str) -> Iterator[Repo]:
    """The repository of a space, made where there is none yet."""
    if not exists(space):
        _make(folder(space))
    with opening.borrowed(folder(space)) as repo:
        yield repo


def _make(path: Path) -> None:
    path.mkdir(parents=True, exist_ok=True)
    with Repo.init_bare(str(path), default_branch=b"main") as repo:
        config = repo.get_config()
        config.set((b"receive",), b"denyNonFastForwards", True)
        config.write_to_path()


def frame(path: Path, *, anew: bool = False) -> None:
    """What git needs to know a folder as a repository, where it is missing or says another branch. `anew`:
    its settings too, whatever they say."""
    for each in ("refs/heads", "objects/pack", "objects/info"):
        (path / each).mkdir(parents=True, exist_ok=True)
    head = path / "HEAD"
    if not head.is_file() or head.read_bytes() != _HEAD:
        head.write_bytes(_HEAD)
    if anew or not (path / "config").is_file():
        (path / "config").write_text(_CONFIG)


def stands_in_frame(path: Path) -> bool:
    """Whether git would know it, and on which branch."""
    head = path / "HEAD"
    return head.is_file() and head.read_bytes() == _HEAD and (path / "config").is_file()


def commit(
    space: str,
    edits: Sequence[Edit],
    *,
    head: str | None,
    author: Author,
    message: str,
    at_ms: int,
    keep_history: bool = True,
    wrote: tuple[Author, int] | None = None,
) -> Written:
    """Write blobs, trees and a commit on top of `head`; the branch stays where it is.

    `wrote`: who wrote it elsewhere, and when; `author` then only committed it.
    """
    with opened(space) as repo:
        made: list[ShaFile] = []
        blobs = {edit.path: _blob(edit.data, made) for edit in edits if edit.data is not None}
        root = _root(repo, head)
        changes = {edit.path: blobs.get(edit.path) for edit in edits}
        tree = _grow(repo, root, {tuple(path.split("/")): blob for path, blob in changes.items()}, made)
        new = _commit(tree, head if keep_history else None, author, message, at_ms)
        if wrote:
            new.author, new.author_time = wrote[0].line, wrote[1] // 1000
        _store(repo, [*made, new])
        return Written(new.id.decode(), {path: blob.id.decode() for path, blob in blobs.items()})


def _root(repo: Repo, head: str | None) -> Tree:
    if head is None:
        return Tree()
    found = _look(repo, _id(head))
    assert isinstance(found, Commit)
    return tree_of(repo, found.tree)


def _id(name: str) -> ObjectID:
    return ObjectID(name.encode())


def tree_of(repo: Repo, name: ObjectID) -> Tree:
    """A folder of a commit, by its name."""
    found = _look(repo, name)
    assert isinstance(found, Tree)
    return found


def lay(space: str, data: Large) -> Kept:
    """Keep a large file among the objects, before anything names it. Raises `large.Unreadable`."""
    with opened(space) as repo:
        laid = large.lay(Path(repo.object_store.path), data.file, data.size)
        return Kept(laid.id.decode(), data.size)


def _blob(data: bytes | Kept, made: list[ShaFile]) -> Blob | large.Laid:
    if isinstance(data, Kept):
        return large.Laid(_id(data.blob))
    blob = Blob.from_string(data)
    made.append(blob)
    return blob


_Standing = ShaFile | large.Laid


def _grow(
    repo: Repo, tree: Tree, changes: Mapping[tuple[str, ...], _Standing | None], made: list[ShaFile]
) -> Tree:
    """The tree with these files written or removed. Only the folders on their way are read and made."""
    folders: dict[str, dict[tuple[str, ...], _Standing | None]] = {}
    for (first, *rest), blob in changes.items():
        if rest:
            folders.setdefault(first, {})[tuple(rest)] = blob
        else:
            _put(tree, first, _FILE, blob)
    for name, inner in folders.items():
        grown = _grow(repo, _below_name(repo, tree, name), inner, made)
        _put(tree, name, _FOLDER, grown if len(grown) else None)
    made.append(tree)
    return tree


def _below_name(repo: Repo, tree: Tree, name: str) -> Tree:
    """The folder of that name, or an empty one where there is none or a file in its place."""
    if name.encode() not in tree:
        return Tree()
    mode, standing = tree[name.encode()]
    return tree_of(repo, standing) if S_ISDIR(mode) else Tree()


def _put(tree: Tree, name: str, mode: int, what: _Standing | None) -> None:
    if what is not None:
        tree[name.encode()] = (mode, what.id)
    elif name.encode() in tree:
        del tree[name.encode()]


def _commit(tree: Tree, parent: str | None, author: Author, message: str, at_ms: int) -> Commit:
    new = Commit()
    new.tree = tree.id
    new.parents = [_id(parent)] if parent else []
    new.author = new.committer = author.line
    new.author_time = new.commit_time = at_ms // 1000
    new.author_timezone = new.commit_timezone = 0
    new.encoding = b"UTF-8"
    new.message = message.encode()
    return new


def _store(repo: Repo, objects: list[ShaFile]) -> None:
    fresh = {each.id: each for each in objects if not _has(repo, each.id)}
    if len(fresh) > MANY:
        repo.object_store.add_objects([(each, None) for each in fresh.values()])
        return
    loose.lay(Path(repo.object_store.path), list(fresh.values()))


def blob_name(data: bytes | Large | Kept) -> str:
    """What git calls a file with these bytes. Raises `large.Unreadable`."""
    if isinstance(data, Kept):
        return data.blob
    if isinstance(data, Large):
        return large.name_of(data.file, data.size)
    return Blob.from_string(data).id.decode()


def pieces(space: str, blob: str) -> Iterator[bytes] | None:
    """The bytes of a file one piece after the other, or None where its repository no longer keeps them."""
    found = large.pieces(folder(space) / "objects", blob)
    if found is not None:
        return found
    data = read(space, blob)
    return None if data is None else iter((data,))


def read(space: str, blob: str) -> bytes | None:
    """The bytes of a file, or None where its repository no longer keeps them."""
    if not exists(space):
        return None
    with opened(space) as repo:
        return read_from(repo, blob)


def read_from(repo: Repo, blob: str) -> bytes | None:
    found = _look(repo, _id(blob)) if blob else None
    return bytes(found.data) if isinstance(found, Blob) else None


def _look(repo: Repo, name: ObjectID) -> ShaFile | None:
    """An object, or None. What a new pack took the place of between two looks is found by the second."""
    for _ in range(2):
        try:
            return repo.object_store[name]
        except KeyError:
            repo.object_store.close()  # what it remembers of packs
    return None


def _has(repo: Repo, name: ObjectID) -> bool:
    """Whether an object is here. Unlike dulwich it does not read what lies loose to answer that."""
    store = repo.object_store
    assert isinstance(store, DiskObjectStore)
    lies_loose = loose.path_of(Path(store.path), name).exists
    return store.contains_packed(name) or lies_loose() or store.contains_packed(name)


def held(space: str, blobs: Collection[str]) -> set[str]:
    """Which of these files the repository still keeps."""
    if not exists(space):
        return set()
    with opened(space) as repo:
        return {each for each in blobs if each and _has(repo, _id(each))}


def files(space: str, commit: str) -> dict[str, str]:
    """Every file of a commit, by path, with its blob."""
    with opened(space) as repo:
        return dict(_walk(repo, _root(repo, commit), ""))


def _walk(repo: Repo, tree: Tree, above: str) -> Iterator[tuple[str, str]]:
    for entry in tree.iteritems():
        assert entry.path is not None and entry.sha is not None and entry.mode is not None
        path = above + entry.path.decode()
        if S_ISDIR(entry.mode):
            yield from _walk(repo, tree_of(repo, entry.sha), path + "/")
        else:
            yield path, entry.sha.decode()


def branch(space: str) -> str | None:
    """Where the branch stands."""
    if not exists(space):
        return None
    with opened(space) as repo:
        found = repo.refs.read_ref(BRANCH)
        return found.decode() if found else None


def move_branch(space: str, head: str) -> bool:
    """Move the branch where the log says it belongs. False where somebody else held it all the while.

    Where the repository or the commit is gone (somebody left with their garden) there is nothing to move.
    """
    if not exists(space):
        return True
    with opened(space) as repo:
        if repo.refs.read_ref(BRANCH) == head.encode() or not _has(repo, _id(head)):
            return True
        return _set_branch(repo, head)


_TRIES, _PAUSE_S, _STALE_S = 20, 0.025, 5
"""A branch is held for the time it takes to write forty bytes."""


def _set_branch(repo: Repo, head: str) -> bool:
    """Two may move it at the same moment: one waits for the other's lock. A lock that whoever was killed
    left behind is taken away."""
    for _ in range(_TRIES):
        try:
            repo.refs[BRANCH] = _id(head)
            return True
        except FileLocked as held:
            _break_if_left(Path(os.fsdecode(held.lockfilename)))
            time.sleep(_PAUSE_S)
    return False


def _break_if_left(lock: Path) -> None:
    with suppress(FileNotFoundError):
        if time.time() - lock.stat().st_mtime > _STALE_S:
            lock.unlink()


def begin_anew(
    space: str, head: str, *, author: Author, message: str, at_ms: int, without: Collection[str] = ()
) -> str:
    """A commit with the same files as `head`, but for those `without`, and nothing before it; the branch
    stays where it is."""
    with opened(space) as repo:
        made: list[ShaFile] = []
        tree = _grow(repo, _root(repo, head), {tuple(path.split("/")): None for path in without}, made)
        new = _commit(tree, None, author, message, at_ms)
        _store(repo, [*made, new])
        return new.id.decode()
