"""What is said of places."""

from prisma_hub.log.types import Erase, Field, Kind

HEADINGS = ("essence", "asks", "bioregion", "waters", "seasons", "species", "languages", "focus")
"""What a place is described under. `asks`: what it asks of its people; `focus`: systems of focus."""

OPENED = Kind("place.opened/1", Erase.NEVER, (Field("name", "text", required=True),), makes=True)
DESCRIBED = Kind(
    "place.described/1",
    Erase.REDACT,
    (
        Field("name", "text", required=True),
        *(Field(name, "paragraphs", personal=True) for name in HEADINGS),
    ),
)
REMEMBERED = Kind(
    "place.remembered/1",
    Erase.REDACT,
    (
        Field("when", "text", required=True, personal=True),
        Field("year", "integer"),
        Field("words", "paragraphs", required=True, personal=True),
    ),
)
CARED_FOR = Kind("place.caredfor/1", Erase.REDACT, (Field("words", "text", personal=True),))
LET_GO = Kind("place.letgo/1", Erase.NEVER)

KINDS = (OPENED, DESCRIBED, REMEMBERED, CARED_FOR, LET_GO)
