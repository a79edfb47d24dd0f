"""Saying what value means here, and what the place is becoming capable of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from prisma_hub.circles import actions as circle_actions
from prisma_hub.circles import queries as circles
from prisma_hub.circles.types import HUB, Circle
from prisma_hub.evaluation import events, queries, rules
from prisma_hub.evaluation.actions.agreed import insist_agreement
from prisma_hub.evaluation.actions.turns import insist_part, insist_reach
from prisma_hub.evaluation.rules.aspects import PLACE
from prisma_hub.evaluation.types import Aspect, Scale, Value
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.exact import text_of
from prisma_hub.kernel.refusal import NotHere, Refused
from prisma_hub.log import actions as log
from prisma_hub.log.types import Entry, Kind


@dataclass(frozen=True, slots=True)
class Wording:
    """What the circle of the place says an aspect means. `agreement` is what it agreed (`agreement:<uuid>`),
    `decided` how it came to that, in words."""

    title: str
    words: str
    agreement: str
    decided: str = ""
    whose: str = ""
    evidence: str = ""
    scale: Scale | None = None


def open_circle_of_the_place(
    *, by: Viewer, title: str, purpose: str = "", decides: str = "", statement_id: UUID | None = None
) -> Circle:
    """Open the circle that speaks for the place. There is one; whoever opens it belongs to it."""
    there = queries.circle_of_the_place(by)
    if there is not None:
        raise Refused(
            "The place has its circle already: “%(title)s”.",
            kept="Nothing was opened.",
            mend="Ask somebody of that circle to admit you.",
            title=there.title,
        )
    return circle_actions.open_circle(
        by=by, title=title, purpose=purpose, kind=PLACE, decides=decides, statement_id=statement_id
    )


def define_aspect(
    *, by: Viewer, circle: UUID, wording: Wording, to: str = HUB, statement_id: UUID | None = None
) -> Aspect:
    """Say, as the circle of the place, what it is becoming capable of. `to` is who may read it."""
    _insist_place(by, circle)
    rules.check_definition(wording.title, wording.words, wording.scale)
    insist_agreement(by, wording.agreement, queries.subject(by, f"circle:{circle}"))
    insist_reach(by, [to])
    entry = _say(events.DEFINED, by, circle, wording, [to], {}, statement_id)
    assert entry.id is not None
    return queries.aspect(by, entry.id)


def redefine_aspect(
    *, by: Viewer, aspect: UUID, circle: UUID, wording: Wording, statement_id: UUID | None = None
) -> Aspect:
    """Say it anew. What was read before keeps the wording it was read by."""
    found = queries.aspect(by, aspect)
    _insist_place(by, circle)
    rules.check_definition(wording.title, wording.words, wording.scale)
    insist_agreement(by, wording.agreement, queries.subject(by, f"circle:{circle}"))
    first = found.definitions[0].seq
    spaces = circles.heard_in([first])[first]
    _say(events.REDEFINED, by, circle, wording, spaces, {"aspect": found.ref}, statement_id)
    return queries.aspect(by, aspect)


def _insist_place(by: Viewer, circle_id: UUID) -> None:
    """Whose right it is: governance.md, Protection."""
    circles.insist_member(by)
    circle = circles.circle(by, circle_id)
    if circle is None:
        raise NotHere("There is no such circle here.", kept="Nothing was defined.", mend="Choose again.")
    rightful = queries.circle_of_the_place(by, circle.scope if circle.kind == PLACE else None)
    is_it = rightful is not None and rightful.id == circle.id
    rules.check_definer(
        kind=PLACE if is_it else "",
        title=circle.title,
        belongs=circles.belongs(by, circle.space),
        place=rightful.title if rightful else "",
    )


def _say(
    kind: Kind,
    by: Viewer,
    circle: UUID,
    wording: Wording,
    to: Sequence[str],
    more: Mapping[str, str],
    statement_id: UUID | None,
) -> Entry:
    return log.say(
        kind,
        by=f"circle:{circle}",
        via=by.ref,
        to=to,
        body={
            **more,
            "title": wording.title.strip(),
            "words": wording.words,
            "whose": wording.whose.strip(),
            "evidence": wording.evidence.strip(),
            "decided": wording.decided,
            "agreement": wording.agreement,
            **_scale(wording.scale),
        },
        statement_id=statement_id,
    )


def _scale(scale: Scale | None) -> dict[str, object]:
    if scale is None:
        return {}
    words = {str(step): each.strip() for step, each in sorted(scale.words.items())}
    return {
        "scale": {"least": scale.least, "most": scale.most, "words": words},
        "base": None if scale.base is None else text_of(scale.base),
        "norm": None if scale.norm is None else text_of(scale.norm),
    }


def set_frame(
    *,
    by: Viewer,
    of: str,
    values: Sequence[Value],
    baseline: str = "",
    how: str = "",
    agreement: str = "",
    statement_id: UUID | None = None,
) -> Entry:
    """Say what value means on a journey (or in a circle), and how it was at the beginning.

    The first is written down by anybody it belongs to; every later one rests on an agreement.
    """
    circles.insist_member(by)
    subject = queries.subject(by, of)
    insist_part(by, subject)
    rules.check_values(values, first=not queries.frames(by, of), agreement=agreement)
    if agreement:
        insist_agreement(by, agreement, subject)
    return log.say(
        events.FRAMED,
        by=by.ref,
        to=[subject.space],
        scope=of,
        body={
            "values": [_value(each) for each in values],
            "baseline": baseline,
            "how": how,
            "agreement": agreement,
        },
        statement_id=statement_id,
    )


def _value(each: Value) -> dict[str, str]:
    words = {"words": each.words.strip()} if each.words.strip() else {}
    return {"kind": each.kind, "name": each.name.strip(), **words}
