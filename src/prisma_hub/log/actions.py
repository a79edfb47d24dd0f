"""What can be done with the log: say, erase, found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import transaction

from prisma_hub.kernel import source
from prisma_hub.kernel.canonical import b64url
from prisma_hub.kernel.ids import derived_id
from prisma_hub.kernel.merkle import Frontier
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.source import instant
from prisma_hub.kernel.statement import split_text
from prisma_hub.log import events, folding, keys, lines
from prisma_hub.log.append import append
from prisma_hub.log.behind import written_together
from prisma_hub.log.kept import Line, Top
from prisma_hub.log.pen import in_hand, stands, take_pen
from prisma_hub.log.types import Entry, Erase, Kind

HUB = "hub"


def say(
    kind: Kind,
    *,
    by: str,
    to: Iterable[str] = (HUB,),
    body: Mapping[str, Any] | None = None,
    scope: str | None = None,
    about: Iterable[str] = (),
    via: str | None = None,
    protocol: str | None = None,
    statement_id: UUID | None = None,
) -> Entry:
    """Say one thing. Absent, None and empty values of `body` are left out.

    `by` and `via` are `person:<uuid>`, `circle:<uuid>` or `hub`. A `paragraphs` field takes the whole text.
    `statement_id` makes saying it twice saying it once; drawn anew where absent.
    """
    here = source.current()
    values: dict[str, Any] = {
        "id": str(statement_id or here.uuid7()),
        "hub": hub_did(),
        "kind": kind.name,
        "said": instant(here.now_ms()),
        "by": by,
        "to": sorted(set(to), key=str.encode),
    }
    _add(values, scope=scope, via=via, protocol=protocol, about=sorted(set(about), key=str.encode))
    values |= _body(kind, body or {})
    return append(values, secret=here.token(32))


@contextmanager
def in_bulk() -> Iterator[None]:
    """Say many things inside, all kept together or none: signed, synced and folded together.

    Holds the pen until the end: nobody else can say anything meanwhile, so keep it to a second or so.
    """
    with transaction.atomic(), in_hand(), written_together():
        yield


def _add(values: dict[str, Any], **more: Any) -> None:
    values.update({name: value for name, value in more.items() if value})


def _body(kind: Kind, body: Mapping[str, Any]) -> dict[str, Any]:
    parts: dict[str, Any] = {}
    for name, value in body.items():
        field = kind.field(name)
        if value is None or value == "" or value == [] or value == {}:
            continue
        if field is not None and field.type == "paragraphs":
            parts |= split_text(name, value)
        else:
            parts["body." + name] = value
    return parts


def react(trigger: Entry, index: int | str) -> UUID:
    """The id of what a reaction says, derived from what it reacts to: doing it twice is doing it once."""
    assert trigger.id is not None
    return derived_id(trigger.id, index, source.parse_instant(trigger.at))


def hub_did() -> str:
    """The `did:key` this hub is known by for ever."""
    return stands().hub


def erase(seq: int, *, right: str, parts: frozenset[str] | None = None) -> None:
    """Remove what entry `seq` says, as far as its kind goes, and say that it was removed.

    `right` names on what ground (`speaker`, `stewards`, `law`, `retention`). `parts` narrows it to these
    parts. What was derived from it goes in the same transaction. Erasing twice changes nothing. The hub
    says it, never a person: the tombstone names nobody.
    """
    with transaction.atomic():
        take_pen()
        line = Line.objects.select_for_update().get(seq=seq)
        if line.kind is None:
            return
        kind = folding.kind_named(line.kind)
        found = lines.parts_of(line)
        gone = _what_goes(kind, found, parts)
        if not gone:
            return
        say(events.ERASED, by=HUB, to=(HUB,), body=_tombstone(seq, gone, found, right))
        _cut(line, found, gone)
        folding.forget(kind.name, lines.entry_of(line))


def _what_goes(kind: Kind, found: list[lines.LinePart], asked: frozenset[str] | None) -> frozenset[str]:
    standing = {part.name for part in found if part.name is not None}
    if kind.erase is Erase.NEVER:
        return frozenset()
    if kind.erase is Erase.WHOLE and asked is None:
        return frozenset(standing)
    personal = {name for name in standing if kind.is_personal(name) or kind.erase is Erase.WHOLE}
    return frozenset(personal if asked is None else personal & asked)


def _tombstone(seq: int, gone: frozenset[str], found: list[lines.LinePart], right: str) -> dict[str, Any]:
    everything = len(gone) == len(found)
    names = None if everything else sorted(gone, key=str.encode)
    return {"seq": seq, "parts": names, "right": right}


def _cut(line: Line, found: list[lines.LinePart], gone: frozenset[str]) -> None:
    line.parts = lines.stored_after_erasing(found, gone)
    line.secret = None
    if all(part.erased or part.name in gone for part in found):
        line.kind = line.signature = line.key = None
    line.save(update_fields=["parts", "secret", "kind", "signature", "key"])


def hold_pen() -> None:
    """Nobody else says anything until this transaction ends: for work whose outcome the entry will name."""
    take_pen()


def resume() -> Entry:
    """Begin a new epoch: this log was restored, and may lack what was said after its last checkpoint.

    The tree goes on from the entries it has, under another origin; `log.resumed/1` says from where.
    """
    with transaction.atomic():
        pen = take_pen()
        known = {"epoch": pen.epoch, "size": pen.size, "root": b64url(pen.frontier.root())}
        Top.objects.update(epoch=pen.epoch + 1)
        return say(events.RESUMED, by=HUB, body=known)


def check_hub() -> None:
    """Refuse a folder whose key is not that of the hub in the database."""
    for top in Top.objects.all():
        keys.current_of(top.hub)


def found_hub(name: str, *, demo: bool = False) -> Entry:
    """Entry 0. Draws the hub's keys; its first `did:key` is the hub's identity for ever."""
    if Top.objects.exists():
        raise Refused(
            "The database holds a hub already.",
            kept="Nothing in it was touched.",
            mend="Name another database in DATABASE_URL, or serve the folder that belongs to this one.",
        )
    key, following = keys.make()
    Top.objects.create(hub=key.did, frontier=Frontier().to_bytes())
    body = {"name": name, "next": b64url(keys.commitment(following)), "demo": demo or None}
    return say(events.FOUNDED, by=HUB, to=("public",), body=body)
