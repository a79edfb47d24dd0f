"""What a bad disk can do to repositories, found object by object (`objects.py`), and put right.

Nothing is taken away before every whole object in it lies elsewhere, and nothing is put back that is not,
byte for byte, what its name says.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from prisma_hub.circles.types import HUB, PUBLIC
from prisma_hub.commons import mending_objects, repositories, spilt
from prisma_hub.commons.kept import UNREAD, Reading
from prisma_hub.commons.models import PageRow, Repository
from prisma_hub.commons.objects import lacking, read
from prisma_hub.kernel.damage import Damage

WEB_KEY: Final = "web.key"


def find(
    progress: Callable[[int, int], None] | None = None, own: Mapping[str, bytes] | None = None
) -> Iterator[Damage]:
    """Every space whose repository is missing, holds bad objects, lacks some, or stands elsewhere; or holds
    what no clone may bring, the hub's `own` keys above all, by their names."""
    rows = list(Repository.objects.order_by("space"))
    for done, row in enumerate(rows, start=1):
        yield from _look_at(row, own or {})
        if progress:
            progress(done, len(rows))


def unread() -> Iterator[Damage]:
    """Pages the program could not read. The name of one that reaches few is theirs: its entry is named."""
    rows = Reading.objects.filter(problem=UNREAD).order_by("space", "path")
    for space, path, seq in rows.values_list("space", "path", "seq"):
        yield Damage("page-unread", f"{space}/{path}" if space in (PUBLIC, HUB) else f"{space}, entry {seq}")


def at_a_glance() -> Iterator[Damage]:
    """Which repositories are missing, without looking into any."""
    for space in Repository.objects.order_by("space").values_list("space", flat=True):
        if not _is_there(repositories.folder(space)) and _is_used(space):
            yield Damage("git-missing", space)


def _is_there(path: Path) -> bool:
    return (path / "objects").is_dir()


def _is_used(space: str) -> bool:
    """A garden whose owner left took its repository along."""
    return PageRow.objects.filter(space=space).exists()


def _look_at(row: Repository, own: Mapping[str, bytes]) -> Iterator[Damage]:
    path = repositories.folder(row.space)
    if not _is_there(path):
        if _is_used(row.space):
            yield Damage("git-missing", row.space)
        return
    with read(path / "objects") as found:
        if found.bad or found.bad_packs or lacking(found, row.head):
            yield Damage("git-damaged", row.space)
        yield from sorted({_shown(row.space, each) for each in spilt.find(found, row.head, own)})
    if _branch(path) != row.head or not repositories.stands_in_frame(path):
        yield Damage("git-ref", row.space)


def _shown(space: str, found: spilt.Spilt) -> Damage:
    """Without its path: what files of a circle are called is for those in it."""
    if not found.own:
        return Damage("secret-shown", space)
    return Damage("web-key-shown" if found.own == WEB_KEY else "key-shown", f"{space} ({found.own})")


def spilt_in(where: str, own: Mapping[str, bytes]) -> list[str]:
    """The paths behind such a finding, for whoever sits at the machine."""
    space, _, name = where.partition(" ")
    row = Repository.objects.get(space=space)
    found = spilt.look(space, row.head, own)
    return sorted({each.path for each in found if each.own == name.strip("()")})


def _branch(path: Path) -> str | None:
    """Where the branch stands, as the files say it."""
    try:
        lies = path / "refs" / "heads" / "main"
        if lies.is_file():
            return lies.read_text().strip()
        packed = (path / "packed-refs").read_text().splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    return next((each.split()[0] for each in packed if each.endswith(" refs/heads/main")), None)


def mend(found: Iterable[Damage], spare: Path | None = None) -> None:
    """Mend what can be mended. `spare`: the folder of repositories in a backup.

    Nobody may be writing. What could not be mended is found again by whoever looks again.
    """
    heads = dict(Repository.objects.values_list("space", "head"))
    for each in found:
        if each.where not in heads:
            continue
        path = repositories.folder(each.where)
        there = spare / path.name if spare else None
        if each.name == "git-missing":
            _bring_back(path, there)
        if _is_there(path):
            _mend_one(path, heads[each.where], there)


def _bring_back(path: Path, spare: Path | None) -> None:
    """The frame of a repository; from the backup what of it is missing here."""
    if spare is not None and spare.is_dir() and not path.exists():
        shutil.copytree(spare, path)
    if (path / "objects").is_dir() or (spare is not None and spare.is_dir()):
        repositories.frame(path)


def _mend_one(path: Path, head: str, spare: Path | None) -> None:
    repositories.frame(path)
    mending_objects.mend(path / "objects", head, spare / "objects" if spare else None)
    with read(path / "objects") as objects:
        known = objects.has(head)
    if known and _branch(path) != head:
        branch = path / "refs" / "heads" / "main"
        branch.with_name("main.lock").unlink(missing_ok=True)
        fresh = branch.with_name("main.fresh")
        fresh.write_text(head + "\n")
        fresh.replace(branch)
