"""What is said about what people give."""

from prisma_hub.circles.events import CONSENT, FOLLOWS
from prisma_hub.circles.types import WORDS
from prisma_hub.log.types import Erase, Field, Kind

MADE = Kind(
    "contribution.made/1",
    Erase.WHOLE,
    (
        Field("text", "paragraphs"),
        Field("language", "text"),
        Field("media", "object"),
        Field("link", "text"),
        Field("channel", "text"),
        Field("answers", "answers"),
        Field("action", "text"),
        Field("quantity", "decimal"),
        Field("unit", "text"),
        Field("resource", "text"),
        Field("when", "text"),
        *CONSENT,
    ),
    kept_as=WORDS,
)
"""`media`: a list of what `media.types.Media.said` gives. `when`: as the speaker
says it, "before the dam"."""
CORRECTED = Kind(
    "contribution.corrected/1",
    Erase.WHOLE,
    (
        FOLLOWS,
        Field("text", "paragraphs", required=True),
        Field("language", "text"),
        Field("why", "text"),
        *CONSENT,
    ),
)
ACCEPTED = Kind(
    "contribution.accepted/1",
    Erase.WHOLE,
    (
        FOLLOWS,
        Field("how", "text", required=True),
        Field("media", "object"),
        *CONSENT,
    ),
)
"""`how`: mark (the speaker, signed in) or aloud (recorded by `via`, in `media`)."""
TRANSCRIBED = Kind(
    "transcript.written/1",
    Erase.WHOLE,
    (
        FOLLOWS,
        Field("text", "paragraphs", required=True),
        Field("times", "list"),
        Field("language", "text"),
        Field("right", "boolean"),
        Field("model", "text"),
        *CONSENT,
    ),
)
"""`by` is the speaker, `via` whoever typed. `times`: the second at which each paragraph begins, as text.
`right`: said to be what was spoken. `model`: the machine that wrote it, with its parameters."""
ATTESTED = Kind(
    "attestation.given/1",
    Erase.WHOLE,
    (
        Field("seq", "integer", required=True),
        Field("way", "text", required=True),
        Field("words", "paragraphs"),
        Field("relation", "text"),
        Field("private", "boolean"),
    ),
    kept_as=WORDS,
)
SHOWN = Kind("attestation.shown/1", Erase.NEVER, (Field("seq", "integer", required=True),))
"""The receiver of thanks lets them be heard in the spaces of `to`."""

KINDS = (MADE, CORRECTED, ACCEPTED, TRANSCRIBED, ATTESTED, SHOWN)
