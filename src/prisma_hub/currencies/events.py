"""What is said about money in trust, allocations, signals, measures and transfers."""

from prisma_hub.log.types import Erase, Field, Kind

_POOL = Field("pool", "reference", required=True)
_AMOUNT = Field("amount", "decimal", required=True)
_CURRENCY = Field("currency", "text", required=True)
_WORDS = Field("words", "paragraphs", personal=True)
_NEED_WORDS = Field("words", "paragraphs", required=True, personal=True)
_MEDIA = Field("media", "object", personal=True)
_PLACES = Field("places", "integer", required=True)
_ROUND = Field("round", "reference", required=True)
_TRANSFER = Field("transfer", "reference", required=True)

POOL_OPENED = Kind(
    "pool.opened/1",
    Erase.REDACT,
    (
        Field("title", "text", required=True),
        Field("purpose", "paragraphs"),
        Field("terms", "paragraphs"),
        Field("funder", "text", personal=True),
        _CURRENCY,
        _PLACES,
        Field("custodian", "reference", required=True),
        Field("agreement", "reference"),
    ),
    makes=True,
)
HANDED = Kind("pool.handed/1", Erase.NEVER, (_POOL, Field("custodian", "reference", required=True)))
_STEP = (
    _POOL,
    _AMOUNT,
    _CURRENCY,
    _PLACES,
    Field("who", "text", personal=True),
    Field("reference", "text", personal=True),
    _WORDS,
    _MEDIA,
)
"""`who` gives or gets, in words; `reference` is what the receipt is filed under."""
PROMISED = Kind("money.promised/1", Erase.REDACT, _STEP)
RECEIVED = Kind("money.received/1", Erase.REDACT, _STEP)
DECIDED = Kind(
    "money.decided/1",
    Erase.REDACT,
    (*_STEP, Field("to", "reference", required=True), Field("agreement", "reference", required=True)),
    makes=True,
)
SENT = Kind("money.sent/1", Erase.REDACT, (*_STEP, Field("payment", "reference", required=True)))
ARRIVED = Kind(
    "money.arrived/1",
    Erase.REDACT,
    (*_STEP, Field("payment", "reference", required=True), Field("to", "reference", required=True)),
)
TAKEN_BACK = Kind(
    "money.corrected/1",
    Erase.REDACT,
    (
        _POOL,
        _AMOUNT,
        _CURRENCY,
        _PLACES,
        Field("step", "integer", required=True),
        Field("stage", "text", required=True),
        _NEED_WORDS,
    ),
)
"""A promise or receipt written down wrongly, taken out of the totals again; both stay in the book."""

ALLOCATION = Kind(
    "allocation.opened/1",
    Erase.NEVER,
    (
        _POOL,
        Field("title", "text", required=True),
        Field("rule", "text", required=True),
        Field("amount", "decimal"),
        Field("parties", "object", required=True),
        Field("points", "integer"),
        Field("until", "moment", required=True),
    ),
    makes=True,
)
"""`parties`: for each `party` (a reference) what its rule rests on: `amount`; `entries`; or `participation`,
`demand` and `entries`."""
POINTS = Kind("allocation.signalled/1", Erase.NEVER, (_ROUND, Field("given", "object", required=True)))
OBJECTED = Kind("allocation.objected/1", Erase.REDACT, (_ROUND, _NEED_WORDS))
ANSWERED = Kind(
    "allocation.answered/1",
    Erase.REDACT,
    (_ROUND, Field("objection", "integer", required=True), _NEED_WORDS),
)
SETTLED = Kind(
    "allocation.settled/1",
    Erase.NEVER,
    (_ROUND, Field("shares", "object", required=True), Field("agreement", "reference", required=True)),
)

THANKED = Kind(
    "signal.spent/1",
    Erase.REDACT,
    (
        _CURRENCY,
        _AMOUNT,
        _PLACES,
        Field("receiver", "reference", required=True),
        Field("period", "text", required=True),
        _WORDS,
    ),
)
MEASURED = Kind(
    "measure.read/1",
    Erase.REDACT,
    (
        _CURRENCY,
        Field("value", "decimal", required=True),
        Field("unit", "text", required=True),
        Field("day", "date"),
        Field("answers", "answers", personal=True),
        _WORDS,
        _MEDIA,
    ),
)
CORRECTED = Kind(
    "measure.corrected/1",
    Erase.REDACT,
    (Field("reading", "integer", required=True), Field("value", "decimal", required=True), _NEED_WORDS),
)
CONFIRMED = Kind("measure.confirmed/1", Erase.NEVER, (Field("reading", "integer", required=True),))

PROPOSED = Kind(
    "transfer.proposed/1",
    Erase.REDACT,
    (_CURRENCY, _AMOUNT, _PLACES, Field("receiver", "reference", required=True), _WORDS),
    makes=True,
)
VALIDATED = Kind("transfer.validated/1", Erase.NEVER, (_TRANSFER,))
COMPLETED = Kind("transfer.completed/1", Erase.NEVER, (_TRANSFER,))
REFUSED = Kind("transfer.refused/1", Erase.REDACT, (_TRANSFER, _WORDS))
EXPIRED = Kind("transfer.expired/1", Erase.NEVER, (_TRANSFER,))
REVERSED = Kind("transfer.reversed/1", Erase.REDACT, (_TRANSFER, _NEED_WORDS))

KINDS = (
    POOL_OPENED,
    HANDED,
    PROMISED,
    RECEIVED,
    DECIDED,
    SENT,
    ARRIVED,
    TAKEN_BACK,
    ALLOCATION,
    POINTS,
    OBJECTED,
    ANSWERED,
    SETTLED,
    THANKED,
    MEASURED,
    CORRECTED,
    CONFIRMED,
    PROPOSED,
    VALIDATED,
    COMPLETED,
    REFUSED,
    EXPIRED,
    REVERSED,
)
