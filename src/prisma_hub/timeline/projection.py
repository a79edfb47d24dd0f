"""How contributions are folded from the log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from prisma_hub.kernel.ids import is_reference
from prisma_hub.log.types import Among, AtOnce, Entry, Forgets, Searchable, Searched
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


def made_forgotten(entries: Sequence[Entry]) -> None:
    """Anew from what is left; that it was accepted stands in another entry."""
    seqs = [entry.seq for entry in entries]
    rows = ContributionRow.objects.filter(seq__in=seqs)
    before = dict(rows.exclude(accepted=None).values_list("seq", "accepted"))
    rows.delete()
    AboutRow.objects.filter(seq__in=seqs).delete()
    for entry in entries:
        made(entry)
        if entry.by is not None and entry.seq in before:
            ContributionRow.objects.filter(seq=entry.seq).update(accepted=before[entry.seq])


def followed(entry: Entry) -> None:
    if entry.by is not None and "follows" in entry.body:
        what = "transcribed" if entry.kind == events.TRANSCRIBED.name else "corrected"
        FollowRow.objects.add(seq=entry.seq, of=entry.body["follows"], what=what)


def follower_forgotten(entries: Sequence[Entry]) -> None:
    FollowRow.objects.filter(seq__in=[entry.seq for entry in entries]).delete()
    for entry in entries:
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


def attestation_forgotten(entries: Sequence[Entry]) -> None:
    rows = AttestationRow.objects.filter(seq__in=[entry.seq for entry in entries])
    before = dict(rows.exclude(shown=None).values_list("seq", "shown"))
    rows.delete()
    for entry in entries:
        attested(entry)
        if entry.by is not None and entry.seq in before:
            AttestationRow.objects.filter(seq=entry.seq).update(shown=before[entry.seq])


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
FORGETS: Forgets = {
    events.MADE: (AtOnce(made_forgotten),),
    events.CORRECTED: (AtOnce(follower_forgotten),),
    events.TRANSCRIBED: (AtOnce(follower_forgotten),),
    events.ACCEPTED: (acceptance_forgotten,),
    events.ATTESTED: (AtOnce(attestation_forgotten),),
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
