"""What is said of organisations."""

from prisma_hub.log.types import Erase, Field, Kind

FOUNDED = Kind(
    "organisation.founded/1",
    Erase.NEVER,
    (
        Field("name", "text", required=True),
        Field("purpose", "paragraphs"),
        Field("form", "text", required=True),
        Field("agreement", "reference", required=True),
    ),
    makes=True,
)

KINDS = (FOUNDED,)
