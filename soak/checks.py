"""What is looked at after each kill: small, and by other code than the hub's.

Each function gives sentences about what is wrong; none where all is well.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from soak.ledger import KEPT, OPEN, Deed, Ledger
from soak.store import Row, Store
from soak.tree import root

_WORD = re.compile(r"zq[a-p]{12}")
LINES = "SELECT seq, kind, parts, said_once, leaf FROM log_line ORDER BY seq"
TOP = "SELECT size, note FROM log_top"
LETTERS = "SELECT person, link, text FROM inbox_told"
MEDIA = "SELECT sha256, size FROM media_file"
HELD = "SELECT DISTINCT sha256 FROM derived_use"


def small(store: Store, ledger: Ledger) -> list[str]:
    lines, top, letters, media, held = store.rows(LINES, TOP, LETTERS, MEDIA, HELD)
    return [
        *_log(lines, top, ledger),
        *_deeds(lines, ledger),
        *_letters(letters),
        *_media(store.folder, media, {each for (each,) in held}),
        *_pages(store.folder, lines, ledger),
    ]


def _log(lines: list[Row], top: list[Row], ledger: Ledger) -> Iterator[str]:
    """Numbered without a gap, signed as far as it goes, and the continuation of all that was ever shown."""
    leaves = [bytes(each[4]) for each in lines]
    size, note = top[0]
    if [each[0] for each in lines] != list(range(size)):
        yield f"the log says {size} entries, and has {len(lines)}, or a gap"
    if note.split("\n")[1:3] != [str(size), root(leaves)]:
        yield f"the checkpoint is not that of the {len(lines)} entries"
    for shown, its_root in ledger.heads[-5:]:
        if shown > len(leaves) or root(leaves[:shown]) != its_root:
            yield f"a checkpoint of {shown} entries was served that is no beginning of the log"


def _deeds(lines: list[Row], ledger: Ledger) -> Iterator[str]:
    """Every acknowledged deed once: by its id, and by its word, which would stand twice had it been kept
    twice under two ids. What was taken back stands nowhere."""
    ids = {bytes(each[3]) for each in lines}
    words = Counter((word, each[1]) for each in lines for word in set(_WORD.findall(each[2])))
    gone, maybe = ledger.withdrawn(), ledger.maybe_withdrawn()
    standing = {word for word, _ in words}
    for deed in ledger.of(KEPT):
        if deed.statement and deed.once not in ids:
            yield f"lost: {deed.what} {deed.word}, acknowledged as {deed.where}"
        for kind in () if deed.word in maybe else deed.said_in:
            if words[deed.word, kind] != 1:
                how = "lost" if not words[deed.word, kind] else f"{words[deed.word, kind]} times"
                yield f"{how}: {kind} of {deed.what} {deed.word}"
    for deed in ledger.of(OPEN):
        for kind in deed.said_in:
            if words[deed.word, kind] > 1:
                yield f"{words[deed.word, kind]} times: {kind} of {deed.what} {deed.word}, unanswered"
    yield from (f"still there: {word}, which was taken back" for word in sorted(gone & standing))


def twice(found: Iterable[str]) -> int:
    return sum(" times: " in each for each in found)


def lost(found: Iterable[str]) -> int:
    return sum("lost: " in each for each in found)


def _letters(letters: list[Row]) -> Iterator[str]:
    """A person is told once of one thing, however often the job that tells them was begun."""
    for (person, link, text), often in Counter(letters).items():
        if often > 1:
            yield f"told {often} times: {person} of {link}: {text}"


def _media(folder: Path, rows: list[Row], held: set[str]) -> Iterator[str]:
    """What an entry holds lies there whole; what lies there is known to a row, that will see it swept."""
    known = dict(rows)
    for sha256 in held:
        file = folder / "media" / sha256[:2] / sha256[2:]
        if sha256 not in known or not file.is_file():
            yield f"an entry holds {sha256}, which is not there"
        elif hashlib.sha256(file.read_bytes()).hexdigest() != sha256:
            yield f"the file {sha256} is not what it was"
    for file in (folder / "media").glob("[0-9a-f][0-9a-f]/*"):
        if file.parent.name + file.name.removesuffix(".small") not in known:
            yield f"no row knows the file {file.parent.name}{file.name}"


def left_over(folder: Path) -> list[str]:
    """Half files that a kill left and the next start did not take away: of what was arriving, and the copy
    of all tables that a backup makes first."""
    found = [*folder.glob("media/arriving/*"), *folder.rglob("kept.sqlite3")]
    return [f"left over: {each.relative_to(folder)}" for each in found]


def _pages(folder: Path, lines: list[Row], ledger: Ledger) -> Iterator[str]:
    """Each page as git has it, at the commit the log names last: all acknowledged words are in it."""
    head = head_of_pages(lines)
    if not head:
        return
    wanted: dict[str, list[Deed]] = {}
    for deed in ledger.of(KEPT):
        if deed.what in ("page", "push"):
            wanted.setdefault(deed.of, []).append(deed)
    for path, deeds in wanted.items():
        text = git(folder, "show", f"{head}:{path}")
        for deed in deeds:
            if deed.word not in text:
                yield f"lost: {deed.word} is not on the page {path}"


def head_of_pages(lines: list[Row]) -> str:
    """The commit that the last entry about a page of the hub names."""
    for each in reversed(lines):
        if each[1] == "page.changed/1" and '["body.space","hub"]' in each[2].replace(", ", ","):
            found = re.search(r'\["body\.commit", ?"([0-9a-f]{40})"\]', each[2])
            return found[1] if found else ""
    return ""


def branch(folder: Path) -> str:
    return git(folder, "rev-parse", "--verify", "-q", "refs/heads/main").strip()


def git(folder: Path, *words: str) -> str:
    repository = ["--git-dir", str(folder / "commons" / "hub.git")]
    done = subprocess.run(  # noqa: S603  git
        ["git", *repository, *words],  # noqa: S607
        capture_output=True,
        check=False,
    )
    return done.stdout.decode(errors="replace")
