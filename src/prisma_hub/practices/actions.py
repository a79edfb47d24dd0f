"""Opening a practice, belonging to it, holding its questions."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from prisma_hub.circles import queries as rights
from prisma_hub.circles.types import HUB, NETWORK, PUBLIC
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.refusal import NotAllowed, Refused
from prisma_hub.log import actions as log
from prisma_hub.log.types import Entry, Kind
from prisma_hub.practices import events, queries
from prisma_hub.practices.types import Inquiry, Practice

RIGHT = "open a practice"
CHOICES = (HUB, NETWORK, PUBLIC)
PARTS = ("newcomer", "member", "mentor", "steward")


def open_practice(
    *,
    by: Viewer,
    title: str,
    domain: str = "",
    rhythm: str = "",
    patterns: Sequence[str] = (),
    to: str = HUB,
    statement_id: UUID | None = None,
) -> Practice:
    rights.insist(by, RIGHT)
    if to not in CHOICES:
        raise Refused("One of the answers is not among the choices.", mend="Choose again.")
    body = _body(title, domain, rhythm, patterns)
    entry = log.say(events.OPENED, by=by.ref, to=[to], body=body, statement_id=statement_id)
    assert entry.id is not None
    return queries.practice(by, entry.id)


def describe(
    *,
    by: Viewer,
    practice: Practice,
    title: str,
    domain: str = "",
    rhythm: str = "",
    patterns: Sequence[str] = (),
    statement_id: UUID | None = None,
) -> None:
    """What it says of itself from now on: by those who open practices, and by its own stewards."""
    held = {each.person: each.part for each in queries.community(by, practice)}
    if by.person is None or held.get(by.person) != "steward":
        rights.insist(by, RIGHT)
    _say(events.DESCRIBED, by, practice, _body(title, domain, rhythm, patterns), statement_id)


def _body(title: str, domain: str, rhythm: str, patterns: Sequence[str]) -> dict[str, object]:
    tidy = " ".join(title.split())[:200]
    if not tidy:
        raise Refused("A practice has a name.", mend="Write what its people call it.")
    return {
        "title": tidy,
        "domain": domain,
        "rhythm": rhythm.strip()[:500],
        "patterns": list(dict.fromkeys(patterns)),
    }


def belong(
    *, by: Viewer, practice: Practice, part: str = "newcomer", statement_id: UUID | None = None
) -> None:
    """Say of oneself that one belongs, and as what. Its steward is whoever may open practices."""
    rights.insist_member(by)
    if part not in PARTS:
        raise Refused("One of the answers is not among the choices.", mend="Choose again.")
    if part == "steward":
        rights.insist(by, RIGHT)
    _say(events.JOINED, by, practice, {"part": part}, statement_id)


def leave(*, by: Viewer, practice: Practice) -> None:
    rights.insist_member(by)
    if all(each.person != by.person for each in queries.community(by, practice)):
        return  # pressed twice, or never there
    _say(events.LEFT, by, practice, {}, None)


def apply_in(
    *, by: Viewer, practice: Practice, journey: str, differs: str = "", statement_id: UUID | None = None
) -> None:
    """The practice is at work in a journey, said by those who tend it."""
    rights.insist(by, "tend a journey", journey)
    if any(each.id == practice.id for each in queries.applied_in(by, journey)):
        raise Refused("This practice is named in the journey already.", kept="Nothing was changed.")
    _say(
        events.APPLIED, by, practice, {"journey": journey, "differs": differs}, statement_id, about=[journey]
    )


def ask(
    *, by: Viewer, practice: Practice, question: str, words: str = "", statement_id: UUID | None = None
) -> Inquiry:
    """Open an inquiry: a question the practice holds."""
    _insist_belongs(by, practice)
    tidy = " ".join(question.split())[:500]
    if not tidy:
        raise Refused("An inquiry is a question.", mend="Write the question in one sentence.")
    entry = _say(events.ASKED, by, practice, {"question": tidy, "words": words}, statement_id)
    assert entry.id is not None
    return queries.inquiry(by, entry.id)


def answer(
    *,
    by: Viewer,
    inquiry: Inquiry,
    where: str,
    tried: str,
    learned: str = "",
    statement_id: UUID | None = None,
) -> None:
    """Tell where something was tried, what was done, what was learned. Any member may."""
    rights.insist_member(by)
    if not where.strip() or not tried.strip():
        raise Refused(
            "An answer says where and what was tried.",
            mend="What was learned may still be open; write the rest.",
        )
    log.say(
        events.ANSWERED,
        by=by.ref,
        to=rights.heard_in([inquiry.seq])[inquiry.seq],
        scope=inquiry.scope,
        body={"where": where.strip()[:200], "tried": tried, "learned": learned},
        statement_id=statement_id,
    )


def _insist_belongs(by: Viewer, practice: Practice) -> None:
    rights.insist_member(by)
    if all(each.person != by.person for each in queries.community(by, practice)):
        raise NotAllowed(
            "Its questions are opened by those who belong to a practice.",
            kept="Nothing was changed.",
            mend="Say that you belong to it first.",
        )


def _say(
    kind: Kind,
    by: Viewer,
    practice: Practice,
    body: dict[str, object],
    statement_id: UUID | None,
    about: Sequence[str] = (),
) -> Entry:
    return log.say(
        kind,
        by=by.ref,
        to=_spaces(kind, practice),
        scope=practice.scope,
        about=about,
        body=body,
        statement_id=statement_id,
    )


def _spaces(kind: Kind, practice: Practice) -> list[str]:
    """The practice's own words are heard where it is known; who belongs to it, on this hub."""
    return [HUB] if kind in (events.JOINED, events.LEFT) else rights.heard_in([practice.seq])[practice.seq]
