"""Circles, decisions and agreements: their pages."""

from .addresses import urlpatterns

__all__ = ["urlpatterns"]
