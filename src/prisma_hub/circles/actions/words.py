"""What becomes of words: taking back, erasing, sharing, hiding."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from prisma_hub.circles import events, queries
from prisma_hub.circles.models import Voice
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel import source
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.source import instant
from prisma_hub.log import actions as log
from prisma_hub.log import queries as book

DAY = 86_400_000
GRACE_DAYS = 7
"""How long withdrawn words can be taken back before they are erased."""
AT_ONCE = 100
"""Entries erased in one transaction: whoever wants to speak meanwhile waits for no more than these."""


def withdraw(*, by: Viewer, seq: int, now: bool = False, statement_id: UUID | None = None) -> None:
    """Take one's words back: hidden from everybody else at once, erased after a grace, or now."""
    if own_words(by, seq).withdrawn is not None and not now:
        return
    if not book.erasable(seq):
        raise Refused("There is nothing of yours in this entry to take back.", kept="It stands as it is.")
    due = source.current().now_ms() + GRACE_DAYS * DAY
    with transaction.atomic():
        log.say(
            events.WITHDRAWN,
            by=by.ref,
            to=(by.ref,),
            body={"seq": seq, "erase": None if now else instant(due)},
            statement_id=statement_id,
        )
        if now:
            log.erase_many(queries.with_followers(seq), right="speaker")


def return_words(*, by: Viewer, seq: int) -> None:
    """Undo a withdrawal while the words still stand."""
    if own_words(by, seq).withdrawn is None:
        raise Refused("These words are not withdrawn.", kept="They stand as they are.")
    log.say(events.RETURNED, by=by.ref, to=(by.ref,), body={"seq": seq})


def share(
    *,
    by: Viewer,
    seq: int,
    spaces: Iterable[str],
    named: str | None = None,
    quote: str | None = None,
    ai: bool | None = None,
    until: str | None = None,
    statement_id: UUID | None = None,
) -> None:
    """Say anew who may hear one's words, and on what terms. Only the one who spoke can.

    `named` is name or unnamed; `quote` is yes, ask or no; `until` a date, ISO.
    """
    own_words(by, seq)
    wanted = frozenset(spaces) or frozenset({by.ref})
    unknown = wanted - queries.reachable(by)
    if unknown:
        raise Refused(
            "You do not belong to one of the circles you chose.",
            kept="Your words stay where they were.",
            mend="Choose again.",
        )
    if named not in (None, "name", "unnamed") or quote not in (None, "yes", "ask", "no"):
        raise Refused("One of the answers is not among the choices.", mend="Choose again.")
    log.say(
        events.SHARED,
        by=by.ref,
        to=(by.ref,),
        body={
            "seq": seq,
            "spaces": sorted(wanted),
            "named": named,
            "quote": quote,
            "ai": ai,
            "until": until,
        },
        statement_id=statement_id,
    )


def hide(*, by: Viewer, seq: int, reason: str, scope: str | None = None) -> None:
    """Moderation: nobody but the speaker hears it, with a reason; it is kept, and can be shown again."""
    queries.insist(by, "hide words", scope)
    if not reason.strip():
        raise Refused("Hiding somebody's words needs a reason.", mend="Say why; the speaker will read it.")
    log.say(events.HIDDEN, by=by.ref, body={"seq": seq, "reason": reason.strip()})


def show(*, by: Viewer, seq: int, scope: str | None = None) -> None:
    """Take a hiding back."""
    queries.insist(by, "hide words", scope)
    log.say(events.SHOWN, by=by.ref, body={"seq": seq})


def erase_what_is_due() -> int:
    """Erase withdrawn words whose grace is over. Returns how many. Done by the clock."""
    due = Voice.objects.filter(withdrawn__isnull=False, erase_at__lte=source.current().now_ms())
    found = list(due.order_by("seq").values_list("seq", flat=True)[:AT_ONCE])
    _erase_these(found)
    return len(found)


def erase_what_leavers_said() -> bool:
    """Erase a stretch of what people said who left and took it along. True where there is more."""
    found = list(Voice.objects.exclude(left=None).order_by("seq").values_list("seq", flat=True)[:AT_ONCE])
    _erase_these(found, leaving=True)
    return len(found) == AT_ONCE


def _erase_these(seqs: list[int], *, leaving: bool = False) -> None:
    if seqs:  # the clock asks all day long: for nothing the pen is not taken
        log.erase_many(seqs, right="speaker", leaving=leaving)


def erase_followers(seqs: Iterable[int], *, right: str) -> None:
    """Erase what belonged to words that are gone."""
    gone = frozenset(seqs)
    followers = queries.following(gone) - gone
    if followers:
        log.erase_many(followers, right=right)


def own_words(by: Viewer, seq: int) -> Voice:
    found = Voice.objects.filter(seq=seq, by=by.ref).first() if by.person else None
    if found is None:
        raise Refused(
            "Only the one who spoke can do this.",
            kept="Nothing was changed.",
            mend="If these words harm somebody, report them; a trust person will look.",
        )
    return found
