"""The commons at the size of the large vault: taken in, published beside Hugo, read and edited.

What is compared. Hugo turns the same folder of notes into pages with the smallest layout that shows a title
and the text: no links between notes, nothing that leads back, no graph, no search; its lists of tags, feeds
and sitemap are switched off. Ours turns the hub that holds them into its whole site: wikilinks and embeds
resolved, what leads to each page, graph, search, lists, feeds, evidence, in all its languages. Both are whole
commands, from the shell's call to their end, in turn, and the medians are compared. The hub read its pages
when they were taken in, which has a row of its own, as has the site of a hub that must read them first.
Nothing that was drawn before is used: every site is built into a new folder. Nor is anything deleted just
before: ext4 keeps clear of what was freed in the last seconds, and whoever writes thousands of files then
waits for it to find others, not for their own work.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import count
from pathlib import Path

from bench import vault
from bench.table import Row

RUNS = 5
MEMORY_LIMIT, EDIT_LIMIT, VIEW_LIMIT = 400, 100, 20
_CONFIG = 'baseURL = "https://example.org/"\ndisableKinds = ["taxonomy", "term", "RSS", "sitemap", "404"]\n'
_LAYOUT = (
    '<!doctype html><html><head><meta charset="utf-8"><title>{{ .Title }}</title></head>'
    "<body><main>{{ .Content }}</main></body></html>\n"
)


def measure(folder: Path) -> list[Row]:
    notes, hub = folder / "vault", folder / "commons-hub"
    sites = (folder / "sites" / str(number) for number in count())
    if not notes.exists():
        vault.write(notes)
    _ours("init", hub, "--name", "Bench", "--lang", "en")
    took_in = _timed([*_PRISMA, "import", "vault", str(notes), str(hub), "--into", "public"], (0, 1))
    _ours("site", next(sites), hub)  # code is compiled, files are in the system's memory
    ours, theirs = _in_turn(hub, _hugo(folder, notes), sites)
    rows = [_taken_in(took_in), *_whole(ours, theirs), _again(hub, next(sites)), _memory(hub, next(sites))]
    rows.append(_unread(hub, next(sites)))
    shutil.rmtree(folder / "sites")
    return [*rows, *_living(hub)]


# == Commands ==

_PRISMA = [sys.executable, "-m", "prisma_hub"]


def _ours(*words: object) -> None:
    _timed([*_PRISMA, *map(str, words)])


def _timed(command: Sequence[str], codes: Sequence[int] = (0,)) -> float:
    begun = time.perf_counter()
    done = subprocess.run(command, capture_output=True, env=_environment())  # noqa: S603  our own
    if done.returncode not in codes:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.decode()}")
    return time.perf_counter() - begun


def _environment() -> dict[str, str]:
    """Ours, but compiled code is kept, as it is wherever a hub is installed."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


# == Hugo ==


def _hugo(folder: Path, notes: Path) -> list[str]:
    """The command that builds the vault with Hugo; empty where there is no Hugo and none may be installed."""
    if shutil.which("hugo") is None:
        _install_hugo()
    command = shutil.which("hugo")
    if command is None:
        return []
    site = folder / "hugo"
    (site / "layouts/_default").mkdir(parents=True)
    for name in ("single", "list"):
        (site / f"layouts/_default/{name}.html").write_text(_LAYOUT)
    (site / "config.toml").write_text(_CONFIG)
    shutil.copytree(notes, site / "content")
    return [command, "--quiet", "--source", str(site), "--destination"]


def _install_hugo() -> None:
    """Debian's own package, where we may: as root, or by sudo without a password."""
    before = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if shutil.which("apt-get") and (not before or shutil.which("sudo")):
        for words in (["update"], ["install", "--yes", "--no-install-recommends", "hugo"]):
            subprocess.run([*before, "apt-get", *words], capture_output=True, check=False)  # noqa: S603


