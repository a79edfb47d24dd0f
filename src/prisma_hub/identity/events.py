"""What is said about people coming and going."""

from prisma_hub.log.types import Erase, Field, Kind

JOINED = Kind(
    "person.joined/1",
    Erase.REDACT,
    (Field("name", "text", required=True, personal=True), Field("language", "text")),
)
RENAMED = Kind("person.renamed/1", Erase.REDACT, (Field("name", "text", required=True, personal=True),))
LEFT = Kind("person.left/1", Erase.NEVER, (Field("erase", "boolean"),))
"""`erase`: with everything they said. Without it their words stay, under no name."""
RECOVERED = Kind("access.recovered/1", Erase.NEVER, (Field("how", "text", required=True),))
OFFERED = Kind(
    "key.offered/1",
    Erase.NEVER,
    (Field("key", "text", required=True), Field("proof", "text", required=True)),
)
"""A new key for a lost one: it waits until a steward has the person in front of them."""
VOUCHED = Kind("key.vouched/1", Erase.NEVER, (Field("key", "text", required=True),))
"""A steward had the person it is about in front of them, and this is the key on their screen."""
SEALING = Kind(
    "sealing.bound/1",
    Erase.NEVER,
    (Field("key", "text", required=True), Field("of", "text", required=True)),
)
"""Words can be sealed to `key`, a `did:key` of X25519, for as long as `of`, the person's own key, is bound.
It is signed by that key, and is never said otherwise."""

KINDS = (JOINED, RENAMED, LEFT, RECOVERED, OFFERED, VOUCHED, SEALING)
