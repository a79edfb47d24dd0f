"""Which page a link asks for that leads nowhere: where it would lie if somebody began it."""

from __future__ import annotations

import posixpath
from urllib.parse import unquote

from prisma_hub.commons.render.links import media_kind
from prisma_hub.commons.render.resolve import PAGE_ENDINGS
from prisma_hub.commons.render.types import Link
from prisma_hub.commons.rules.paths import page_path
from prisma_hub.kernel.refusal import Refused


def asked_for(link: Link) -> str:
    """The path of that page; empty where no page can be called so, and where a picture was meant.

    A wikilink names a page of the whole space; any other link is written as seen from the folder of its page.
    """
    written = link.page if link.kind == "wikilink" else unquote(link.page.partition("?")[0])
    if media_kind(written):
        return ""
    relative = written.startswith(".") or (link.kind != "wikilink" and not written.startswith("/"))
    folder = posixpath.dirname(link.source) if relative else ""
    whole = posixpath.normpath(posixpath.join(folder, written.strip().lstrip("/") or "."))
    for ending in PAGE_ENDINGS:
        whole = whole.removesuffix(ending)
    try:
        return page_path(whole)
    except Refused:
        return ""
