"""The file a person asked for, theirs alone; until when things are kept, and what goes next."""

from prisma_hub.keeping.queries.lasting import (
    doubt,
    kept_until,
    last_looked,
    mine_next,
    mine_within_a_year,
    resting,
    schedule,
)
from prisma_hub.keeping.queries.taking import MOST_TRIES, export, file_of, is_over
from prisma_hub.keeping.telling import what

__all__ = (
    "MOST_TRIES",
    "doubt",
    "export",
    "file_of",
    "is_over",
    "kept_until",
    "last_looked",
    "mine_next",
    "mine_within_a_year",
    "resting",
    "schedule",
    "what",
)
