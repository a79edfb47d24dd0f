"""Money in common, sharing it out, practice currencies, the books: their pages."""

from .addresses import urlpatterns

__all__ = ["urlpatterns"]
