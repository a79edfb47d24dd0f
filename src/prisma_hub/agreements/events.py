"""What is said on the way from a tension to an agreement, and after."""

from prisma_hub.circles.types import MINUTES
from prisma_hub.log.types import Erase, Field, Kind

_WORDS = Field("words", "paragraphs", required=True, personal=True)
_PROPOSAL = Field("proposal", "reference", required=True)
_NUMBER = Field("number", "integer", required=True)
"""Which wording of the proposal: 1, 2, …"""
_AGREEMENT = Field("agreement", "reference", required=True)

TENSION = Kind("tension.named/1", Erase.REDACT, (_WORDS,), kept_as=MINUTES, makes=True)
PROPOSED = Kind(
    "proposal.made/1",
    Erase.REDACT,
    (
        Field("title", "text", required=True, personal=True),
        Field("text", "paragraphs", required=True, personal=True),
        Field("why", "paragraphs", personal=True),
        Field("information", "paragraphs", personal=True),
        Field("tension", "reference"),
        Field("mode", "object", required=True),
        Field("effects", "object"),
        Field("reviews", "reference"),
        Field("outcome", "text"),
        Field("until", "date"),
        Field("review", "date"),
        Field("present", "list"),
        Field("binding", "boolean"),
    ),
    makes=True,
)
REVISED = Kind(
    "proposal.revised/1",
    Erase.REDACT,
    (
        _PROPOSAL,
        _NUMBER,
        Field("text", "paragraphs", required=True, personal=True),
        Field("effects", "object"),
        Field("until", "date"),
        Field("review", "date"),
    ),
)
ROUND = Kind("round.opened/1", Erase.NEVER, (_PROPOSAL, _NUMBER, Field("round", "text", required=True)))
VOICE = Kind(
    "voice.given/1",
    Erase.REDACT,
    (
        _PROPOSAL,
        _NUMBER,
        Field("round", "text", required=True),
        Field("word", "text", required=True),
        Field("words", "paragraphs", personal=True),
    ),
    kept_as=MINUTES,
)
OBJECTED = Kind("objection.raised/1", Erase.REDACT, (_PROPOSAL, _NUMBER, _WORDS), kept_as=MINUTES)
ANSWERED = Kind(
    "objection.answered/1",
    Erase.REDACT,
    (_PROPOSAL, Field("objection", "integer", required=True), _WORDS),
    kept_as=MINUTES,
)
OBJECTION_WITHDRAWN = Kind(
    "objection.withdrawn/1",
    Erase.REDACT,
    (_PROPOSAL, Field("objection", "integer", required=True), _WORDS),
    kept_as=MINUTES,
)
ADOPTED = Kind("proposal.adopted/1", Erase.NEVER, (_PROPOSAL, _NUMBER))
DROPPED = Kind("proposal.withdrawn/1", Erase.REDACT, (_PROPOSAL, _WORDS), kept_as=MINUTES)
MADE = Kind(
    "agreement.made/1",
    Erase.NEVER,
    (
        _PROPOSAL,
        _NUMBER,
        Field("title", "text", required=True),
        Field("text", "paragraphs", required=True),
        Field("parties", "object"),
        Field("mode", "object", required=True),
        Field("effects", "object"),
        Field("until", "date"),
        Field("review", "date", required=True),
    ),
    makes=True,
)
DONE = Kind(
    "effect.done/1",
    Erase.NEVER,
    (_AGREEMENT, Field("index", "integer", required=True), Field("made", "reference")),
)
FAILED = Kind(
    "effect.failed/1",
    Erase.NEVER,
    (
        _AGREEMENT,
        Field("index", "integer", required=True),
        Field("reason", "text", required=True),
        Field("values", "object"),
    ),
)
RETRIED = Kind("effect.retried/1", Erase.NEVER, (_AGREEMENT, Field("index", "integer", required=True)))
REVIEWED = Kind(
    "agreement.reviewed/1",
    Erase.REDACT,
    (
        _AGREEMENT,
        Field("outcome", "text", required=True),
        Field("words", "paragraphs", personal=True),
        Field("review", "date"),
    ),
    kept_as=MINUTES,
)

KINDS = (
    TENSION,
    PROPOSED,
    REVISED,
    ROUND,
    VOICE,
    OBJECTED,
    ANSWERED,
    OBJECTION_WITHDRAWN,
    ADOPTED,
    DROPPED,
    MADE,
    DONE,
    FAILED,
    RETRIED,
    REVIEWED,
)
