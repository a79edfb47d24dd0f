"""What people can see of the commons."""

from prisma_hub.commons.queries.access import insist_write, may_write, readable, spaces
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
    "backlinks",
    "broken",
    "compare",
    "difference",
    "drifted",
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
    "readable",
    "rules_used",
    "spaces",
    "tagged",
    "tags",
    "version_text",
)
