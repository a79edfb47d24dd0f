"""What may be given, and who may attest to what."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from prisma_hub.circles.types import HUB, NETWORK, PUBLIC
from prisma_hub.kernel.exact import parse_decimal, text_of
from prisma_hub.kernel.refusal import Refused
from prisma_hub.timeline.types import ACTIONS, QUESTIONED, VERIFIED, WAYS, WITNESSED, Consent, Measure

MOST_AN_HOUR = 120
"""Contributions of one account."""
MOST_MEDIA = 6
QUOTES = ("yes", "ask", "no")


def check_something(text: str, media: int, answers: int, measure: Measure | None) -> None:
    if not text.strip() and not media and not answers and measure is None:
        raise Refused(
            "There is nothing in it yet.",
            kept="Nothing was sent.",
            mend="Speak, write, or choose a picture.",
        )
    if media > MOST_MEDIA:
        raise Refused("At most %(most)s files go together.", mend="Say the rest as a reply.", most=MOST_MEDIA)


def check_consent(consent: Consent, today: str) -> None:
    if consent.quote not in QUOTES:
        raise Refused("One of the answers is not among the choices.", mend="Choose again.")
    if consent.until is not None:
        check_day(consent.until, today)


def check_day(until: str, today: str) -> None:
    """A last day is a date, and not over yet."""
    try:
        date.fromisoformat(until)
    except ValueError:
        raise Refused("“%(day)s” is not a day.", mend="Choose a day in the calendar.", day=until) from None
    if until < today:
        raise Refused("The last day is over already.", mend="Choose today or a later day.")


LONGEST_NUMBER = 18
"""Digits of a measure."""


def check_measure(measure: Measure) -> Measure:
    """The measure with its number in the one way we write it."""
    if measure.action not in ACTIONS:
        raise Refused("One of the answers is not among the choices.", mend="Choose again.")
    number = parse_decimal(measure.quantity.strip().replace(",", "."))
    if len(number.as_tuple().digits) > LONGEST_NUMBER or number.adjusted() > LONGEST_NUMBER:
        raise Refused(
            "A number here has %(most)s digits at the most.", mend="Write it shorter.", most=LONGEST_NUMBER
        )
    if number <= 0:
        raise Refused("A measure is more than nothing.", mend="Write how much it was, like 2.5.")
    unit = measure.unit.strip()
    if not unit or len(unit) > 40:
        raise Refused("The unit is missing.", mend="Write what was counted: hours, kilograms, meals.")
    return Measure(measure.action, text_of(number), unit, measure.resource.strip()[:200])


def check_link(link: str) -> str:
    link = link.strip()
    if link and (
        not link.startswith(("https://", "http://")) or len(link) > 2000 or any(c.isspace() for c in link)
    ):
        raise Refused("This is not the address of a page.", mend="Write it whole, beginning with https://")
    return link


def check_own_words(*, own: bool, signed: bool) -> None:
    if signed and not own:
        raise Refused(
            "A key answers only for the words of the one who holds it.",
            kept="Nothing was said.",
            mend="Say it without your key: the hub answers for what is written down for others.",
        )


def check_way(way: str, words: str, relation: str) -> None:
    if way not in WAYS:
        raise Refused("One of the answers is not among the choices.", mend="Choose again.")
    if way == QUESTIONED and not words.strip():
        raise Refused("The question is missing.", mend="Write what you would like to know.")
    if way in (WITNESSED, VERIFIED) and not relation.strip():
        raise Refused(
            "How you are related is missing.",
            kept="What you wrote is still in the form.",
            mend="Say in a few words how you know each other; in a village everybody is kin.",
        )


def check_not_oneself(*, own: bool, wrote_it_down: bool, way: str) -> None:
    """Nobody attests to themselves; whoever wrote words down for somebody is no second witness of them."""
    if own or (wrote_it_down and way in (WITNESSED, VERIFIED)):
        raise Refused(
            "Nobody can do this for themselves.",
            kept="Nothing was changed.",
            mend="Ask somebody who was there.",
        )


def heard_by_attestation(
    *,
    heard: Collection[str],
    mine: Collection[str],
    giver: str,
    receiver: str,
    named: bool,
    between_us: bool,
) -> frozenset[str]:
    """Who hears an attestation: giver and receiver alone, or where the words are heard, at most the hub.

    `heard` are the spaces of the words, `mine` those of the giver. The receiver is never put among the
    spaces of what is said to unnamed words: everybody could read there who spoke them.
    """
    known = {receiver} if named or receiver in heard else set()
    if between_us and known:
        return frozenset({giver, receiver})
    shared = set(heard) & set(mine)
    if shared & {NETWORK, PUBLIC}:
        shared = (shared - {NETWORK, PUBLIC}) | {HUB}
    to = shared | known
    return frozenset(to if to - {giver} else to | {giver})


def narrowed(spaces: Collection[str], mine: Collection[str]) -> frozenset[str]:
    """Of these spaces the ones I belong to, without the ones beyond the hub."""
    return frozenset(set(spaces) & set(mine)) - {NETWORK, PUBLIC}
