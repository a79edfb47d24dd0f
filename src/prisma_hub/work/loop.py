"""The work loop: reactions to entries, retries, and what is due by the clock."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Mapping

from django.db import close_old_connections, transaction

from prisma_hub.kernel import source
from prisma_hub.log import queries as log
from prisma_hub.log.types import Entry, Kind
from prisma_hub.work.kept import Cursor, Due, Failed
from prisma_hub.work.types import Clockwork, Reaction

_log = logging.getLogger(__name__)


_reactions: dict[str, list[Reaction]] = {}
_clockwork: list[Clockwork] = []
_waiting = threading.Event()


def hand_over(reactions: Mapping[Kind, Iterable[Reaction]], clockwork: Iterable[Clockwork] = ()) -> None:
    for kind, functions in reactions.items():
        _reactions.setdefault(kind.name, []).extend(functions)
    _clockwork.extend(clockwork)


def wake() -> None:
    """Something was said: look again, now."""
    _waiting.set()


def run_until_idle() -> None:
    """Everything that waits, including what the reactions themselves set off."""
    while _next_entries() or _retry():
        pass
    _do_what_is_due()


def run_forever(stop: threading.Event) -> None:
    """Until `stop`: work when woken, and look up once a second."""
    while not stop.is_set():
        try:
            run_until_idle()
        except Exception:
            _log.exception("the work loop stumbled and goes on")
        finally:
            close_old_connections()
        _waiting.wait(timeout=1)
        _waiting.clear()


def _next_entries() -> bool:
    cursor = Cursor.objects.get_or_create(only=True)[0]
    moved = False
    for entry in log.entries(cursor.seq, cursor.seq + 501):
        for reaction in _reactions.get(entry.kind or "", ()):
            _run(reaction, entry)
        Cursor.objects.filter(seq=entry.seq - 1).update(seq=entry.seq)
        moved = True
    return moved


def _name(reaction: Reaction) -> str:
    return f"{reaction.__module__}.{reaction.__qualname__}"


def _run(reaction: Reaction, entry: Entry) -> bool:
    """Run it whole or not at all. A failure is noted, and tried again later."""
    try:
        with transaction.atomic():
            reaction(entry)
    except Exception as problem:
        _log.warning("reaction %s to entry %s failed", _name(reaction), entry.seq, exc_info=True)
        _note_failure(_name(reaction), entry.seq, problem)
        return False
    return True


def _note_failure(name: str, seq: int, problem: Exception) -> None:
    failed, first = Failed.objects.get_or_create(
        seq=seq, reaction=name, defaults={"due": 0, "problem": str(problem)}
    )
    if not first:
        failed.tries += 1
    failed.problem = str(problem)
    failed.due = source.current().now_ms() + 5_000 * 2 ** min(failed.tries, 12)
    failed.save()


def _retry() -> bool:
    """Try again what failed and is due. True where something succeeded."""
    by_name = {_name(each): each for found in _reactions.values() for each in found}
    done = False
    for failed in Failed.objects.filter(due__lte=source.current().now_ms()).order_by("seq")[:50]:
        entry, reaction = log.entry(failed.seq), by_name.get(failed.reaction)
        if entry is None or reaction is None or entry.kind is None or _run(reaction, entry):
            failed.delete()
            done = True
    return done


def _do_what_is_due() -> None:
    now = source.current().now_ms()
    for each in _clockwork:
        due, _ = Due.objects.get_or_create(name=each.name)
        if due.last + each.every_ms > now:
            continue
        claimed = Due.objects.filter(name=each.name, last=due.last).update(last=now)
        if claimed:
            each.do()
