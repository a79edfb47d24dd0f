"""The blocks on pages that say something to the hub. What they mean is known above, in `protocols`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from prisma_hub.commons.queries.pages import infos, page, reads, text_of
from prisma_hub.commons.render.frontmatter import split
from prisma_hub.commons.render.parse import read_page
from prisma_hub.commons.types import PageInfo, Ref
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
        read = split(f"---\n{_spelled_out(raw).rstrip()}\n---\n")
        if read.error or not read.raw or read.body.strip():
            problems.append(read.error or "The block holds a line that is not YAML, such as a rule (---).")
        else:
            blocks.append(read.data)
    return Fenced(info, tuple(blocks), tuple(problems), around)


def fenced_text(path: str, text: str) -> Fenced:
    """The protocol blocks of a page that is about to be taken, and stands nowhere yet."""
    page = read_page(path, text)
    said = page.front.data.get("protocol")
    name = said[:60] if isinstance(said, str) else ""
    return fenced_in(PageInfo(Ref("", path), page.title, "", 0, "", "", 0, protocol=name), text)


_MOST_NODES = 5_000
_MOST_CHARACTERS = 64_000


def _spelled_out(raw: str) -> str:
    """A block with its references (`*name`) replaced by what they name; as it is where that grows too large.

    Front matter knows no references; an instrument that asks the same in several parts may use them.
    """
    if "*" not in raw or "&" not in raw or len(raw) > _MOST_CHARACTERS:
        return raw
    try:
        whole = yaml.compose(raw, Loader=yaml.CSafeLoader)
        return str(yaml.serialize(_apart(whole, [_MOST_NODES]), allow_unicode=True)) if whole else raw
    except (yaml.YAMLError, ValueError, RecursionError):
        return raw


def _apart(node: yaml.Node, left: list[int]) -> yaml.Node:
    """A copy in which nothing is shared. `left` says how many parts it may still have."""
    left[0] -= 1
    if left[0] < 0:
        raise ValueError("the references grow without end")
    if isinstance(node, yaml.ScalarNode):
        return yaml.ScalarNode(node.tag, node.value, style=node.style)
    if isinstance(node, yaml.SequenceNode):
        return yaml.SequenceNode(node.tag, [_apart(each, left) for each in node.value])
    pairs = [(_apart(name, left), _apart(each, left)) for name, each in node.value]
    return yaml.MappingNode(node.tag, pairs)


def protocol_pages(viewer: Viewer) -> list[Fenced]:
    """Every page that says `protocol:` in its front matter, with its blocks. One query."""
    found = infos(reads(viewer).exclude(protocol="").order_by("space", "path"))
    return [fenced_in(each, text) for each in found if (text := text_of(each)) is not None]
