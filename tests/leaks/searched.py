"""All searched for: by beginnings and misspelt, so that no question itself holds the word it asks for."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from prisma_hub.identity.types import Viewer
from prisma_hub.search import indexing, saying
from tests.leaks.world import World, browser_of

KINDS = ("people", "things", "pages", "decisions", "words", "stories")


def searched(world: World, viewer: Viewer) -> Iterator[tuple[str, str]]:
    """What the search finds, counts, offers and mends for this viewer."""
    while indexing.follow():
        pass
    while saying.follow():
        pass
    client = browser_of(viewer)
    for address in _addresses(world):
        answer = client.get(address, headers={"X-Live": "1"})  # a part, as a script asks for it
        yield f"{answer.status_code} {address}", answer.content.decode()


def _addresses(world: World) -> Iterator[str]:
    yield "/search"
    for page in range(1, 9):
        for kind in KINDS:
            yield "/search/found?" + urlencode({"q": "canary", "of": kind, "page": page})
    yield "/search/found?" + urlencode({"q": "canary", "within": world.team})
    for word in world.words:
        for asked in (word[:-1], word.replace("xq", "qx"), word[1:]):
            yield "/search/found?" + urlencode({"q": asked})
    yield from ("/search?q=canary&folder=notes", "/search?q=canary&folder=left", "/search?q=canary&lang=en")
