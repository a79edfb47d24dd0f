"""What is said about learning together."""

from prisma_hub.circles.events import CONSENT
from prisma_hub.circles.types import ANSWERS, REGISTRATIONS
from prisma_hub.log.types import Erase, Field, Kind

_WORDS = Field("words", "paragraphs", required=True, personal=True)

TURN = Kind(
    "turn.begun/1",
    Erase.REDACT,
    (Field("of", "reference", required=True), Field("intention", "paragraphs", personal=True)),
    kept_as=ANSWERS,
    makes=True,
)
"""`of`: what it is a turn of: a team, a session, a decision, a circle, a journey. `scope`: its journey."""
BEAT = Kind(
    "beat.said/1",
    Erase.REDACT,
    (Field("turn", "reference", required=True), Field("beat", "text", required=True), _WORDS),
    kept_as=ANSWERS,
)
"""`about` holds the entries that what was seen rests on."""
LANDED = Kind(
    "next.landed/1",
    Erase.NEVER,
    (
        Field("turn", "reference", required=True),
        Field("way", "text", required=True),
        Field("where", "reference", required=True),
    ),
)
"""A next became something: `way` is turn, block, tension or page, `where` that thing."""

FRAMED = Kind(
    "frame.set/1",
    Erase.REDACT,
    (
        Field("values", "object", required=True),
        Field("baseline", "paragraphs", personal=True),
        Field("how", "paragraphs", personal=True),
        Field("agreement", "reference"),
    ),
)
"""`values`: a list of `{"kind": capital | sphere | activity, "name", "words"}`. `how` people came to it."""

_DEFINITION = (
    Field("title", "text", required=True),
    Field("words", "paragraphs", required=True),
    Field("whose", "text"),
    Field("evidence", "text"),
    Field("scale", "object"),
    Field("base", "decimal"),
    Field("norm", "decimal"),
    Field("decided", "paragraphs"),
    Field("agreement", "reference"),
)
"""`scale`: `{"least", "most", "words": {"-3": …}}`. `decided`: how the circle came to it, in words."""
DEFINED = Kind("aspect.defined/1", Erase.NEVER, _DEFINITION, makes=True)
REDEFINED = Kind(
    "aspect.redefined/1", Erase.NEVER, (Field("aspect", "reference", required=True), *_DEFINITION)
)
"""Both are said by the circle of the place, `via` whoever wrote it down."""

QUESTION = Kind(
    "question.asked/1", Erase.REDACT, (_WORDS, Field("of", "reference")), kept_as=ANSWERS, makes=True
)
ASKED = Kind(
    "perspective.asked/1",
    Erase.NEVER,
    (
        Field("on", "reference", required=True),
        Field("of", "reference"),
        Field("who", "reference", required=True),
        Field("relation", "text", required=True),
        Field("until", "date"),
    ),
)
"""Somebody is asked to look too, so that silence is seen."""
GIVEN = Kind(
    "perspective.given/1",
    Erase.REDACT,
    (
        Field("on", "reference", required=True),
        Field("of", "reference"),
        Field("voice", "reference"),
        Field("relation", "text", required=True),
        Field("definition", "integer"),
        Field("value", "decimal"),
        Field("day", "date", required=True),
        Field("words", "paragraphs", personal=True),
        Field("context", "text", personal=True),
        *CONSENT,
    ),
    kept_as=ANSWERS,
)
"""`on` an aspect or a question. `definition` is the entry of the aspect's wording it reads by. `voice`: for
whom it is said, where not for oneself. `about` holds its evidence."""
ANSWERED = Kind(
    "perspective.answered/1", Erase.REDACT, (Field("to", "integer", required=True), _WORDS), kept_as=ANSWERS
)
"""Whoever is spoken about answers; both stay together. `to`: the entry of a perspective or remark."""

_MANDATE = Field("mandate", "reference", required=True)
GRANTED = Kind(
    "mandate.granted/1",
    Erase.REDACT,
    (
        Field("who", "text", personal=True),
        Field("behalf", "text", personal=True),
        Field("circle", "reference", required=True),
        Field("person", "reference"),
        Field("begins", "date", required=True),
        Field("ends", "date", required=True),
        Field("stages", "list"),
        Field("artefacts", "list"),
        Field("gives", "paragraphs", required=True),
        Field("back", "date", required=True),
    ),
    kept_as=REGISTRATIONS,
    makes=True,
)
"""`scope`: the journey. `circle`: the evaluators' circle. `person` where it is granted to a member; else
whoever comes in with its code. `gives`: what the evaluator gives back, `back` until when."""
TAKEN = Kind(
    "mandate.taken/1",
    Erase.REDACT,
    (_MANDATE, Field("declared", "paragraphs", personal=True)),
    kept_as=REGISTRATIONS,
)
"""The evaluator's own yes; `declared`: competence and conflicts of interest."""
MANDATE_ENDED = Kind(
    "mandate.ended/1",
    Erase.REDACT,
    (_MANDATE, Field("why", "paragraphs", personal=True)),
    kept_as=REGISTRATIONS,
)
NOTED = Kind("reading.noted/1", Erase.NEVER, (_MANDATE, Field("seq", "integer", required=True)))
"""The hub says that entry `seq` was read under a mandate."""
REMARK = Kind(
    "remark.given/1",
    Erase.REDACT,
    (
        _MANDATE,
        Field("way", "text", required=True),
        Field("of", "reference"),
        Field("decision", "text"),
        _WORDS,
        Field("terms", "paragraphs", personal=True),
    ),
    kept_as=ANSWERS,
)
"""`way`: receiving, restraining, question, decision. `terms` of a decision."""

SHEET = Kind(
    "sheet.filled/1",
    Erase.REDACT,
    (
        Field("of", "reference", required=True),
        Field("instrument", "text", required=True),
        Field("agreement", "reference"),
        Field("answers", "answers", personal=True),
        Field("media", "object", personal=True),
    ),
    kept_as=ANSWERS,
    makes=True,
)
"""An instrument (its version in `protocol`) filled in. `media`: the voices and pictures its answers name;
`agreement`: with which its use was consented to."""
LINE = Kind(
    "line.added/1",
    Erase.REDACT,
    (
        Field("sheet", "reference", required=True),
        Field("part", "text", required=True),
        Field("grounds", "list"),
        Field("answers", "answers", personal=True),
        Field("media", "object", personal=True),
    ),
    kept_as=ANSWERS,
    makes=True,
)
"""A line of a part of an instrument; `grounds`: the lines (`line:<uuid>`) it stands on."""
FOLLOWED = Kind(
    "outcome.noted/1", Erase.REDACT, (Field("line", "reference", required=True), _WORDS), kept_as=ANSWERS
)
"""What followed from a line. `about` holds what shows it."""

KINDS = (
    TURN,
    BEAT,
    LANDED,
    FRAMED,
    DEFINED,
    REDEFINED,
    QUESTION,
    ASKED,
    GIVEN,
    ANSWERED,
    GRANTED,
    TAKEN,
    MANDATE_ENDED,
    NOTED,
    REMARK,
    SHEET,
    LINE,
    FOLLOWED,
)
