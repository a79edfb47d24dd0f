"""What of a hub's folder lies among its pages: keys, databases, backups that somebody copied in.

What an import refuses is looked for here as well, in all that a clone would bring, so in the past too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from stat import S_ISDIR, S_ISREG

from dulwich.objects import Blob, Commit, Tree

from prisma_hub.commons import large, repositories
from prisma_hub.commons.objects import Objects, read
from prisma_hub.commons.rules.paths import is_page
from prisma_hub.commons.rules.vaults import LOOKED_AT, secret


@dataclass(frozen=True, slots=True)
class Spilt:
    """A file that belongs in no commons: where it lies, and as which of the hub's own it is known, if any."""

    path: str
    own: str


def look(space: str, head: str, own: Mapping[str, bytes]) -> list[Spilt]:
    """As `find`, in the repository of a space that nobody has opened yet."""
    with read(repositories.folder(space) / "objects") as found:
        return list(find(found, head, own))


def find(found: Objects, head: str, own: Mapping[str, bytes]) -> Iterator[Spilt]:
    """What lies in a commit and those before it. `own`: the hub's own keys, by their names."""
    known = {repositories.blob_name(data): name for name, data in own.items()}
    for path, blob in _files(found, head):
        if blob in known:
            yield Spilt(path, known[blob])
        elif not is_page(path) and secret(path, _begins(found, blob)):
            yield Spilt(path, "")


def _files(found: Objects, head: str) -> Iterator[tuple[str, str]]:
    """Each file by the path where it is met first; the same bytes under the same name are told once."""
    seen: set[object] = set()
    waiting = [(head, "")]
    while waiting:
        name, above = waiting.pop()
        each = None if name in seen else found.get(name)
        seen.add(name)
        if isinstance(each, Commit):
            waiting += [(each.tree.decode(), ""), *((parent.decode(), "") for parent in each.parents)]
        for entry in each.iteritems() if isinstance(each, Tree) else ():
            assert entry.path is not None and entry.sha is not None
            path, blob, mode = (
                above + entry.path.decode(errors="replace"),
                entry.sha.decode(),
                entry.mode or 0,
            )
            if S_ISDIR(mode):
                waiting.append((blob, path + "/"))
            elif S_ISREG(mode) and (entry.path, blob) not in seen:
                seen.add((entry.path, blob))
                yield path, blob


def _begins(found: Objects, blob: str) -> bytes:
    if blob in found.loose:  # it may be a film
        begins = b""
        for piece in large.pieces(found.path, blob) or ():
            begins += piece
            if len(begins) >= LOOKED_AT:
                break
        return begins[:LOOKED_AT]
    whole = found.get(blob)
    return whole.data[:LOOKED_AT] if isinstance(whole, Blob) else b""
