"""Where links of a story lead inside the hub."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse


def page_address(space: str, where: str) -> str:
    """The page of the commons; nowhere where this hub has no pages for it."""
    try:
        return reverse("page", args=[space.replace(":", "-"), where.rpartition(".")[0]])
    except NoReverseMatch:
        return "#"
