"""What steps, rules and states of money are called, and amounts as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from babel.numbers import get_currency_precision
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prisma_hub.currencies.queries import amount_of
from prisma_hub.currencies.types import Kind, Rule, Stage, Step, TransferState
from prisma_hub.kernel.ids import is_circle, is_person

from .. import tags
from ..agreements.words import Names

STAGES: Mapping[str, Promise] = {
    Stage.PROMISED: _("Promised"),
    Stage.RECEIVED: _("Received"),
    Stage.DECIDED: _("Decided"),
    Stage.SENT: _("Sent"),
    Stage.RECEIVED_BY_THEM: _("Received by them"),
}
PAYMENT: Mapping[str, Promise] = {
    Stage.DECIDED: _("decided, waits to be sent"),
    Stage.SENT: _("on its way"),
    Stage.RECEIVED_BY_THEM: _("received by them"),
}
RULES: Mapping[str, Promise] = {
    Rule.EQUAL: _("Equal: the same for everybody"),
    Rule.AGREEMENT: _("By agreement: the amounts we name"),
    Rule.SIGNALS: _("By points: everybody spreads theirs, openly"),
    Rule.VERIFIED: _("By contributions that others verified"),
    Rule.DEMAND: _("Contribution × demand"),
}
EXPLAINED: Mapping[str, Promise] = {
    Rule.EQUAL: _("Everybody who takes part counts as one."),
    Rule.AGREEMENT: _("The amounts are those that were named when the round was opened."),
    Rule.SIGNALS: _(
        "A share follows the points that people gave, each voice having the same number to give."
    ),
    Rule.VERIFIED: _("A share follows the number of contributions that somebody else verified."),
    Rule.DEMAND: _(
        "A share follows the product: work nobody asked for and demand nobody worked for weigh little."
    ),
}
KINDS: Mapping[str, Promise] = {
    Kind.MEASUREMENT: _("a measurement: read and corrected, never given or spent"),
    Kind.PARTICIPATION: _("participation: confirmed on evidence, never handed on"),
    Kind.REPUTATION: _("reputation: read from what others witnessed; it fades"),
    Kind.SIGNAL: _("a signal: given for a period, with words; what is not given lapses"),
    Kind.TRADABLE: _("credit among us: handed on when both say yes"),
}
EVERY: Mapping[str, Promise] = {
    "day": _("each day"),
    "week": _("each week"),
    "month": _("each month"),
    "session": _("in all"),
    "journey": _("in all"),
}
TRANSFERS: Mapping[str, Promise] = {
    TransferState.PROPOSED: _("waits for a yes"),
    TransferState.VALIDATED: _("agreed"),
    TransferState.COMPLETED: _("done"),
    TransferState.REFUSED: _("refused"),
    TransferState.EXPIRED: _("lapsed"),
    TransferState.REVERSED: _("given back"),
}
SHARES: tuple[tuple[str, Promise], ...] = (
    ("", _("Only the circle that holds it")),
    ("hub", _("Everybody on this hub")),
    ("public", _("Everybody, the funder included: one page to read from anywhere")),
)


def money(units: int, places: int, currency: str) -> str:
    """`18000` with two places in EUR is `180.00 EUR`, in the page's language."""
    return f"{tags.number(amount_of(units, places), places)} {currency}"


def money_of(amount: Decimal, places: int) -> str:
    return tags.number(amount, places)


def precision(currency: str) -> int:
    """How many decimals a currency of the world has; two where it is not known."""
    return get_currency_precision(currency.upper())


def say_step(step: Step, names: Names) -> str:
    """One line of the arithmetic, in a sentence."""
    values = {
        key: names.of(value) if is_person(value) or is_circle(value) else value
        for key, value in step.values.items()
    }
    return gettext(step.label) % values if values else gettext(step.label)
