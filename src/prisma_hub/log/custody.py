"""Who answers for an entry: the hub, or a key of the speaker's own (log.md, Statement and receipt)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection

from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.signing import public_of, verify
from prisma_hub.kernel.text import later
from prisma_hub.log.models import BoundKey
from prisma_hub.log.types import Signed

_MEND = later("Send it once more. If that does not help, unbind your key: then the hub answers for it.")
_KEPT = later("Nothing was kept; your words are still with you.")


def check_signature(statement: bytes, signed: Signed) -> bytes:
    """The raw key, if its signature is over exactly this statement."""
    public = public_of(signed.key)
    if not verify(public, signed.signature or b"", statement):
        raise Refused("The signature does not belong to these words.", kept=_KEPT, mend=_MEND)
    return public


def check_bound(by: str, key: str) -> None:
    """Refuse a key that is not, or no longer, bound to the one who speaks.

    SQL by hand: asked for every signed statement, where Django's own way took longer than the signature.
    """
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(BoundKey._meta.db_table)
        cursor.execute(f"SELECT person, unbound FROM {table} WHERE key = %s", [key])  # noqa: S608  our own table
        found = cursor.fetchone()
    if found is None or f"person:{UUID(str(found[0]))}" != by:
        raise Refused("The key that signed this is not bound to you.", kept=_KEPT, mend=_MEND)
    if found[1] is not None:
        raise Refused(
            "The key that signed this was unbound and no longer speaks for you.",
            kept=_KEPT,
            mend="Open the page again and say it anew: then the hub answers for it. Or bind a new key first.",
        )


Signing = tuple[str, str]
"""Who speaks, and the did:key that signs."""


@dataclass(slots=True)
class Bindings:
    """Which key was bound to whom between which entries, as the record book tells it from its beginning."""

    bound: dict[Signing, int] = field(default_factory=dict)
    unbound: dict[Signing, int] = field(default_factory=dict)

    def follow(
        self, changes: Iterable[tuple[int, bool, Signing]], signings: Iterable[tuple[Signing, int, int]]
    ) -> Iterator[Refused]:
        """One stretch further. Gives what was signed by a key that was not bound then.

        `changes` are (seq, whether bound, whom and what), `signings` the first and last entry a key signed.
        """
        for seq, binds, whose in changes:
            (self.bound if binds else self.unbound).setdefault(whose, seq)
        for whose, first, last in signings:
            if self.bound.get(whose, first) >= first:
                yield _not_bound(first)
            elif self.unbound.get(whose, last) < last:
                yield _not_bound(last)


def _not_bound(seq: int) -> Refused:
    return Refused("Entry %(seq)s is signed by a key that was not bound to its speaker then.", seq=seq)
