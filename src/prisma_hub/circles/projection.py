"""How circles, roles and hearing are folded from the log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from prisma_hub.circles import events, queries, rules
from prisma_hub.circles.models import (
    Block,
    CircleRow,
    Hearing,
    HouseRow,
    LastingRow,
    Lying,
    RoleRow,
    Seat,
    Suspension,
    Voice,
)
from prisma_hub.circles.types import HUB, Lasting
from prisma_hub.identity import events as people
from prisma_hub.identity.types import is_for_guests
from prisma_hub.kernel.ids import is_person, uuid_of
from prisma_hub.kernel.source import parse_instant
from prisma_hub.kernel.text import fold
from prisma_hub.log import events as book
from prisma_hub.log import queries as log
from prisma_hub.log.types import Among, AtOnce, Entry, Searchable, Searched

KINDS = events.KINDS
DAY = 86_400_000


def heard(entry: Entry) -> None:
    """Every entry: whose words, on what terms, and who may hear them."""
    if entry.by is None:
        return
    until = entry.body.get("consent.until")
    personal = log.holds_personal(entry)
    Voice.objects.add(
        seq=entry.seq,
        by=entry.by,
        named=entry.body.get("consent.named", ""),
        quote=entry.body.get("consent.quote", ""),
        ai=entry.body.get("consent.ai", False),
        until=date.fromisoformat(until) if until else None,
        follows=entry.body.get("follows"),
        personal=personal,
        sort=rules.sort_of(log.kept_as(entry), entry.body) if personal and _is_ones_own(entry) else "",
        given=_day(entry),
    )
    for space in _audience(entry):
        Hearing.objects.add(seq=entry.seq, space=space)


OF_CIRCLES = {
    each.name
    for each in (
        events.OPENED,
        events.MANDATED,
        events.CLOSED,
        events.ADMITTED,
        events.LEFT,
        events.GRANTED,
        events.ENDED,
    )
}


def _audience(entry: Entry) -> Sequence[str]:
    """Who hears it: those it was said to. What the house says of a circle is heard no further than the
    journey it lies in; at first it was said to the whole hub."""
    opened = queries.opened_with(entry.scope) if entry.kind in OF_CIRCLES else None
    if opened is None:
        return entry.to
    Lying.objects.add(seq=entry.seq, opened=opened, spaces=" ".join(entry.to))
    return queries.narrowed(entry.to, _spaces(opened))


def _spaces(seq: int) -> list[str]:
    return [space for (space,) in Hearing.objects.find("space", seq=seq)]


def _is_ones_own(entry: Entry) -> bool:
    """What a person gave; what belongs to earlier words is kept as long as they are."""
    return entry.by is not None and is_person(entry.by) and "follows" not in entry.body


def _day(entry: Entry) -> int:
    """When the hub got it, in days since 1970."""
    return parse_instant(entry.at) // DAY


def unheard(entries: Sequence[Entry]) -> None:
    """What is erased whole is nobody's words any more; of the rest, somebody who leaves may take nothing."""
    gone = [entry.seq for entry in entries if entry.by is None]
    kept = [entry.seq for entry in entries if entry.by is not None and not log.holds_personal(entry)]
    Voice.objects.filter(seq__in=kept).update(personal=False, sort="", ends=None, ends_said=None)
    Voice.objects.filter(seq__in=gone).delete()
    Hearing.objects.filter(seq__in=gone).delete()


def joined(entry: Entry) -> None:
    """A member belongs to the hub. A guest belongs to nothing yet."""
    if is_for_guests(entry.scope):
        return
    Seat.objects.add(space=HUB, person=entry.speaker, since=entry.seq)


def left_hub(entry: Entry) -> None:
    Seat.objects.filter(person=entry.speaker).delete()
    RoleRow.objects.filter(person=entry.speaker).delete()
    if entry.body.get("erase"):
        Voice.objects.filter(by=entry.by, personal=True).update(left=entry.seq)


def described(entry: Entry) -> None:
    """The hub says anew what it is: what it said before is history."""
    HouseRow.objects.all().delete()
    said = {name: entry.body.get(name, "") for name in ("purpose", "keeper", "reach")}
    HouseRow.objects.add(seq=entry.seq, **said)


