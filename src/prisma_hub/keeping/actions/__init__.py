"""Having everything about oneself made into a file; erasing what is over."""

from prisma_hub.keeping.actions.ending import confirm_day, end_what_is_over
from prisma_hub.keeping.actions.taking import (
    ask_for_everything,
    forget_file,
    forget_what_holds,
    forget_whose_time_is_over,
    make_what_was_asked_for,
)

__all__ = (
    "ask_for_everything",
    "confirm_day",
    "end_what_is_over",
    "forget_file",
    "forget_what_holds",
    "forget_whose_time_is_over",
    "make_what_was_asked_for",
)
