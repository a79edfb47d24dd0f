"""The git history of a folder somebody brings: who changed which page when, the oldest first. It only reads.

Followed is the line of first parents from where the folder stands: what was merged counts as one change, as
in `git log --first-parent`. A page that was renamed without being changed keeps its past under its present
name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from dulwich.diff_tree import TreeChange, tree_changes
from dulwich.errors import NotGitRepository
from dulwich.objects import Blob, Commit, ObjectID, Tree
from dulwich.repo import Repo

MOST_VERSIONS = 20_000
"""Versions of pages that are brought along; of a longer history the newest."""
_UNREADABLE = (NotGitRepository, KeyError, OSError, AssertionError, ValueError)


@dataclass(frozen=True, slots=True)
class PastCommit:
    """A commit of the source, and the blobs of the pages it changed, by their present path."""

    id: str
    author: str
    at_ms: int
    summary: str
    blobs: dict[str, str]


@dataclass(slots=True)
class Past:
    """What a source's git says of its pages. `commits` from the oldest on; `cut`: there was more."""

    repo: Repo
    commits: list[PastCommit] = field(default_factory=list)
    cut: bool = False

    @property
    def versions(self) -> int:
        return sum(len(each.blobs) for each in self.commits)

    def data(self, blob: str) -> bytes | None:
        try:
            found = self.repo.object_store[ObjectID(blob.encode())]
        except _UNREADABLE:
            return None
        return bytes(found.data) if isinstance(found, Blob) else None


def read_past(source: Path, pages: Collection[str]) -> Past | None:
    """The past of these pages, paths below `source`; None where no readable git keeps the folder."""
    try:
        repo = Repo.discover(str(source))
        prefix = source.relative_to(Path(repo.path).resolve()).as_posix()
        head = repo[repo.head()]
    except _UNREADABLE:
        return None
    past = Past(repo)
    if isinstance(head, Commit):
        _follow(past, head, "" if prefix == "." else prefix, {path: path for path in pages})
    past.commits = list(_that_changed(reversed(past.commits)))
    return past


def _that_changed(commits: Iterable[PastCommit]) -> Iterator[PastCommit]:
    """Without what is as it was before: a page that was moved, or taken away and put back."""
    standing: dict[str, str] = {}
    for commit in commits:
        blobs = {path: blob for path, blob in commit.blobs.items() if standing.get(path) != blob}
        standing |= blobs
        if blobs:
            yield replace(commit, blobs=blobs)


def _follow(past: Past, head: Commit, prefix: str, now: dict[str, str]) -> None:
    """Back from `head`. `now` says under which present path a path of that time is known."""
    commit: Commit | None = head
    left = MOST_VERSIONS
    while commit is not None and now:
        before = _parent(past.repo, commit)
        blobs: dict[str, str] = {}
        changes = list(_changes(past.repo, commit, before, prefix))
        for path, blob, _ in changes:
            if path in now:
                blobs[now[path]] = blob
        if any(added for _, _, added in changes):
            _rename(now, changes, _gone(past.repo, commit, before, prefix))
        if len(blobs) > left:
            past.cut = True
            return
        left -= len(blobs)
        if blobs:
            past.commits.append(_told(commit, blobs))
        commit = before


def _rename(now: dict[str, str], changes: list[tuple[str, str, bool]], gone: dict[str, str]) -> None:
    """A page that came with the very bytes of one that went is that page."""
    for path, blob, added in changes:
        if added and path in now and blob in gone:
            now.setdefault(gone[blob], now[path])
            del now[path]


def _parent(repo: Repo, commit: Commit) -> Commit | None:
    """None at the beginning, and where a shallow copy ends."""
    try:
        found = repo[commit.parents[0]] if commit.parents else None
    except KeyError:
        return None
    return found if isinstance(found, Commit) else None


def _compared(repo: Repo, commit: Commit, before: Commit | None, prefix: str) -> Iterator[TreeChange]:
    new, old = _below(repo, commit, prefix), _below(repo, before, prefix) if before else None
    if new != old:
        yield from tree_changes(repo.object_store, old, new)


def _changes(
    repo: Repo, commit: Commit, before: Commit | None, prefix: str
) -> Iterator[tuple[str, str, bool]]:
    """Path, blob, whether it was not there before; of ordinary files."""
    for change in _compared(repo, commit, before, prefix):
        new = change.new
        if new is None or new.path is None or new.sha is None or new.mode is None or not S_ISREG(new.mode):
            continue
        yield new.path.decode(errors="surrogateescape"), new.sha.decode(), change.type == "add"


def _gone(repo: Repo, commit: Commit, before: Commit | None, prefix: str) -> dict[str, str]:
    """Paths that went with this commit, by the blob that stood there."""
    return {
        change.old.sha.decode(): change.old.path.decode(errors="surrogateescape")
        for change in _compared(repo, commit, before, prefix)
        if change.type == "delete" and change.old and change.old.sha and change.old.path
    }


def _below(repo: Repo, commit: Commit, prefix: str) -> ObjectID | None:
    """The tree of the folder that is brought."""
    name: ObjectID = commit.tree
    for part in prefix.split("/") if prefix else ():
        tree = repo[name]
        if not isinstance(tree, Tree) or part.encode() not in tree:
            return None
        mode, name = tree[part.encode()]
        if not S_ISDIR(mode):
            return None
    return name


def _told(commit: Commit, blobs: dict[str, str]) -> PastCommit:
    name = commit.author.partition(b"<")[0].decode(errors="replace")
    first = commit.message.decode(errors="replace").strip().partition("\n")[0]
    at = min(max(commit.author_time, 0), 4_102_444_800)  # up to 2100: what lies outside is a clock gone wrong
    return PastCommit(commit.id.decode(), " ".join(name.split())[:100], at * 1000, first[:200], blobs)
