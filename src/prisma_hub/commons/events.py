"""What is said about pages."""

from prisma_hub.log.types import Erase, Field, Kind

CHANGED = Kind(
    "page.changed/1",
    Erase.REDACT,
    (
        Field("space", "text", required=True),
        # Of a shared page the path stays when the rest is erased: other people's links and the repository
        # rest on it. A note in a garden has its path in `note`, which goes.
        Field("path", "text"),
        Field("note", "text", personal=True),
        Field("action", "text", required=True),
        Field("commit", "text", required=True),
        Field("blob", "text"),
        Field("size", "integer"),
        Field("title", "text", personal=True),
        Field("summary", "text", personal=True),
        Field("was", "text", personal=True),
        Field("origin", "text"),
    ),
)
"""One file of one repository, as it is from this commit on; `action` is created, changed, moved or removed.

`was` is the path before a move, `origin` says where it came from when nobody here wrote it (`import`,
`starter`). A removed file has no blob.
"""

KINDS = (CHANGED,)
