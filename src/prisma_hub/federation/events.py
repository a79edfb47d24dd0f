"""What is said of other hubs and of witnesses. None of it is about a person."""

from prisma_hub.log.types import Erase, Field, Kind

NAMED = Kind(
    "witness.named/1",
    Erase.NEVER,
    (Field("key", "text", required=True), Field("title", "text")),
)
"""From now on we take this witness' signatures. `key` is its verifier key (c2sp.org/signed-note)."""
DISMISSED = Kind("witness.dismissed/1", Erase.NEVER, (Field("key", "text", required=True),))
FOLLOWED = Kind(
    "book.followed/1",
    Erase.NEVER,
    (Field("hub", "text", required=True), Field("key", "text"), Field("title", "text")),
)
"""From now on we witness the book of `hub` (its did:key); `key` is the one in force, where it is another."""
LEFT = Kind("book.left/1", Erase.NEVER, (Field("hub", "text", required=True),))
FORKED = Kind(
    "book.forked/1",
    Erase.NEVER,
    (
        Field("hub", "text", required=True),
        Field("origin", "text", required=True),
        Field("size", "integer", required=True),
        Field("notes", "list", required=True),
    ),
)
"""A hub signed two roots for one size and epoch; `notes` are both, the one we saw first before the other."""

KINDS = (NAMED, DISMISSED, FOLLOWED, LEFT, FORKED)
