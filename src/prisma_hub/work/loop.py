"""The work loop: reactions to entries, retries, and what is due by the clock."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from django.db import close_old_connections, transaction

from prisma_hub.kernel import source
from prisma_hub.kernel.once import Once
from prisma_hub.log import queries as log
from prisma_hub.log.types import Entry, Kind
from prisma_hub.work.kept import Cursor, Due, Failed
from prisma_hub.work.types import Clockwork, Reaction, Together

_log = logging.getLogger(__name__)


_AT_ONCE = 500
"""Entries read at a time."""

rooms = Once()
"""Hand over what is below, when the loop first runs."""
_reactions: dict[str, list[Reaction | Together]] = {}
_clockwork: list[Clockwork] = []
_looked: dict[str, int] = {}
"""When what is done often was last done, by this process."""
_waiting = threading.Event()


def hand_over(
    reactions: Mapping[Kind, Iterable[Reaction | Together]], clockwork: Iterable[Clockwork] = ()
) -> None:
    for kind, functions in reactions.items():
        _reactions.setdefault(kind.name, []).extend(functions)
    _clockwork.extend(clockwork)


def wake() -> None:
    """Something was said: look again, now."""
    _waiting.set()


def run_until_idle(*, serving: bool = False) -> None:
    """Everything that waits, including what the reactions themselves set off."""
    rooms.do()
    while _next_entries() or _retry():
        pass
    _do_what_is_due(serving)


def run_while_right() -> None:
    """Everything that waits. While the tables are read anew it waits on: what follows from those that stand
    could be wrong, and would stay."""
    if log.read_anew() is None:
        run_until_idle(serving=True)


def run_forever(stop: threading.Event) -> None:
    """Until `stop`: work when woken, and look up once a second."""
    while not stop.is_set():
        try:
            run_while_right()
        except Exception:
            _log.exception("the work loop stumbled and goes on")
        finally:
            close_old_connections()
        _waiting.wait(timeout=1)
        _waiting.clear()


def _next_entries() -> bool:
    cursor = Cursor.objects.get_or_create(only=True)[0]
    found = list(log.entries(cursor.seq, cursor.seq + _AT_ONCE + 1))
    for kind, some in groupby(found, key=lambda each: each.kind):
        _follow(list(some), _reactions.get(kind or "", ()))
    return bool(found)


def _follow(entries: Sequence[Entry], reactions: Iterable[Reaction | Together]) -> None:
    """Run what follows from entries of one kind, and note how far that went."""
    alone = []
    with transaction.atomic():
        for each in reactions:
            if isinstance(each, Together):
                _run_together(each, entries)
            else:
                alone.append(each)
        if not alone:
            _reached(entries[-1].seq)
    for entry in entries if alone else ():
        for reaction in alone:
            _run(reaction, entry)
        _reached(entry.seq)


def _reached(seq: int) -> None:
    Cursor.objects.filter(seq__lt=seq).update(seq=seq)


def _name(reaction: Reaction | Together) -> str:
    do = reaction.do if isinstance(reaction, Together) else reaction
    return f"{do.__module__}.{do.__qualname__}"


def _run_together(reaction: Together, entries: Sequence[Entry]) -> None:
    """For all of them at once; where that fails, for each: one does not keep back the rest."""
    try:
        with transaction.atomic():
            reaction.do(entries)
    except Exception:
        for entry in entries:
            _run(reaction, entry)


def _run(reaction: Reaction | Together, entry: Entry) -> bool:
    """Run it whole or not at all. A failure is noted, and tried again later."""
    try:
        with transaction.atomic():
            if isinstance(reaction, Together):
                reaction.do([entry])
            else:
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


def _do_what_is_due(serving: bool) -> None:
    now = source.current().now_ms()
    last = dict(Due.objects.values_list("name", "last")) | _looked
    for each in _clockwork:
        if 0 <= now - last.get(each.name, 0) < each.every_ms:
            continue  # a last time that lies ahead is that of a clock that was wrong
        if each.while_serving and not serving:
            continue
        if _claim(each, last.get(each.name, 0), now):
            each.do()


def _claim(each: Clockwork, last: int, now: int) -> bool:
    if each.often:
        _looked[each.name] = now
        return True
    Due.objects.get_or_create(name=each.name)
    return Due.objects.filter(name=each.name, last=last).update(last=now) > 0
