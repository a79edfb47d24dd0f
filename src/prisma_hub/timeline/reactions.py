"""People hear first what is said about their words. Files go with the last words that hold them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from prisma_hub.circles import events as circles
from prisma_hub.circles import queries as spaces
from prisma_hub.identity.types import Viewer
from prisma_hub.inbox import actions as inbox
from prisma_hub.kernel.ids import is_person, uuid_of
from prisma_hub.kernel.text import later
from prisma_hub.log import events as book
from prisma_hub.log.types import Entry
from prisma_hub.media import actions as media
from prisma_hub.timeline import events
from prisma_hub.timeline.models import AttestationRow, ContributionRow
from prisma_hub.timeline.types import QUESTIONED, THANKED, VERIFIED, WITNESSED
from prisma_hub.work.types import Clockwork, Together

_SAID = {
    WITNESSED: later("%(who)s says about your words: I was there."),
    THANKED: later("%(who)s thanks you. You choose whether others hear it."),
    VERIFIED: later("%(who)s verified what you said."),
    QUESTIONED: later("%(who)s asks you something about your words."),
}


def _page(seq: int) -> str:
    return f"/entry/{seq}"


def _speaker_of(seq: int) -> UUID | None:
    by = ContributionRow.objects.filter(seq=seq).values_list("by", flat=True).first()
    return uuid_of(by) if by and is_person(by) else None


def tell_of_attestation(entry: Entry) -> None:
    if entry.by is None or "seq" not in entry.body:
        return
    receiver = _speaker_of(entry.body["seq"])
    if receiver is not None:
        inbox.tell(
            receiver,
            _SAID[entry.body["way"]],
            {"who": entry.by},
            f"{_page(entry.body['seq'])}#a{entry.seq}",
            seq=entry.seq,
            waits=entry.body["way"] == QUESTIONED,
        )


def tell_of_reply(entry: Entry) -> None:
    """Whoever is replied to. The one who was asked has answered."""
    if entry.by is None:
        return
    for ref in entry.about:
        if ref.startswith("entry:"):
            _tell_one_of_reply(entry, int(ref.removeprefix("entry:")))


def _tell_one_of_reply(entry: Entry, seq: int) -> None:
    receiver, of = _speaker_of(seq), seq
    asked = AttestationRow.objects.filter(seq=seq).first()
    if asked is not None:
        receiver, of = uuid_of(asked.by), asked.of
        if entry.person is not None:
            inbox.settle(entry.person, seq=seq)
    if receiver is not None and f"person:{receiver}" != entry.by:
        text = later("%(who)s replied to your words.")
        if entry.seq not in spaces.speakers(Viewer(receiver), [entry.seq]):
            text = later("Somebody replied to your words.")
        inbox.tell(
            receiver, text, {"who": entry.by or ""}, f"{_page(of)}#e{entry.seq}", seq=entry.seq, index=seq
        )


def tell_of_words_written_down(entry: Entry) -> None:
    """Somebody wrote down my words: they wait until I accept them."""
    if entry.via and entry.person is not None:
        inbox.tell(
            entry.person,
            later("%(who)s wrote down your words. They wait until you say that they are yours."),
            {"who": entry.via},
            _page(entry.seq),
            seq=entry.seq,
            index="accept",
            waits=True,
        )


def tell_of_follower(entry: Entry) -> None:
    """My words were corrected or written down by somebody, or are accepted."""
    if entry.by is None or entry.person is None or "follows" not in entry.body:
        return
    of = entry.body["follows"]
    if entry.kind == events.ACCEPTED.name:
        inbox.settle(entry.person, seq=of, index="accept")
    elif entry.via:
        said = {
            events.CORRECTED.name: later("%(who)s corrected what they wrote down of your words."),
            events.TRANSCRIBED.name: later("%(who)s wrote down what you spoke. Look whether it is right."),
        }
        inbox.tell(entry.person, said[entry.kind or ""], {"who": entry.via}, _page(of), seq=entry.seq)


def tell_of_hiding(entry: Entry) -> None:
    """My words were hidden: why, and how to object."""
    speaker = _speaker_of(entry.body["seq"])
    if speaker is not None:
        inbox.tell(
            speaker,
            later("Your words were hidden from others. You can read why, and object."),
            {},
            _page(entry.body["seq"]),
            seq=entry.seq,
        )


def tell_of_showing(entry: Entry) -> None:
    speaker = _speaker_of(entry.body["seq"])
    if speaker is not None:
        inbox.tell(
            speaker,
            later("Your words can be heard again."),
            {},
            _page(entry.body["seq"]),
            seq=entry.seq,
        )


def sweep_media(_: Sequence[Entry]) -> None:
    media.sweep()


def _sweep() -> None:
    media.sweep()


REACTIONS = {
    events.MADE: (tell_of_words_written_down, tell_of_reply),
    events.CORRECTED: (tell_of_follower,),
    events.TRANSCRIBED: (tell_of_follower,),
    events.ACCEPTED: (tell_of_follower,),
    events.ATTESTED: (tell_of_attestation,),
    circles.HIDDEN: (tell_of_hiding,),
    circles.SHOWN: (tell_of_showing,),
    book.ERASED: (Together(sweep_media),),
}
CLOCKWORK = (Clockwork("delete files that nothing holds", media.ARRIVING_MS, _sweep),)
