"""Taking in an existing vault or documentation folder, as it is, and saying everything about it."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from dulwich.errors import NotGitRepository
from dulwich.repo import Repo

from prisma_hub.circles import queries as circles
from prisma_hub.commons import readings
from prisma_hub.commons.actions.bringing import Brought, bring
from prisma_hub.commons.kept import Reading, Reference
from prisma_hub.commons.queries import access, linking
from prisma_hub.commons.render.frontmatter import split
from prisma_hub.commons.render.source import decode, tidy
from prisma_hub.commons.rules.paths import is_page
from prisma_hub.commons.rules.vaults import check_name, left_out_folder, place
from prisma_hub.commons.types import MAX_FILE, LeftOut, LinkOut, Report
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.ids import is_space
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.source import instant

ORIGIN = "import"
_AT_ONCE = 32 * 1024 * 1024
"""Bytes read before they are written: memory stays flat whatever the size of the vault."""
Progress = Callable[[int, int], None]


@dataclass
class _Taken:
    pages: int = 0
    media: int = 0
    paths: dict[str, list[str]] = field(default_factory=dict)
    unreadable: list[LeftOut] = field(default_factory=list)
    narrowed: list[LeftOut] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


def import_vault(
    src: str | Path, *, into: str, by: Viewer | None, progress: Progress | None = None
) -> Report:
    """Bring a folder of markdown and media into a space. One bad file never stops it; twice is once.

    `by` None: whoever holds the machine does it, in the name of the hub. `progress` is told how many files
    of how many are done.
    """
    source = Path(src).resolve()
    _check(source, into, by)
    taken, brought = _Taken(), Brought()
    found = list(_walk(source, taken))
    history = _history(source)
    summary = f"Imported from {source.name}" + (f" ({history})" if history else "")
    waiting: dict[str, dict[str, bytes]] = {}
    size = 0
    for at, path in enumerate(found):
        size += _take(source, path, into, by, taken, waiting)
        if size > _AT_ONCE:
            size = _bring(waiting, by, summary, brought)
        if progress:
            progress(at + 1, len(found))
    _bring(waiting, by, summary, brought)
    readings.catch_up()
    return _report(source, into, taken, brought, history)


def _check(source: Path, into: str, by: Viewer | None) -> None:
    if not source.is_dir():
        raise Refused(
            "There is no folder “%(path)s”.",
            kept="Nothing was imported.",
            mend="Name the folder that holds the pages.",
            path=str(source),
        )
    if not is_space(into) or into == "network":
        raise Refused("There is no space “%(space)s”.", mend="Use public, hub or a circle.", space=into)
    if by is not None:
        access.insist_write(by, into)
    elif into.startswith("person:"):
        raise Refused("A garden is filled by the one it belongs to.", kept="Nothing was imported.")


def _walk(source: Path, taken: _Taken) -> Iterator[str]:
    """Every regular file below the folder, by path. Links to elsewhere are not followed."""
    for folder, folders, names in os.walk(source, followlinks=False):
        here = Path(folder)
        for name in sorted(folders):
            why = "a link to elsewhere" if (here / name).is_symlink() else left_out_folder(name)
            if why:
                folders.remove(name)
                taken.left_out.append(LeftOut(_shown(here / name, source) + "/", why))
        folders.sort()
        for name in sorted(names):
            why = _why_not(here / name)
            if why:
                taken.left_out.append(LeftOut(_shown(here / name, source), why))
            else:
                yield (here / name).relative_to(source).as_posix()


def _shown(path: Path, source: Path) -> str:
    """A path as it can be written down, also one whose name is no text."""
    return os.fsencode(path.relative_to(source).as_posix()).decode(errors="replace")


def _why_not(path: Path) -> str:
    """Why a file is left out before it is read; empty where it is not."""
    try:
        seen = path.lstat()
    except OSError as problem:
        return problem.strerror or "cannot be read"
    if stat.S_ISLNK(seen.st_mode):
        return "a link to elsewhere"
    if not stat.S_ISREG(seen.st_mode):
        return "no ordinary file"
    if path.name.startswith("."):
        return "hidden"
    if seen.st_size > MAX_FILE:
        return f"larger than {MAX_FILE // 1_000_000} MB"
    return "its name is no text" if _is_no_text(path.name) else ""


def _is_no_text(name: str) -> bool:
    return any("\udc80" <= each <= "\udcff" for each in name)


def _take(
    source: Path,
    path: str,
    into: str,
    by: Viewer | None,
    taken: _Taken,
    waiting: dict[str, dict[str, bytes]],
) -> int:
    """Read one file and decide where it goes. Returns its bytes."""
    why = check_name(path)
    if why:
        taken.left_out.append(LeftOut(path, why))
        return 0
    try:
        data = (source / path).read_bytes()
    except OSError as problem:
        taken.left_out.append(LeftOut(path, problem.strerror or "cannot be read"))
        return 0
    space = _space_of(path, data, into, by, taken)
    if space is None:
        return 0
    taken.pages += is_page(path)
    taken.media += not is_page(path)
    taken.paths.setdefault(space, []).append(path)
    waiting.setdefault(space, {})[path] = data
    return len(data)


def _space_of(path: str, data: bytes, into: str, by: Viewer | None, taken: _Taken) -> str | None:
    if not is_page(path):
        return into
    front = split(tidy(decode(data)))
    if front.error:
        taken.unreadable.append(LeftOut(path, front.error))
    garden = by.ref if by is not None and circles.is_member(by) else None
    decided = place(front.data, into=into, garden=garden)
    if decided.space is None:
        taken.left_out.append(LeftOut(path, f"it says “{decided.why}”, and nobody's garden is at hand"))
    elif decided.space != into:
        taken.narrowed.append(LeftOut(path, f"{decided.why} → {decided.space}"))
    return decided.space


def _bring(waiting: dict[str, dict[str, bytes]], by: Viewer | None, summary: str, brought: Brought) -> int:
    for space, files in sorted(waiting.items()):
        some = bring(files, by=by, space=space, origin=ORIGIN, summary=summary)
        for name in ("created", "changed", "unchanged", "merged", "kept_as_here"):
            getattr(brought, name).extend(getattr(some, name))
    waiting.clear()
    return 0


def _history(source: Path) -> str:
    """What the source's own git says of itself. It is noted, not copied: it names people by their e-mail."""
    try:
        with Repo(str(source)) as repo:
            head = repo.head()
            last = repo[head].commit_time  # type: ignore[attr-defined]  # a head is a commit
            count = sum(1 for _ in repo.get_walker(include=[head]))
    except (NotGitRepository, KeyError, OSError):
        return ""
    return f"git {head.decode()[:12]}, {count} commits, the last on {instant(last * 1000)[:10]}"


def _report(source: Path, into: str, taken: _Taken, brought: Brought, history: str) -> Report:
    links: Counter[str] = Counter()
    components: Counter[str] = Counter()
    broken: list[LinkOut] = []
    for space, paths in sorted(taken.paths.items()):
        for start in range(0, len(paths), 400):
            batch = paths[start : start + 400]
            refs = Reference.objects.filter(space=space, path__in=batch)
            links.update(refs.order_by().values_list("rule", flat=True))
            broken += linking.broken_among(refs)
            for names in Reading.objects.filter(space=space, path__in=batch).values_list(
                "components", flat=True
            ):
                components.update(names)
    return Report(
        str(source.name),
        into,
        taken.pages,
        taken.media,
        len(brought.created),
        len(brought.changed) + len(brought.merged),
        len(brought.unchanged),
        tuple(brought.merged),
        tuple(brought.kept_as_here),
        dict(sorted(links.items())),
        tuple(broken),
        dict(sorted(components.items())),
        tuple(taken.unreadable),
        tuple(taken.narrowed),
        tuple(taken.left_out),
        history,
    )


def report_as_json(report: Report) -> dict[str, Any]:
    """The report as JSON holds it, for `prisma-hub import vault --json`."""
    return asdict(report)
