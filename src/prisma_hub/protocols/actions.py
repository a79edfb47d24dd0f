"""Adopting protocols, and letting go of them."""

from __future__ import annotations

from uuid import UUID

from prisma_hub.circles import queries as circles
from prisma_hub.circles.types import PUBLIC
from prisma_hub.identity.types import ANYBODY, Viewer
from prisma_hub.kernel.ids import is_person, is_protocol
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.text import truncate
from prisma_hub.log import actions as log
from prisma_hub.protocols import events, queries
from prisma_hub.protocols.models import ProtocolInForce
from prisma_hub.protocols.rules.blocks import in_language
from prisma_hub.protocols.types import Draft

RIGHT = "adopt a protocol"


def adopt(
    *,
    by: Viewer,
    space: str,
    path: str,
    version: str,
    scope: str | None = None,
    statement_id: UUID | None = None,
) -> str:
    """Put the block of a page in force: on the hub, or in one scope. Returns its version.

    `version` is what the person saw: where the page was changed since, nothing is adopted.
    """
    circles.insist(by, RIGHT, scope)
    return _adopt(_ready(by, space, path, version), by.ref, scope, statement_id)


def adopt_by_decision(
    *, by: Viewer, space: str, path: str, version: str, scope: str | None, statement_id: UUID
) -> str:
    """A circle decided: the hub puts the block in force. `by` is whoever may read its page."""
    return _adopt(_ready(by, space, path, version), log.HUB, scope, statement_id)


def adopt_starter() -> list[str]:
    """The hub puts in force what lies ready in the public commons and was never adopted under its name.

    Said once, at founding; doing it again changes nothing, so what a steward retired stays retired.
    """
    names = []
    for each in queries.drafts(ANYBODY):
        if each.space == PUBLIC and not each.problems and not queries.versions(ANYBODY, each.name):
            _adopt(each, log.HUB, None, None)
            names.append(each.name)
    return names


def _ready(by: Viewer, space: str, path: str, version: str) -> Draft:
    found = queries.draft(by, space, path)
    if found is None:
        raise Refused("There is no protocol on this page.", kept="Nothing was adopted.")
    if is_person(found.space):
        raise Refused(
            "What others shall record under lies where they can read it, and your garden is yours alone.",
            kept="Nothing was adopted.",
            mend="Move the page to a space you share first.",
        )
    if found.problems:
        raise Refused(
            "This protocol cannot be adopted yet: %(why)s",
            kept="Nothing was adopted; what is in force stays in force.",
            mend="Mend the block on its page.",
            why=found.problems[0],
        )
    if found.version != version:
        raise Refused(
            "The page was changed since you looked at it.",
            kept="Nothing was adopted.",
            mend="Look at what it says now, and adopt that.",
        )
    return found


def _adopt(found: Draft, by: str, scope: str | None, statement_id: UUID | None) -> str:
    standing = ProtocolInForce.objects.filter(name=found.name, scope=scope or "").first()
    if standing is not None and standing.version == found.version:
        return found.version
    log.say(
        events.ADOPTED,
        by=by,
        to=[found.space],
        scope=scope,
        body={
            "name": found.name,
            "version": found.version,
            "block": dict(found.block),
            "title": truncate(in_language(found.title, "en") or found.name, 200),
            "page": f"{found.space}/{found.path}",
            "text": found.text_hash,
            "was": standing.version if standing else None,
            "lineage": found.lineage if is_protocol(found.lineage) else None,
        },
        statement_id=statement_id,
    )
    return found.version


def retire(*, by: Viewer, name: str, scope: str | None = None, statement_id: UUID | None = None) -> None:
    """Nothing new is recorded under this name; what was recorded stays readable."""
    circles.insist(by, RIGHT, scope)
    standing = ProtocolInForce.objects.filter(name=name, scope=scope or "").first()
    if standing is None:
        raise Refused("No protocol of this name is in force here.", kept="Nothing was changed.")
    heard = circles.heard_in([standing.seq]).get(standing.seq, [])
    log.say(
        events.RETIRED,
        by=by.ref,
        to=heard or [by.ref],
        scope=scope,
        body={"name": name},
        statement_id=statement_id,
    )
