"""A place with its circle, a team on its way, a network that looks on, and somebody who only came by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from prisma_hub.agreements import actions as agreements
from prisma_hub.agreements import queries as agreed
from prisma_hub.circles import actions as circles
from prisma_hub.circles.types import Circle
from prisma_hub.evaluation import actions
from prisma_hub.evaluation.types import Aspect, Scale
from prisma_hub.identity.types import Viewer
from prisma_hub.log.types import Entry
from prisma_hub.timeline import actions as timeline
from prisma_hub.timeline.types import Consent

WORDS = {-1: "we follow others", 0: "we follow with understanding", 1: "we read it ourselves"}


@dataclass(frozen=True)
class Valley:
    """Ana and Eva are of the team, Ana also of the circle of the place; Noa of the network; Leo of none."""

    ana: Viewer
    eva: Viewer
    noa: Viewer
    leo: Viewer
    steward: Viewer
    team: Circle
    place: Circle
    network: Circle

    @property
    def of(self) -> str:
        return self.team.space

    def say(self, text: str = "The spring runs south.") -> Entry:
        return timeline.contribute(by=self.ana, text=text, consent=Consent(spaces=(self.of,), named=True))

    def agree(self, circle: Circle | None = None, by: Viewer | None = None) -> str:
        """Something the circle of the place agreed on, as a reference."""
        by, circle = by or self.ana, circle or self.place
        proposal = agreements.propose(
            by=by, circle=circle.id, title="What we read", text="As said on the walk.", present=[by.id]
        )
        made = agreed.decision(by, proposal).agreement
        return f"agreement:{made}"

    def define(self, **more: object) -> Aspect:
        wording = actions.Wording(
            title="Can we read our own ground?",
            words="The people of the valley see what water does, and say it ahead.",
            agreement=self.agree(),
            scale=Scale(-1, 1, WORDS, None, None),
        )
        return actions.define_aspect(
            by=self.ana,
            circle=self.place.id,
            wording=more.pop("wording", wording),
            **more,  # type: ignore[arg-type]
        )


@pytest.fixture
def valley(steward: Viewer, person: Callable[[str], Viewer]) -> Valley:
    ana, eva, noa, leo = (person(name) for name in ("Ana", "Eva", "Noa", "Leo"))
    team = circles.open_circle(by=steward, title="Water team", decides="just-record-it")
    place = actions.open_circle_of_the_place(
        by=steward, title="Circle of the valley", decides="just-record-it"
    )
    network = circles.open_circle(
        by=steward, title="Keepers of Springs", kind="network", decides="just-record-it"
    )
    for circle, people in ((team, (ana, eva)), (place, (ana,)), (network, (noa,))):
        for each in people:
            circles.admit(by=steward, circle=circle.id, person=each.id)
    return Valley(ana, eva, noa, leo, steward, team, place, network)
