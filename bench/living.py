"""In a process of its own: a hub that holds the large vault, read and edited. Prints its figures as JSON."""

from __future__ import annotations

import io
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import unquote

READ, EDITED = 300, 20
_STARTER = ("en/", "es/", "pt/", "fr/")


def main(hub: Path) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prisma_hub.settings")
    from prisma_hub.cli import folder

    folder.enter(hub)
    import django

    django.setup()
    from prisma_hub.search import reactions as search
    from prisma_hub.upkeep import actions as upkeep

    upkeep.prepare()
    search.catch_up()
    print(json.dumps({"views": _views(), "edits": _edits()}))


def _views() -> list[float]:
    """Milliseconds from the request to the last byte, through every middleware, the second time each page is
    asked for. Pages are asked for as people do: a few often, most seldom."""
    from django.core.handlers.wsgi import WSGIHandler

    from bench.tongues import zipf
    from prisma_hub.commons import queries as commons
    from prisma_hub.identity.types import ANYBODY
    from prisma_hub.web.commons.addresses import of

    # Pages of the starter lead on to the reader's language: not they are measured, but the vault's.
    infos = [each for each in commons.pages(ANYBODY, space="public") if not each.path.startswith(_STARTER)]
    rng = Random(3)  # noqa: S311  the same pages every time
    rng.shuffle(infos)
    asked = rng.choices(infos, cum_weights=zipf(len(infos)), k=READ)
    ask = _door(WSGIHandler())
    addresses = [of(each.ref) for each in asked]
    for address in addresses:
        ask(address)
    return [ask(address) for address in addresses]


def _door(application: Callable[..., Any]) -> Callable[[str], float]:
    def ask(address: str) -> float:
        """One page, as a WSGI server asks for it; its milliseconds."""
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": unquote(address).encode().decode("latin-1"),
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
            "wsgi.url_scheme": "http",
        }
        said: list[str] = []
        begun = time.perf_counter()
        answer = application(environ, lambda status, headers, _=None: said.append(status))
        size = sum(len(each) for each in answer)
        answer.close()
        took = (time.perf_counter() - begun) * 1000
        assert said == ["200 OK"], (said, address)
        assert size
        return took

    return ask


def _edits() -> list[float]:
    """Milliseconds from a change of one page until the page, what leads to another, the search and the graph
    all say so."""
    from prisma_hub.circles.queries import visible_in
    from prisma_hub.commons import actions
    from prisma_hub.commons import queries as commons
    from prisma_hub.identity.types import ANYBODY
    from prisma_hub.search import queries as search
    from prisma_hub.search.types import Wish
    from prisma_hub.work import loop

    by = _steward()
    infos = commons.pages(ANYBODY, space="public")
    rng = Random(5)  # noqa: S311  the same pages every time
    loop.run_until_idle()
    taken = []
    for number in range(EDITED):
        page, other = rng.sample(infos, 2)
        word = f"kwyjibo{number}"
        standing = commons.page(ANYBODY, page.space, page.path)
        assert standing is not None
        begun = time.perf_counter()
        text = f"{standing.text}\n{word} [[{other.path}|there]]\n"
        actions.write_page(by=by, space="public", path=page.path, text=text, base=standing.info.blob)
        loop.run_until_idle()
        now = commons.page(ANYBODY, page.space, page.path)
        back = commons.backlinks(ANYBODY, other.space, other.path)
        found = search.search(ANYBODY, Wish(word))
        graph = commons.graph_leaving(visible_in("public"))
        taken.append((time.perf_counter() - begun) * 1000)
        assert now is not None and word in now.text
        assert any(each.info.ref == page.ref for each in back), other
        assert [each.info.ref for each in found.found] == [page.ref]
        at = {node.ref: number for number, node in enumerate(graph.pages)}
        assert (at[page.ref], at[other.ref]) in set(graph.links)
    return taken


def _steward() -> Any:
    from prisma_hub.circles import actions as circles
    from prisma_hub.identity import actions as identity

    token = identity.make_steward_link(how="founding")
    return circles.become_steward(token=token, name="Amparo", language="en").person.viewer


if __name__ == "__main__":
    main(Path(sys.argv[1]))
