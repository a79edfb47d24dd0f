"""What is said of practices and inquiries."""

from prisma_hub.log.types import Erase, Field, Kind

_BODY = (
    Field("title", "text", required=True),
    Field("domain", "paragraphs"),
    Field("rhythm", "text"),
    Field("patterns", "list"),
)
OPENED = Kind("practice.opened/1", Erase.NEVER, _BODY, makes=True)
DESCRIBED = Kind("practice.described/1", Erase.NEVER, _BODY)
JOINED = Kind("practice.joined/1", Erase.NEVER, (Field("part", "text", required=True),))
LEFT = Kind("practice.left/1", Erase.NEVER)
APPLIED = Kind(
    "practice.applied/1",
    Erase.REDACT,
    (Field("journey", "reference", required=True), Field("differs", "paragraphs", personal=True)),
)
ASKED = Kind(
    "inquiry.opened/1",
    Erase.REDACT,
    (Field("question", "text", required=True), Field("words", "paragraphs", personal=True)),
    makes=True,
)
ANSWERED = Kind(
    "inquiry.answered/1",
    Erase.REDACT,
    (
        Field("where", "text", required=True, personal=True),
        Field("tried", "paragraphs", required=True, personal=True),
        Field("learned", "paragraphs", personal=True),
    ),
)

KINDS = (OPENED, DESCRIBED, JOINED, LEFT, APPLIED, ASKED, ANSWERED)
