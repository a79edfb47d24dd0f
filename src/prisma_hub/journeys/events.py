"""What is said about journeys."""

from prisma_hub.circles.types import MINUTES
from prisma_hub.log.types import Erase, Field, Kind

OPENED = Kind(
    "journey.opened/1",
    Erase.NEVER,
    (
        Field("title", "text", required=True),
        Field("question", "text"),
        Field("begins", "date", required=True),
        Field("preset", "text"),
        Field("plan", "object", required=True),
        Field("cohort", "reference", required=True),
        Field("keepers", "reference", required=True),
    ),
    makes=True,
)
CHANGED = Kind(
    "journey.changed/1",
    Erase.NEVER,
    (
        Field("title", "text"),
        Field("question", "text"),
        Field("begins", "date"),
        Field("plan", "object"),
    ),
)
CLOSED = Kind(
    "journey.closed/1",
    Erase.REDACT,
    (Field("words", "paragraphs", required=True, personal=True),),
    kept_as=MINUTES,
)
PHASE_OPENED = Kind("phase.opened/1", Erase.NEVER, (Field("phase", "text", required=True),))
PASSED = Kind(
    "gate.passed/1",
    Erase.REDACT,
    (
        Field("phase", "text", required=True),
        Field("people", "list", required=True),
        Field("evidence", "paragraphs", required=True, personal=True),
        Field("seen", "object"),
    ),
    kept_as=MINUTES,
)
REOPENED = Kind(
    "gate.reopened/1",
    Erase.REDACT,
    (
        Field("phase", "text", required=True),
        Field("people", "list", required=True),
        Field("why", "paragraphs", required=True, personal=True),
    ),
    kept_as=MINUTES,
)
FALLOW = Kind(
    "journey.fallow/1",
    Erase.REDACT,
    (
        Field("first", "date", required=True),
        Field("last", "date", required=True),
        Field("why", "text", personal=True),
    ),
    kept_as=MINUTES,
)
FALLOW_ENDED = Kind("fallow.ended/1", Erase.NEVER, (Field("seq", "integer", required=True),))

_SESSION = (
    Field("minutes", "integer"),
    Field("arc", "text"),
    Field("place", "text"),
    Field("intention", "text"),
)
PLANNED = Kind(
    "session.planned/1",
    Erase.NEVER,
    (Field("title", "text", required=True), Field("begins", "moment", required=True), *_SESSION),
    makes=True,
)
REPLANNED = Kind(
    "session.replanned/1", Erase.NEVER, (Field("title", "text"), Field("begins", "moment"), *_SESSION)
)
CANCELLED = Kind("session.cancelled/1", Erase.REDACT, (Field("why", "text", personal=True),), kept_as=MINUTES)

TEAM_FORMED = Kind(
    "team.formed/1",
    Erase.REDACT,
    (
        Field("name", "text", required=True),
        Field("circle", "reference", required=True),
        Field("description", "paragraphs", personal=True),
        Field("asked", "list"),
    ),
    makes=True,
)
TEAM_ASKED = Kind("team.asked/1", Erase.NEVER, (Field("person", "reference", required=True),))
TEAM_UNASKED = Kind("team.unasked/1", Erase.NEVER, (Field("person", "reference", required=True),))
"""An asking nobody answered was taken back."""
TEAM_JOINED = Kind("team.joined/1", Erase.NEVER)
TEAM_DECLINED = Kind("team.declined/1", Erase.NEVER)
TEAM_LEFT = Kind("team.left/1", Erase.NEVER)
TEAM_DESCRIBED = Kind(
    "team.described/1",
    Erase.REDACT,
    (Field("name", "text", required=True), Field("description", "paragraphs", personal=True)),
)

KINDS = (
    OPENED,
    CHANGED,
    CLOSED,
    PHASE_OPENED,
    PASSED,
    REOPENED,
    FALLOW,
    FALLOW_ENDED,
    PLANNED,
    REPLANNED,
    CANCELLED,
    TEAM_FORMED,
    TEAM_ASKED,
    TEAM_UNASKED,
    TEAM_JOINED,
    TEAM_DECLINED,
    TEAM_LEFT,
    TEAM_DESCRIBED,
)
