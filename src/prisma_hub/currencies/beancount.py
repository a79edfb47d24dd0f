"""The books as a Beancount file, so that an independent tool can read them and find them balanced.

Written out by the rules of beancount.github.io/docs/beancount_language_syntax.html; no library is needed to
write it. Accounts are named by what they are and the end of their id: names of people stay in the house.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from prisma_hub.currencies.rules import from_smallest
from prisma_hub.currencies.types import Movement
from prisma_hub.kernel.exact import text_of

_ROOTS = {
    "source": "Equity:Source",
    "pool": "Assets:Pool",
    "payment": "Assets:OnTheWay",
    "circle": "Assets:Circle",
    "person": "Liabilities:Person",
}


def write_books(title: str, movements: Iterable[Movement], places: Mapping[str, int]) -> str:
    """A whole file: commodities, the accounts with the day each was first used, and every movement."""
    found = list(movements)
    opened: dict[str, str] = {}
    for movement in found:
        for line in movement.postings:
            opened.setdefault(account_of(line.account), movement.at[:10])
    first = found[0].at[:10] if found else "1970-01-01"
    lines = [f'option "title" "{_quoted(title)}"', ""]
    lines += [f"{first} commodity {code}" for code in sorted(places)]
    lines += [f"{day} open {account}" for account, day in sorted(opened.items())]
    for movement in found:
        lines += ["", *_transaction(movement, places)]
    return "\n".join(lines) + "\n"


def account_of(account: str) -> str:
    """`pool:0190…c0ffee` is `Assets:Pool:X0190…c0ffee`; `source:EUR` is `Equity:Source:EUR`."""
    kind, _, name = account.partition(":")
    return f"{_ROOTS[kind]}:{name if kind == 'source' else 'X' + name}"


def _transaction(movement: Movement, places: Mapping[str, int]) -> Iterable[str]:
    yield f'{movement.at[:10]} * "{movement.kind}" ^entry-{movement.seq}'
    for line in movement.postings:
        amount = text_of(from_smallest(line.amount, places[line.currency]))
        yield f"  {account_of(line.account)}  {amount} {line.currency}"


def _quoted(text: str) -> str:
    return text.replace("\\", " ").replace('"', "'").replace("\n", " ")
