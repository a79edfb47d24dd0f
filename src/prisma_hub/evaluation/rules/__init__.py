"""Reading what a community says of itself, without flattening it. Pure."""

from prisma_hub.evaluation.rules.aspects import (
    check_definer,
    check_definition,
    check_given,
    check_values,
    delta_of,
)
from prisma_hub.evaluation.rules.boards import lay_side_by_side
from prisma_hub.evaluation.rules.instruments import check_grounds, is_verified, weigh, weigh_themes
from prisma_hub.evaluation.rules.mandates import (
    check_remark,
    check_terms,
    check_within,
    insist_standing,
    standing_of,
)
from prisma_hub.evaluation.rules.measures import (
    aspect_delta,
    check_on_scale,
    count_registered,
    mean_team_size,
    read_team,
    share_prize,
    theme_score,
)
from prisma_hub.evaluation.rules.turns import check_beat, read_movement, read_turn, turn_of

__all__ = (
    "aspect_delta",
    "check_beat",
    "check_definer",
    "check_definition",
    "check_given",
    "check_grounds",
    "check_on_scale",
    "check_remark",
    "check_terms",
    "check_values",
    "check_within",
    "count_registered",
    "delta_of",
    "insist_standing",
    "is_verified",
    "lay_side_by_side",
    "mean_team_size",
    "read_movement",
    "read_team",
    "read_turn",
    "share_prize",
    "standing_of",
    "theme_score",
    "turn_of",
    "weigh",
    "weigh_themes",
)
