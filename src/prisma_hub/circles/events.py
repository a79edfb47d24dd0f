"""What is said about circles, roles, and what may be heard."""

from prisma_hub.log.types import Erase, Field, Kind

CONSENT = (
    Field("consent.named", "text"),
    Field("consent.quote", "text"),
    Field("consent.ai", "boolean"),
    Field("consent.until", "date"),
)
"""Fields for kinds that hold somebody's words: the terms they are given on. Folded here for every kind.

`consent.named` is name or unnamed; `consent.quote` yes, ask or no; `consent.ai` whether the hub's own AI may
read it; `consent.until` the last day others hear it.
"""
FOLLOWS = Field("follows", "integer", required=True)
"""Field for kinds that belong to earlier words of the same speaker (a correction, a transcript): they are
heard where the earlier words are heard, and withdrawn, hidden and erased with them."""

OPENED = Kind(
    "circle.opened/1",
    Erase.NEVER,
    (
        Field("title", "text", required=True),
        Field("purpose", "text"),
        Field("mandate", "object"),
        Field("decides", "text"),
        Field("kind", "text"),
    ),
    makes=True,
)
MANDATED = Kind("circle.mandated/1", Erase.NEVER, (Field("mandate", "object", required=True),))
CLOSED = Kind("circle.closed/1", Erase.NEVER)
ADMITTED = Kind(
    "circle.admitted/1",
    Erase.NEVER,
    (Field("person", "reference", required=True), Field("until", "date")),
)
"""`until`: the last day the person belongs to it."""
LEFT = Kind("circle.left/1", Erase.NEVER, (Field("person", "reference", required=True),))
GRANTED = Kind(
    "role.granted/1",
    Erase.NEVER,
    (
        Field("person", "reference", required=True),
        Field("role", "text", required=True),
        Field("until", "date"),
    ),
)
ENDED = Kind(
    "role.ended/1",
    Erase.NEVER,
    (Field("person", "reference", required=True), Field("role", "text", required=True)),
)
WITHDRAWN = Kind(
    "words.withdrawn/1", Erase.NEVER, (Field("seq", "integer", required=True), Field("erase", "moment"))
)
RETURNED = Kind("words.returned/1", Erase.NEVER, (Field("seq", "integer", required=True),))
HIDDEN = Kind(
    "words.hidden/1",
    Erase.REDACT,
    (Field("seq", "integer", required=True), Field("reason", "text", required=True, personal=True)),
)
SHOWN = Kind("words.shown/1", Erase.NEVER, (Field("seq", "integer", required=True),))
SHARED = Kind(
    "words.shared/1",
    Erase.NEVER,
    (
        Field("seq", "integer", required=True),
        Field("spaces", "list", required=True),
        Field("named", "text"),
        Field("quote", "text"),
        Field("ai", "boolean"),
        Field("until", "date"),
    ),
)
BLOCKED = Kind("person.blocked/1", Erase.NEVER, (Field("person", "reference", required=True),))
UNBLOCKED = Kind("person.unblocked/1", Erase.NEVER, (Field("person", "reference", required=True),))
SUSPENDED = Kind(
    "person.suspended/1",
    Erase.REDACT,
    (Field("person", "reference", required=True), Field("reason", "text", required=True, personal=True)),
)
RESTORED = Kind("person.restored/1", Erase.NEVER, (Field("person", "reference", required=True),))
HOUSE = Kind(
    "hub.described/1",
    Erase.REDACT,
    (
        Field("purpose", "text"),
        Field("keeper", "text", personal=True),
        Field("reach", "text", personal=True),
    ),
)
"""What the hub says of itself to everybody: what it is for, who keeps its machine, how to reach them. Said
anew each time as a whole; the newest stands."""

LASTS = Kind(
    "keeping.set/1",
    Erase.REDACT,
    (
        Field("sort", "text", required=True),
        Field("months", "integer"),
        Field("day", "date", required=True),
        Field("begins", "date", required=True),
        Field("reason", "text", required=True, personal=True, common=True),
    ),
)
"""How long a sort of what people give is kept, on the hub or in the circle that `scope` names. Without
`months`: kept. `day`: the hub's day on which it was said. `begins`: from when it holds for what was there."""
ENDS = Kind("words.kept/1", Erase.NEVER, (Field("seq", "integer", required=True), Field("until", "date")))
"""The speaker names the last day on which the hub keeps an entry of theirs; without it, takes that back."""
OVER = Kind(
    "words.ended/1",
    Erase.NEVER,
    (
        Field("seqs", "object", required=True),
        Field("until", "date", required=True),
        Field("as_said", "integer", required=True),
    ),
)
"""The hub erases these entries now: they were kept until a day, as was said in another entry."""
DAY = Kind("day.confirmed/1", Erase.NEVER, (Field("day", "date", required=True), Field("last", "date")))
"""Somebody who keeps the house says that it is this day indeed, though the hub last looked at `last`."""

KINDS = (
    LASTS,
    ENDS,
    OVER,
    DAY,
    HOUSE,
    OPENED,
    MANDATED,
    CLOSED,
    ADMITTED,
    LEFT,
    GRANTED,
    ENDED,
    WITHDRAWN,
    RETURNED,
    HIDDEN,
    SHOWN,
    SHARED,
    BLOCKED,
    UNBLOCKED,
    SUSPENDED,
    RESTORED,
)
