"""Saying something, correcting it, writing it down for somebody, attesting to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from prisma_hub.circles import queries as circles
from prisma_hub.circles.queries import today
from prisma_hub.circles.types import NETWORK, PUBLIC
from prisma_hub.identity import limits
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.refusal import NotHere, Refused
from prisma_hub.log import actions as log
from prisma_hub.log.queries import entry as log_entry
from prisma_hub.log.queries import said as log_said
from prisma_hub.log.types import Entry, Signed
from prisma_hub.media import queries as media_queries
from prisma_hub.media.types import Media
from prisma_hub.timeline import events, rules
from prisma_hub.timeline.models import AttestationRow, ContributionRow
from prisma_hub.timeline.types import QUESTIONED, THANKED, Consent, Contribution, Measure

NARROW = Consent()


def contribute(
    *,
    by: Viewer,
    text: str = "",
    media: Sequence[Media] = (),
    consent: Consent = NARROW,
    scope: str | None = None,
    about: Iterable[str] = (),
    reply_to: int | None = None,
    protocol: str | None = None,
    channel: str = "",
    answers: Mapping[str, Any] | None = None,
    measure: Measure | None = None,
    link: str = "",
    when: str = "",
    language: str = "",
    spoken_by: UUID | None = None,
    statement_id: UUID | None = None,
    signed: Signed | None = None,
) -> Entry:
    """Give something, in one's own words, on one's own terms.

    `media` was kept before (`media.actions.keep`). `reply_to` is the number of an entry the speaker hears.
    `protocol` pins the instrument (`sha256:<hex>`) whose fields `answers` holds. `spoken_by`: somebody else's
    words, written down by `by`; they stay unconfirmed until accepted. `signed`: by the speaker's own key.
    """
    circles.insist_member(by)
    rules.check_something(text, len(media), len(answers or {}), measure)
    rules.check_consent(consent, today())
    speaker = _speaker(by, spoken_by, scope)
    rules.check_own_words(own=speaker == by, signed=signed is not None)
    spaces = _spaces(by, speaker, consent)
    _check_heard(by, reply_to)
    _check_kept(media)
    _count(by, speaker.ref, statement_id)
    measured = rules.check_measure(measure) if measure else None
    return log.say(
        events.MADE,
        by=speaker.ref,
        via=by.ref if speaker != by else None,
        to=spaces,
        scope=scope,
        about=[*about, *([f"entry:{reply_to}"] if reply_to is not None else [])],
        protocol=protocol,
        body={
            "text": text,
            "language": language,
            "media": [each.said() for each in media],
            "link": rules.check_link(link),
            "channel": channel.strip()[:120],
            "when": when.strip()[:200],
            **{f"answers.{name}": value for name, value in (answers or {}).items()},
            **_measured(measured),
            **_terms(consent),
        },
        statement_id=statement_id,
        signed=signed,
    )


def _speaker(by: Viewer, spoken_by: UUID | None, scope: str | None) -> Viewer:
    if spoken_by is None or spoken_by == by.person:
        return by
    circles.insist(by, "write down for others", scope)
    if not circles.is_member(Viewer(spoken_by)):
        raise Refused(
            "Whoever spoke is not a member of this hub.",
            kept="Nothing was kept.",
            mend="Say it as your own words, and write in them who told you.",
        )
    return Viewer(spoken_by)


def _spaces(by: Viewer, speaker: Viewer, consent: Consent) -> frozenset[str]:
    """Who may hear. Words written down for somebody stay within the hub: only they can widen them."""
    mine = circles.reachable(by)
    if speaker != by:
        shared = (mine & circles.visible(speaker).spaces) - {NETWORK, PUBLIC}
        chosen = frozenset(consent.spaces) or frozenset({speaker.ref, by.ref})
        allowed = shared | {speaker.ref, by.ref}
    else:
        chosen = frozenset(consent.spaces) or frozenset({by.ref})
        allowed = mine
    if not chosen <= allowed:
        raise Refused(
            "You do not belong to one of the circles you chose.",
            kept="Nothing was said to anybody.",
            mend="Choose again who may hear.",
        )
    return chosen


def _check_heard(by: Viewer, seq: int | None) -> None:
    if seq is not None and not circles.visible(by).hears(seq):
        raise not_here()


def not_here() -> NotHere:
    return NotHere(
        "These words are not here, or not for you.",
        kept="Nothing was changed.",
        mend="Perhaps they were withdrawn meanwhile.",
    )


def _check_kept(media: Sequence[Media]) -> None:
    if media and not media_queries.are_kept(each.sha256 for each in media):
        raise Refused("A file did not arrive.", kept="Nothing was said.", mend="Choose it again.")


def _terms(consent: Consent) -> dict[str, Any]:
    return {
        "consent.named": "name" if consent.named else "unnamed",
        "consent.quote": consent.quote,
        "consent.ai": consent.ai,
        "consent.until": consent.until,
    }


def _measured(measure: Measure | None) -> dict[str, Any]:
    if measure is None:
        return {}
    return {
        "action": measure.action,
        "quantity": measure.quantity,
        "unit": measure.unit,
        "resource": measure.resource,
    }


def _follow(seq: int) -> tuple[list[str], dict[str, Any]]:
    """Where words that belong to entry `seq` are heard, and on what terms: as the entry itself."""
    terms = circles.terms([seq])[seq]
    consent = Consent(named=terms.named == "name", quote=terms.quote or "ask", ai=terms.ai, until=terms.until)
    return circles.heard_in([seq]).get(seq, []), {"follows": seq, **_terms(consent)}


def _standing(by: Viewer, seq: int) -> ContributionRow:
    """The contribution, if this person hears it and it was not taken back or hidden."""
    row = circles.visible(by).only(ContributionRow.objects.filter(seq=seq)).first()
    if row is None or seq in circles.hidden(by, [seq]):
        raise not_here()
    return row


def _count(by: Viewer, speaker: str, statement_id: UUID | None) -> None:
    """So much in an hour. What is kept already, and sent anew as its answer was lost, is not counted."""
    if log_said(speaker, statement_id) is None:
        limits.spend(f"give {by.person}", most=rules.MOST_AN_HOUR)


def correct(
    *, by: Viewer, seq: int, text: str, why: str = "", language: str = "", statement_id: UUID | None = None
) -> Entry:
    """Say it better. The first words stay beside the second. Whoever wrote them down may, until accepted."""
    circles.insist_member(by)
    row = _standing(by, seq)
    scribe = row.via == by.ref and row.accepted is None
    if row.by != by.ref and not scribe:
        raise Refused(
            "Only the one who spoke can correct it.",
            kept="The words stand as they were.",
            mend="You can reply, or ask.",
        )
    if not text.strip():
        raise Refused("There is nothing in it yet.", mend="Write it as it should be, or withdraw it.")
    _count(by, row.by, statement_id)
    to, body = _follow(seq)
    return log.say(
        events.CORRECTED,
        by=row.by,
        via=by.ref if row.by != by.ref else None,
        to=to,
        about=[f"entry:{seq}"],
        body=body | {"text": text, "why": why.strip()[:2000], "language": language},
        statement_id=statement_id,
    )


def transcribe(
    *,
    by: Viewer,
    seq: int,
    text: str,
    language: str = "",
    right: bool = False,
    times: Sequence[str] = (),
    statement_id: UUID | None = None,
) -> Entry:
    """Write down what was spoken in entry `seq`. A draft unless said to be right.

    By the speaker, or by somebody who may write down for others; the words stay the speaker's.
    """
    circles.insist_member(by)
    row = _standing(by, seq)
    if row.by != by.ref:
        circles.insist(by, "write down for others", row.scope or None)
    if not row.voice:
        raise Refused("There is no voice in it to write down.", kept="Nothing was changed.")
    if not text.strip():
        raise Refused("There is nothing in it yet.", mend="Write what you hear.")
    _count(by, row.by, statement_id)
    to, body = _follow(seq)
    return log.say(
        events.TRANSCRIBED,
        by=row.by,
        via=by.ref if row.by != by.ref else None,
        to=to,
        about=[f"entry:{seq}"],
        body=body | {"text": text, "language": language, "right": right, "times": list(times)},
        statement_id=statement_id,
    )


def accept(*, by: Viewer, seq: int, aloud: Media | None = None, statement_id: UUID | None = None) -> Entry:
    """Words written down by somebody else are what the speaker said: by their mark, or aloud, recorded."""
    circles.insist_member(by)
    row = _standing(by, seq)
    if not row.via or row.accepted is not None:
        raise Refused("These words wait for nobody.", kept="They stand as they are.")
    if row.by != by.ref and not (row.via == by.ref and aloud is not None and aloud.is_sound):
        raise Refused(
            "Only the one who spoke can accept them.",
            kept="The words still wait.",
            mend="Read them back, and let the speaker press here, or record their yes.",
        )
    _check_kept([aloud] if aloud else [])
    to, body = _follow(seq)
    spoken = [aloud.said()] if aloud else []
    return log.say(
        events.ACCEPTED,
        by=row.by,
        via=by.ref if row.by != by.ref else None,
        to=to,
        about=[f"entry:{seq}"],
        body=body | {"how": "aloud" if aloud else "mark", "media": spoken},
        statement_id=statement_id,
    )


def attest(
    *,
    by: Viewer,
    seq: int,
    way: str,
    words: str = "",
    relation: str = "",
    private: bool = False,
    statement_id: UUID | None = None,
) -> Entry:
    """Say that one was there, give thanks, verify, or ask. `way` is one of `types.WAYS`.

    Thanks and private questions reach only their receiver, where the words carry a name.
    """
    circles.insist_member(by)
    rules.check_way(way, words, relation)
    row = _standing(by, seq)
    own = row.by == by.ref or (row.by.startswith("circle:") and circles.belongs(by, row.by))
    rules.check_not_oneself(own=own, wrote_it_down=row.via == by.ref, way=way)
    _check_first(by, seq, way, statement_id)
    named = circles.terms([seq])[seq].named != "unnamed"
    if private and not named:
        raise Refused(
            "These words were said without a name: nobody can be asked privately.",
            kept="Your question is still in the form.",
            mend="Ask where the words are heard.",
        )
    _count(by, by.ref, statement_id)
    to = rules.heard_by_attestation(
        heard=circles.heard_in([seq]).get(seq, []),
        mine=circles.visible(by).spaces,
        giver=by.ref,
        receiver=row.by,
        named=named,
        between_us=way == THANKED or (way == QUESTIONED and private),
    )
    return log.say(
        events.ATTESTED,
        by=by.ref,
        to=to,
        scope=row.scope or None,
        about=[f"entry:{seq}"],
        body={
            "seq": seq,
            "way": way,
            "words": words,
            "relation": relation.strip()[:400],
            "private": (way == QUESTIONED and private) or None,
        },
        statement_id=statement_id,
    )


def _check_first(by: Viewer, seq: int, way: str, statement_id: UUID | None) -> None:
    """Once is enough, except for questions. Posting the same form twice is answered by the log."""
    if way == QUESTIONED:
        return
    for before in AttestationRow.objects.filter(of=seq, by=by.ref, way=way):
        said = log_entry(before.seq)
        if said is not None and said.id != statement_id:
            raise Refused("You said so already.", kept="Your word stands.", mend="You can withdraw it there.")


def show_thanks(*, by: Viewer, seq: int, statement_id: UUID | None = None) -> Entry:
    """The one thanked lets the thanks be heard where their words are heard, at most on this hub."""
    circles.insist_member(by)
    found = circles.visible(by).only(AttestationRow.objects.filter(seq=seq, private=False)).first()
    row = ContributionRow.objects.filter(seq=found.of, by=by.ref).first() if found else None
    if found is None or row is None:
        raise not_here()
    heard = circles.heard_in([row.seq]).get(row.seq, [])
    to = rules.heard_by_attestation(
        heard=heard,
        mine=circles.visible(by).spaces,
        giver=by.ref,
        receiver=by.ref,
        named=False,
        between_us=False,
    )
    return log.say(
        events.SHOWN, by=by.ref, to=to, about=[f"entry:{seq}"], body={"seq": seq}, statement_id=statement_id
    )


def narrow_consent(
    by: Viewer, scope: str | None = None, reply_to: int | None = None, last: Contribution | None = None
) -> Consent:
    """What the form proposes: where the words replied to are heard; else the circle of the scope; else the
    circle one spoke to last, or came to last; else only me. The name as one answered last, for that stands
    open on the form. To be quoted, or read by the AI, is asked anew each time: a yes given once is not given
    again unseen. A no stays a no.

    `last`: what one gave last oneself, for whoever has read that already.
    """
    seq = last.seq if last else _gave_last(by)
    terms = last.terms if last else circles.terms([seq]).get(seq) if seq is not None else None
    consent = NARROW
    if terms is not None:
        quote = "no" if terms.quote == "no" else NARROW.quote
        consent = replace(NARROW, named=terms.named == "name", quote=quote)
    spoke_to = circles.heard_in([seq]).get(seq, []) if seq is not None else []
    return replace(consent, spaces=tuple(_narrow_spaces(by, scope, reply_to, spoke_to)))


def _gave_last(by: Viewer) -> int | None:
    mine = ContributionRow.objects.filter(by=by.ref, via="").order_by("-seq")
    return mine.values_list("seq", flat=True).first()


def _narrow_spaces(by: Viewer, scope: str | None, reply_to: int | None, spoke_to: Sequence[str]) -> list[str]:
    mine = circles.visible(by).spaces
    if reply_to is not None and circles.visible(by).hears(reply_to):
        found = rules.narrowed(circles.heard_in([reply_to]).get(reply_to, []), mine)
        if found:
            return sorted(found)
    here = [each.space for each in circles.circles(by, scope=scope).values()] if scope else []
    before = sorted(each for each in spoke_to if each.startswith("circle:"))
    chosen = [each for each in (*here, *before) if each in mine]
    if not chosen:
        last = (each.space for each in circles.circles_to_speak_to(by, most=1)[0])
        chosen = [each for each in last if each in mine]
    return [chosen[0] if chosen else by.ref]