def _in_turn(hub: Path, hugo: list[str], sites: Iterator[Path]) -> tuple[float, float | None]:
    """Medians in seconds, each into a new folder, in turn, so that both meet the same weather."""
    mine, theirs = [], []
    for _ in range(RUNS):
        mine.append(_timed([*_PRISMA, "site", str(next(sites)), str(hub)]))
        if hugo:
            theirs.append(_timed([*hugo, str(next(sites))]))
    return statistics.median(mine), statistics.median(theirs) if theirs else None


# == Rows ==


def _taken_in(seconds: float) -> Row:
    rate = vault.NOTES / seconds
    return Row(
        "a vault of 6,600 notes is taken in", f"{seconds:.1f} s", "none", f"{rate:,.0f} notes/s", "told", True
    )


def _whole(ours: float, theirs: float | None) -> list[Row]:
    work = "its whole site, with links, backlinks, graph, search"
    if theirs is None:
        return [
            Row(work, f"{ours:.2f} s", "Hugo is absent and may not be installed", "–", "≤ 1 × Hugo", False)
        ]
    ratio = ours / theirs
    peer = f"Hugo without any of these {theirs:.2f} s"
    return [Row(work, f"{ours:.2f} s", peer, f"{ratio:.2f} ×", "≤ 1 × Hugo", ratio <= 1)]


def _again(hub: Path, out: Path) -> Row:
    _ours("site", out, hub)
    seconds = _timed([*_PRISMA, "site", str(out), str(hub)])
    return Row("the same again, nothing changed", f"{seconds:.2f} s", "none", "–", "told", True)


def _unread(hub: Path, out: Path) -> Row:
    """Everything that was read when the vault was taken in is forgotten first: pages, links, words."""
    with closing(sqlite3.connect(hub / "hub.sqlite3")) as database, database:
        database.execute("UPDATE commons_shelf SET reader = ''")
    seconds = _timed([*_PRISMA, "site", str(out), str(hub)])
    return Row("its site when no page was read before", f"{seconds:.2f} s", "none", "–", "told", True)


def _memory(hub: Path, out: Path) -> Row:
    command = [*_PRISMA, "site", str(out), str(hub)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=_environment())  # noqa: S603  our own
    most = 0
    while process.poll() is None:
        most = max(most, sum(map(_share, [process.pid, *_children(process.pid)])))
        time.sleep(0.02)
    peak = most / 1024
    ratio = peak / MEMORY_LIMIT
    return Row("its memory at most", f"{peak:.0f} MB", "400 MB", f"{ratio:.2f} ×", "≤ 400 MB", ratio <= 1)


def _children(process: int) -> list[int]:
    try:
        return [int(each) for each in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except OSError:
        return []


def _share(process: int) -> int:
    """Kilobytes a process takes, what it shares with others counted in parts (proc(5), smaps_rollup, Pss)."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def _living(hub: Path) -> list[Row]:
    command = [sys.executable, "-m", "bench.living", str(hub)]
    done = subprocess.run(command, capture_output=True, env=_environment(), check=True)  # noqa: S603  our own
    said = json.loads(done.stdout)
    edited = statistics.median(said["edits"])
    worst = max(said["edits"])
    seen = statistics.quantiles(said["views"], n=20)[-1]
    return [
        Row(
            "one page edited → page, backlinks, search, graph right",
            f"{edited:.0f} ms, at most {worst:.0f}",
            f"{EDIT_LIMIT} ms",
            f"{edited / EDIT_LIMIT:.2f} ×",
            "≤ 100 ms",
            edited <= EDIT_LIMIT,
        ),
        Row(
            "a page of it read, warm, p95",
            f"{seen:.1f} ms",
            f"{VIEW_LIMIT} ms",
            f"{seen / VIEW_LIMIT:.2f} ×",
            "≤ 20 ms",
            seen <= VIEW_LIMIT,
        ),
    ]
