from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from prisma_hub.agreements.rules import KINDS, read_effect, write_effect
from prisma_hub.agreements.types import (
    AdmitMember,
    AdoptProtocol,
    Allocate,
    ChangeMandate,
    Effect,
    EndRole,
    FoundOrganisation,
    GrantRole,
    OpenPool,
    Pay,
    PublishEdition,
)
from prisma_hub.kernel.refusal import Refused

VERSION = "sha256:" + "0f" * 32
EFFECTS: dict[str, Effect] = {
    "pay": Pay("pool:seeds", "team:fern", Decimal("12.5"), "hours"),
    "open_pool": OpenPool("circle:well", "hours", "Mend the well"),
    "allocate": Allocate("pool:seeds", "round:1"),
    "grant_role": GrantRole("circle:well", "keeper", "person:ana", date(2026, 12, 1)),
    "end_role": EndRole("circle:well", "keeper", "person:ana"),
    "adopt_protocol": AdoptProtocol("protocols/rain.md", VERSION),
    "admit_member": AdmitMember("circle:well", "person:ben"),
    "publish_edition": PublishEdition("story:well", VERSION),
    "change_mandate": ChangeMandate("circle:well", "Keep the well clean."),
    "found_organisation": FoundOrganisation("circle:well", "The well", "Water.", "project_pool", "hub"),
}
PAY = {"do": "pay", "pool": "pool:seeds", "to": "hub", "amount": "1", "currency": "hours"}


def test_every_effect_of_the_design_has_a_type() -> None:
    assert {name: type(effect) for name, effect in EFFECTS.items()} == KINDS


@pytest.mark.parametrize("name", EFFECTS)
def test_an_effect_is_read_as_it_was_written(name: str) -> None:
    said = write_effect(EFFECTS[name])
    assert said["do"] == name
    assert read_effect(said) == EFFECTS[name]


def test_an_open_end_is_left_out() -> None:
    role = GrantRole("circle:well", "keeper", "person:ana")
    said = {"do": "grant_role", "circle": "circle:well", "role": "keeper", "person": "person:ana"}
    assert write_effect(role) == said
    assert read_effect(said) == role


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"do": "burn"}, "cannot do “burn”"),
        ({"speed": "fast"}, "has no “speed”"),
        ({"pool": " "}, "needs a “pool”"),
        ({"pool": "seeds"}, "“pool” must name one of: pool"),
        ({"to": "person:"}, "“to” must name one of: person, circle, team, hub, pool"),
        ({"amount": "0"}, "“amount” must be larger than zero"),
        ({"amount": "-3"}, "“amount” must be larger than zero"),
        ({"amount": "a lot"}, "not a decimal number"),
    ],
)
def test_a_wrong_effect_is_refused_by_its_field(change: dict[str, str], why: str) -> None:
    assert read_effect(PAY)
    with pytest.raises(Refused, match=why):
        read_effect(PAY | change)


def test_a_version_is_a_hash_and_an_end_a_day() -> None:
    with pytest.raises(Refused, match="64 hexadecimal digits"):
        read_effect({"do": "adopt_protocol", "path": "rain.md", "version": "sha256:12"})
    with pytest.raises(Refused, match="like 2026-05-18"):
        read_effect(write_effect(EFFECTS["grant_role"]) | {"until": "soon"})
