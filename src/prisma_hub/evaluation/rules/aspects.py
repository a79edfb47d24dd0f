"""Who may say what is measured, and what can be read.

Source: governance.md, "Protection"; timeline.md, "Evaluation".
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from prisma_hub.evaluation.rules.measures import aspect_delta, check_on_scale
from prisma_hub.evaluation.types import RELATIONS, Definition, Delta, Given, Scale, Value
from prisma_hub.kernel.exact import parse_decimal
from prisma_hub.kernel.refusal import NotAllowed, Refused

PLACE: Final = "place"
"""The kind of a circle that speaks for the place."""
VALUES: Final = ("capital", "sphere", "activity")
LONGEST: Final = 40


def check_definer(*, kind: str, title: str, belongs: bool, place: str) -> None:
    """Only the circle of the place says what it is becoming capable of.

    `kind` and `title` are of the circle in whose name it would be said, `place` the title of the circle whose
    right it is (empty where there is none yet), `belongs` whether the one who writes it is of that circle.
    """
    if kind == PLACE and belongs:
        return
    if kind == PLACE:
        raise NotAllowed(
            "Only the people of “%(circle)s” may say what is measured here.",
            kept="The definition stands as it was.",
            mend="You can read the aspect, answer it, and bring a tension to that circle.",
            circle=title,
        )
    if place:
        raise NotAllowed(
            "“%(circle)s” may not define this. Only the circle of the place, “%(place)s”, says what it is "
            "becoming capable of.",
            kept="The definition stands as it was.",
            mend="Bring your wish to that circle as a tension; reading and answering is open to you.",
            circle=title,
            place=place,
        )
    raise NotAllowed(
        "“%(circle)s” may not define this. Only a circle of the place says what it is becoming capable of.",
        kept="Nothing was defined.",
        mend="Open a circle of the place first.",
        circle=title,
    )


def check_definition(title: str, words: str, scale: Scale | None) -> None:
    if not title.strip() or not words.strip():
        raise Refused(
            "An aspect needs a name and words for what it means.",
            kept="Nothing was defined.",
            mend="Say whose becoming-capable it is, so that somebody from elsewhere would understand.",
        )
    if scale is not None:
        _check_scale(scale)


def _check_scale(scale: Scale) -> None:
    if not 1 <= scale.most - scale.least <= LONGEST:
        raise Refused(
            "A scale goes up, by at most %(most)s steps.",
            kept="Nothing was defined.",
            mend="Begin with −3 to +3 if you are not sure.",
            most=LONGEST,
        )
    missing = [step for step in range(scale.least, scale.most + 1) if not scale.words.get(step, "").strip()]
    if missing:
        raise Refused(
            "Step %(step)s of the scale has no words.",
            kept="Nothing was defined.",
            mend="Say for each step what one would see. A number alone means something else to everybody.",
            step=missing[0],
        )
    for value in (scale.base, scale.norm):
        if value is not None:
            check_on_scale(value, Decimal(scale.least), Decimal(scale.most))


def check_given(given: Given, definition: Definition | None, today: str) -> None:
    """Something is said, from somewhere, of a day that has come, on the scale where there is one."""
    if given.relation not in RELATIONS:
        raise Refused("It is not said from where you look.", mend="Choose one of the answers.")
    if given.day > today:
        raise Refused(
            "This day has not come yet.", kept="Nothing was kept.", mend="Choose the day you speak of."
        )
    if not given.words.strip():
        raise Refused(
            "A reading needs words, not only a number.",
            kept="Nothing was kept.",
            mend="Say what you saw that makes you read it so.",
        )
    if not given.value:
        return
    if definition is None or definition.scale is None:
        raise Refused(
            "This is read in words; it has no scale.", kept="Nothing was kept.", mend="Leave the number out."
        )
    scale = definition.scale
    check_on_scale(parse_decimal(given.value), Decimal(scale.least), Decimal(scale.most))


def check_values(values: Sequence[Value], *, first: bool, agreement: str) -> None:
    """A frame names something; every frame after the first rests on an agreement."""
    if not values or any(each.kind not in VALUES or not each.name.strip() for each in values):
        raise Refused(
            "A value frame names at least one thing that has worth here.",
            kept="Nothing was changed.",
            mend="Write each on its own line: its name, a colon, and what you mean by it.",
        )
    if not first and not agreement:
        raise Refused(
            "What value means on a journey is changed by agreement.",
            kept="The frame stands as it was.",
            mend="Bring it to the circle as a proposal; then name the agreement here.",
        )


def delta_of(definition: Definition, value: str) -> Delta | None:
    """The way from base to norm and where on it `value` lies; None where there is nothing to measure by."""
    scale = definition.scale
    if scale is None or scale.base is None or scale.norm is None or not value:
        return None
    now = Decimal(value)
    return Delta(scale.base, scale.norm, now, aspect_delta(base=scale.base, norm=scale.norm, now=now))
