"""What the hub keeps of one person beside the log, asked of every room that keeps something."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from prisma_hub.circles import queries as circles
from prisma_hub.commons import queries as commons
from prisma_hub.enrolment import queries as enrolment
from prisma_hub.identity import queries as identity
from prisma_hub.identity.types import Viewer
from prisma_hub.inbox import queries as inbox
from prisma_hub.patterns import queries as patterns

ROOMS = (identity, circles, inbox, commons, enrolment, patterns)


def held(viewer: Viewer) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Row by row, with the name of its sort: roles, tokens' names, drafts, letters, read marks, …"""
    return chain.from_iterable(room.kept_of(viewer) for room in ROOMS)
