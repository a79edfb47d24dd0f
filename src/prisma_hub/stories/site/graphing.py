"""The graph of the site's pages: drawn where there is a script, listed where there is none."""

from __future__ import annotations

from heapq import nsmallest

from django.utils import translation
from django.utils.translation import gettext

from prisma_hub.commons import queries as commons
from prisma_hub.commons.types import Graph, Node
from prisma_hub.kernel.canonical import in_short
from prisma_hub.stories.site.laying import Site, draw, put_page
from prisma_hub.stories.site.places import href

PAGE = "graph.html"
SCRIPTS = ("graph/data.js", "static/graph.js")
LIBRARIES = tuple(
    f"static/vendor/{name}.min.js"
    for name in ("d3-dispatch-3.0.1", "d3-timer-3.0.1", "d3-quadtree-3.0.1", "d3-force-3.0.0")
)
LISTED = 200
"""Pages named below the drawing, those most pages lead to; all stand in the list of pages."""


def graph_page(site: Site) -> None:
    """Put down the graph in the hub's own language, and its data as a classic script."""
    places = site.shelf.places
    graph = _graph(site)
    told = commons.tell_graph(graph, lambda ref: places.of(ref) or "")
    plain = in_short(told)
    site.folder.put("graph/data.js", f"self.prismaGraph = {plain};\n".encode())
    leading = commons.leading_to(graph)
    titles = [each.title.casefold() for each in graph.pages]
    order = nsmallest(LISTED, range(len(titles)), key=lambda one: (-leading[one], titles[one], one))
    with translation.override(site.language):
        title = gettext("How pages lead to each other")
    plain_pages = sum(places.of(info.ref) is not None for info in site.shelf.plain)
    rows = [
        (graph.pages[one], _address(places.of(graph.pages[one].ref) or ""), leading[one]) for one in order
    ]
    put_page(
        site,
        PAGE,
        language=site.language,
        title=title,
        main=draw(
            site,
            "graph",
            site.language,
            {
                "rows": rows,
                "pages": len(titles),
                "told": len(titles) - plain_pages,
                "many_languages": len(site.read_in(site.language)) < len(site.shelf.plain),
                "links": len(graph.links),
                "libraries": LIBRARIES,
            },
        ),
        scripts=SCRIPTS,
    )


def _graph(site: Site) -> Graph:
    """The pages that lie in the site, and which leads to which, once each, in order."""
    kept = [info for ref, info in site.shelf.infos.items() if site.shelf.places.of(ref)]
    numbers = {info.ref: number for number, info in enumerate(kept)}
    links: list[tuple[int, int]] = []
    for ref, number in numbers.items():
        leading = {numbers.get(each.to.ref, number) for each in site.shelf.led.get(ref, {}).values()}
        links += [(number, to) for to in sorted(leading) if to != number]
    nodes = (Node(info.ref, info.title, info.lang, info.kind) for info in kept)
    return Graph(tuple(nodes), tuple(links))


def _address(path: str) -> str:
    return href(PAGE, path)
