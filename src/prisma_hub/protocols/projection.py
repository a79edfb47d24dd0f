"""How protocols are folded from the log."""

from __future__ import annotations

from prisma_hub.log.types import Entry
from prisma_hub.protocols import events
from prisma_hub.protocols.models import ProtocolInForce, ProtocolVersion

KINDS = events.KINDS


def adopted(entry: Entry) -> None:
    block, version = entry.body["block"], entry.body["version"]
    ProtocolVersion.objects.get_or_create(
        version=version,
        defaults={
            "name": entry.body["name"],
            "kind": block["kind"],
            "block": block,
            "page": entry.body.get("page", ""),
            "lineage": entry.body.get("lineage", ""),
            "seq": entry.seq,
            "by": entry.by,
            "at": entry.at,
        },
    )
    ProtocolInForce.objects.update_or_create(
        name=entry.body["name"],
        scope=entry.scope or "",
        defaults={
            "version": version,
            "kind": block["kind"],
            "where": block.get("scope", ""),
            "seq": entry.seq,
        },
    )


def retired(entry: Entry) -> None:
    ProtocolInForce.objects.filter(name=entry.body["name"], scope=entry.scope or "").delete()


FOLDS = {events.ADOPTED: (adopted,), events.RETIRED: (retired,)}
FORGETS = {}  # type: ignore[var-annotated]  # nothing said here is personal
