"""What whoever keeps the machine does about witnesses; and what a witness does when it is asked.

The hub says it: naming a witness is a decision about the whole record book, taken where it is kept.
"""

from __future__ import annotations

from django.db import transaction

from prisma_hub.federation import events
from prisma_hub.federation.kept import Seen
from prisma_hub.federation.models import BookRow, ForkRow, WitnessRow
from prisma_hub.federation.types import (
    Forked,
    NotContinued,
    NotCosigned,
    NotItsKey,
    NotOurSize,
    UnknownBook,
)
from prisma_hub.kernel import merkle, source
from prisma_hub.kernel.note import Checkpoint, Note, key_id, parse_note, parse_origin, read_checkpoint
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.signing import public_of
from prisma_hub.kernel.witnessing import Ask, Witness, name_of_hub
from prisma_hub.log import actions as log
from prisma_hub.log import queries as book_of_ours

EVERYBODY = ("public",)


def name_witness(*, key: str, title: str = "") -> Witness:
    """From now on we take this witness' signatures. `key`: its verifier key, or the did:key of a hub."""
    witness = Witness.parse(key)
    if witness.name == name_of_hub(log.hub_did()):
        raise Refused("A hub is no witness of its own book.", kept="Nothing was changed.")
    log.say(events.NAMED, by="hub", to=EVERYBODY, body={"key": witness.vkey(), "title": title})
    return witness


def dismiss_witness(*, key: str) -> Witness:
    """What it signed stays; nothing more is taken of it."""
    witness = Witness.parse(key)
    if not WitnessRow.objects.filter(key=witness.vkey()).exists():
        raise Refused("This hub knows no such witness.", kept="Nothing was changed.")
    log.say(events.DISMISSED, by="hub", to=EVERYBODY, body={"key": witness.vkey()})
    return witness


def follow_book(*, hub: str, key: str = "", title: str = "") -> None:
    """From now on we sign the book of `hub` as a witness. `key`: the one in force, where it changed it."""
    public_of(hub)
    public_of(key or hub)
    if hub == log.hub_did():
        raise Refused("A hub is no witness of its own book.", kept="Nothing was changed.")
    in_force = key if key != hub else ""
    log.say(events.FOLLOWED, by="hub", to=EVERYBODY, body={"hub": hub, "key": in_force, "title": title})


def leave_book(*, hub: str) -> None:
    """We sign it no more. What we saw last is remembered, should we follow it again."""
    if not BookRow.objects.filter(hub=hub).exists():
        raise Refused("This hub follows no such book.", kept="Nothing was changed.")
    log.say(events.LEFT, by="hub", to=EVERYBODY, body={"hub": hub})


def ask(*, witness: str = "", old: int | None = None) -> str:
    """A request for a cosignature of our book as it stands. `witness`: its name, where there are several.

    `old`: where the witness saw the book last, if it is not what it signed last here.
    """
    known = _known()
    chosen = [each for each in known if not witness or witness in (each.name, each.vkey())]
    if old is None and len(chosen) != 1:
        raise Refused(
            "Which witness is asked? Known here: %(names)s.",
            mend="Write its name; or say with --old at which size it saw the book last.",
            names=", ".join(each.name for each in known) or "–",
        )
    if old is None:
        old, _ = book_of_ours.cosigned_last([chosen[0].vkey()]).get(chosen[0].vkey(), (0, 0))
    return log.ask_witness(old)


def take_in(lines: str) -> list[tuple[str, int]]:
    """Keep what witnesses signed: (name, size) of each line. Refuses all where one is false."""
    return [(witness.name, size) for witness, size in log.take_in_cosignatures(lines, _known())]


def _known() -> list[Witness]:
    return [Witness.parse(key) for key in WitnessRow.objects.order_by("seq").values_list("key", flat=True)]


