"""Agendas that always fill their session: changing one block moves the rest up to locked times.

Source: journeys.md, "Patterns and the agenda designer" (designer and run mode).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.text import later
from prisma_hub.patterns.rules.spreading import spread
from prisma_hub.patterns.types import Agenda, Block, Placed, Span

AS_BEFORE = later("The agenda stays as it was.")


def lay_out(agenda: Agenda) -> tuple[Placed, ...]:
    """Each block in its time: after the one before it, or at the minute it is locked to."""
    placed: list[Placed] = []
    clock = 0
    for block in agenda.blocks:
        start = clock if block.locked_at is None else block.locked_at
        clock = start + block.minutes
        placed.append(Placed(block, start, clock))
    return tuple(placed)


def check_agenda(agenda: Agenda) -> None:
    """Refuse an agenda whose blocks do not fill the session up to each locked time and its end."""
    _check_blocks(agenda)
    for start, end, blocks in _stretches(agenda):
        total = sum(block.minutes for block in blocks)
        if total != end - start:
            raise Refused(
                "From minute %(start)s to %(end)s there are %(planned)s minutes planned, not %(there)s.",
                kept=AS_BEFORE,
                mend="Make blocks shorter or longer, or let the rest flow.",
                start=start,
                end=end,
                planned=total,
                there=end - start,
            )


def reflow(agenda: Agenda, begun: Collection[str] = ()) -> Agenda:
    """Let all blocks that have not begun share the time up to each locked time and the end."""
    _check_blocks(agenda)
    blocks: list[Block] = []
    for start, end, stretch in _stretches(agenda):
        blocks += _fit(stretch, end - start, [[one for one in _ids(stretch) if one not in begun]])
    return replace(agenda, blocks=tuple(blocks))


def change_minutes(agenda: Agenda, block_id: str, minutes: int, begun: Collection[str] = ()) -> Agenda:
    """Give one block other minutes; those after it make up for it, up to the next locked time.

    Only where they cannot, those before it in the same stretch do. Blocks that have `begun` keep
    their minutes, except that the one running now can itself be changed.
    """
    _check_changeable(agenda, block_id, minutes, begun)
    blocks: list[Block] = []
    for start, end, stretch in _stretches(agenda):
        ids = _ids(stretch)
        if block_id not in ids:
            blocks += stretch
            continue
        at = ids.index(block_id)
        changed = [replace(block, minutes=minutes) if block.id == block_id else block for block in stretch]
        after = [one for one in ids[at + 1 :] if one not in begun]
        around = [one for one in ids[:at] if one not in begun] + after
        blocks += _fit(changed, end - start, [after, around])
    return replace(agenda, blocks=tuple(blocks))


def skip(agenda: Agenda, block_id: str, begun: Collection[str] = ()) -> Agenda:
    """Take a block out that has not begun; the others of its stretch share its time."""
    _check_waiting(_find(agenda, block_id), begun)
    rest = tuple(block for block in agenda.blocks if block.id != block_id)
    return reflow(replace(agenda, blocks=rest), begun)


def swap(agenda: Agenda, one: str, other: str, begun: Collection[str] = ()) -> Agenda:
    """Let two blocks change places; a block with a locked time stays where it is."""
    first, second = _find(agenda, one), _find(agenda, other)
    for block in (first, second):
        _check_waiting(block, begun)
        if block.locked_at is not None:
            raise Refused(
                "“%(title)s” has a fixed time.", kept=AS_BEFORE, mend="Unlock it first.", title=block.title
            )
    places = {one: second, other: first}
    blocks = tuple(places.get(block.id, block) for block in agenda.blocks)
    return reflow(replace(agenda, blocks=blocks), begun)


def _check_changeable(agenda: Agenda, block_id: str, minutes: int, begun: Collection[str]) -> None:
    block, ids = _find(agenda, block_id), _ids(agenda.blocks)
    if minutes < 1:
        raise Refused("A block takes at least one minute.", kept=AS_BEFORE, mend="Take it out instead.")
    if any(following in begun for following in ids[ids.index(block_id) + 1 :]):
        raise Refused(
            "“%(title)s” is over.", kept=AS_BEFORE, mend="Change a block still to come.", title=block.title
        )


def _check_waiting(block: Block, begun: Collection[str]) -> None:
    if block.id in begun:
        raise Refused(
            "“%(title)s” has begun.", kept=AS_BEFORE, mend="Make it shorter instead.", title=block.title
        )


def _fit(blocks: Sequence[Block], minutes: int, choices: Sequence[Sequence[str]]) -> list[Block]:
    """Fill `minutes` by the first choice of blocks that can give or take what is needed."""
    if sum(block.minutes for block in blocks) == minutes:
        return list(blocks)
    for ids in choices:
        free = [block for block in blocks if block.id in ids]
        room = minutes - sum(block.minutes for block in blocks if block.id not in ids)
        if free and _fits(free, room):
            spans = [Span(block.least, block.minutes, block.most) for block in free]
            given = dict(zip(_ids(free), spread(room, spans), strict=True))
            return [replace(block, minutes=given.get(block.id, block.minutes)) for block in blocks]
    over = sum(block.minutes for block in blocks) - minutes
    raise Refused(
        later("%(minutes)s minutes are too many, and no block left can be that much shorter.")
        if over > 0
        else later("%(minutes)s minutes are left over, and no block left can take them."),
        kept=AS_BEFORE,
        mend="Unlock a time, take a block out or put one in, or change the length of the session.",
        minutes=abs(over),
    )


def _fits(free: Sequence[Block], room: int) -> bool:
    most = [block.most for block in free]
    upper = None if None in most else sum(each for each in most if each is not None)
    return sum(block.least for block in free) <= room and (upper is None or room <= upper)


def _ids(blocks: Sequence[Block]) -> list[str]:
    return [block.id for block in blocks]


def _stretches(agenda: Agenda) -> Iterator[tuple[int, int, list[Block]]]:
    """The blocks from one locked time to the next, with the minutes of both ends."""
    start, stretch = 0, list[Block]()
    for block in agenda.blocks:
        if block.locked_at is not None:
            yield start, block.locked_at, stretch
            start, stretch = block.locked_at, []
        stretch.append(block)
    yield start, agenda.minutes, stretch


def _check_blocks(agenda: Agenda) -> None:
    ids = _ids(agenda.blocks)
    if not ids or len(set(ids)) < len(ids) or any(block.minutes < 1 for block in agenda.blocks):
        raise Refused(
            "An agenda needs blocks, each once and of at least one minute.",
            kept=AS_BEFORE,
            mend="Put in a block.",
        )
    locked = [block.locked_at for block in agenda.blocks if block.locked_at is not None]
    if locked != sorted(set(locked)) or any(not 0 <= at < agenda.minutes for at in locked):
        raise Refused(
            "The locked times do not follow each other within the session.",
            kept=AS_BEFORE,
            mend="Unlock a time, or change the order of the blocks.",
        )


def _find(agenda: Agenda, block_id: str) -> Block:
    _check_blocks(agenda)
    for block in agenda.blocks:
        if block.id == block_id:
            return block
    raise Refused("This block is no longer in the agenda.", kept=AS_BEFORE, mend="Look at it again.")
