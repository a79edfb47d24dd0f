"""What can be done with the log: say, erase, found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from prisma_hub.kernel import source
from prisma_hub.kernel.canonical import b64url
from prisma_hub.kernel.ids import derived_id
from prisma_hub.kernel.merkle import Frontier
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.signing import rotation_message
from prisma_hub.kernel.source import instant
from prisma_hub.kernel.statement import split_text
from prisma_hub.kernel.witnessing import Witness
from prisma_hub.kernel.witnessing import cosign as cosign_text
from prisma_hub.log import anew, cosigned, events, folding, keys, lines, proofs, succession, things
from prisma_hub.log.append import append
from prisma_hub.log.kept import Line, Top
from prisma_hub.log.pen import hub_known, in_hand, many_in_hand, stands, take_pen
from prisma_hub.log.types import Entry, Erase, Kind, Signed

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
    signed: Signed | None = None,
) -> Entry:
    """Say one thing. Absent, None and empty values of `body` are left out.

    `by` and `via` are `person:<uuid>`, `circle:<uuid>` or `hub`. A `paragraphs` field takes the whole text.
    `statement_id` makes saying it twice saying it once; drawn anew where absent.
    `signed`: the speaker's own key answers for it; its hour and secret are the speaker's.
    """
    here = source.current()
    values: dict[str, Any] = {
        "id": str(statement_id or here.uuid7()),
        "hub": hub_did() if signed else hub_known(),
        "kind": kind.name,
        "said": signed.said if signed else instant(here.now_ms()),
        "by": by,
        "to": sorted(set(to), key=str.encode),
    }
    _add(values, scope=scope, via=via, protocol=protocol, about=sorted(set(about), key=str.encode))
    values |= _body(kind, body or {})
    secret = signed.secret if signed else here.token(32)
    return append(values, secret=secret, signed=signed, drawn=statement_id is None)


@contextmanager
def in_bulk() -> Iterator[None]:
    """Say many things inside, all kept together or none: written, hashed into the tree, signed, synced and
    folded together. What is read inside was written before, and a savepoint takes back what was said in it.

    Holds the pen until the end: nobody else can say anything meanwhile, so keep it to a second or so.
    """
    with transaction.atomic(), many_in_hand():
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


def free_id(trigger: UUID, index: int | str, ms: int, *, ours: things.Ours = lambda number: False) -> UUID:
    """The id of a thing that follows from `trigger`, where it may be made later than others know of it.

    Whoever knows the three can work the id out and take it beforehand for a thing of theirs: then it is the
    next in line. `ours` tells a thing that was made of them before; where there may be none, leave it out.
    """
    return things.free_id(trigger, index, ms, ours)


def hub_did() -> str:
    """The `did:key` this hub is known by for ever."""
    return stands().hub


def erase(seq: int, *, right: str, parts: frozenset[str] | None = None) -> None:
    """Remove what entry `seq` says, as far as its kind goes, and say that it was removed.

    `right` names on what ground (`speaker`, `stewards`, `law`, `retention`). `parts` narrows it to these
    parts. What was derived from it goes in the same transaction. Erasing twice changes nothing. The hub
    says it, never a person: the tombstone names nobody.
    """
    erase_many([seq], right=right, parts=parts)


def erase_many(
    seqs: Iterable[int], *, right: str, parts: frozenset[str] | None = None, leaving: bool = False
) -> int:
    """Erase several entries in one transaction, each with its own tombstone. Returns how many there were.

    `leaving`: what things held in common are called stays (`Field.common`). Holds the pen until the end: some
    hundred at a time, so that others can speak in between.
    """
    erased: dict[str, list[Line]] = {}
    with transaction.atomic(), in_hand():
        take_pen()
        with many_in_hand():
            for line in Line.objects.select_for_update().filter(seq__in=list(seqs)).order_by("seq"):
                kind = line.kind
                if kind is not None and _erase(line, folding.kind_named(kind), right, parts, leaving):
                    erased.setdefault(kind, []).append(line)
        gone = [line for some in erased.values() for line in some]
        cut = [[getattr(line, name) for name in _CUT] for line in gone]
        with connection.cursor() as cursor:
            cursor.executemany(_WRITE, cut)
        folding.forget({kind: [lines.entry_of(line) for line in some] for kind, some in erased.items()})
        anew.note_erased({line.seq: kind for kind, some in erased.items() for line in some})
    return len(gone)


_CUT = ("parts", "secret", "kind", "signature", "key", "seq")
_WRITE = "UPDATE log_line SET parts = %s, secret = %s, kind = %s, signature = %s, key = %s WHERE seq = %s"


def _erase(line: Line, kind: Kind, right: str, asked: frozenset[str] | None, leaving: bool) -> bool:
    """Say that it is erased, and cut it out of the line, which is written later. False where nothing goes."""
    found = lines.parts_of(line)
    gone = _what_goes(kind, found, asked)
    if leaving and kind.erase is Erase.REDACT:
        gone = frozenset(name for name in gone if not kind.is_common(name))
    if gone:
        say(events.ERASED, by=HUB, to=(HUB,), body=_tombstone(line.seq, gone, found, right))
        _cut(line, found, gone)
    return bool(gone)


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


def ask_witness(old: int) -> str:
    """A request for a cosignature of the log as it stands (C2SP tlog-witness), to a witness who saw it last
    at size `old`. The checkpoint it holds is remembered."""
    return proofs.ask(old)


def take_in_cosignatures(text: str, witnesses: Iterable[Witness]) -> list[tuple[Witness, int]]:
    """Keep what known witnesses signed of our checkpoints: who, and of which size. All or nothing."""
    return cosigned.take_in(text, witnesses)


def cosign(text: str, *, name: str, at: int) -> str:
    """Our line, as a witness, under the text of somebody else's checkpoint; `at` in seconds since 1970.

    What it says is for the one who calls to look at: this only signs.
    """
    return cosign_text(text, name, keys.in_force(stands().key), at).line()


def check_hub() -> None:
    """Refuse a folder whose key is not that of the hub in the database. A rotation that was broken off is
    brought to its end."""
    if Top.objects.exists():
        keys.in_force(stands().key)
        _settle_keys()


def rotate_key() -> Entry:
    """Go on with the key that was promised, and promise another; the one before is gone afterwards.

    Broken off at any point, the hub has the old key or the new one. Never inside a transaction of the
    caller: the files take their new names once what is said is on the disk.
    """
    with transaction.atomic(durable=True):
        now = keys.in_force(take_pen().key)
        keys.settle(now.did, succession.commitment())
        new, after = keys.promised(succession.commitment()), keys.draw_after()
        Top.objects.update(key=new.did)  # the checkpoint of the entry itself is signed by the new one
        signature = now.sign(rotation_message(new.public))
        body = {"key": new.did, "next": b64url(keys.commit(after)), "signature": b64url(signature)}
        entry = say(events.ROTATED, by=HUB, to=("public",), body=body)
    _settle_keys()
    return entry


def _settle_keys() -> None:
    with transaction.atomic():
        keys.settle(take_pen().key, succession.commitment())


def found_hub(name: str, *, demo: bool = False) -> Entry:
    """Entry 0. Draws the hub's keys; its first `did:key` is the hub's identity for ever."""
    if Top.objects.exists():
        raise Refused(
            "The database holds a hub already.",
            kept="Nothing in it was touched.",
            mend="Name another database in DATABASE_URL, or serve the folder that belongs to this one.",
        )
    key, following = keys.make()
    Top.objects.create(hub=key.did, key=key.did, frontier=Frontier().to_bytes())
    body = {"name": name, "next": b64url(keys.commit(following)), "demo": demo or None}
    return say(events.FOUNDED, by=HUB, to=("public",), body=body)
