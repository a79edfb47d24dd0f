"""What is asked of the index before any word is: which entries a viewer hears, and those one narrows to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from prisma_hub.circles import queries as circles
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.sql import marks
from prisma_hub.log.types import Among
from prisma_hub.search.models import Rehearing
from prisma_hub.search.rows import rows
from prisma_hub.search.rules.saying import mark
from prisma_hub.search.rules.shelves import Numbers, both, either, numbers, unpack, without
from prisma_hub.search.types import Wish

_EVER = ("0000-00-00", "9999-99-99")


@dataclass(frozen=True, slots=True)
class Heard:
    """The entries a viewer hears; those of them that are looked through; and among what each lies."""

    gate: Numbers
    looked_through: Numbers
    among: dict[Among, Numbers]


def heard(viewer: Viewer, wish: Wish) -> Heard:
    """Exact now, also where the index has not come so far: whose hearing changed since is asked anew."""
    seen = circles.visible(viewer)
    spaces = {mark("in", space) for space in seen.spaces}
    among = {mark("as", each): each for each in Among}
    scopes = {mark("of", scope) for scope in wish.within}
    lang, back = mark("lang", wish.lang), mark("back")
    days = (mark("day", wish.since.isoformat() if wish.since else _EVER[0]),
            mark("day", wish.until.isoformat() if wish.until else _EVER[1]))  # fmt: skip
    over = (mark("until", _EVER[0]), mark("until", circles.today()))
    ranges = [over, days] if wish.since or wish.until else [over]
    asked = [*spaces, *among, *scopes, back, *([lang] if wish.lang else [])]
    found = _marks(asked, ranges)
    gate = either(*(found.get(each, {}) for each in spaces))
    expired = [those for each, those in found.items() if over[0] <= each < over[1]]
    gate = without(gate, either(found.get(back, {}), *expired))
    gate = _as_it_is_now(seen, gate)
    some = gate
    if wish.within:
        some = both(some, either(*(found.get(each, {}) for each in scopes)))
    if wish.lang:
        some = both(some, found.get(lang, {}))
    if wish.since or wish.until:
        those = (those for each, those in found.items() if days[0] <= each <= days[1])
        some = both(some, either(*those))
    return Heard(gate, some, {each: found.get(which, {}) for which, each in among.items()})


def _as_it_is_now(seen: circles.Visible, gate: Numbers) -> Numbers:
    if seen.unheard:
        gate = without(gate, numbers(circles.spoken_by(seen.unheard)))
    if seen.viewer.person is not None:
        gate = either(gate, numbers(circles.spoken_by([seen.viewer.ref])))
    unsettled = circles.following(_changed())
    if unsettled:
        gate = either(without(gate, numbers(unsettled)), numbers(seen.of(unsettled)))
    return gate


def _changed() -> list[int]:
    """The entries of which it changed who hears them, since the index came so far."""
    table = connection.ops.quote_name(Rehearing._meta.db_table)
    upto = "SELECT MAX(seq) FROM search_said_upto"
    return [of for (of,) in rows(f'SELECT "of" FROM {table} WHERE seq > COALESCE(({upto}), -1)', [])]  # noqa: S608 - our own


def _marks(asked: Iterable[str], ranges: Sequence[tuple[str, str]]) -> dict[str, Numbers]:
    """In which entries these marks stand, and those between two."""
    words = [each.encode() for each in asked]
    within = " OR ".join(["(word >= %s AND word <= %s)"] * len(ranges))
    question = f"SELECT id, word FROM search_said_word WHERE word IN {marks(words)} OR {within}"  # noqa: S608
    ends = [end.encode() for some in ranges for end in some]
    names = {id_: bytes(word).decode() for id_, word in rows(question, [*words, *ends])}
    return {names[id_]: those for id_, those in standing(names).items()}


def standing(words: Iterable[int]) -> dict[int, Numbers]:
    """In which entries these words stand, by their ids."""
    found: dict[int, Numbers] = {}
    asked = list(words)
    question = f"SELECT word_id, shelf, numbers FROM search_said_shelf WHERE word_id IN {marks(asked)}"  # noqa: S608
    for word, shelf, packed in rows(question, asked) if asked else ():
        found.setdefault(word, {})[shelf] = unpack(bytes(packed))
    return found
