"""Every space asked for by git, as every kind of viewer: what its packs hold, and what forgeries get."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from django.test import Client
from dulwich.object_store import MemoryObjectStore
from dulwich.objects import ObjectID

from prisma_hub.commons.models import PageVersion
from prisma_hub.commons.rules.paths import slug_of
from prisma_hub.identity import actions as identity
from prisma_hub.identity.types import Viewer
from tests.leaks.world import World

UPLOAD = "git-upload-pack"


def cloned(world: World, viewer: Viewer) -> Iterator[tuple[str, str]]:
    """Every byte of every object that a clone of any space brings to this viewer."""
    client = Client(raise_request_exception=False, **_token(viewer))
    versions = list(PageVersion.objects.values_list("space", "commit", "blob"))
    for space in sorted({space for space, _, _ in versions}):
        address = f"/git/{slug_of(space)}.git"
        found = client.get(f"{address}/info/refs?service={UPLOAD}")
        yield f"{found.status_code} {address}", found.content.decode(errors="replace")
        if found.status_code == 200:
            head = found.content.partition(b"HEAD")[0].strip()[-40:].decode()
            yield f"200 clone of {space}", "\n".join(_objects(_asked(client, address, head)))
        for name in sorted({name for each in versions for name in each[1:] if name}):
            if found.status_code == 200 and any(each[0] == space and each[1] == name for each in versions):
                continue  # what the branch has been at is part of the clone above
            for more in ({}, {"HTTP_GIT_PROTOCOL": "version=2"}):
                forged = _asked(client, address, name, **more)
                yield "404 forged want", "\n".join(_objects(forged)) + forged.decode(errors="replace")


def _token(viewer: Viewer) -> dict[str, Any]:
    if viewer.person is None:
        return {}
    secret = identity.make_token(by=viewer, name="canary", days=30).secret
    said = base64.b64encode(f"me:{secret}".encode()).decode()
    return {"HTTP_AUTHORIZATION": f"Basic {said}"}


def _asked(client: Client, address: str, name: str, **more: Any) -> bytes:
    want = f"want {name} ofs-delta\n".encode()
    body = f"{len(want) + 4:04x}".encode() + want + b"0000" + b"0009done\n"
    answer = client.post(
        f"{address}/{UPLOAD}", data=body, content_type=f"application/x-{UPLOAD}-request", **more
    )
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def _objects(answer: bytes) -> Iterator[str]:
    """What a pack holds, unpacked; nothing where the answer has none."""
    at = answer.find(b"PACK")
    if at < 0:
        return
    store, pack = MemoryObjectStore(), BytesIO(answer[at:])
    store.add_thin_pack(pack.read, None)
    for name in store:
        yield store[ObjectID(name)].as_raw_string().decode(errors="replace")
