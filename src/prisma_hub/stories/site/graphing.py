"""The graph of the site's pages: drawn where there is a script, listed where there is none."""

from __future__ import annotations

import json

from django.utils import translation
from django.utils.translation import gettext

from prisma_hub.circles import queries as circles
from prisma_hub.commons import queries as commons
from prisma_hub.commons.types import Graph
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
    whole = commons.graph_leaving(circles.visible_in(site.space))
    kept = [number for number, each in enumerate(whole.pages) if places.of(each.ref)]
    anew = {number: at for at, number in enumerate(kept)}
    graph = Graph(
        tuple(whole.pages[number] for number in kept),
        tuple((anew[one], anew[other]) for one, other in whole.links if one in anew and other in anew),
    )
    told = commons.tell_graph(graph, lambda ref: _address(places.of(ref) or ""))
    plain = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    site.folder.put("graph/data.js", f"self.prismaGraph = {plain};\n".encode())
    leading = commons.leading_to(graph)
    order = sorted(range(len(kept)), key=lambda one: (-leading[one], graph.pages[one].title.casefold(), one))
    with translation.override(site.language):
        title = gettext("How pages lead to each other")
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
            {"rows": rows[:LISTED], "pages": len(kept), "links": len(graph.links), "libraries": LIBRARIES},
        ),
        scripts=SCRIPTS,
    )


def _address(path: str) -> str:
    return href(PAGE, path)
