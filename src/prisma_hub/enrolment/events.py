"""What is said along a pathway. All but the first are said within `application:<uuid>`."""

from prisma_hub.circles.types import REGISTRATIONS
from prisma_hub.log.types import Erase, Field, Kind

_WORDS = Field("words", "paragraphs", personal=True)
_NEEDED = Field("words", "paragraphs", required=True, personal=True)
_STAGE = Field("stage", "text", required=True)

OPENED = Kind(
    "application.opened/1",
    Erase.NEVER,
    (Field("pathway", "text", required=True), Field("stage", "text", required=True)),
    makes=True,
)
ANSWERED = Kind(
    "application.answered/1",
    Erase.REDACT,
    (
        Field("form", "text", required=True),
        Field("answers", "answers", personal=True),
        Field("media", "object", personal=True),
    ),
    kept_as=REGISTRATIONS,
)
"""`media`: the voices that answers name (media.types.Media.said)."""
ACCEPTED = Kind("application.accepted/1", Erase.NEVER, (Field("agreement", "text", required=True),))
TICKED = Kind(
    "application.ticked/1",
    Erase.REDACT,
    (
        Field("form", "text", required=True),
        Field("item", "text", required=True),
        Field("state", "text", required=True),
        Field("words", "text", personal=True),
    ),
    kept_as=REGISTRATIONS,
)
SUBMITTED = Kind("application.submitted/1", Erase.NEVER, (_STAGE,))
TALKING = Kind("application.talking/1", Erase.REDACT, (_STAGE, _WORDS), kept_as=REGISTRATIONS)
PASSED = Kind(
    "application.passed/1", Erase.REDACT, (_STAGE, Field("next", "text"), _WORDS), kept_as=REGISTRATIONS
)
CHANGES = Kind("application.changes/1", Erase.REDACT, (_STAGE, _NEEDED), kept_as=REGISTRATIONS)
NOT_NOW = Kind("application.deferred/1", Erase.REDACT, (_STAGE, _NEEDED), kept_as=REGISTRATIONS)
DECLINED = Kind("application.declined/1", Erase.REDACT, (_STAGE, _NEEDED), kept_as=REGISTRATIONS)
RETURNED = Kind("application.returned/1", Erase.REDACT, (_STAGE, _WORDS), kept_as=REGISTRATIONS)
ENROLLED = Kind("application.enrolled/1", Erase.NEVER, (_STAGE, Field("role", "text")))
PAUSED = Kind("application.paused/1", Erase.REDACT, (_WORDS,), kept_as=REGISTRATIONS)
RESUMED = Kind("application.resumed/1", Erase.NEVER)
WITHDRAWN = Kind("application.withdrawn/1", Erase.REDACT, (_WORDS,), kept_as=REGISTRATIONS)

KINDS = (
    OPENED,
    ANSWERED,
    ACCEPTED,
    TICKED,
    SUBMITTED,
    TALKING,
    PASSED,
    CHANGES,
    NOT_NOW,
    DECLINED,
    RETURNED,
    ENROLLED,
    PAUSED,
    RESUMED,
    WITHDRAWN,
)
