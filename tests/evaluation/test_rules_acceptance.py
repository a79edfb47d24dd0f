"""The published worked examples come out to the last digit."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from prisma_hub.evaluation import rules
from prisma_hub.evaluation.types import TeamReading
from prisma_hub.kernel.exact import parse_decimal, text_of
from tests.shared import accepted

Example = dict[str, Any]


@pytest.mark.parametrize("of", accepted("aspect_delta"))
def test_how_far_from_base_to_norm(of: Example) -> None:
    facts = {name: parse_decimal(of[name]) for name in ("base", "norm", "now")}
    delta = rules.aspect_delta(**facts, places=of.get("round", 3))
    assert (None if delta is None else str(delta)) == of["expect"]


@pytest.mark.parametrize("of", accepted("theme_score"))
def test_themes_are_weighed_as_the_frame_says(of: Example) -> None:
    weights = {theme: Decimal(weight) for theme, weight in of["weights"].items()}
    assert text_of(rules.theme_score(weights, of["verified"])) == of["expect"]


@pytest.mark.parametrize("of", accepted("team_reading"))
def test_a_team_is_read_on_its_three_scales(of: Example) -> None:
    readings, weights = ([parse_decimal(text) for text in of[name]] for name in ("readings", "weights"))
    assert rules.read_team(readings, weights) == TeamReading(Decimal(of["expect"]), Decimal(of["of"]))


@pytest.mark.parametrize("of", accepted("prize_pool"))
def test_a_prize_is_shared_by_scores(of: Example) -> None:
    shares = rules.share_prize(parse_decimal(of["pool"]), [parse_decimal(text) for text in of["scores"]])
    assert [text_of(share) for share in shares] == of["expect"]


@pytest.mark.parametrize("of", [of for of in accepted("counts") if "others" in of])
def test_everybody_registered_is_counted(of: Example) -> None:
    counted = rules.count_registered(of["registered_by_track"], of["others"])
    assert counted == (of["expect_developers"], of["expect_all"])


@pytest.mark.parametrize("of", [of for of in accepted("counts") if "teams" in of])
def test_the_mean_size_of_a_team(of: Example) -> None:
    assert str(rules.mean_team_size(of["members"], of["teams"], of["round"])) == of["expect_mean"]
    assert rules.mean_team_size(of["members"], 0) is None