def keeper_erased(entry: Entry) -> None:
    HouseRow.objects.filter(seq=entry.seq).update(keeper="", reach="")


def opened(entry: Entry) -> None:
    CircleRow.objects.add(
        id=_named(entry),
        title=entry.body["title"],
        purpose=entry.body.get("purpose", ""),
        mandate=entry.body.get("mandate", {}),
        decides=entry.body.get("decides", ""),
        kind=entry.body.get("kind", ""),
        scope=entry.scope,
        opened=entry.seq,
        name=fold(entry.body["title"]),
        space=f"circle:{entry.id}",
        within=queries.lies_in(entry.scope),
    )


def mandated(entry: Entry) -> None:
    CircleRow.objects.filter(id=_circle(entry)).update(mandate=entry.body["mandate"])


def closed(entry: Entry) -> None:
    CircleRow.objects.filter(id=_circle(entry)).update(closed=entry.seq)


def admitted(entry: Entry) -> None:
    until = entry.body.get("until")
    Seat.objects.update_or_create(
        space=entry.scope,
        person=_person(entry),
        defaults={"until": date.fromisoformat(until) if until else None},
        create_defaults={"since": entry.seq, "until": date.fromisoformat(until) if until else None},
    )


def left(entry: Entry) -> None:
    Seat.objects.filter(space=entry.scope, person=_person(entry)).delete()


def granted(entry: Entry) -> None:
    until = entry.body.get("until")
    RoleRow.objects.update_or_create(
        person=_person(entry),
        role=entry.body["role"],
        scope=entry.scope or "",
        defaults={"since": entry.seq, "until": date.fromisoformat(until) if until else None},
    )


def ended(entry: Entry) -> None:
    RoleRow.objects.filter(person=_person(entry), role=entry.body["role"], scope=entry.scope or "").delete()


def _with_followers(seq: int) -> QuerySet[Voice]:
    """The words and what belongs to them."""
    return Voice.objects.filter(Q(seq=seq) | Q(follows=seq))


def _their_own(entry: Entry) -> list[int]:
    """The words an entry of their speaker speaks of, and what belongs to them. Whose they are is looked at
    here: asked for in the query, databases go through everything that person ever said."""
    seq = entry.body["seq"]
    found = {*Voice.objects.find("seq", "by", seq=seq), *Voice.objects.find("seq", "by", follows=seq)}
    return sorted(each for each, by in found if by == entry.by)


def withdrawn(entry: Entry) -> None:
    when = entry.body.get("erase")
    Voice.objects.filter(seq__in=_their_own(entry)).update(
        withdrawn=entry.seq, erase_at=parse_instant(when) if when else None
    )


def erased(entry: Entry) -> None:
    """Nothing is due any more for words that are gone. What is left of them is heard as before."""
    Voice.objects.filter(seq=entry.body["seq"]).update(erase_at=None, left=None)


def returned(entry: Entry) -> None:
    Voice.objects.filter(seq__in=_their_own(entry)).update(withdrawn=None, erase_at=None)


def hidden(entry: Entry) -> None:
    _with_followers(entry.body["seq"]).update(
        hidden=entry.seq, hidden_by=entry.by, hidden_reason=entry.body.get("reason", "")
    )


def reason_erased(entry: Entry) -> None:
    Voice.objects.filter(hidden=entry.seq).update(hidden_reason="")


def shown(entry: Entry) -> None:
    _with_followers(entry.body["seq"]).update(hidden=None, hidden_by="", hidden_reason="")


def shared(entry: Entry) -> None:
    """Only the one who spoke changes who may hear, and on what terms."""
    until = entry.body.get("until")
    terms = {name: entry.body[name] for name in ("named", "quote", "ai") if name in entry.body}
    for seq in _their_own(entry):
        before = dict(Hearing.objects.find("space", "since", seq=seq))
        Voice.objects.change({"seq": seq}, until=date.fromisoformat(until) if until else None, **terms)
        Hearing.objects.remove(seq=seq)
        for space in entry.body["spaces"]:
            Hearing.objects.add(seq=seq, space=space, since=before.get(space, _day(entry)))
        _follow(seq)


