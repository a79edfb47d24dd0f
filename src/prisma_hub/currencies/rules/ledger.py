"""Double entry: every movement adds up to zero, and nothing appears from nowhere.

Pure functions from facts (what an account holds, what is outstanding, what stands behind it) to
the postings to write down. Amounts are integers of the smallest unit. Source: governance.md,
"Practice currencies", *Ledger*.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from prisma_hub.currencies.rules.kinds import check_move
from prisma_hub.currencies.rules.numbers import check_amount
from prisma_hub.currencies.types import Backing, Currency, Kind, Move, Posting
from prisma_hub.kernel.exact import cut, text_of
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.text import later

NOTHING_MOVED = later("Nothing was moved.")


def in_smallest(amount: Decimal, places: int) -> int:
    """`12.50` with two places is `1250`; refused when the amount has more decimals than that."""
    check_amount(amount, places)
    return int(Fraction(amount) * 10**places)


def from_smallest(amount: int, places: int) -> Decimal:
    """`1250` with two places is `12.50`."""
    return cut(Fraction(amount, 10**places), places)


def check_balanced(postings: Sequence[Posting]) -> None:
    """Refuse a movement whose lines do not add up to zero in every currency it touches."""
    if any(posting.amount == 0 for posting in postings):
        raise Refused("A line of zero moves nothing.", kept=NOTHING_MOVED)
    sums: defaultdict[str, int] = defaultdict(int)
    for posting in postings:
        sums[posting.currency] += posting.amount
    off = sorted(code for code, total in sums.items() if total)
    if off or not postings:
        raise Refused(
            "What goes out and what comes in differ (%(currencies)s).",
            kept=NOTHING_MOVED,
            mend="Give each amount a side it comes from and a side it goes to.",
            currencies=", ".join(off),
        )


def balances(postings: Iterable[Posting]) -> dict[tuple[str, str], int]:
    """What each (account, currency) holds after these postings."""
    held: defaultdict[tuple[str, str], int] = defaultdict(int)
    for posting in postings:
        held[posting.account, posting.currency] += posting.amount
    return dict(held)


def outstanding(currency: Currency, held: Mapping[tuple[str, str], int]) -> int:
    """Units issued and not yet given back."""
    return -held.get((currency.source, currency.code), 0)


def issue(
    currency: Currency,
    *,
    to: str,
    amount: int,
    evidence: Sequence[int] = (),
    issued: int = 0,
    backing: int | None = None,
) -> tuple[Posting, ...]:
    """Bring units into being.

    Participation needs `evidence` (entries that confirm it). A fully backed currency needs as
    much in trust (`backing`) as will be outstanding; a mutual one has no issuer at all.
    """
    check_move(currency.kind, Move.ISSUE)
    _check_positive(amount)
    if currency.kind is Kind.PARTICIPATION and not evidence:
        raise Refused(
            "Participation is confirmed on evidence, and none was named.",
            kept=NOTHING_MOVED,
            mend="Name the contribution or the presence that somebody confirmed.",
        )
    if currency.kind is Kind.TRADABLE:
        _check_backing(currency, issued + amount, backing)
    return _move(currency, currency.source, to, amount)


def _check_backing(currency: Currency, issued: int, backing: int | None) -> None:
    if currency.backing is Backing.MUTUAL:
        raise Refused(
            "In mutual credit nobody issues: whoever gives is owed, whoever receives owes.",
            kept=NOTHING_MOVED,
            mend="Agree on how far below zero a member may go instead.",
        )
    if currency.backing is Backing.FULL and (backing is None or issued > backing):
        raise Refused(
            "Only %(backing)s are held in trust, and %(issued)s would be in circulation.",
            kept=NOTHING_MOVED,
            mend="Put more in trust first, or issue less.",
            backing=_written(backing or 0, currency),
            issued=_written(issued, currency),
        )


def transfer(
    currency: Currency,
    *,
    sender: str,
    receiver: str,
    amount: int,
    held: int,
    lowest: int = 0,
    room: int | None = None,
) -> tuple[Posting, ...]:
    """Hand units on. `held` is the sender's balance before.

    `lowest` is how far it may fall (below zero in mutual credit only); `room` how much the
    receiver may still take up, unlimited when `None`.
    """
    check_move(currency.kind, Move.TRANSFER)
    _check_positive(amount)
    if sender == receiver:
        raise Refused("From and to are the same account.", kept=NOTHING_MOVED)
    if currency.source in (sender, receiver):
        raise Refused(
            "Units leave and return to their source by issuing and redeeming only.",
            kept=NOTHING_MOVED,
        )
    if lowest < 0 and currency.backing is not Backing.MUTUAL:
        raise Refused("Only in mutual credit may a balance go below zero.", kept=NOTHING_MOVED)
    _check_left(currency, held, amount, lowest)
    if room is not None and amount > room:
        raise Refused(
            "The receiver may take up only %(room)s more.",
            kept=NOTHING_MOVED,
            mend="Send less, or agree on a higher limit.",
            room=_written(room, currency),
        )
    return _move(currency, sender, receiver, amount)


def redeem(currency: Currency, *, holder: str, amount: int, held: int) -> tuple[Posting, ...]:
    """Give units back to where they came from."""
    check_move(currency.kind, Move.REDEEM)
    if currency.backing is Backing.MUTUAL:
        raise Refused(
            "Mutual credit has nothing behind it to redeem; it is settled by giving and receiving.",
            kept=NOTHING_MOVED,
        )
    _check_positive(amount)
    _check_left(currency, held, amount)
    return _move(currency, holder, currency.source, amount)


def allot(currency: Currency, *, to: str, amount: int) -> tuple[Posting, ...]:
    """Hand out this period's signals."""
    check_move(currency.kind, Move.ALLOT)
    _check_positive(amount)
    return _move(currency, currency.source, to, amount)


def spend(currency: Currency, *, holder: str, on: str, amount: int, held: int) -> tuple[Posting, ...]:
    """Put signals on something; they stay there to be counted."""
    check_move(currency.kind, Move.SPEND)
    _check_positive(amount)
    _check_left(currency, held, amount)
    if holder == on:
        raise Refused("Signals are given to somebody or something else.", kept=NOTHING_MOVED)
    return _move(currency, holder, on, amount)


def expire(currency: Currency, *, holder: str, held: int) -> tuple[Posting, ...]:
    """Take back what was not spent in its period; no lines when nothing is left."""
    check_move(currency.kind, Move.EXPIRE)
    _check_left(currency, held, 0)
    return _move(currency, holder, currency.source, held) if held else ()


def _move(currency: Currency, source: str, to: str, amount: int) -> tuple[Posting, ...]:
    return (Posting(source, currency.code, -amount), Posting(to, currency.code, amount))


def _check_positive(amount: int) -> None:
    if amount <= 0:
        raise Refused("An amount to move must be larger than zero.", kept=NOTHING_MOVED)


def _check_left(currency: Currency, held: int, amount: int, lowest: int = 0) -> None:
    if held - amount < lowest:
        raise Refused(
            "There is not enough: %(held)s is held, and it may not fall below %(lowest)s.",
            kept=NOTHING_MOVED,
            mend="Move less, or wait until more has come in.",
            held=_written(held, currency),
            lowest=_written(lowest, currency),
        )


def _written(amount: int, currency: Currency) -> str:
    return text_of(from_smallest(amount, currency.places))
