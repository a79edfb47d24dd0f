"""What is said in confidence."""

from prisma_hub.log.types import Erase, Field, Kind

RAISED = Kind(
    "concern.raised/1",
    Erase.WHOLE,
    (
        Field("text", "paragraphs"),
        Field("media", "object"),
        Field("seq", "integer"),
        Field("appeal", "boolean"),
    ),
)
"""`seq`: the entry it is about. `appeal`: it objects to that entry being hidden."""
ANSWERED = Kind(
    "concern.answered/1",
    Erase.WHOLE,
    (Field("seq", "integer", required=True), Field("text", "paragraphs"), Field("settles", "boolean")),
)
"""`seq`: the concern."""

KINDS = (RAISED, ANSWERED)