def cosign_book(request: str | bytes) -> str:
    """As a witness: our line under another hub's checkpoint, if it goes on from the last we saw of it.

    Refuses with a `NotCosigned`. Two roots for one size are said on our own log first.
    """
    asked = _read(request)
    checkpoint, note = _signed(asked)
    now = source.current().now_ms()
    with transaction.atomic():
        log.hold_pen()  # looking and remembering are one step: nobody signs an older one in between
        seen = Seen.objects.filter(origin=checkpoint.origin).first()
        fork = seen is not None and seen.size == checkpoint.size and bytes(seen.root) != checkpoint.root
        if seen is not None and fork:
            _raise_alarm(checkpoint, seen.note, note)
        else:
            _continues(asked, checkpoint, seen)
            kept = {"size": checkpoint.size, "root": checkpoint.root, "note": note, "at": now}
            Seen.objects.update_or_create(origin=checkpoint.origin, defaults=kept)
    if fork:
        raise Forked(
            "Two roots for one size and epoch: this hub signed another book of %(size)s entries before.",
            kept="Both signed notes are kept in our record book, for everybody to read.",
            mend="Show them to the people of that hub, and to whoever relies on it.",
            size=checkpoint.size,
        )
    return log.cosign(parse_note(note).text, name=name_of_hub(log.hub_did()), at=now // 1000)


def _read(request: str | bytes) -> Ask:
    try:
        asked = Ask.parse(request)
    except Refused as no:
        raise NotCosigned(no.reason, kept=no.kept, mend=no.mend, **no.values) from None
    return asked


def _signed(asked: Ask) -> tuple[Checkpoint, str]:
    """The checkpoint, of a book we follow and signed by its hub; and its note with that signature alone:
    what strangers wrote below it is none of ours to keep or show."""
    origin = asked.checkpoint().origin
    try:
        hub, _ = parse_origin(origin)
    except Refused:
        hub = ""
    book = BookRow.objects.filter(hub=hub).first()
    if book is None:
        raise UnknownBook("We do not witness the book of %(origin)s.", origin=origin[:120])
    public = public_of(book.key)
    try:
        checkpoint = read_checkpoint(asked.note, origin, public)
    except Refused as no:
        raise NotItsKey(no.reason, kept=no.kept, mend=no.mend, **no.values) from None
    if asked.old > checkpoint.size:
        raise NotCosigned("The request begins at a size larger than the book it is for.")
    note = parse_note(asked.note)
    own = (each for each in note.signatures if (each.name, each.key_id) == (origin, key_id(origin, public)))
    return checkpoint, str(Note(note.text, (next(own),)))


def _continues(asked: Ask, checkpoint: Checkpoint, seen: Seen | None) -> None:
    """Refuse unless the checkpoint goes on from what we saw last (RFC 6962, 2.1.2)."""
    size = 0 if seen is None else seen.size
    if asked.old != size:
        no = NotOurSize(
            "We saw this book last with %(size)s entries; the request begins at %(old)s.",
            mend="Ask again from there: prisma-hub log ask --old %(size)s.",
            size=size,
            old=asked.old,
        )
        no.size = size
        raise no
    holds = not asked.proof
    if seen is not None:
        roots = bytes(seen.root), checkpoint.root
        holds = merkle.verify_consistency(size, checkpoint.size, asked.proof, *roots)
    if not holds:
        raise NotContinued(
            "Nothing shows that this book of %(size)s entries goes on from the one we saw.",
            kept="What we saw last is kept as it was.",
            size=checkpoint.size,
        )


def _raise_alarm(checkpoint: Checkpoint, first: str, other: str) -> None:
    """Say it once: the same two roots again are no news."""
    known = ForkRow.objects.filter(origin=checkpoint.origin, size=checkpoint.size).values_list(
        "notes", flat=True
    )
    told = {Checkpoint.parse(parse_note(note).text).root for notes in known for note in notes}
    if checkpoint.root in told:
        return
    hub, _ = parse_origin(checkpoint.origin)
    body = {"hub": hub, "origin": checkpoint.origin, "size": checkpoint.size, "notes": [first, other]}
    log.say(events.FORKED, by="hub", to=EVERYBODY, body=body)
