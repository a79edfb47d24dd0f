"""What is said about people coming and going."""

from prisma_hub.log.types import Erase, Field, Kind

JOINED = Kind(
    "person.joined/1",
    Erase.REDACT,
    (Field("name", "text", required=True, personal=True), Field("language", "text")),
)
RENAMED = Kind("person.renamed/1", Erase.REDACT, (Field("name", "text", required=True, personal=True),))
LEFT = Kind("person.left/1", Erase.NEVER)
RECOVERED = Kind("access.recovered/1", Erase.NEVER, (Field("how", "text", required=True),))

KINDS = (JOINED, RENAMED, LEFT, RECOVERED)
