"""What is asked before every answer, put by hand: Django takes five times as long to write these questions as
the database to answer them.

Each is asked of numbers of entries and says what a filter of `gate` says of any table; a test asks both of
everything that can be so of an entry.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from prisma_hub.circles.models import Block, Hearing, RoleRow, Seat, Suspension, Voice
from prisma_hub.kernel.canonical import MAX_INTEGER
from prisma_hub.kernel.sql import marks
from prisma_hub.log.derived import Table

_AT_ONCE = 10_000
"""Numbers in one question: no database takes any number of values."""


def heard(
    seqs: Iterable[int], *, spaces: Collection[str], unheard: Collection[str], mine: str, day: str
) -> frozenset[int]:
    """Which of these entries are heard in one of these spaces and still stand on that day, from nobody
    `unheard`; and those of the viewer themselves. As `Visible.only`."""
    standing = 'withdrawn IS NULL AND hidden IS NULL AND voice."left" IS NULL'
    standing += " AND (until IS NULL OR until >= %s)"
    if unheard:
        standing += f' AND voice."by" NOT IN {marks(unheard)}'
    somewhere = f"SELECT 1 FROM {_named(Hearing)} h WHERE h.seq = voice.seq AND h.space IN {marks(spaces)}"  # noqa: S608 - our own names
    which = f'(voice."by" = %s OR ({standing} AND EXISTS ({somewhere})))'
    return frozenset(seq for (seq,) in _voices("seq", seqs, which, [mine, day, *unheard, *spaces]))


def speakers(seqs: Iterable[int], *, mine: str) -> dict[int, str]:
    """Whose words these entries hold, but for those that others gave unnamed. As `Visible.known`."""
    return dict(_voices('seq, voice."by"', seqs, "(named <> 'unnamed' OR voice.\"by\" = %s)", [mine]))


def _voices(columns: str, seqs: Iterable[int], which: str, values: Sequence[str]) -> list[Any]:
    """Of the voices of these entries; a number no book reaches is none the database could look for."""
    asked = [seq for seq in seqs if 0 <= seq <= MAX_INTEGER]
    found: list[Any] = []
    with connection.cursor() as cursor:
        for at in range(0, len(asked), _AT_ONCE):
            some = asked[at : at + _AT_ONCE]
            question = f"SELECT {columns} FROM {_named(Voice)} voice WHERE seq IN {marks(some)} AND {which}"  # noqa: S608 - our own names
            cursor.execute(question, [*some, *values])
            found += cursor.fetchall()
    return found


def standing(person: UUID, *, day: str) -> list[tuple[str, str, str, int, Any]]:
    """Where a person belongs on that day, unless suspended; the roles they hold then; and on whose words a
    block between two lies. Each as what it is, its name, its scope, since which entry, until which day."""
    who = Seat._meta.get_field("person").get_db_prep_value(person, connection)
    in_force = "person = %s AND (until IS NULL OR until >= %s)"
    question = f"""
        SELECT 'seat', space, '', since, until FROM {_named(Seat)} WHERE {in_force}
        AND NOT EXISTS (SELECT 1 FROM {_named(Suspension)} WHERE person = %s)
        UNION ALL SELECT 'role', role, scope, since, until FROM {_named(RoleRow)} WHERE {in_force}
        UNION ALL SELECT 'block', CAST(person AS text), '', 0, NULL FROM {_named(Block)} WHERE "by" = %s
        UNION ALL SELECT 'block', CAST("by" AS text), '', 0, NULL FROM {_named(Block)} WHERE person = %s
    """  # noqa: S608 - our own names
    with connection.cursor() as cursor:
        cursor.execute(question, [who, day, who, who, day, who, who])
        return list(cursor.fetchall())


def going(
    mine: str, day: str, terms: Sequence[tuple[str, str, int]], resting: Collection[int], most: int
) -> list[int]:
    """What of one speaker's goes before that day: so many of what they named a day for, the soonest, and so
    many under each term, the oldest. A term is a circle's space or empty, a sort, and the last day (since
    1970) on which what goes was given. `resting` goes by its speaker's will alone. As `lasting.over`.

    Each is begun from where it is first, so that one who said much waits no longer."""
    voice = f'SELECT seq FROM {_named(Voice)} voice WHERE "by" = %s'  # noqa: S608 - our own names
    asked = [f"{voice} AND ends < %s ORDER BY ends, seq LIMIT {most:d}"]
    values: list[Any] = [mine, day]
    for scope, sort, given in terms:
        which = "sort = %s AND NOT (sort = '') AND given <= %s"  # as the index of one's own has it
        values += [mine, sort, given]
        if resting:
            which += f" AND seq NOT IN {marks(resting)}"
            values += resting
        if scope:
            heard = f"SELECT 1 FROM {_named(Hearing)} h WHERE h.seq = voice.seq AND h.space = %s"  # noqa: S608 - our own names
            which += f" AND EXISTS ({heard} AND (h.since IS NULL OR h.since <= %s))"
            values += [scope, given]
        asked.append(f"{voice} AND {which} ORDER BY given, seq LIMIT {most:d}")
    question = " UNION ALL ".join(f"SELECT seq FROM ({each}) some_{n}" for n, each in enumerate(asked))  # noqa: S608 - our own names
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return sorted({seq for (seq,) in cursor.fetchall()})


def _named(model: type[Table]) -> str:
    """A table as it is called now: `derived.under_names` names tables anew."""
    return connection.ops.quote_name(model._meta.db_table)
