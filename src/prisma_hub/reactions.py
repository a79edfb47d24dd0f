"""What each room does when something is in the log, handed to the work loop."""

from types import ModuleType

from prisma_hub.agreements import reactions as agreements
from prisma_hub.care import reactions as care
from prisma_hub.circles import reactions as circles
from prisma_hub.commons import reactions as commons
from prisma_hub.currencies import reactions as currencies
from prisma_hub.enrolment import reactions as enrolment
from prisma_hub.evaluation import reactions as evaluation
from prisma_hub.federation import reactions as federation
from prisma_hub.inbox import reactions as inbox
from prisma_hub.journeys import reactions as journeys
from prisma_hub.keeping import reactions as keeping
from prisma_hub.log import folding
from prisma_hub.organisations import reactions as organisations
from prisma_hub.patterns import reactions as patterns
from prisma_hub.sealed import reactions as sealed
from prisma_hub.search import reactions as search
from prisma_hub.stories import reactions as stories
from prisma_hub.timeline import reactions as timeline
from prisma_hub.upkeep import reactions as upkeep
from prisma_hub.work import loop

ROOMS: tuple[ModuleType, ...] = (
    circles,
    inbox,
    care,
    sealed,
    commons,
    agreements,
    timeline,
    currencies,
    patterns,
    journeys,
    enrolment,
    evaluation,
    organisations,
    search,
    stories,
    federation,
    keeping,
    upkeep,
)


def hand_over() -> None:
    """Called once, when it is first needed (`apps.py`)."""
    for room in ROOMS:
        loop.hand_over(room.REACTIONS, getattr(room, "CLOCKWORK", ()))
    folding.on_append(loop.wake)
