"""What the list beside the backups says: in a line, parts of an entry that were erased, or a purge of git's
past; at its head, that whoever writes it does not know all.

A line names numbers and hashes, never what was said, nor what a file is called. The statement hash says which
entry is meant: after a restoring, numbers are given anew.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from prisma_hub.commons.types import Purged, What
from prisma_hub.kernel.canonical import b64url, from_b64url
from prisma_hub.kernel.ids import is_space
from prisma_hub.kernel.refusal import Refused
from prisma_hub.log import queries as log
from prisma_hub.log.types import Entry


@dataclass(frozen=True, slots=True)
class Erased:
    """Parts of an entry that are gone; all of them where `parts` is None. `statement`: its hash."""

    seq: int
    statement: bytes
    parts: frozenset[str] | None
    right: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """The hub that wrote the list had itself been restored without it. `since`: an instant."""

    since: str


Line = Erased | Purged | Unknown


def erased_line(entry: Entry) -> str:
    said = {name: entry.body[name] for name in ("seq", "parts", "right") if name in entry.body}
    return json.dumps(said | {"statement": b64url(log.statement(entry.body["seq"]) or b"")})


def purged_line(purged: Purged) -> str:
    said = {
        "seq": purged.seq,
        "purged": purged.what,
        "space": purged.space,
        "gone": [[seq, b64url(statement)] for seq, statement in purged.gone],
        "statement": b64url(purged.statement),
    }
    return json.dumps(said)


def read(where: Path, number: int, line: str) -> Erased | Purged:
    """What line `number` of the list `where` says. Refuses one that cannot be read."""
    try:
        found: Any = json.loads(line)
        return _purged(found) if "purged" in found else _erased(found)
    except (ValueError, KeyError, AttributeError, TypeError, Refused):
        raise Refused(
            "Line %(number)s of %(file)s, the list of what was erased, cannot be read.",
            kept="Nothing was restored: what somebody took back could come back with it.",
            mend="Mend the line, or take the list from another copy of the backups.",
            number=number,
            file=where,
        ) from None


def _erased(found: Any) -> Erased:
    parts, right = found.get("parts"), found["right"]
    if type(right) is not str or not isinstance(parts, list | None):
        raise ValueError(found)
    return Erased(*_entry(found), None if parts is None else frozenset(map(str, parts)), right)


def _purged(found: Any) -> Purged:
    what, space = found["purged"], found["space"]
    if what not in get_args(What) or type(space) is not str or not is_space(space):
        raise ValueError(found)
    gone = tuple(_entry({"seq": seq, "statement": statement}) for seq, statement in found["gone"])
    return Purged(*_entry(found), what, space, gone)


def _entry(found: Any) -> tuple[int, bytes]:
    if type(found["seq"]) is not int:
        raise ValueError(found)
    return found["seq"], from_b64url(found["statement"], 32)
