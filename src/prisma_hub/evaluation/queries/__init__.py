"""What can be seen of learning. Every function takes the viewer."""

from prisma_hub.evaluation.queries.answers import answers_to
from prisma_hub.evaluation.queries.aspects import (
    aspect,
    aspects,
    circle_of_the_place,
    frames,
)
from prisma_hub.evaluation.queries.instruments import (
    how_many,
    instrument,
    instruments,
    line,
    sheet,
    sheets,
    sheets_of,
    table,
    themes,
    turn_of_sheet,
)
from prisma_hub.evaluation.queries.landings import came_from
from prisma_hub.evaluation.queries.mandates import (
    is_noted,
    keepers_of,
    mandate,
    mandates,
    my_mandates,
    noted,
    open_phases,
    remark,
    remarks,
    shown_to,
)
from prisma_hub.evaluation.queries.perspectives import (
    askings,
    board,
    question,
    questions,
    reading,
    readings,
)
from prisma_hub.evaluation.queries.subjects import on_journey, subject, subjects
from prisma_hub.evaluation.queries.turns import strokes_on, strokes_touching, turn, turns_of, turns_on

__all__ = (
    "answers_to",
    "askings",
    "aspect",
    "aspects",
    "board",
    "came_from",
    "circle_of_the_place",
    "frames",
    "how_many",
    "instrument",
    "instruments",
    "is_noted",
    "keepers_of",
    "line",
    "mandate",
    "mandates",
    "my_mandates",
    "noted",
    "on_journey",
    "open_phases",
    "question",
    "questions",
    "reading",
    "readings",
    "remark",
    "remarks",
    "sheet",
    "sheets",
    "sheets_of",
    "shown_to",
    "strokes_on",
    "strokes_touching",
    "subject",
    "subjects",
    "table",
    "themes",
    "turn",
    "turn_of_sheet",
    "turns_of",
    "turns_on",
)
