"""What a mandate allows, and when.

Source: timeline.md, "External evaluators": a mandate is limited to stages, artefacts and dates, and names
what the evaluator gives back, and by when.
"""

from __future__ import annotations

from collections.abc import Sequence

from prisma_hub.evaluation.types import DECISIONS, Remark, Standing, Terms
from prisma_hub.kernel.refusal import NotAllowed, Refused


def check_terms(terms: Terms, *, phases: Sequence[str], today: str) -> None:
    if not terms.who.strip() or not terms.gives_back.strip():
        raise Refused(
            "A mandate says who comes, and what they give back.",
            kept="Nothing was granted.",
            mend="Ask them; whoever looks owes something to those they look at.",
        )
    if not today <= terms.ends or not terms.begins <= terms.ends:
        raise Refused(
            "The days of the mandate are not in order.",
            kept="Nothing was granted.",
            mend="It begins before it ends, and ends today or later.",
        )
    if terms.back_by < terms.begins:
        raise Refused(
            "What is given back comes after the mandate has begun.",
            kept="Nothing was granted.",
            mend="Choose a later day.",
        )
    unknown = [stage for stage in terms.stages if stage not in phases]
    if unknown:
        raise Refused("This journey has no such phase.", kept="Nothing was granted.", mend="Choose again.")


def standing_of(terms: Terms, *, taken: bool, ended: bool, today: str) -> Standing:
    if ended or today > terms.ends:
        return Standing.OVER
    if today < terms.begins:
        return Standing.AHEAD
    return Standing.IN_FORCE if taken else Standing.WAITING


def insist_standing(standing: Standing, terms: Terms) -> None:
    """Only a mandate in force lets anybody read or speak."""
    if standing is Standing.OVER:
        raise NotAllowed(
            "This mandate is over since %(day)s.",
            kept="What was said under it stays.",
            mend="Ask the hosts for a new one.",
            day=terms.ends,
        )
    if standing is Standing.AHEAD:
        raise NotAllowed("This mandate begins on %(day)s.", kept="Nothing was kept.", day=terms.begins)
    if standing is Standing.WAITING:
        raise NotAllowed(
            "You have not said yes to this mandate yet.",
            kept="Nothing was kept.",
            mend="Read it and say yes first.",
        )


def check_within(terms: Terms, *, of: str, journey: str, open_phases: Sequence[str]) -> None:
    """A remark speaks of what the mandate names, in a stage it names; of the journey itself it always may."""
    if of and of != journey and of not in terms.artefacts:
        raise NotAllowed(
            "This lies outside your mandate.",
            kept="Nothing was kept.",
            mend="Ask the hosts to widen it, if you need to look at this.",
        )
    if terms.stages and not set(terms.stages) & set(open_phases):
        raise NotAllowed(
            "Your mandate is for another stage of the journey.",
            kept="Nothing was kept.",
            mend="The hosts see when that stage opens; ask them.",
        )


def check_remark(way: str, words: str, decision: str) -> Remark:
    if way not in set(Remark):
        raise Refused("One of the answers is not among the choices.", mend="Choose again.")
    if not words.strip():
        raise Refused("There are no words in it yet.", mend="Say it in a sentence; a short one will do.")
    if (way == Remark.DECISION) != (decision in DECISIONS):
        raise Refused(
            "A decision is partner, not now or decline, with its reasons.",
            kept="Nothing was kept.",
            mend="Choose one of the three, or say it as a remark.",
        )
    return Remark(way)
