"""Filling in an instrument; adding a line to a table; saying what followed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from prisma_hub.circles import queries as circles
from prisma_hub.evaluation import events, queries, rules
from prisma_hub.evaluation.actions.agreed import insist_agreement
from prisma_hub.evaluation.actions.turns import insist_part, insist_reach, refs
from prisma_hub.evaluation.types import Beat, Sheet, Subject
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.ids import derived_id
from prisma_hub.kernel.refusal import NotAllowed, Refused
from prisma_hub.log import actions as log
from prisma_hub.log.types import Entry
from prisma_hub.media.types import Media
from prisma_hub.protocols import queries as protocols
from prisma_hub.protocols.types import Protocol
from prisma_hub.timeline import actions as timeline
from prisma_hub.timeline.types import Consent

BEATS = {"same": Beat.SAW, "surprising": Beat.SAW, "different": Beat.LEARNED, "next": Beat.NEXT}
"""Which beat of a turn an answer of a debrief is."""


def fill_sheet(
    *,
    by: Viewer,
    name: str,
    of: str,
    answers: Mapping[str, Any],
    media: Sequence[Media] = (),
    to: Sequence[str] = (),
    agreement: str = "",
    statement_id: UUID | None = None,
) -> Entry:
    """Fill in an instrument on a team, a session, a journey, a circle. `to` empty: those it belongs to.
    `media`: the kept voices, pictures and files that answers name.

    Where the instrument asks for it, `agreement` says with which agreement they consented to its use. What
    is weighed by themes is given as a contribution, so that others can verify it. Where a debrief says what
    comes next, that is a turn, whose next can land.
    """
    circles.insist_member(by)
    found = queries.instrument(by, name)
    subject = queries.subject(by, of)
    insist_part(by, subject)
    _insist_consent(by, found, subject, agreement)
    given = protocols.check_answers(found.version, answers).open
    spaces = tuple(to) or (subject.space,)
    insist_reach(by, spaces)
    if found.block.get("count"):
        return _contribute(by, found, of, given, media, spaces, statement_id)
    with transaction.atomic():
        entry = log.say(
            events.SHEET,
            by=by.ref,
            to=spaces,
            scope=subject.journey or None,
            about=_entries(by, given),
            protocol=found.version,
            body={
                "of": of,
                "instrument": name,
                "agreement": agreement,
                "media": [each.said() for each in media],
                **{f"answers.{field}": value for field, value in given.items()},
            },
            statement_id=statement_id,
        )
        _begin_turn(by, entry, found, subject, given)
    return entry


def _insist_consent(by: Viewer, found: Protocol, subject: Subject, agreement: str) -> None:
    """No measure is used before the community consented to it."""
    if not found.block.get("needs_consent_of"):
        return
    if not agreement:
        raise Refused(
            "This is used only where people consented to it beforehand.",
            kept="Nothing was kept.",
            mend="Bring it to the circle as a proposal; then name the agreement here.",
        )
    insist_agreement(by, agreement, subject)


def _contribute(
    by: Viewer,
    found: Protocol,
    of: str,
    given: Mapping[str, Any],
    media: Sequence[Media],
    spaces: Sequence[str],
    statement_id: UUID | None,
) -> Entry:
    return timeline.contribute(
        by=by,
        consent=Consent(spaces=tuple(spaces), named=True),
        scope=of,
        about=[*_entries(by, given), *given.get("whom", ())],
        protocol=found.version,
        channel=found.name,
        answers=given,
        media=media,
        statement_id=statement_id,
    )


def _entries(by: Viewer, given: Mapping[str, Any]) -> list[str]:
    """The entries an answer points to, which the speaker must hear."""
    said = [value for value in given.values() if isinstance(value, str) and value.startswith("entry:")]
    return refs(by, [int(ref.removeprefix("entry:")) for ref in said if ref[6:].isdigit()])


def _begin_turn(
    by: Viewer, entry: Entry, found: Protocol, subject: Subject, given: Mapping[str, Any]
) -> None:
    """The turn that a debrief tells: what was seen, what is learned, what comes next."""
    leads = {each["from"] for each in found.block.get("leads_to", ())}
    if "next" not in leads or not given.get("next"):
        return
    assert entry.id is not None
    turn = queries.turn_of_sheet(entry.id)
    log.say(
        events.TURN,
        by=by.ref,
        to=entry.to,
        scope=entry.scope,
        body={"of": subject.ref},
        statement_id=turn,
    )
    for name, beat in BEATS.items():
        if given.get(name):
            log.say(
                events.BEAT,
                by=by.ref,
                to=entry.to,
                scope=entry.scope,
                about=[f"entry:{entry.seq}"],
                body={"turn": f"turn:{turn}", "beat": beat.value, "words": given[name]},
                statement_id=derived_id(turn, name, turn.int >> 80),
            )


def add_line(
    *,
    by: Viewer,
    sheet: UUID,
    part: str,
    answers: Mapping[str, Any],
    media: Sequence[Media] = (),
    grounds: Iterable[UUID] = (),
    statement_id: UUID | None = None,
) -> Entry:
    """Add a fact, an insight, a hypothesis, an opportunity; with the lines it stands on."""
    circles.insist_member(by)
    found = _insist_sheet(by, sheet)
    parts = {each.name: each for each in queries.table(by, found, "en")}
    if part not in parts:
        raise Refused("This instrument has no such part.", kept="Nothing was kept.", mend="Choose again.")
    lines = {f"line:{line.id}": line.part for each in parts.values() for line in each.lines}
    wanted = [f"line:{each}" for each in grounds]
    if not set(wanted) <= set(lines):
        raise Refused(
            "Something you point to is not here, or not for you.",
            kept="Nothing was kept.",
            mend="Choose it again.",
        )
    rules.check_grounds(part, {ref: lines[ref] for ref in wanted}, parts[part].grounded_in)
    given = protocols.check_answers(found.version, answers, part=part).open
    return log.say(
        events.LINE,
        by=by.ref,
        to=circles.heard_in([found.seq])[found.seq],
        scope=queries.subject(by, found.of).journey or None,
        about=_entries(by, given),
        protocol=found.version,
        body={
            "sheet": f"sheet:{sheet}",
            "part": part,
            "grounds": wanted,
            "media": [each.said() for each in media],
            **{f"answers.{field}": value for field, value in given.items()},
        },
        statement_id=statement_id,
    )


def note_outcome(
    *,
    by: Viewer,
    line: UUID,
    words: str,
    evidence: Iterable[int] = (),
    statement_id: UUID | None = None,
) -> Entry:
    """Come back to a hypothesis and say what followed."""
    circles.insist_member(by)
    seq, sheet, _part = queries.line(by, line)
    _insist_sheet(by, sheet)
    if not words.strip():
        raise Refused("There are no words in it yet.", mend="Say it in a sentence; a short one will do.")
    return log.say(
        events.FOLLOWED,
        by=by.ref,
        to=circles.heard_in([seq])[seq],
        about=refs(by, evidence),
        body={"line": f"line:{line}", "words": words},
        statement_id=statement_id,
    )


def _insist_sheet(by: Viewer, sheet: UUID) -> Sheet:
    found = queries.sheet(by, sheet, "en")
    if not found.may_add:
        raise NotAllowed("This table belongs to others.", kept="Nothing was kept.", mend="Begin your own.")
    return found
