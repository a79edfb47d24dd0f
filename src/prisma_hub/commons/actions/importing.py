"""Taking in an existing vault or documentation folder, as it is, and saying everything about it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from prisma_hub.commons import readings
from prisma_hub.commons.actions.bringing import Brought, Data, bring
from prisma_hub.commons.actions.remembering import Remembered, remember
from prisma_hub.commons.actions.taking import Taken, take, walk
from prisma_hub.commons.actions.tidying import gather_all
from prisma_hub.commons.kept import UNREAD, Reading, Reference
from prisma_hub.commons.past import MOST_VERSIONS, Past, read_past
from prisma_hub.commons.queries import access, linking
from prisma_hub.commons.rules.paths import is_page
from prisma_hub.commons.rules.vaults import alike, awkward, leads_out
from prisma_hub.commons.types import LeftOut, LinkOut, Report
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.house import MARK
from prisma_hub.kernel.ids import is_space
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.source import instant

ORIGIN = "import"
_AT_ONCE = 32 * 1024 * 1024
"""Bytes read before they are written: memory stays flat whatever the size of the vault."""
Progress = Callable[[int, int], None]


def import_vault(
    src: str | Path,
    *,
    into: str,
    by: Viewer | None,
    history: bool = True,
    names: bool = True,
    progress: Progress | None = None,
) -> Report:
    """Bring a folder of markdown and media into a space. One bad file never stops it; twice is once.

    `by` None: whoever holds the machine does it, in the name of the hub. Its git history comes along unless
    `history` is False; with the names of those who wrote, never their addresses, unless `names` is False.
    `progress` is told how many steps of how many are done: each file is brought, each page then read.
    """
    source = Path(src).resolve()
    _check(source, into, by)
    taken = Taken(into, by)
    found = list(walk(source, taken))
    if not found and not taken.left_out:
        raise Refused(
            "There is nothing in “%(path)s”.",
            kept="Nothing was imported.",
            mend="Name the folder that holds the pages.",
            path=str(source),
        )
    past = read_past(source, [path for path in found if is_page(path)]) if history else None
    most = len(found) + sum(map(is_page, found)) + (len(past.commits) if past else 0)
    steps = _Steps(most, progress)
    remembered = _remember(past, source, found, taken, names, steps) if past else Remembered()
    brought = _bring_all(source, found, taken, steps)
    readings.catch_up(progress=steps.some)
    steps.some(most)
    gather_all(sorted(taken.paths))
    return _report(source, taken, brought, _told_of(past, remembered), remembered)


@dataclass
class _Steps:
    most: int
    tell: Progress | None
    done: int = 0

    def one(self) -> None:
        self.some(1)

    def some(self, many: int) -> None:
        self.done = min(self.done + many, self.most)
        if self.tell:
            self.tell(self.done, self.most)


def _remember(
    past: Past, source: Path, found: list[str], taken: Taken, names: bool, steps: _Steps
) -> Remembered:
    """The past first, so that what stands in the folder today comes after it."""
    looked = Taken(taken.into, taken.by)
    spaces: dict[str, str] = {}
    for path in found:
        if is_page(path) and (one := take(source, path, looked)):
            spaces[path] = one[0]
    return remember(past, spaces, by=taken.by, origin=ORIGIN, names=names, progress=steps.one)


def _bring_all(source: Path, found: list[str], taken: Taken, steps: _Steps) -> Brought:
    brought = Brought()
    waiting: dict[str, dict[str, Data]] = {}
    size = 0
    for path in found:
        if one := take(source, path, taken):
            space, data = one
            waiting.setdefault(space, {})[path] = data
            size += len(data) if isinstance(data, bytes) else 0
        if size > _AT_ONCE:
            size = _bring(waiting, taken.by, source.name, brought)
        steps.one()
    _bring(waiting, taken.by, source.name, brought)
    return brought


def _check(source: Path, into: str, by: Viewer | None) -> None:
    if any(os.path.isfile(each / MARK) for each in (source, *source.parents)):
        raise Refused(
            "“%(path)s” is the folder of a hub, or lies in one: its keys and what was said to few lie there.",
            kept="Nothing was imported.",
            mend="Name a folder of pages alone. A hub moves with prisma-hub backup and restore.",
            path=str(source),
        )
    if not source.is_dir():
        raise Refused(
            "“%(path)s” is no folder." if source.exists() else "There is no folder “%(path)s”.",
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


def _bring(waiting: dict[str, dict[str, Data]], by: Viewer | None, name: str, brought: Brought) -> int:
    for space, files in sorted(waiting.items()):
        some = bring(files, by=by, space=space, origin=ORIGIN, summary=f"Imported from {name}")
        for each in ("created", "changed", "unchanged", "merged", "kept_as_here", "left_out"):
            getattr(brought, each).extend(getattr(some, each))
    waiting.clear()
    return 0


def _told_of(past: Past | None, remembered: Remembered) -> str:
    if past is None or not past.commits:
        return ""
    first, last = (instant(each.at_ms)[:10] for each in (past.commits[0], past.commits[-1]))
    told = f"History from {first} to {last}: {past.versions} versions of pages, {remembered.versions} brought"
    if remembered.withheld:
        told += f", {remembered.withheld} not, since they were marked as reaching less far"
    return told + (f"; older ones than the newest {MOST_VERSIONS} stay where they are." if past.cut else ".")


def _report(source: Path, taken: Taken, brought: Brought, history: str, remembered: Remembered) -> Report:
    links: Counter[str] = Counter()
    components: Counter[str] = Counter()
    lost: list[LinkOut] = []
    unread: list[str] = []
    for space, paths in sorted(taken.paths.items()):
        for start in range(0, len(paths), 400):
            batch = paths[start : start + 400]
            refs = Reference.objects.filter(space=space, path__in=batch)
            links.update(refs.order_by().values_list("rule", flat=True))
            lost += linking.broken_among(refs)
            read = Reading.objects.filter(space=space, path__in=batch).order_by("path")
            for path, problem, names in read.values_list("path", "problem", "components"):
                components.update(names)
                unread += [path] if problem == UNREAD else []
    outside = [each for each in lost if leads_out(each.source.path, each.target)]
    everything = [path for paths in taken.paths.values() for path in paths]
    # What came with its past is new, although its newest version was there when the folder was read.
    first_time = {path for _, path in remembered.fresh} & set(brought.unchanged + brought.changed)
    return Report(
        source=source.name,
        into=taken.into,
        pages=taken.pages,
        media=taken.media - len(brought.left_out),
        new=len(brought.created) + len(first_time),
        changed=len(set(brought.changed) - first_time) + len(brought.merged),
        unchanged=len(set(brought.unchanged) - first_time),
        merged=tuple(brought.merged),
        kept_as_here=tuple(brought.kept_as_here),
        links=dict(sorted(links.items())),
        outside=tuple(outside),
        broken=tuple(each for each in lost if each not in outside and not each.to_file),
        missing_files=tuple(each for each in lost if each not in outside and each.to_file),
        components=dict(sorted(components.items())),
        unreadable_front_matter=tuple(taken.unreadable),
        unread=tuple(unread),
        encodings=tuple(taken.encodings),
        alike=tuple(LeftOut(path, f"beside {first}") for path, first in alike(everything)),
        awkward=tuple(path for path in everything if awkward(path)),
        narrowed=tuple(taken.narrowed),
        left_out=(*taken.left_out, *brought.left_out),
        history=history,
    )


def report_as_json(report: Report) -> dict[str, Any]:
    """The report as JSON holds it, for `prisma-hub import vault --json`."""
    return asdict(report)