def _follow(opened: int) -> None:
    """What was said of the circles of a journey is heard again no further than the journey."""
    found = Lying.objects.find("seq", "spaces", opened=opened)
    journey = _spaces(opened) if found else []
    for seq, spaces in found:
        Hearing.objects.remove(seq=seq)
        for space in queries.narrowed(spaces.split(), journey):
            Hearing.objects.add(seq=seq, space=space)


def lasts(entry: Entry) -> None:
    """How long a sort is kept from now on, and what that changes of what was said before."""
    body, scope = entry.body, entry.scope or ""
    found = LastingRow.objects.filter(scope=scope, sort=body["sort"]).first()
    now = rules.decide(
        found.told() if found else Lasting(),
        body.get("months"),
        day=date.fromisoformat(body["day"]),
        begins=date.fromisoformat(body["begins"]),
        said=entry.seq,
    )
    LastingRow.objects.update_or_create(
        scope=scope,
        sort=body["sort"],
        defaults={
            "months": now.months,
            "said": now.said,
            "next_months": now.next_months,
            "next_from": now.next_from,
            "next_said": now.next_said,
            "newest": entry.seq,
            "reason": body.get("reason", ""),
        },
    )


def why_it_lasts_erased(entry: Entry) -> None:
    LastingRow.objects.filter(newest=entry.seq).update(reason="")


def ends(entry: Entry) -> None:
    """Their speaker names the last day, or takes it back."""
    until = entry.body.get("until")
    Voice.objects.filter(seq=entry.body["seq"], by=entry.by, personal=True).update(
        ends=date.fromisoformat(until) if until else None, ends_said=entry.seq if until else None
    )


def blocked(entry: Entry) -> None:
    Block.objects.get_or_create(by=entry.speaker, person=_person(entry))


def unblocked(entry: Entry) -> None:
    Block.objects.filter(by=entry.speaker, person=_person(entry)).delete()


def suspended(entry: Entry) -> None:
    Suspension.objects.update_or_create(
        person=_person(entry), defaults={"reason": entry.body.get("reason", ""), "seq": entry.seq}
    )


def suspension_reason_erased(entry: Entry) -> None:
    Suspension.objects.filter(seq=entry.seq).update(reason="")


def restored(entry: Entry) -> None:
    Suspension.objects.filter(person=_person(entry)).delete()


def _named(entry: Entry) -> UUID:
    assert entry.id is not None
    return entry.id


def _person(entry: Entry) -> UUID:
    return uuid_of(entry.body["person"])


def _circle(entry: Entry) -> UUID:
    assert entry.scope is not None
    return uuid_of(entry.scope)


FOLDS = {
    book.ERASED: (erased,),
    people.JOINED: (joined,),
    people.LEFT: (left_hub,),
    events.HOUSE: (described,),
    events.OPENED: (opened,),
    events.MANDATED: (mandated,),
    events.CLOSED: (closed,),
    events.ADMITTED: (admitted,),
    events.LEFT: (left,),
    events.GRANTED: (granted,),
    events.ENDED: (ended,),
    events.WITHDRAWN: (withdrawn,),
    events.RETURNED: (returned,),
    events.HIDDEN: (hidden,),
    events.SHOWN: (shown,),
    events.SHARED: (shared,),
    events.LASTS: (lasts,),
    events.ENDS: (ends,),
    events.BLOCKED: (blocked,),
    events.UNBLOCKED: (unblocked,),
    events.SUSPENDED: (suspended,),
    events.RESTORED: (restored,),
}
FORGETS = {
    events.HOUSE: (keeper_erased,),
    events.HIDDEN: (reason_erased,),
    events.SUSPENDED: (suspension_reason_erased,),
    events.LASTS: (why_it_lasts_erased,),
}
EVERY = (heard,)
EVERY_FORGET = (AtOnce(unheard),)


def found_circles(entries: Sequence[Entry]) -> Iterator[Searchable]:
    """Circles that people opened. Those the house opens itself are called like what they belong to."""
    for row in CircleRow.objects.filter(opened__in=[each.seq for each in entries], kind=""):
        within = (row.scope,) if row.scope else ()
        ref = f"circle:{row.id}"
        yield Searchable(
            row.opened, Among.THINGS, "circle", ref, row.title, row.purpose, within=(ref, *within)
        )


SEARCHED: Searched = {events.OPENED: found_circles}
