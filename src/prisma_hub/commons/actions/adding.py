"""A picture, a sound or a file for the pages of a space."""

from __future__ import annotations

import posixpath
import re
from typing import BinaryIO
from uuid import UUID

from django.db import transaction

from prisma_hub.commons import catalogue, readings, repositories
from prisma_hub.commons.actions.recording import Change, record
from prisma_hub.commons.models import PageRow
from prisma_hub.commons.queries.access import insist_write
from prisma_hub.commons.render.resolve import Found
from prisma_hub.commons.render.types import Link
from prisma_hub.commons.rules.paths import check_path
from prisma_hub.commons.types import MAX_FILE, MAX_MB, Added, Ref
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.refusal import Refused
from prisma_hub.log import actions as log
from prisma_hub.media import actions as media
from prisma_hub.media import queries as kept
from prisma_hub.media.types import Media

FOLDER = "files"
_ENDINGS = {
    "image/webp": "webp",
    "audio/wav": "wav",
    "audio/ogg": "ogg",
    "audio/webm": "weba",
    "audio/3gpp": "3gp",
    "audio/mp4": "m4a",
    "audio/amr": "amr",
    "audio/aac": "aac",
    "audio/mpeg": "mp3",
    "application/pdf": "pdf",
    "text/plain": "txt",
}
_NOT_IN_NAME = re.compile(r"[^\w\- ]+")


def add_file(
    *, by: Viewer, space: str, upload: BinaryIO, name: str, at: str = "", statement_id: UUID | None = None
) -> Added:
    """Lay a file into the folder `files` of a space, judged and stripped like every file that arrives.

    The same bytes under the same name are there once. `at` is the page that will show it: the answer's text
    leads there from it.
    """
    insist_write(by, space)
    found = media.keep(upload, name=name)
    if found.bytes > MAX_FILE:
        raise Refused(
            "A file that lies beside the pages can have %(most)s MB.",
            kept="The file was not kept; your text is in the form.",
            mend="Send it in parts, or say it as a contribution and link to that.",
            most=MAX_MB,
        )
    data = kept.path_of(found.sha256).read_bytes()
    with transaction.atomic():
        log.hold_pen()
        path, there = _free(space, _named(name, found), repositories.blob_name(data))
        if not there:
            change = Change(path, data, "created")
            record(by=by, space=space, changes=[change], statement_id=statement_id)
            transaction.on_commit(readings.catch_up, robust=True)
    return Added(Ref(space, path), f"![[{_short(space, at, path)}]]")


def _named(name: str, found: Media) -> str:
    """What the file is called: as it came, without signs that some computers cannot write."""
    stem = posixpath.basename(name.replace("\\", "/")).rpartition(".")[0] or name
    plain = " ".join(_NOT_IN_NAME.sub(" ", stem).split())[:60].strip("- ")
    ending = _ENDINGS[found.type]
    try:
        return check_path(f"{FOLDER}/{plain or found.sha256[:12]}.{ending}")
    except Refused:  # `con.jpg`: a name some computers keep for themselves
        return check_path(f"{FOLDER}/{found.sha256[:12]}.{ending}")


def _free(space: str, wanted: str, blob: str) -> tuple[str, bool]:
    """The wanted path, or the next that is free; and whether these very bytes lie there already."""
    stem, _, ending = wanted.rpartition(".")
    near = PageRow.objects.filter(space=space, path__istartswith=stem)
    taken = {path.casefold(): (path, there) for path, there in near.values_list("path", "blob")}
    number = 1
    while True:
        path = wanted if number == 1 else f"{stem} {number}.{ending}"
        there = taken.get(path.casefold())
        if there is None or there[1] == blob:
            return (there[0] if there else path), there is not None
        number += 1


def _short(space: str, at: str, path: str) -> str:
    """The name alone where it leads there, also once the file is read; else the whole path."""
    name = posixpath.basename(path)
    answer = catalogue.find(catalogue.wider(space), Link(at, name, "", "embed", 0))
    elsewhere = isinstance(answer, Found) and (answer.space, answer.path) != (space, path)
    return path if elsewhere else name
