"""Reading an aspect, answering a question, asking others to look too, answering what was said of oneself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from prisma_hub.circles import queries as circles
from prisma_hub.evaluation import events, queries, rules
from prisma_hub.evaluation.actions.turns import insist_part, insist_reach, refs
from prisma_hub.evaluation.types import RELATIONS, Aspect, Given, Question
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.exact import parse_decimal, text_of
from prisma_hub.kernel.ids import is_circle, is_person, uuid_of
from prisma_hub.kernel.refusal import NotAllowed, NotHere, Refused
from prisma_hub.log import actions as log
from prisma_hub.log.types import Entry


def ask(*, by: Viewer, of: str, words: str, statement_id: UUID | None = None) -> Question:
    """Ask one question of everybody on a journey or in a circle; all answers will stand side by side."""
    circles.insist_member(by)
    subject = queries.subject(by, of)
    insist_part(by, subject)
    if not words.strip():
        raise Refused("There is no question in it yet.", mend="Ask it in one sentence.")
    entry = log.say(
        events.QUESTION,
        by=by.ref,
        to=[subject.space],
        scope=subject.journey or None,
        body={"words": words, "of": of},
        statement_id=statement_id,
    )
    assert entry.id is not None
    return queries.question(by, entry.id)


def ask_for(
    *,
    by: Viewer,
    on: str,
    who: str,
    relation: str,
    of: str = "",
    until: str | None = None,
    statement_id: UUID | None = None,
) -> Entry:
    """Ask somebody (`who`: a person or a circle) to look too. Their silence is seen, not judged."""
    circles.insist_member(by)
    spaces = _asked_in(by, on)[0]
    if relation not in RELATIONS or not (is_person(who) or is_circle(who)):
        raise Refused("One of the answers is not among the choices.", mend="Choose again.")
    if is_circle(who) and circles.circle(by, uuid_of(who)) is None:
        raise Refused("There is no such circle here.", kept="Nobody was asked.", mend="Choose again.")
    return log.say(
        events.ASKED,
        by=by.ref,
        to=spaces,
        about=[who],
        body={"on": on, "of": of, "who": who, "relation": relation, "until": until},
        statement_id=statement_id,
    )


def give(
    *,
    by: Viewer,
    on: str,
    given: Given,
    to: Sequence[str] = (),
    named: bool = True,
    quote: str = "ask",
    statement_id: UUID | None = None,
) -> Entry:
    """Read an aspect, or answer a question; kept whole. `to` empty: only oneself hears it.

    A reading pins the wording of the aspect that held on the day it speaks of.
    """
    circles.insist_member(by)
    _spaces, aspect = _asked_in(by, on)
    given = replace(given, day=given.day or circles.today())
    definition = aspect.on(given.day) if aspect else None
    rules.check_given(given, definition, circles.today())
    journey = queries.subject(by, given.of).journey if given.of else ""
    _insist_voice(by, given.voice)
    insist_reach(by, to)
    return log.say(
        events.GIVEN,
        by=by.ref,
        to=tuple(to) or (by.ref,),
        scope=journey or None,
        about=refs(by, given.evidence),
        body={
            "on": on,
            "of": given.of,
            "voice": given.voice,
            "relation": given.relation,
            "definition": definition.seq if definition else None,
            "value": text_of(parse_decimal(given.value)) if given.value else None,
            "day": given.day,
            "words": given.words,
            "context": given.context.strip(),
            "consent.named": "name" if named else "unnamed",
            "consent.quote": quote,
        },
        statement_id=statement_id,
    )


def answer(*, by: Viewer, to: int, words: str, statement_id: UUID | None = None) -> Entry:
    """Say something back to a reading or a remark. Heard where that is heard; both stay together."""
    if not by.guest:
        circles.insist_member(by)
    heard = circles.heard_in([_answerable(by, to)])
    if not words.strip():
        raise Refused("There are no words in it yet.", mend="Say it in a sentence; a short one will do.")
    return log.say(
        events.ANSWERED,
        by=by.ref,
        to=heard[to],
        about=[f"entry:{to}"],
        body={"to": to, "words": words},
        statement_id=statement_id,
    )


def _answerable(by: Viewer, seq: int) -> int:
    """A reading or a remark that this person hears."""
    try:
        return queries.reading(by, seq).seq
    except NotHere:
        return queries.remark(by, seq).seq


def _asked_in(by: Viewer, on: str) -> tuple[list[str], Aspect | None]:
    """Where an aspect or a question is heard, and the aspect. Both sound alike where they are not for one."""
    word = on.partition(":")[0]
    if word == "aspect":
        aspect = queries.aspect(by, uuid_of(on))
        first = aspect.definitions[0].seq
        return circles.heard_in([first])[first], aspect
    if word == "question":
        seq = queries.question(by, uuid_of(on)).seq
        return circles.heard_in([seq])[seq], None
    raise NotHere("There is nothing of this kind here.", mend="Go back and choose again.")


def _insist_voice(by: Viewer, voice: str) -> None:
    if voice and not (is_circle(voice) and circles.belongs(by, voice)):
        raise NotAllowed(
            "You cannot speak for a circle you do not belong to.",
            kept="Nothing was kept.",
            mend="Speak for yourself.",
        )
