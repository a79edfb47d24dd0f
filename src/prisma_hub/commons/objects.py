"""Every object of a repository looked at: whether its bytes are those its name says.

This reads files as they lie, and trusts none of them: an index, a pack, a header may be what is broken.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from stat import S_ISDIR, S_ISLNK, S_ISREG

from dulwich.object_format import DEFAULT_OBJECT_FORMAT
from dulwich.objects import Commit, ObjectID, ShaFile, Tree
from dulwich.pack import Pack

from prisma_hub.commons.loose import path_of

_PIECE = 1_000_000
_TYPES = {1: b"commit", 2: b"tree", 3: b"blob", 4: b"tag"}


@dataclass(slots=True)
class Objects:
    """What lies in a folder of objects."""

    path: Path
    loose: set[str] = field(default_factory=set)
    packed: dict[str, Pack] = field(default_factory=dict)
    """Whole objects, and a pack that holds each."""
    bad: set[str] = field(default_factory=set)
    """Of these at least one copy is not what its name says."""
    bad_packs: dict[Path, set[str]] = field(default_factory=dict)
    """Packs with something wrong, by path without ending, and the names in them that can be read."""
    opened: list[Pack] = field(default_factory=list)

    def has(self, name: str) -> bool:
        return name in self.loose or name in self.packed

    def get(self, name: str) -> ShaFile | None:
        """A whole object."""
        if name in self.loose:
            return ShaFile.from_path(str(path_of(self.path, ObjectID(name.encode()))))
        if name in self.packed:
            return ShaFile.from_raw_string(*self.packed[name].get_raw(ObjectID(name.encode())))
        return None


@contextmanager
def read(path: Path) -> Iterator[Objects]:
    """Look at every object in a folder of objects; its packs stay open inside."""
    found = Objects(path)
    try:
        for home in sorted(path.glob("[0-9a-f][0-9a-f]")):
            for file in sorted(home.iterdir()):
                if len(file.name) == 38:
                    name = home.name + file.name
                    (found.loose if _is_whole(file, name) else found.bad).add(name)
        for base in bases(path):
            _read_pack(found, base)
        yield found
    finally:
        for each in found.opened:
            each.close()


def bases(path: Path) -> list[Path]:
    """The packs in a folder of objects, by path without ending; also those of which a half is missing."""
    files = (path / "pack").glob("pack-*")
    return sorted({each.with_suffix("") for each in files if each.suffix in (".pack", ".idx")})


def _is_whole(file: Path, name: str) -> bool:
    named, unpacking = hashlib.sha1(usedforsecurity=False), zlib.decompressobj()
    try:
        with file.open("rb") as opened:
            while piece := opened.read(_PIECE):
                while piece:
                    named.update(unpacking.decompress(piece, _PIECE))
                    piece = unpacking.unconsumed_tail
    except (OSError, zlib.error):
        return False
    return unpacking.eof and not unpacking.unused_data and named.hexdigest() == name


def _read_pack(found: Objects, base: Path) -> None:
    try:
        pack = Pack(str(base), object_format=DEFAULT_OBJECT_FORMAT)
        found.opened.append(pack)
        names = {name.decode() for name in pack}
    except Exception:  # dulwich raises whatever its parsing meets
        found.bad_packs[base] = set()
        return
    whole = {name for name in names if _packed_whole(pack, name)}
    found.packed |= dict.fromkeys(whole, pack)
    found.bad |= names - whole
    if names - whole or not _checks(pack):
        found.bad_packs[base] = names


def _packed_whole(pack: Pack, name: str) -> bool:
    try:
        number, data = pack.get_raw(ObjectID(name.encode()))
        header = b"%s %d\0" % (_TYPES[number], len(data))
    except Exception:
        return False
    return hashlib.sha1(header + data, usedforsecurity=False).hexdigest() == name


def _checks(pack: Pack) -> bool:
    try:
        pack.index.check()
        pack.data.check()
        pack.check_length_and_checksum()
    except Exception:
        return False
    return True


def lacking(found: Objects, head: str) -> set[str]:
    """What a commit leads to and is not whole here: those before it, folders, files."""
    missing: set[str] = set()
    seen: set[str] = set()
    waiting = [head]
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        if not found.has(name):
            missing.add(name)
            continue
        each = found.get(name)
        if isinstance(each, Commit):
            waiting += [each.tree.decode(), *(parent.decode() for parent in each.parents)]
        elif isinstance(each, Tree):
            waiting += [
                entry.sha.decode() for entry in each.iteritems() if entry.sha and S_ISDIR(entry.mode or 0)
            ]
            files = {e.sha.decode() for e in each.iteritems() if e.sha and _is_file(e.mode or 0)}
            missing |= {file for file in files if not found.has(file)}
    return missing


def _is_file(mode: int) -> bool:
    return S_ISREG(mode) or S_ISLNK(mode)
