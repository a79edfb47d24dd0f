"""After a start the clock makes ready what the first to look would wait for."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prisma_hub.circles.queries import visible_in
from prisma_hub.commons import catalogue, queries, reactions
from prisma_hub.commons.queries import graphs

pytestmark = pytest.mark.django_db


def test_names_and_graph_are_there_before_anybody_asks(write, monkeypatch):
    write("weir.md", "To [[silt]].")
    write("silt.md", "# Silt")
    monkeypatch.setattr(catalogue, "_known", {})
    monkeypatch.setattr(graphs, "_known", {})
    reactions.hold_ready()
    with CaptureQueriesContext(connection) as asked:
        index = catalogue.index_of("public")
        graph = queries.graph_leaving(visible_in("public"))
    assert index.get("silt.md") is not None
    assert len(graph.links) == 1
    words = [each["sql"] for each in asked]
    assert not [
        each
        for each in words
        if "commons_reference" in each or ("commons_reading" in each and "COUNT" not in each)
    ]
