"""What an agenda is warned of. Never of not capturing: capturing serves the gathering.

Source: journeys.md, "Patterns and the agenda designer".
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from prisma_hub.kernel.text import later
from prisma_hub.patterns.rules.reflow import lay_out
from prisma_hub.patterns.types import Agenda, AgendaWarning, Block, Booking, Placed, WarningKind

LONGEST_WITHOUT_PAUSE: Final = 90


def find_warnings(
    agenda: Agenda,
    *,
    people: int | None = None,
    materials: Collection[str] = (),
    bookings: Sequence[Booking] = (),
) -> tuple[AgendaWarning, ...]:
    """All warnings, in the order of the agenda.

    `people` is how many are expected, `None` when nobody knows yet; `materials` what is at hand;
    `bookings` where those who hold blocks are already expected.
    """
    placed = lay_out(agenda)
    tiring = {warning.block: warning for warning in _find_tiring(placed)}
    warnings: list[AgendaWarning] = []
    for at, one in enumerate(placed):
        warnings += _warn_of_block(one.block, people, materials)
        warnings += [tiring[one.block.id]] if one.block.id in tiring else []
        warnings += _find_double(one, bookings, placed[at + 1 :])
    return tuple(warnings)


def _warn_of_block(block: Block, people: int | None, materials: Collection[str]) -> Iterator[AgendaWarning]:
    title = {"title": block.title}
    if not block.holders and not block.is_pause:
        yield AgendaWarning(WarningKind.NOBODY_HOLDS, block.id, later("Nobody holds “%(title)s”."), title)
    if block.minutes < block.least:
        values = title | {"minutes": str(block.minutes), "least": str(block.least)}
        label = later("“%(title)s” has %(minutes)s minutes and takes at least %(least)s.")
        yield AgendaWarning(WarningKind.TOO_SHORT, block.id, label, values)
    if people is not None and block.group is not None and not _suits(people, block.group):
        label = later("“%(title)s” does not suit a group of %(people)s.")
        yield AgendaWarning(WarningKind.GROUP_SIZE, block.id, label, title | {"people": str(people)})
    missing = [material for material in block.materials if material not in materials]
    if missing:
        label = later("“%(title)s” still needs: %(materials)s.")
        values = title | {"materials": ", ".join(missing)}
        yield AgendaWarning(WarningKind.MATERIALS, block.id, label, values)


def _suits(people: int, group: tuple[int, int | None]) -> bool:
    least, most = group
    return least <= people and (most is None or people <= most)


def _find_tiring(placed: Sequence[Placed]) -> Iterator[AgendaWarning]:
    """One warning for each stretch too long, at the block in which it becomes too long."""
    since, warned = 0, False
    for one in placed:
        if one.block.is_pause:
            since, warned = one.end, False
        elif one.end - since > LONGEST_WITHOUT_PAUSE and not warned:
            warned = True
            values = {"title": one.block.title, "longest": str(LONGEST_WITHOUT_PAUSE)}
            label = later("Over %(longest)s minutes without a pause by the end of “%(title)s”.")
            yield AgendaWarning(WarningKind.NO_PAUSE, one.block.id, label, values)


def _find_double(
    one: Placed, bookings: Sequence[Booking], following: Sequence[Placed]
) -> Iterator[AgendaWarning]:
    elsewhere = [
        *bookings,
        *(
            Booking(person, other.block.title, other.start, other.end)
            for other in following
            for person in other.block.holders
        ),
    ]
    for booking in elsewhere:
        overlaps = booking.start < one.end and one.start < booking.end
        if booking.person in one.block.holders and overlaps:
            values = {"person": booking.person, "title": one.block.title, "other": booking.title}
            label = later("%(person)s is expected in “%(title)s” and in “%(other)s” at the same time.")
            yield AgendaWarning(WarningKind.DOUBLE_BOOKED, one.block.id, label, values)
