"""Which role allows what, and until when things are kept. Roles hold for the hub, or within one scope such as
a journey."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from prisma_hub.circles.types import (
    ANSWERS,
    CUSTODIAN,
    EVALUATOR,
    FACILITATOR,
    HOST,
    KEEPER_LENGTH,
    MOST_MONTHS,
    PICTURES,
    PURPOSE_LENGTH,
    SCRIBE,
    SHORTER_DAYS,
    SORTS,
    STEWARD,
    TRUST,
    VOICE,
    WORDS,
    Lasting,
    Term,
    Until,
)
from prisma_hub.kernel.refusal import Refused

RIGHTS: Final[dict[str, frozenset[str]]] = {
    "invite people": frozenset({STEWARD, HOST, FACILITATOR}),
    "renew a lost code": frozenset({STEWARD, HOST, FACILITATOR}),
    "replace a lost key": frozenset({STEWARD}),
    "grant roles": frozenset({STEWARD}),
    "grant roles in a journey": frozenset({STEWARD, HOST, FACILITATOR}),
    "open a circle": frozenset({STEWARD, HOST, FACILITATOR}),
    "admit to a circle": frozenset({STEWARD, HOST, FACILITATOR}),
    "tend the place": frozenset({STEWARD, HOST}),
    "open a practice": frozenset({STEWARD, HOST, FACILITATOR}),
    "open a journey": frozenset({STEWARD, HOST, FACILITATOR}),
    "tend a journey": frozenset({STEWARD, HOST, FACILITATOR}),
    "run a session": frozenset({STEWARD, HOST, FACILITATOR}),
    "review applications": frozenset({STEWARD, HOST, FACILITATOR}),
    "write down for others": frozenset({STEWARD, HOST, FACILITATOR, SCRIBE}),
    "hide words": frozenset({STEWARD, TRUST, FACILITATOR}),
    "suspend a person": frozenset({STEWARD, TRUST}),
    "hear concerns": frozenset({TRUST}),
    "adopt a protocol": frozenset({STEWARD}),
    "tend the commons": frozenset({STEWARD}),
    "write for everybody": frozenset({STEWARD, HOST, FACILITATOR, SCRIBE}),
    "keep money in trust": frozenset({STEWARD, CUSTODIAN}),
    "write the story": frozenset({STEWARD, HOST, FACILITATOR, SCRIBE}),
    "publish an edition": frozenset({STEWARD, HOST}),
    "evaluate": frozenset({EVALUATOR}),
    "tend the hub": frozenset({STEWARD}),
    "say how long a circle keeps": frozenset({STEWARD, HOST, FACILITATOR}),
    "say which day it is": frozenset({STEWARD, HOST}),
}
"""What may be done, and by which roles. A role for the hub holds in every scope."""


def roles_for(right: str) -> frozenset[str]:
    return RIGHTS[right]


def check_house(*, purpose: str, keeper: str, reach: str) -> None:
    """What a hub says of itself is short, and says a way to reach somebody only with who it is."""
    if len(purpose) > PURPOSE_LENGTH or len(keeper) > KEEPER_LENGTH or len(reach) > KEEPER_LENGTH:
        raise Refused(
            "That is more than fits here.",
            kept="Nothing was changed.",
            mend="Say it in two or three sentences; the long version has its page in the commons.",
        )
    if reach.strip() and not keeper.strip():
        raise Refused(
            "A way to reach somebody needs to say whom.",
            kept="Nothing was changed.",
            mend="Write who keeps the machine as well.",
        )


def sort_of(kept_as: str, body: Mapping[str, Any]) -> str:
    """As what an entry is kept: words that came with a voice are a voice, with a picture or file a picture,
    in the fields of a form an answer."""
    if kept_as != WORDS:
        return kept_as
    media = body.get("media")
    types = [str(each.get("type", "")) for each in media if isinstance(each, dict)] if media else []
    if any(each.startswith("audio/") for each in types):
        return VOICE
    if types:
        return PICTURES
    return ANSWERS if any(name.startswith("answers.") for name in body) else WORDS


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or its last: 29 February and a year is 28 February. No day is later than
    the calendar has."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        return date.max if months > 0 else date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_day(given: date, term: Term) -> date:
    """The last day on which something given then is kept."""
    return max(add_months(given, term.months), term.floor or date.min)


def given_before(today: date, term: Term) -> date | None:
    """What was given on this day or before is over today; None where nothing is."""
    if term.floor is not None and term.floor >= today:
        return None
    day = add_months(today, -term.months)
    while add_months(day, term.months) >= today:
        if day == date.min:
            return None
        day -= timedelta(1)
    while add_months(day + timedelta(1), term.months) < today:
        day += timedelta(1)
    return day


def earliest(given: date, terms: Iterable[tuple[date, Term]], own: Until | None) -> Until | None:
    """The shortest holds. Each term with the day since which it counts, such as since a circle hears it."""
    found = [Until(last_day(max(given, since), term), term.said) for since, term in terms]
    return min([*found, *([own] if own else [])], key=lambda each: each.day, default=None)


def begins(before: Lasting, months: int | None, day: date) -> date:
    """From when a new time holds for what is there: at once where nothing goes earlier, else in a while."""
    longer = _is_as_long(months, _in_force(before, day).months)
    return day if longer else day + timedelta(SHORTER_DAYS)


def decide(
    before: Lasting, months: int | None, *, day: date, begins: date, said: int, reason: str = ""
) -> Lasting:
    """How long it is kept after entry `said`. Longer holds at once, and saves what was to go. Shorter comes
    next: until then the time that was said before holds."""
    now = _in_force(before, day)
    if _is_as_long(months, now.months):
        return Lasting(months, said, newest=said, reason=reason)
    return Lasting(now.months, now.said, months, begins, said, newest=said, reason=reason)


def _in_force(before: Lasting, day: date) -> Lasting:
    return replace(as_on(before, day), next_months=None, next_from=None, next_said=None)


def as_on(before: Lasting, day: date) -> Lasting:
    """How long it is kept on this day, and what comes: what was to come has come once its day has passed."""
    if before.next_from is None or before.next_from >= day:
        return before
    come = replace(before, months=before.next_months, said=before.next_said)
    return replace(come, next_months=None, next_from=None, next_said=None)


def _is_as_long(months: int | None, than: int | None) -> bool:
    return months is None or (than is not None and months >= than)


def check_lasting(
    sort: str, months: int | None, reason: str, *, now: Lasting, day: date, hub: Lasting | None
) -> None:
    """`hub`: how long the hub keeps the same sort, where a circle speaks."""
    if sort not in SORTS:
        raise Refused("One of the answers is not among the choices.", mend="Choose again.")
    if months is not None and not 1 <= months <= MOST_MONTHS:
        raise Refused(
            "A time here is between 1 month and %(most)s months.",
            kept="Nothing was changed.",
            mend="Write a number of months, or choose to keep it.",
            most=MOST_MONTHS,
        )
    if not reason.strip() or len(reason) > KEEPER_LENGTH * 2:
        raise Refused(
            "Saying how long something is kept needs a reason, in a sentence or two.",
            kept="Nothing was changed.",
            mend="Say why; everybody it touches will read it.",
        )
    coming = now.next_months if now.next_from is not None else now.months
    if months == coming:
        raise Refused("That is how long it is kept already.", kept="Nothing was changed.")
    longest = None if hub is None else hub.next_months or hub.months
    if months is not None and longest is not None and months >= longest:
        raise Refused(
            "The hub keeps this for %(months)s months; a circle can only say a shorter time.",
            kept="Nothing was changed.",
            mend="Write fewer months, or leave it as the hub has it.",
            months=longest,
        )


def check_own_end(until: str, today: date, limit: Until | None) -> date:
    """The last day somebody names for a thing of theirs: not over, never later than what is agreed, unless
    that has passed (a story rests on it)."""
    try:
        day = date.fromisoformat(until)
    except ValueError:
        raise Refused("“%(day)s” is not a day.", mend="Choose a day in the calendar.", day=until) from None
    if day < today:
        raise Refused("The last day is over already.", mend="Choose today or a later day.")
    if limit is not None and today <= limit.day < day:
        raise Refused(
            "This is kept until %(day)s at the most; you can only name an earlier day.",
            kept="Nothing was changed.",
            mend="Choose an earlier day. What you want to have longer, take along.",
            day=limit.day.isoformat(),
        )
    if day > add_months(today, MOST_MONTHS):
        raise Refused(
            "Nobody can promise anything for a day so far away.",
            kept="Nothing was changed: it stays until you take it back.",
            mend="Choose a day within the next hundred years.",
        )
    return day
