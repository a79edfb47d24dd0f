"""Where links of a story lead inside the hub."""

from __future__ import annotations

from django.urls import reverse

from prisma_hub.commons import queries as commons
from prisma_hub.commons.types import Ref
from prisma_hub.stories.types import Page, Story
from prisma_hub.web.commons import addresses


def page_address(ref: Ref) -> str:
    """A page of the commons."""
    return addresses.of(ref)


def edit_address(told: Story, page: Page) -> str:
    """Where a page of a story is written: in the editor of the commons."""
    return reverse("edit-page", args=(commons.slug_of(told.space), page.path))
