"""The blocks on pages that say something to the hub. What they mean is known above, in `protocols`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from prisma_hub.commons.queries.pages import infos, page, reads, text_of
from prisma_hub.commons.render.frontmatter import split
from prisma_hub.commons.render.parse import read_page
from prisma_hub.commons.types import PageInfo
from prisma_hub.identity.types import Viewer


@dataclass(frozen=True, slots=True)
class Fenced:
    """A page with its fenced blocks `yaml protocol`, read as data with the limits of front matter.

    `problems` are sentences on what could not be read; `around` is the page without its blocks.
    """

    info: PageInfo
    blocks: tuple[Mapping[str, Any], ...]
    problems: tuple[str, ...]
    around: str


def fenced(viewer: Viewer, space: str, path: str) -> Fenced | None:
    """The protocol blocks of a page, or None where there is no such page."""
    found = page(viewer, space, path)
    return None if found is None else fenced_in(found.info, found.text)


def fenced_in(info: PageInfo, text: str) -> Fenced:
    around, blocks, problems = text, [], []
    for raw in read_page(info.path, text).protocol_blocks:
        around = around.replace(raw, "", 1)
        read = split(f"---\n{raw.rstrip()}\n---\n")
        if read.error or not read.raw or read.body.strip():
            problems.append(read.error or "The block holds a line that is not YAML, such as a rule (---).")
        else:
            blocks.append(read.data)
    return Fenced(info, tuple(blocks), tuple(problems), around)


def protocol_pages(viewer: Viewer) -> list[Fenced]:
    """Every page that says `protocol:` in its front matter, with its blocks. One query."""
    found = infos(reads(viewer).exclude(protocol="").order_by("space", "path"))
    return [fenced_in(each, text) for each in found if (text := text_of(each)) is not None]
