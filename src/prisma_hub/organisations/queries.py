"""Organisations, and what they show of themselves to whoever asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from prisma_hub.agreements import queries as agreements
from prisma_hub.circles import queries as circles
from prisma_hub.circles.queries import visible
from prisma_hub.currencies import queries as currencies
from prisma_hub.identity.types import Viewer
from prisma_hub.organisations.models import OrganisationRow
from prisma_hub.organisations.types import Organisation
from prisma_hub.protocols import queries as protocols
from prisma_hub.protocols.types import Protocol

CONTEXT = "https://www.daostar.org/schemas"
"""The JSON-LD context of ERC-4824 (ercs.ethereum.org/ERCS/erc-4824)."""

Address = Callable[[str], str]
"""Where something is, in full: `members`, `proposals`, `activities`, `governance`, `decision:<id>`."""


def organisations(viewer: Viewer) -> list[Organisation]:
    """Organisations the viewer may look up, by name."""
    found = visible(viewer).only(OrganisationRow.objects.order_by("name", "id"))
    return [_organisation(row) for row in found]


def organisation(viewer: Viewer, organisation_id: UUID) -> Organisation | None:
    found = visible(viewer).only(OrganisationRow.objects.filter(id=organisation_id)).first()
    return _organisation(found) if found else None


def of_circle(viewer: Viewer, circle: UUID) -> Organisation | None:
    found = visible(viewer).only(OrganisationRow.objects.filter(circle=circle)).first()
    return _organisation(found) if found else None


def _organisation(row: OrganisationRow) -> Organisation:
    return Organisation(
        row.id,
        row.seq,
        row.circle,
        row.name,
        row.purpose,
        row.form,
        row.agreement,
        row.at,
        tuple(row.spaces),
    )


def members(viewer: Viewer, found: Organisation) -> list[UUID]:
    """Who belongs; nobody for somebody who does not."""
    return circles.people_in(viewer, found.space) if circles.belongs(viewer, found.space) else []


def stewards(viewer: Viewer, found: Organisation) -> list[Protocol]:
    """Protocols in force in its own scope, practice currencies among them."""
    return [each for each in protocols.adopted(viewer, scope=found.space) if each.scope == found.space]


# == daoURI, in the shape of ERC-4824 ==


def dao(found: Organisation, address: Address) -> dict[str, Any]:
    """The document a daoURI points to. There is no chain, so there are no contracts."""
    return {
        "@context": CONTEXT,
        "type": "DAO",
        "name": found.name,
        "description": found.purpose,
        "membersURI": address("members"),
        "proposalsURI": address("proposals"),
        "activityLogURI": address("activities"),
        "governanceURI": address("governance"),
        "contractsURI": None,
    }


def dao_members(viewer: Viewer, found: Organisation, hub: str) -> dict[str, Any]:
    """Members by an id that is only good here; empty for whoever does not belong."""
    shown = [{"type": "Person", "id": f"{hub}#{each}"} for each in members(viewer, found)]
    return {"@context": CONTEXT, "type": "DAO", "members": shown}


def dao_proposals(viewer: Viewer, found: Organisation, address: Address) -> dict[str, Any]:
    """Every proposal of its circle the viewer hears, with where it stands."""
    held = [
        each
        for state in ("open", "adopted", "withdrawn")
        for each in agreements.proposals(viewer, circle=found.circle, state=state, most=1000)
    ]
    shown = [
        {
            "type": "proposal",
            "id": str(each.id),
            "name": each.title,
            "contentURI": address(f"decision:{each.id}"),
            "discussionURI": address(f"decision:{each.id}"),
            "status": each.state,
            "calls": [],
        }
        for each in sorted(held, key=lambda one: one.seq)
    ]
    return {"@context": CONTEXT, "type": "DAO", "proposals": shown}


def dao_activities(viewer: Viewer, found: Organisation, hub: str) -> dict[str, Any]:
    """What was agreed, and the words members gave to it; words only for whoever belongs."""
    belongs = circles.belongs(viewer, found.space)
    shown = []
    for brief in agreements.agreements(viewer, circle=found.circle, state=None, most=1000):
        held = agreements.agreement(viewer, brief.id) if belongs else None
        proposal = {"type": "proposal", "id": str(brief.proposal)}
        shown.append({"id": f"entry:{brief.seq}", "type": "adopted", "proposal": proposal})
        for party in held.parties if held else ():
            member = {"type": "Person", "id": f"{hub}#{party.person.removeprefix('person:')}"}
            shown.append(
                {
                    "id": f"entry:{party.seq}",
                    "type": party.word,
                    "proposal": proposal,
                    "member": member,
                }
            )
    return {"@context": CONTEXT, "type": "DAO", "activities": shown}


def treasury(viewer: Viewer, found: Organisation) -> dict[str, tuple[int, int]]:
    """What its own account holds, as far as the viewer may see: by currency, units and decimals."""
    places = currencies.places_of(viewer)
    held = currencies.holdings(viewer, found.space)
    return {code: (units, places[code]) for code, units in sorted(held.items()) if units}
