"""What is looked at every so many kills and at the end: by the house's own commands, whole."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from soak import checks
from soak.ledger import KEPT, Deed, Ledger
from soak.phone import Phone
from soak.served import Served, run
from soak.store import Store

_PATIENCE_S = 60
AGREED = "SELECT person, link FROM inbox_told WHERE link LIKE '/agreements/%'"
THANKED = "SELECT link FROM inbox_told WHERE link LIKE '/entry/%#a%'"
STOPPED = "SELECT seq, reaction, problem FROM work_failed"
REACHED = "SELECT seq FROM work_cursor"
PEOPLE = "SELECT count(*) FROM derived_member"


def stopped(served: Served) -> list[str]:
    """While nobody serves: the record book whole, the tables against it, git against itself."""
    found = []
    for words in (("log", "verify"), ("rebuild", "--check")):
        done = run(served, *words, served.folder)
        if done.returncode:
            found.append(f"{' '.join(words)}: {(done.stdout + done.stderr)[:2000]}")
    broken = checks.git(served.folder, "fsck", "--strict", "--no-dangling", "--no-progress")
    return [*found, *([f"git fsck: {broken}"] if broken.strip() else [])]


def settled(store: Store, ledger: Ledger, phone: Phone) -> list[str]:
    """While it serves, once all jobs are done: each was done, and once; what was said is found."""
    return [
        *_jobs(store, ledger),
        *_branch(store),
        *_found(ledger, phone),
    ]


def _jobs(store: Store, ledger: Ledger) -> list[str]:
    if not _until(lambda: store.rows(REACHED)[0][0][0] == store.rows(checks.TOP)[0][0][0] - 1):
        return ["the work loop does not come to the end"]
    agreed, thanked, failed, ((members,),) = store.rows(AGREED, THANKED, STOPPED, PEOPLE)
    decisions = sum(each.what == "decision" for each in ledger.of(KEPT))
    gone = ledger.maybe_withdrawn()
    thanks = sum(each.what == "thanks" and each.of not in gone for each in ledger.of(KEPT))
    found = [f"reaction {name} to {seq} failed: {problem}" for seq, name, problem in failed]
    if len(agreed) != len(set(agreed)) or len(agreed) < decisions * members:
        found.append(f"{decisions} agreements were told {members} people in {len(agreed)} letters")
    if len(thanked) < thanks:
        found.append(f"{thanks} thanks were told in {len(thanked)} letters")
    return found


def _branch(store: Store) -> list[str]:
    def stands() -> bool:
        lines = store.rows(checks.LINES)[0]
        return checks.branch(store.folder) == checks.head_of_pages(lines)

    return [] if _until(stands) else ["the branch is not where the log says"]


def _found(ledger: Ledger, phone: Phone) -> list[str]:
    gone = ledger.maybe_withdrawn()
    said = [each for each in ledger.of(KEPT) if each.what == "words" and each.word not in gone]
    pages = [each for each in ledger.of(KEPT) if each.what == "page"]
    return [
        f"search does not find {each.word} ({each.what}, {each.where})"
        for each in (*said[-2:], *pages[-1:])
        if not _until(partial(_answers, phone, each))
    ]


def _answers(phone: Phone, deed: Deed) -> bool:
    words = phone.get(f"/search?q={deed.word}").words
    return deed.word in words and re.search(r"[1-9]\d* found", words) is not None


def _until(holds: Callable[[], bool]) -> bool:
    begun = time.monotonic()
    while not holds():
        if time.monotonic() - begun > _PATIENCE_S:
            return False
        time.sleep(0.2)
    return True


def restored(served: Served, backup: Path, into: Path) -> list[str]:
    """The last backup that was written while killing went on, made a hub again on its own."""
    found = []
    for words in (("restore", backup, into), ("log", "verify", into), ("rebuild", "--check", into)):
        done = run(served, *words)
        if done.returncode:
            found.append(f"{words[0]} of {backup.name}: {(done.stdout + done.stderr)[:2000]}")
    return found
