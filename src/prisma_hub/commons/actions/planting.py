"""The blank commons a hub begins with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from prisma_hub.circles.types import PUBLIC
from prisma_hub.commons import readings
from prisma_hub.commons.actions.bringing import Brought, bring

STARTER = Path(__file__).resolve().parents[2] / "starter"
ORIGIN = "starter"
LANGUAGES = ("en", "es", "pt", "fr")


def plant_starter(languages: Sequence[str] = LANGUAGES) -> Brought:
    """Put the starter's pages of these languages, and its protocols, into the public commons, by the hub.

    Doing it again (after an update, say) brings only what is new, and leaves alone what was changed or
    removed here. English always comes along: the other languages are translations of it.
    """
    wanted = dict.fromkeys(("en", *languages, "protocols"))
    files = {
        path.relative_to(STARTER).as_posix(): path.read_bytes()
        for folder in wanted
        for path in sorted((STARTER / folder).rglob("*.md"))
    }
    brought = bring(files, by=None, space=PUBLIC, origin=ORIGIN, summary="A beginning, to be made one's own")
    readings.catch_up()
    return brought
