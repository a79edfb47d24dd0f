"""People come in, with a printed code, and are given their roles."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from prisma_hub.circles import actions as circles
from prisma_hub.circles.types import ROLES
from prisma_hub.demo import script
from prisma_hub.demo.script import Somebody
from prisma_hub.demo.stage import Act, Stage
from prisma_hub.identity import actions as identity

DAWN = timedelta(hours=5)
STEWARD = "heron"


def acts() -> Iterator[Act]:
    for each in script.people().values():
        at = script.moment(f"{each.comes} 00:00") + DAWN
        yield Act(at, partial(_come_in, who=each))
        if set(each.roles) & set(ROLES):
            yield Act(at + timedelta(minutes=30), partial(_give_roles, who=each))


def _come_in(stage: Stage, who: Somebody) -> None:
    if who.handle == STEWARD:
        stage.welcomes[who.handle] = circles.become_steward(
            token=stage.steward_link, name=who.handle, language=who.lang
        )
        return
    code = circles.print_code(by=stage.viewer(STEWARD), uses=1, days=1).code
    stage.welcomes[who.handle] = identity.join(code=code, name=who.handle, language=who.lang)


def _give_roles(stage: Stage, who: Somebody) -> None:
    """Roles hold in the whole house here; the first steward has hers by the link."""
    for role in who.roles:
        if role in ROLES and role != "steward":
            circles.grant(by=stage.viewer(STEWARD), person=stage.person(who.handle), role=role)
