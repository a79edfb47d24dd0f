"""What people can see of the commons."""

from prisma_hub.commons.queries.access import insist_write, may_write, readable, space_of_pages, spaces
from prisma_hub.commons.queries.blocks import Fenced, fenced, fenced_in, protocol_pages
from prisma_hub.commons.queries.completing import complete_link, complete_tag
from prisma_hub.commons.queries.finding import find, glossary
from prisma_hub.commons.queries.graphs import graph, graph_leaving, graph_version, near
from prisma_hub.commons.queries.linking import backlinks, broken, links, links_of, rules_used
from prisma_hub.commons.queries.moved import moved_to
from prisma_hub.commons.queries.pages import (
    drifted,
    file,
    folders,
    info,
    my_draft,
    newest_change,
    page,
    pages,
    tagged,
    tags,
    whole_pages,
)
from prisma_hub.commons.queries.past import compare, difference, history, version_text
from prisma_hub.commons.queries.publishing import (
    Led,
    bytes_of,
    files_leaving,
    leads,
    pages_leaving,
    passages,
    spaces_leaving,
    texts,
)
from prisma_hub.commons.queries.reports import broken_links, mentions, named_on, orphans, report, reports
from prisma_hub.commons.queries.showing import show
from prisma_hub.commons.queries.translating import begin_translation, source_since, tongues_left
from prisma_hub.commons.rules.graphs import around, folder_name, leading_to
from prisma_hub.commons.rules.graphs import tell as tell_graph
from prisma_hub.commons.rules.paths import check_path, folder_of, is_page, page_path, slug_of, space_of, stem

__all__ = (
    "Fenced",
    "Led",
    "around",
    "backlinks",
    "begin_translation",
    "broken",
    "broken_links",
    "bytes_of",
    "check_path",
    "compare",
    "complete_link",
    "complete_tag",
    "difference",
    "drifted",
    "fenced",
    "fenced_in",
    "file",
    "files_leaving",
    "find",
    "folder_name",
    "folder_of",
    "folders",
    "glossary",
    "graph",
    "graph_leaving",
    "graph_version",
    "history",
    "info",
    "insist_write",
    "is_page",
    "leading_to",
    "leads",
    "links",
    "links_of",
    "may_write",
    "mentions",
    "moved_to",
    "my_draft",
    "named_on",
    "near",
    "newest_change",
    "orphans",
    "page",
    "page_path",
    "pages",
    "pages_leaving",
    "passages",
    "protocol_pages",
    "readable",
    "report",
    "reports",
    "rules_used",
    "show",
    "slug_of",
    "source_since",
    "space_of",
    "space_of_pages",
    "spaces",
    "spaces_leaving",
    "stem",
    "tagged",
    "tags",
    "tell_graph",
    "texts",
    "tongues_left",
    "version_text",
    "whole_pages",
)
