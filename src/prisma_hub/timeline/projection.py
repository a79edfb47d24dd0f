"""How contributions are folded from the log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from prisma_hub.kernel.ids import is_reference
from prisma_hub.log.types import Among, Entry, Searchable, Searched
from prisma_hub.timeline import events
from prisma_hub.timeline.models import AboutRow, AttestationRow, ContributionRow, FollowRow

KINDS = events.KINDS


def made(entry: Entry) -> None:
    if entry.by is None or entry.id is None:
        return
    held = [str(each.get("type", "")) for each in entry.body.get("media", ())]
    sounds = [each for each in held if each.startswith("audio/")]
    pictures = [each for each in held if each.startswith("image/")]
    ContributionRow.objects.add(
        seq=entry.seq,
        id=entry.id,
        by=entry.by,
        via=entry.via or "",
        scope=entry.scope or "",
        channel=entry.body.get("channel", ""),
        language=entry.body.get("language", ""),
        voice=bool(sounds),
        picture=bool(pictures),
        file=len(held) > len(sounds) + len(pictures),
        words=bool(entry.text("text")) or bool(entry.under("answers")),
        work="quantity" in entry.body,
    )
    for each in entry.about:
        AboutRow.objects.add(seq=entry.seq, ref=each)


def made_forgotten(entry: Entry) -> None:
    """Anew from what is left; that it was accepted stands in another entry."""
    before = ContributionRow.objects.filter(seq=entry.seq).values_list("accepted", flat=True).first()
    ContributionRow.objects.filter(seq=entry.seq).delete()
    AboutRow.objects.filter(seq=entry.seq).delete()
    made(entry)
    ContributionRow.objects.filter(seq=entry.seq).update(accepted=before)


def followed(entry: Entry) -> None:
    if entry.by is not None and "follows" in entry.body:
        what = "transcribed" if entry.kind == events.TRANSCRIBED.name else "corrected"
        FollowRow.objects.add(seq=entry.seq, of=entry.body["follows"], what=what)


def follower_forgotten(entry: Entry) -> None:
    FollowRow.objects.filter(seq=entry.seq).delete()
    followed(entry)


def accepted(entry: Entry) -> None:
    """Only by the one whose words they are."""
    if entry.by is not None and "follows" in entry.body:
        found = ContributionRow.objects.filter(seq=entry.body["follows"], by=entry.by)
        found.update(accepted=entry.seq)


def acceptance_forgotten(entry: Entry) -> None:
    if entry.by is None or "follows" not in entry.body:
        ContributionRow.objects.filter(accepted=entry.seq).update(accepted=None)


def attested(entry: Entry) -> None:
    if entry.by is None or "seq" not in entry.body:
        return
    AttestationRow.objects.add(
        seq=entry.seq,
        of=entry.body["seq"],
        by=entry.by,
        way=entry.body.get("way", ""),
        private=entry.body.get("private", False),
    )


def attestation_forgotten(entry: Entry) -> None:
    before = AttestationRow.objects.filter(seq=entry.seq).values_list("shown", flat=True).first()
    AttestationRow.objects.filter(seq=entry.seq).delete()
    attested(entry)
    AttestationRow.objects.filter(seq=entry.seq).update(shown=before)


def shown(entry: Entry) -> None:
    AttestationRow.objects.filter(seq=entry.body["seq"]).update(shown=entry.seq)


FOLDS = {
    events.MADE: (made,),
    events.CORRECTED: (followed,),
    events.TRANSCRIBED: (followed,),
    events.ACCEPTED: (accepted,),
    events.ATTESTED: (attested,),
    events.SHOWN: (shown,),
}
FORGETS = {
    events.MADE: (made_forgotten,),
    events.CORRECTED: (follower_forgotten,),
    events.TRANSCRIBED: (follower_forgotten,),
    events.ACCEPTED: (acceptance_forgotten,),
    events.ATTESTED: (attestation_forgotten,),
}


def found(entries: Sequence[Entry]) -> Iterator[Searchable]:
    """What somebody gave in words: what they said, and what they answered. A correction and a transcript lead
    to what they belong to."""
    for entry in entries:
        answers = (str(each) for each in entry.under("answers").values() if isinstance(each, str))
        words = [entry.text("text"), *(each for each in answers if not is_reference(each))]
        if any(words):
            yield Searchable(
                entry.seq,
                Among.WORDS,
                _SORTS[entry.kind or ""],
                f"entry:{entry.body.get('follows', entry.seq)}",
                words="\n\n".join(each for each in words if each),
                language=entry.body.get("language", ""),
                within=(entry.scope,) if entry.scope else (),
            )


_SORTS = {
    events.MADE.name: "contribution",
    events.CORRECTED.name: "correction",
    events.TRANSCRIBED.name: "transcript",
}
SEARCHED: Searched = {events.MADE: found, events.CORRECTED: found, events.TRANSCRIBED: found}
