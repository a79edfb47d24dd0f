"""What is said about protocols."""

from prisma_hub.log.types import Erase, Field, Kind

ADOPTED = Kind(
    "protocol.adopted/1",
    Erase.NEVER,
    (
        Field("name", "text", required=True),
        Field("version", "text", required=True),
        Field("block", "object", required=True),
        Field("title", "text", required=True),
        Field("page", "text"),
        Field("text", "text"),
        Field("was", "text"),
        Field("lineage", "text"),
    ),
)
"""From now on this version is in force under this name, in the entry's scope (absent: on the whole hub).

The block itself is said, so that the version can be read for ever. `page` is where it lay, `text` the hash
of the words around it, `was` the version in force before, `lineage` the one it was made from elsewhere.
"""
RETIRED = Kind("protocol.retired/1", Erase.NEVER, (Field("name", "text", required=True),))
"""Nothing new is recorded under this name, in the entry's scope; what was recorded stays readable."""

KINDS = (ADOPTED, RETIRED)
