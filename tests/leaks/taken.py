"""Everything about oneself, taken along; and what others are told who ask for that file."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO

from prisma_hub.identity.types import Viewer
from prisma_hub.keeping import actions, queries
from prisma_hub.keeping.kept import Everything
from tests.leaks.world import World, browser_of


def taken(world: World, viewer: Viewer) -> Iterator[tuple[str, str]]:
    """One's own file, and every file that waits for somebody, asked for by this viewer."""
    for each in world.viewers.values():
        if each.person is not None:
            actions.ask_for_everything(by=each, language="en")
    while Everything.objects.filter(made=None).exists():
        actions.make_what_was_asked_for()
    client = browser_of(viewer)
    for id_ in Everything.objects.order_by("id").values_list("id", flat=True):
        answer = client.get(f"/me/everything/{id_}.zip")
        if answer.streaming:
            found = queries.export(viewer)
            assert found is not None
            assert found.id == id_, "only their own"
            yield from _read(b"".join(answer.streaming_content))
        else:
            yield f"{answer.status_code} somebody’s file", answer.content.decode()


def _read(sent: bytes) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(BytesIO(sent)) as file:
        for name in file.namelist():
            yield f"200 everything/{name}", file.read(name).decode(errors="replace")
