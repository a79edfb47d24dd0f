"""The kinds the log itself says (log.md, Keys, founding, resuming; Keeping and forgetting)."""

from prisma_hub.log.types import Erase, Field, Kind

FOUNDED = Kind(
    "hub.founded/1",
    Erase.NEVER,
    (Field("name", "text", required=True), Field("next", "text", required=True), Field("demo", "boolean")),
)
ROTATED = Kind(
    "hub.rotated/1",
    Erase.NEVER,
    (
        Field("key", "text", required=True),
        Field("next", "text", required=True),
        Field("signature", "text", required=True),
    ),
)
ERASED = Kind(
    "entry.erased/1",
    Erase.NEVER,
    (
        Field("seq", "integer", required=True),
        Field("parts", "list"),
        Field("right", "text", required=True),
    ),
)
RESUMED = Kind(
    "log.resumed/1",
    Erase.NEVER,
    (
        Field("epoch", "integer", required=True),
        Field("size", "integer", required=True),
        Field("root", "text", required=True),
    ),
)
"""First entry of a new epoch, after a backup was restored: the last checkpoint that it knows (base64url)."""

BOUND = Kind(
    "key.bound/1",
    Erase.NEVER,
    (Field("key", "text", required=True), Field("proof", "text", required=True)),
)
"""`by` the person whose key it is, as a `did:key`. `proof`: that key's signature over `binding_message`."""
UNBOUND = Kind("key.unbound/1", Erase.NEVER, (Field("key", "text", required=True),))

KINDS = (FOUNDED, ROTATED, ERASED, RESUMED, BOUND, UNBOUND)
