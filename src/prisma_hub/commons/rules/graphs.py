"""The graph of pages: a part of it, its numbers, and the small form in which it travels. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from prisma_hub.commons.rules.paths import folder_of, slug_of
from prisma_hub.commons.types import Graph, Node, Ref
from prisma_hub.kernel.text import in_address

MOST_NEAR = 150
"""Pages drawn around one page; the nearest and the most linked."""


def tell(graph: Graph, address: Callable[[Ref], str], *, near: Ref | None = None) -> dict[str, object]:
    """The graph as plain data, ready for `json.dumps`: what `web/static/graph.js` reads, on a live page and
    on a site alike. `address` says where a page is, not encoded: an address of the hub or a file of the site.

    Lists with one thing for each page, by its number: `titles`; `in`, the number of its folder in `folders`
    (the largest first); `of` and `names`, which make its address: `roots[of] + name + end`, where only a name
    is not encoded, and 0 stands for one that is the title. `links` holds for each page in turn how many pages
    it leads to, then their numbers, each as its distance from the one before: `[2, 3, 4, 0]` says that page 0
    leads to 3 and 7, and page 1 to none. `near` is the number of the page it was asked around, or null.
    """
    lies = [folder_name(each) for each in graph.pages]
    held = Counter(lies)
    folders = {name: at for at, name in enumerate(sorted(held, key=lambda name: (-held[name], name)))}
    numbers = {each.ref: number for number, each in enumerate(graph.pages)}
    return {
        "folders": list(folders),
        "titles": [each.title for each in graph.pages],
        "in": [folders[each] for each in lies],
        **_addresses(graph, [address(each.ref) for each in graph.pages]),
        "links": _packed(len(graph.pages), graph.links),
        "near": numbers.get(near) if near is not None else None,
    }


_END = ".html"


def _addresses(graph: Graph, addresses: Sequence[str]) -> dict[str, object]:
    """Addresses without what they have in common: most of a large graph on the wire would be addresses."""
    end = _END if all(each.endswith(_END) for each in addresses) else ""
    parts = [each.removesuffix(end).rpartition("/") for each in addresses]
    roots: dict[str, int] = {}
    of = [roots.setdefault(head + slash, len(roots)) for head, slash, _ in parts]
    names = [0 if name == page.title else name for (_, _, name), page in zip(parts, graph.pages, strict=True)]
    return {"roots": [in_address(each) for each in roots], "of": of, "names": names, "end": end}


def folder_name(page: Node) -> str:
    """What a page is coloured and filtered by: its space, and the first two folders of its path."""
    folders = folder_of(page.ref.path).split("/")[:2]
    return "/".join([slug_of(page.ref.space), *(each for each in folders if each)])


def _packed(pages: int, links: Iterable[tuple[int, int]]) -> list[int]:
    leading: list[list[int]] = [[] for _ in range(pages)]
    for source, to in links:
        leading[source].append(to)
    packed: list[int] = []
    for targets in leading:
        packed.append(len(targets))
        before = 0
        for to in sorted(targets):
            packed.append(to - before)
            before = to
    return packed


def leading_to(graph: Graph) -> list[int]:
    """How many pages lead to each, by number."""
    counted = [0] * len(graph.pages)
    for _, to in graph.links:
        counted[to] += 1
    return counted


def around(graph: Graph, ref: Ref, steps: int = 2, most: int = MOST_NEAR) -> Graph:
    """The pages at most so many links away from one, in either direction, and the links among them: the
    nearest first, then the most linked, and never more than `most`."""
    numbers = {each.ref: number for number, each in enumerate(graph.pages)}
    if ref not in numbers:
        return Graph((), ())
    beside: dict[int, set[int]] = {}
    for source, to in graph.links:
        beside.setdefault(source, set()).add(to)
        beside.setdefault(to, set()).add(source)
    taken = {numbers[ref]: 0}
    edge = [numbers[ref]]
    for step in range(1, steps + 1):
        found = {other for one in edge for other in beside.get(one, ()) if other not in taken}
        best = sorted(found, key=lambda one: (-len(beside[one]), graph.pages[one].ref.path))
        edge = best[: max(0, most - len(taken))]
        taken |= dict.fromkeys(edge, step)
    return _only(graph, set(taken))


def _only(graph: Graph, kept: set[int]) -> Graph:
    new = {old: number for number, old in enumerate(sorted(kept))}
    links = tuple((new[a], new[b]) for a, b in graph.links if a in new and b in new)
    return Graph(tuple(graph.pages[old] for old in new), links)
