"""Turns of acting and learning.

Source: journeys.md, "The loop at the heart".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from prisma_hub.evaluation.types import Beat, Movement, Turn, TurnReading
from prisma_hub.kernel.refusal import Refused


def read_turn(turn: Turn) -> TurnReading:
    """Which beats are there; the next is the first missing one after the last that is there."""
    there = tuple(beat for beat in Beat if getattr(turn, beat.value).strip())
    missing = tuple(beat for beat in Beat if beat not in there)
    order = list(Beat)
    last = order.index(there[-1]) if there else -1
    ahead = [beat for beat in missing if order.index(beat) > last]
    following = next(iter([*ahead, *missing]), None)
    return TurnReading(there, missing, following, Beat.SAW in there and not turn.evidence)


def read_movement(turns: Sequence[Turn]) -> Movement:
    """Whether a team, a session, a journey acts and learns, or does only one of the two.

    Acting is what was done; talking is every other beat. A turn that acts and never says what
    it saw or learned only acts.
    """
    there = {beat for turn in turns for beat in read_turn(turn).there}
    if not there:
        return Movement.NOT_BEGUN
    if Beat.DID not in there:
        return Movement.ONLY_TALKS
    return Movement.BOTH if there & {Beat.SAW, Beat.LEARNED} else Movement.ONLY_ACTS


def turn_of(said: Iterable[tuple[Beat, str, tuple[int, ...]]]) -> Turn:
    """A turn from all that was said in it: (beat, words, evidence), in order."""
    words: dict[Beat, list[str]] = {beat: [] for beat in Beat}
    evidence: set[int] = set()
    for beat, said_words, seqs in said:
        if said_words:
            words[beat].append(said_words)
            evidence.update(seqs if beat is Beat.SAW else ())
    whole = {beat.value: "\n\n".join(each) for beat, each in words.items()}
    return Turn(**whole, evidence=tuple(sorted(evidence)))


def check_beat(name: str, words: str) -> Beat:
    """The beat of that name, when there are words for it."""
    if name not in set(Beat):
        raise Refused("A turn has no such beat.", kept="Nothing was kept.", mend="Choose one of the five.")
    if not words.strip():
        raise Refused("There are no words in it yet.", mend="Say it in a sentence; a short one will do.")
    return Beat(name)
