"""What people can do in the commons. The only writes."""

from prisma_hub.commons.actions.adding import add_file
from prisma_hub.commons.actions.bringing import bring
from prisma_hub.commons.actions.cloning import note_copy
from prisma_hub.commons.actions.importing import import_vault, report_as_json
from prisma_hub.commons.actions.mending import mend_links
from prisma_hub.commons.actions.moving import move_page, rename_page
from prisma_hub.commons.actions.planting import plant_starter
from prisma_hub.commons.actions.purging import keep_garden, purge_history
from prisma_hub.commons.actions.purging_again import purge_again
from prisma_hub.commons.actions.receiving import receive_push
from prisma_hub.commons.actions.restoring import put_back
from prisma_hub.commons.actions.taking_in import take_in
from prisma_hub.commons.actions.writing import (
    drop_draft,
    keep_draft,
    remove_page,
    still_right,
    write_page,
)

__all__ = (
    "add_file",
    "bring",
    "drop_draft",
    "import_vault",
    "keep_draft",
    "keep_garden",
    "mend_links",
    "move_page",
    "note_copy",
    "plant_starter",
    "purge_again",
    "purge_history",
    "put_back",
    "receive_push",
    "remove_page",
    "rename_page",
    "report_as_json",
    "still_right",
    "take_in",
    "write_page",
)
