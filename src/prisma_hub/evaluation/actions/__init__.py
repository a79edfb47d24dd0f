"""What people can do to learn together. The only writes."""

from prisma_hub.evaluation.actions.aspects import (
    Wording,
    define_aspect,
    open_circle_of_the_place,
    redefine_aspect,
    set_frame,
)
from prisma_hub.evaluation.actions.instruments import add_line, fill_sheet, note_outcome
from prisma_hub.evaluation.actions.landings import (
    land_as_block,
    land_as_page,
    land_as_tension,
    land_as_turn,
)
from prisma_hub.evaluation.actions.mandates import (
    end_mandate,
    grant_mandate,
    read_under,
    remark,
    take_mandate,
)
from prisma_hub.evaluation.actions.perspectives import answer, ask, ask_for, give
from prisma_hub.evaluation.actions.turns import begin_turn, say_beat

__all__ = (
    "Wording",
    "add_line",
    "answer",
    "ask",
    "ask_for",
    "begin_turn",
    "define_aspect",
    "end_mandate",
    "fill_sheet",
    "give",
    "grant_mandate",
    "land_as_block",
    "land_as_page",
    "land_as_tension",
    "land_as_turn",
    "note_outcome",
    "open_circle_of_the_place",
    "read_under",
    "redefine_aspect",
    "remark",
    "say_beat",
    "set_frame",
    "take_mandate",
)
