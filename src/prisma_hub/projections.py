"""What each room can say and how it folds, handed to the log, from the ground up."""

from types import ModuleType

from prisma_hub.agreements import projection as agreements
from prisma_hub.care import projection as care
from prisma_hub.circles import projection as circles
from prisma_hub.circles import queries as who
from prisma_hub.commons import projection as commons
from prisma_hub.currencies import projection as currencies
from prisma_hub.enrolment import projection as enrolment
from prisma_hub.evaluation import projection as evaluation
from prisma_hub.federation import projection as federation
from prisma_hub.identity import projection as identity
from prisma_hub.journeys import projection as journeys
from prisma_hub.log import folding
from prisma_hub.log import projection as log
from prisma_hub.media import projection as media
from prisma_hub.organisations import projection as organisations
from prisma_hub.patterns import projection as patterns
from prisma_hub.places import projection as places
from prisma_hub.practices import projection as practices
from prisma_hub.protocols import projection as protocols
from prisma_hub.sealed import projection as sealed
from prisma_hub.search import projection as search
from prisma_hub.stories import projection as stories
from prisma_hub.timeline import projection as timeline

ROOMS: tuple[ModuleType, ...] = (
    log,
    media,
    identity,
    circles,
    care,
    sealed,
    commons,
    protocols,
    places,
    practices,
    agreements,
    timeline,
    currencies,
    patterns,
    journeys,
    evaluation,
    enrolment,
    organisations,
    search,
    stories,
    federation,
)


def hand_over() -> None:
    """Called once, when it is first needed (`apps.py`)."""
    for room in ROOMS:
        folding.declare(room.KINDS)
        folding.hand_over(
            folds=room.FOLDS,
            forgets=room.FORGETS,
            every=getattr(room, "EVERY", ()),
            every_forget=getattr(room, "EVERY_FORGET", ()),
            searched=getattr(room, "SEARCHED", None),
        )
        who.AWAITED.extend(getattr(room, "AWAITED", ()))
        who.KNOWN.extend(getattr(room, "KNOWN", ()))
        who.OPENED_WITH.extend(getattr(room, "OPENED_WITH", ()))
