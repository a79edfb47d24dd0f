"""What is said about stories, and that a site was built."""

from prisma_hub.circles.events import CONSENT
from prisma_hub.log.types import Erase, Field, Kind

BEGUN = Kind(
    "story.begun/1",
    Erase.REDACT,
    (
        Field("title", "text", required=True, personal=True),
        Field("of", "reference"),
        Field("space", "text", required=True),
        Field("slug", "text", required=True),
        Field("language", "text", required=True),
    ),
    makes=True,
)
"""`protocol` pins the template. `space` is whose folder `stories/<slug>/` holds the pages."""
TICKED = Kind(
    "story.ticked/1",
    Erase.NEVER,
    (
        Field("story", "reference", required=True),
        Field("item", "text", required=True),
        Field("done", "boolean", required=True),
    ),
)
RETURNED = Kind(
    "story.returned/1",
    Erase.NEVER,
    (Field("story", "reference", required=True), Field("content", "text", required=True)),
)
"""`content` is the hash of the pages those concerned are asked to read or hear (`rules/content.py`)."""
ANSWERED = Kind(
    "story.answered/1",
    Erase.REDACT,
    (
        Field("story", "reference", required=True),
        Field("content", "text", required=True),
        Field("answer", "text", required=True),
        Field("words", "paragraphs", personal=True),
        *CONSENT,
    ),
)
"""`answer` is yes, changes or no. `via` whoever wrote it down when it was said aloud."""
SIGNED = Kind(
    "edition.signed/1",
    Erase.REDACT,
    (
        Field("story", "reference", required=True),
        Field("number", "integer", required=True),
        Field("content", "text", required=True),
        Field("title", "text", personal=True),
        Field("pages", "object", required=True),
        Field("quotes", "object"),
    ),
    makes=True,
)
"""`pages`: name, level, language, path, seq, sha256 of each; `quotes`: numbers of the entries quoted."""
VOICED = Kind(
    "voice.released/1",
    Erase.NEVER,
    (Field("seq", "integer", required=True), Field("yes", "boolean", required=True)),
)
"""The speaker of `seq` lets their voice itself be published where their words may be quoted, or no longer."""
BUILT = Kind(
    "site.built/1",
    Erase.NEVER,
    (
        Field("space", "text", required=True),
        Field("manifest", "text", required=True),
        Field("files", "integer", required=True),
    ),
)
"""The hub published this list of files (`evidence/site.json`) towards a space."""

KINDS = (BEGUN, TICKED, RETURNED, ANSWERED, SIGNED, VOICED, BUILT)
