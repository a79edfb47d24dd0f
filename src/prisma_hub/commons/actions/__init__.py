"""What people can do in the commons. The only writes."""

from prisma_hub.commons.actions.planting import plant_starter
from prisma_hub.commons.actions.writing import drop_draft, keep_draft, remove_page, write_page

__all__ = ("drop_draft", "keep_draft", "plant_starter", "remove_page", "write_page")
