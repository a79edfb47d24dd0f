"""The page of the hub's keys: which, since when, and for whoever tends the hub how to change them."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from pathlib import Path

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from prisma_hub.identity.types import Viewer
from prisma_hub.log import actions as log
from prisma_hub.log import queries, replay

Visit = Callable[[Viewer | None], Client]


def read(client: Client) -> str:
    answer = client.get("/log/keys")
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_everybody_reads_which_keys_the_hub_had(steward: Viewer, visit: Visit) -> None:
    page = read(visit(None))
    (first,) = queries.hub_keys()
    assert (first.did in page, "This hub has had one key so far." in page) == (True, True)
    log.rotate_key()
    log.rotate_key()
    page = read(visit(None))
    dids = [each.did for each in queries.hub_keys()]
    places = [page.index(did) for did in reversed(dids)]
    assert (places == sorted(places), len(set(dids))) == (True, 3)
    assert (page.count("In force"), page.count("No longer in force")) == (1, 2)
    assert "This hub has had one key so far." not in page
    assert 'href="/log/keys"' in visit(None).get("/checked").content.decode()


def test_only_whoever_tends_the_hub_reads_how_it_is_changed(
    hub: Path, steward: Viewer, person: Callable[[str], Viewer], visit: Visit
) -> None:
    (hub / "keys" / "next.key").unlink()
    said = ("prisma-hub keys rotate", "The key that was promised to follow")
    assert [each in read(visit(steward)) for each in said] == [True, True]
    for other in (None, person("Ana")):
        assert [each in read(visit(other)) for each in said] == [False, False]


def test_many_keys_cost_no_more_queries(steward: Viewer, visit: Visit) -> None:
    counts = []
    for _ in range(2):
        client = visit(steward)
        client.get("/log/keys")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get("/log/keys")
        counts.append(len(asked))
        log.rotate_key()
        log.rotate_key()
    assert counts[0] == counts[1] <= 20


def test_the_keys_are_folded_again_as_they_were(steward: Viewer) -> None:
    log.rotate_key()
    assert replay.differences() == []
