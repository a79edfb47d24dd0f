"""What can be seen of learning. Every function takes the viewer."""

from prisma_hub.evaluation.queries.aspects import (
    aspect,
    aspects,
    circle_of_the_place,
    frames,
)
from prisma_hub.evaluation.queries.landings import came_from
from prisma_hub.evaluation.queries.perspectives import (
    answers_to,
    askings,
    board,
    question,
    questions,
    reading,
    readings,
)
from prisma_hub.evaluation.queries.subjects import on_journey, subject, subjects
from prisma_hub.evaluation.queries.turns import turn, turns_of, turns_on

__all__ = (
    "answers_to",
    "askings",
    "aspect",
    "aspects",
    "board",
    "came_from",
    "circle_of_the_place",
    "frames",
    "on_journey",
    "question",
    "questions",
    "reading",
    "readings",
    "subject",
    "subjects",
    "turn",
    "turns_of",
    "turns_on",
)
