"""Putting the objects of a repository right, from other copies here and from those of a backup."""

from __future__ import annotations

from contextlib import closing, nullcontext, suppress
from pathlib import Path

from dulwich.object_format import DEFAULT_OBJECT_FORMAT
from dulwich.objects import ObjectID, ShaFile
from dulwich.pack import PackData, load_pack_index

from prisma_hub.commons import loose, packing
from prisma_hub.commons.objects import Objects, bases, lacking, read

_AT_ONCE, _ROUNDS = 200, 1000


def mend(objects: Path, head: str, spare: Path | None) -> None:
    """Mend a folder of objects. `spare`: that of the same repository in a backup."""
    for base in bases(objects):
        _index_again(base)
    _bring(objects, head, spare)
    with read(objects) as found:
        short = lacking(found, head)
        for name in found.bad & found.packed.keys() - found.loose:
            loose.path_of(objects, ObjectID(name.encode())).unlink(missing_ok=True)
        packs = [
            (base, names)
            for base, names in found.bad_packs.items()
            if all(found.has(name) for name in names) and not (short and not names)
        ]
    for base, names in packs:
        _unpack(objects, base, names)


def _index_again(base: Path) -> None:
    """An index follows from its pack, if that is whole."""
    index, fresh = base.with_suffix(".idx"), base.with_name("tmp_pack_index")
    if _is_sound(index):
        return
    with suppress(Exception):  # dulwich raises whatever its parsing meets: then it stays as it is
        with closing(PackData(str(base.with_suffix(".pack")), DEFAULT_OBJECT_FORMAT)) as data:
            data.check()
            fresh.unlink(missing_ok=True)
            data.create_index(str(fresh), version=2)
        fresh.chmod(0o444)
        fresh.replace(index)
    fresh.unlink(missing_ok=True)


def _is_sound(index: Path) -> bool:
    try:
        with closing(load_pack_index(str(index), DEFAULT_OBJECT_FORMAT)) as found:
            found.check()
    except Exception:
        return False
    return True


def _bring(objects: Path, head: str, spare: Path | None) -> None:
    """Lay what is bad or lacking anew, from a copy here or in the backup, until no more is found."""
    tried: set[str] = set()
    with read(spare) if spare and spare.is_dir() else nullcontext(None) as other:
        for _ in range(_ROUNDS):
            with read(objects) as found:
                wanted = ({each for each in found.bad if not found.has(each)} | lacking(found, head)) - tried
                fresh = [each for each in (_from(other, name) for name in wanted) if each is not None]
            tried |= wanted
            if not fresh:
                return
            loose.lay(objects, fresh)


def _from(other: Objects | None, name: str) -> ShaFile | None:
    return other.get(name) if other else None


def _unpack(objects: Path, base: Path, names: set[str]) -> None:
    """Take a pack away whose objects are all whole somewhere: those that lie only there are laid loose first,
    and are gathered again by the clock."""
    with read(objects) as found:
        mine = sorted(name for name in names if name not in found.loose and _only_in(found, name, base))
        for first in range(0, len(mine), _AT_ONCE):
            some = map(found.get, mine[first : first + _AT_ONCE])
            loose.lay(objects, [each for each in some if each is not None])
    packing.remove(base)


def _only_in(found: Objects, name: str, base: Path) -> bool:
    pack = found.packed.get(name)
    return pack is not None and Path(pack._basename) == base
