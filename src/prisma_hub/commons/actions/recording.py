"""The one way a repository changes: git objects, then entries, then the branch.

The order is that of log.md, Pages and the log.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from prisma_hub.commons import events, repositories
from prisma_hub.commons.branches import author_of, catch_up_once_kept, head_of
from prisma_hub.commons.queries.access import keeps_history
from prisma_hub.commons.render.parse import read_title
from prisma_hub.commons.render.source import decode
from prisma_hub.commons.repositories import Author, Edit, Kept
from prisma_hub.commons.rules.paths import is_garden, is_hidden, is_page
from prisma_hub.commons.types import Action
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel import source
from prisma_hub.kernel.ids import derived_id
from prisma_hub.kernel.source import instant
from prisma_hub.kernel.text import truncate
from prisma_hub.log import actions as log
from prisma_hub.log.types import Entry


@dataclass(frozen=True, slots=True)
class Change:
    """One file of a commit, and what is said about it."""

    path: str
    data: bytes | Kept | None
    action: Action
    was: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """Who wrote a version elsewhere, by name alone, and when, in milliseconds since 1970."""

    author: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class Stood:
    """One file as a commit leaves it: which bytes stand there now, None where it was removed."""

    path: str
    action: Action
    blob: str | None
    size: int | None
    title: str = ""
    was: str = ""


def record(
    *,
    by: Viewer | None,
    space: str,
    changes: Sequence[Change],
    summary: str = "",
    origin: str = "",
    statement_id: UUID | None = None,
    told: Told | None = None,
) -> list[Entry]:
    """One commit and an entry for each file in it. Inside a transaction that holds the pen.

    `told`: somebody else wrote this elsewhere, and `by` brings it.
    """
    here = source.current()
    keeps = keeps_history(space)
    written = repositories.commit(
        space,
        [Edit(each.path, each.data) for each in changes],
        head=head_of(space),
        author=author_of(by),
        message=_message(changes, "" if is_garden(space) else summary),
        at_ms=here.now_ms(),
        keep_history=keeps,
        wrote=(Author(told.author, "elsewhere"), told.at_ms) if told else None,
    )
    stood = [_standing(each, written) for each in changes]
    return tell(
        by=by,
        space=space,
        commit=written.commit,
        stood=stood,
        summary=summary,
        origin=origin,
        statement_id=statement_id,
        told=told,
    )


def tell(
    *,
    by: Viewer | None,
    space: str,
    commit: str,
    stood: Sequence[Stood],
    summary: str = "",
    origin: str = "",
    statement_id: UUID | None = None,
    told: Told | None = None,
) -> list[Entry]:
    """An entry for each file of a commit whose objects are kept. Inside a transaction that holds the pen."""
    here = source.current()
    first = statement_id or here.uuid7()
    with log.in_bulk():
        entries = [
            log.say(
                events.CHANGED,
                by=by.ref if by else log.HUB,
                to=[space],
                body=_body(space, commit, each, summary, origin) | _told(told),
                statement_id=first if at == 0 else derived_id(first, at, here.now_ms()),
            )
            for at, each in enumerate(stood)
        ]
    catch_up_once_kept(space)
    return entries


def _message(changes: Sequence[Change], summary: str) -> str:
    paths = [each.path for each in changes[:3]]
    named = ", ".join(paths) + (f" (+{len(changes) - 3})" if len(changes) > 3 else "")
    return f"{summary}\n\n{named}\n" if summary else f"{named}\n"


def _standing(change: Change, written: repositories.Written) -> Stood:
    blob = written.blobs.get(change.path)
    if isinstance(change.data, Kept):
        return Stood(change.path, change.action, blob, change.data.size, was=change.was)
    size = None if change.data is None else len(change.data)
    return Stood(change.path, change.action, blob, size, title_of(change.path, change.data), change.was)


def _body(space: str, commit: str, stood: Stood, summary: str, origin: str) -> dict[str, object]:
    said: dict[str, object] = {
        "space": space,
        "action": stood.action,
        "commit": commit,
        "blob": stood.blob,
        "size": stood.size,
        "origin": origin,
    }
    if is_garden(space):
        return said | {"note": None if is_hidden(stood.path) else stood.path}
    return said | {
        "path": stood.path,
        "title": stood.title,
        "summary": truncate(summary, 400),
        "was": stood.was,
    }


def _told(told: Told | None) -> dict[str, object]:
    return {"author": told.author, "written": instant(told.at_ms)} if told else {}


def title_of(path: str, data: bytes | None) -> str:
    """What a page calls itself; empty for any other file."""
    if data is None or not is_page(path) or is_hidden(path):
        return ""
    return truncate(read_title(path, decode(data)), 200)
