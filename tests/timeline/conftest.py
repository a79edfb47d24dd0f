"""A circle of two and somebody who does not belong to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

import pytest

from prisma_hub.circles import actions as circles
from prisma_hub.identity.types import Viewer
from prisma_hub.log.types import Entry
from prisma_hub.media import actions as media
from prisma_hub.timeline import actions
from prisma_hub.timeline.types import Consent
from tests.media import samples


@dataclass(frozen=True)
class Valley:
    """Ana and Eva belong to the water team; Leo only to the hub."""

    ana: Viewer
    eva: Viewer
    leo: Viewer
    steward: Viewer
    team: str

    def say(self, text: str = "The second spring runs south.", *spaces: str, by: Viewer | None = None,
            named: bool = False, **more: object) -> Entry:  # fmt: skip
        consent = Consent(spaces=spaces or (self.team,), named=named)
        return actions.contribute(by=by or self.ana, text=text, consent=consent, **more)  # type: ignore[arg-type]


@pytest.fixture
def valley(steward: Viewer, person: Callable[[str], Viewer]) -> Valley:
    ana, eva, leo = person("Ana"), person("Eva"), person("Leo")
    team = circles.open_circle(by=steward, title="Water team")
    for each in (ana, eva):
        circles.admit(by=steward, circle=team.id, person=each.person)
    return Valley(ana, eva, leo, steward, team.space)


@pytest.fixture
def voice(hub):
    """A kept voice of two seconds."""
    return media.keep(BytesIO(samples.wav()))
