"""Until when things are kept: as it was said on the log, and what is over."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from prisma_hub.circles import rules
from prisma_hub.circles.models import Hearing, LastingRow, Voice
from prisma_hub.circles.queries import by_hand
from prisma_hub.circles.queries.gate import visible, voices, voices_read
from prisma_hub.circles.queries.memory import once, today
from prisma_hub.circles.types import Lasting, Term, Until
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.ids import is_circle

_EPOCH = date(1970, 1, 1)
Lastings = dict[tuple[str, str], Lasting]


def this_day() -> date:
    return date.fromisoformat(today())


def lastings() -> Lastings:
    """How long each sort is kept, by (space of a circle or empty for the hub, sort). For deciding by."""
    return once("lastings", None, lambda: {(row.scope, row.sort): row.told() for row in _rows()})


def _rows() -> QuerySet[LastingRow]:
    return LastingRow.objects.all()


def lasting_in(viewer: Viewer, space: str = "") -> dict[str, Lasting]:
    """How long each sort is kept on the hub, or in a circle the viewer belongs to; by sort."""
    if space and not visible(viewer).reaches(space):
        return {}
    return {sort: each for (scope, sort), each in lastings_now().items() if scope == space}


def lastings_now() -> Lastings:
    """How long each sort is kept today, and what comes. For whoever holds the machine."""
    day = this_day()
    return {where: rules.as_on(each, day) for where, each in lastings().items()}


def kept_until(seqs: Iterable[int], resting: Collection[int] = (), *, own: bool = True) -> dict[int, Until]:
    """Until when each of these entries is kept, where there is a day. For whoever may hear them.

    `resting`: what others rest on goes by its speaker's will alone. `own` False: as it is agreed here.
    """
    rules_ = lastings()
    if any(scope and each.terms for (scope, _sort), each in rules_.items()):
        return _untils(voices(seqs).exclude(sort="", ends=None), resting, own=own)
    return _untils_of(voices_read(seqs), {}, resting, own=own)


def _untils(found: QuerySet[Voice], resting: Collection[int], *, own: bool = True) -> dict[int, Until]:
    """In one query: of circles that keep something for a time it is looked up since when they hear it."""
    spaces = sorted({scope for (scope, _sort), each in lastings().items() if scope and each.terms})
    since = {f"since_{n}": space for n, space in enumerate(spaces)}
    rows = found.annotate(**{name: _since(space) for name, space in since.items()})
    return _untils_of(rows, since, resting, own=own)


def _untils_of(
    rows: Iterable[Voice], since: Mapping[str, str], resting: Collection[int], *, own: bool
) -> dict[int, Until]:
    """`since`: by the name of a column the circle whose hearing it tells."""
    rules_, untils = lastings(), {}
    for row in rows:
        given = _day(row.given)
        heard = [(space, getattr(row, name)) for name, space in since.items()]
        counted = [("", given), *((space, _day(day)) for space, day in heard if day is not None)]
        terms = [(day, term) for space, day in counted for term in _terms(rules_, space, row.sort)]
        until = rules.earliest(given, () if row.seq in resting else terms, _own(row) if own else None)
        if until is not None:
            untils[row.seq] = until
    return untils


def _since(space: str) -> Subquery:
    """Since when a circle hears an entry, in days; none where it does not."""
    heard = Hearing.objects.filter(seq=OuterRef("seq"), space=space)
    return Subquery(heard.values_list(Coalesce("since", OuterRef("given")))[:1])


def agreed_until(seq: int) -> Until | None:
    """Until when an entry is kept at the most, whatever its speaker says."""
    return kept_until([seq], own=False).get(seq)


def _own(row: Voice) -> Until | None:
    if row.ends is None or row.ends_said is None:
        return None
    return Until(row.ends, row.ends_said, own=True)


def _terms(rules_: Lastings, space: str, sort: str) -> tuple[Term, ...]:
    found = rules_.get((space, sort))
    return found.terms if found and sort else ()


def _day(number: int) -> date:
    return _EPOCH + timedelta(number)


def _number(day: date) -> int:
    return (day - _EPOCH).days


def kept_if_said(spaces: Iterable[str], sorts: Collection[str]) -> dict[str, Until]:
    """Until when each sort would be kept if it were said to these spaces today, where there is a day."""
    rules_, given = lastings(), this_day()
    found = {}
    for sort in sorts:
        terms = [term for space in ("", *spaces) for term in _terms(rules_, space, sort)]
        until = rules.earliest(given, [(given, term) for term in terms], None)
        if until is not None:
            found[sort] = until
    return found


def circles_with_times(viewer: Viewer, sorts: Collection[str]) -> list[str]:
    """The circles the viewer belongs to that keep one of these sorts for a time of their own."""
    near = visible(viewer)
    scopes = [scope for (scope, sort), each in lastings().items() if sort in sorts and each.terms]
    return [scope for scope in dict.fromkeys(scopes) if is_circle(scope) and near.reaches(scope)]


def over(day: date, resting: Collection[int] = ()) -> QuerySet[Voice]:
    """What goes before this day begins. `resting`: what others rest on goes by its speaker's will alone."""
    agreed = Q(pk__in=[])
    for scope, sort, given in _given_before(day):
        agreed |= _over(scope, sort, given)
    return Voice.objects.filter((agreed & ~Q(seq__in=list(resting))) | Q(ends__lt=day))


def _given_before(day: date) -> list[tuple[str, str, int]]:
    """By each term that holds, the last day on which what goes before this one was given."""
    found = []
    for (scope, sort), each in lastings().items():
        for term in each.terms:
            given = rules.given_before(day, term)
            if given is not None:
                found.append((scope, sort, _number(given)))
    return found


def _over(scope: str, sort: str, given: int) -> Q:
    found = Q(sort=sort, given__lte=given)
    if not scope:
        return found
    heard = Hearing.objects.filter(seq=OuterRef("seq"), space=scope)
    return found & Q(Exists(heard.filter(Q(since=None) | Q(since__lte=given))))


def going(day: date, resting: Collection[int] = ()) -> dict[str, int]:
    """How many things of each sort go before this day begins. What is of no sort nobody counts."""
    gone = over(day, resting).order_by().values("seq")  # asked first: to group, SQLite would go through all
    found = Voice.objects.filter(seq__in=gone).exclude(sort="").order_by().values_list("sort")
    return dict(found.annotate(n=Count("seq")))


def mine_going(viewer: Viewer, day: date, most: int, resting: Collection[int] = ()) -> dict[int, Until]:
    """Until when what of the viewer's is kept that goes before this day begins; the soonest, so many."""
    if viewer.person is None:
        return {}
    mine = by_hand.going(viewer.ref, day.isoformat(), _given_before(day), resting, most)
    found = _untils(Voice.objects.filter(seq__in=mine), resting)
    soonest = sorted(found.items(), key=lambda each: (each[1].day, each[0]))
    return dict(soonest[:most])


def touched(sort: str, space: str = "") -> list[str]:
    """Whose things of a sort there are, on the hub or in a circle. For telling them, not for showing."""
    found = Voice.objects.filter(sort=sort)
    if space:
        found = found.filter(Exists(Hearing.objects.filter(seq=OuterRef("seq"), space=space)))
    return list(found.order_by().values_list("by", flat=True).distinct())
