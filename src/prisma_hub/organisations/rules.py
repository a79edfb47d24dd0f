"""When a circle may become an organisation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from prisma_hub.kernel.refusal import Refused
from prisma_hub.organisations.types import FORMS

YES = frozenset({"consent", "concern", "for", "confirm"})
"""Words that are a yes of one's own; standing aside is not."""


def check_founding(members: Iterable[str], words: Mapping[str, str], *, form: str, stands: bool) -> None:
    """Everybody of the circle said yes, by their own word; and it is not one already."""
    if stands:
        raise Refused("This circle is an organisation already.")
    if form not in FORMS:
        raise Refused("There is no such form of organisation.", mend="Choose another one.")
    silent = [each for each in members if words.get(each) not in YES]
    if silent:
        raise Refused(
            "Everybody of the circle says yes before it becomes an organisation; %(count)s have not.",
            mend="Decide it again with everybody.",
            count=len(silent),
        )
