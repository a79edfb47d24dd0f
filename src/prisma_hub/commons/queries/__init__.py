"""What people can see of the commons."""

from prisma_hub.commons.queries.access import insist_write, may_write, readable, spaces
from prisma_hub.commons.queries.blocks import Fenced, fenced, fenced_in, protocol_pages
from prisma_hub.commons.queries.finding import find, glossary
from prisma_hub.commons.queries.linking import backlinks, broken, links, rules_used
from prisma_hub.commons.queries.pages import (
    drifted,
    file,
    folders,
    newest_change,
    page,
    pages,
    tagged,
    tags,
)
from prisma_hub.commons.queries.past import compare, difference, history, version_text

__all__ = (
    "Fenced",
    "backlinks",
    "broken",
    "compare",
    "difference",
    "drifted",
    "fenced",
    "fenced_in",
    "file",
    "find",
    "folders",
    "glossary",
    "history",
    "insist_write",
    "links",
    "may_write",
    "newest_change",
    "page",
    "pages",
    "protocol_pages",
    "readable",
    "rules_used",
    "spaces",
    "tagged",
    "tags",
    "version_text",
)
