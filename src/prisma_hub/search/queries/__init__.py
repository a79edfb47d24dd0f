"""Finding pages, and the index as it leaves the house."""

from prisma_hub.search.queries.finding import MOST, PER_PAGE, choices, search
from prisma_hub.search.queries.knowing import people
from prisma_hub.search.queries.leaving import Leaf, Words, cards_leaving, stands, words_leaving
from prisma_hub.search.queries.listening import listen
from prisma_hub.search.rules.language import EVERY_SMALL as SMALL_WORDS
from prisma_hub.search.rules.weighing import Text, weigh

__all__ = (
    "MOST",
    "PER_PAGE",
    "SMALL_WORDS",
    "Leaf",
    "Text",
    "Words",
    "cards_leaving",
    "choices",
    "listen",
    "people",
    "search",
    "stands",
    "weigh",
    "words_leaving",
)
