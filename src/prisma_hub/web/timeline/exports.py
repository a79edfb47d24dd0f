"""A timeline to take along, as far as its reader hears it: CSV, and JSON-LD in the words of ValueFlows."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.canonical import in_short
from prisma_hub.log import actions as log
from prisma_hub.timeline import queries
from prisma_hub.timeline.queries import EVERYTHING
from prisma_hub.timeline.types import Contribution, Filter

COLUMNS = (
    "entry",
    "at",
    "who",
    "words",
    "transcript",
    "language",
    "when",
    "action",
    "quantity",
    "unit",
    "resource",
    "scope",
    "channel",
    "about",
    "media",
    "link",
    "witnessed",
    "verified",
)
CONTEXT = {
    "vf": "https://w3id.org/valueflows/ont/vf#",
    "om2": "http://www.ontology-of-units-of-measure.org/resource/om-2/",
    "as": "https://www.w3.org/ns/activitystreams#",
    "EconomicEvent": "vf:EconomicEvent",
    "Note": "as:Note",
    "Agent": "vf:Agent",
    "action": {"@id": "vf:action", "@type": "@vocab"},
    "provider": {"@id": "vf:provider", "@type": "@id"},
    "inScopeOf": {"@id": "vf:inScopeOf", "@type": "@id"},
    "resourceQuantity": "vf:resourceQuantity",
    "effortQuantity": "vf:effortQuantity",
    "hasNumericalValue": {
        "@id": "om2:hasNumericalValue",
        "@type": "http://www.w3.org/2001/XMLSchema#decimal",
    },
    "hasUnit": "om2:hasUnit",
    "resourceClassifiedAs": "vf:resourceClassifiedAs",
    "hasPointInTime": {
        "@id": "http://www.w3.org/2006/time#inXSDDateTimeStamp",
        "@type": "http://www.w3.org/2001/XMLSchema#dateTimeStamp",
    },
    "note": "vf:note",
    "content": "as:content",
    "name": "as:name",
    "work": "vf:work",
    "produce": "vf:produce",
    "deliver-service": "vf:deliver-service",
    "use": "vf:use",
    "cite": "vf:cite",
    "consume": "vf:consume",
    "transfer": "vf:transfer",
    "move": "vf:move",
    "modify": "vf:modify",
    "pickup": "vf:pickup",
    "dropoff": "vf:dropoff",
    "raise": "vf:raise",
    "lower": "vf:lower",
}
"""Names as ValueFlows 1.0 has them (valueflo.ws, Specification), written out: nobody needs a network."""
_EFFORT = frozenset({"work", "deliver-service", "use"})


class _Line:
    """What `csv` writes into: gives each line back."""

    def write(self, line: str) -> str:
        return line


def csv_lines(viewer: Viewer, wanted: Filter = EVERYTHING) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield "\ufeff" + str(writer.writerow(COLUMNS))
    for each in queries.every(viewer, wanted):
        yield str(writer.writerow([_harmless(value) for value in _row(each)]))


def _row(given: Contribution) -> list[str]:
    measure = given.measure
    ways = [each.way for each in given.attestations]
    return [
        str(given.seq),
        given.at,
        given.name,
        given.text,
        given.transcript.text if given.transcript else "",
        given.language,
        given.when,
        measure.action if measure else "",
        measure.quantity if measure else "",
        measure.unit if measure else "",
        measure.resource if measure else "",
        given.scope or "",
        given.channel,
        " ".join(given.about),
        " ".join(each.sha256 for each in given.media),
        given.link,
        str(ways.count("witnessed")),
        str(ways.count("verified")),
    ]


def _harmless(value: str) -> str:
    """A spreadsheet takes a cell that begins like this for a formula; a quote in front makes it text."""
    return "'" + value if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def jsonld_pieces(viewer: Viewer, wanted: Filter = EVERYTHING) -> Iterator[str]:
    """One JSON-LD document: with an action an `EconomicEvent`, without one a `Note`."""
    hub = log.hub_did()
    yield '{"@context":' + _json(CONTEXT) + ',"@graph":['
    for at, each in enumerate(queries.every(viewer, wanted)):
        yield ("," if at else "") + _json(_node(each, hub))
    yield "]}\n"


def _node(given: Contribution, hub: str) -> dict[str, Any]:
    measure = given.measure
    node = {
        "@id": f"{hub}#entry-{given.seq}",
        "@type": "EconomicEvent" if measure else "Note",
        "hasPointInTime": given.at,
        "provider": _agent(given),
        "inScopeOf": f"urn:uuid:{given.scope.partition(':')[2]}" if given.scope else None,
        "note" if measure else "content": given.text or (given.transcript.text if given.transcript else ""),
    }
    if measure:
        quantity = {"hasNumericalValue": measure.quantity, "hasUnit": measure.unit}
        node |= {
            "action": measure.action,
            "effortQuantity" if measure.action in _EFFORT else "resourceQuantity": quantity,
            "resourceClassifiedAs": measure.resource,
        }
    return {key: value for key, value in node.items() if value not in (None, "")}


def _agent(given: Contribution) -> dict[str, str] | None:
    """Whoever gave it, where the reader may know."""
    if given.speaker is None or not given.name:
        return None
    return {"@id": f"urn:uuid:{given.speaker}", "@type": "Agent", "name": given.name}


def _json(value: object) -> str:
    return in_short(value)
