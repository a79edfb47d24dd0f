"""Money in common, sharing it out, practice currencies, the books: their pages."""

from prisma_hub.web import outside

from .addresses import urlpatterns
from .pools import on_the_front

outside.SECTIONS = (*outside.SECTIONS, on_the_front)

__all__ = ["urlpatterns"]
