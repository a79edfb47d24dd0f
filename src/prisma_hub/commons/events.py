"""What is said about pages."""

from prisma_hub.log.types import Erase, Field, Kind

CHANGED = Kind(
    "page.changed/1",
    Erase.REDACT,
    (
        Field("space", "text", required=True),
        # Of a shared page the path stays when the rest is erased: other people's links and the repository
        # rest on it. A note in a garden has its path in `note`, which goes. Who leaves lets pages others read
        # be called what they are called; their garden goes as a whole.
        Field("path", "text"),
        Field("note", "text", personal=True, common=True),
        Field("action", "text", required=True),
        Field("commit", "text", required=True),
        Field("blob", "text"),
        Field("size", "integer"),
        Field("title", "text", personal=True, common=True),
        Field("summary", "text", personal=True),
        Field("was", "text", personal=True, common=True),
        Field("origin", "text"),
        Field("author", "text", personal=True, common=True),
        Field("written", "text"),
    ),
)
"""One file of one repository, as it is from this commit on; `action` is created, changed, moved or removed.

`was` is the path before a move, `origin` says where it came from when nobody here wrote it (`import`,
`starter`, `push`). A removed file has no blob. `written` and `author` say when and by whom a version that was
brought along was written elsewhere, as its git has it; the author by name alone, and not where it has none.
"""

PURGED = Kind(
    "history.purged/1",
    Erase.REDACT,
    (
        Field("space", "text", required=True),
        Field("commit", "text", required=True),
        Field("path", "text", personal=True),
    ),
)
"""The history of a space begins anew with this commit, which has no parent and the same files.

`path` names the one file whose past went; without it, the past of every file went.
"""

KEPT = Kind(
    "garden.kept/1",
    Erase.NEVER,
    (
        Field("space", "text", required=True),
        Field("keeps", "boolean", required=True),
        Field("commit", "text"),
    ),
)
"""The owner of a garden wants its history kept, or no longer; then it begins anew with this commit."""

KINDS = (CHANGED, PURGED, KEPT)
