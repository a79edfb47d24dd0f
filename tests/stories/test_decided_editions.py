"""An edition published because a circle decided it: once, and only what was decided."""

from __future__ import annotations

from uuid import UUID

import pytest

from prisma_hub.agreements import actions as agreements
from prisma_hub.agreements import queries as agreed
from prisma_hub.agreements import reactions as ours
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel import source
from prisma_hub.log import queries as log
from prisma_hub.log import replay
from prisma_hub.stories import actions, queries, reactions
from prisma_hub.work import loop
from tests.agreements.walk import adopt, open_circle, propose
from tests.stories.conftest import Spring

pytestmark = pytest.mark.django_db


def ready(spring: Spring) -> None:
    """Returned, answered, ticked: nothing stands between the story and an edition."""
    spring.tell()
    actions.return_story(by=spring.steward, story=spring.story.id)
    spring.answer_all()
    actions.tick(by=spring.steward, story=spring.story.id, item="media")


def effect(spring: Spring) -> dict[str, str]:
    content = queries.content_now(spring.steward, spring.story)
    return {"do": "publish_edition", "story": spring.story.ref, "edition": content}


def decide(spring: Spring, effects: list[dict[str, str]]) -> UUID:
    people = [spring.steward, spring.ana]
    return adopt(spring.steward, open_circle(spring.steward, people), people, effects)


def standing(viewer: Viewer, agreement: UUID) -> list[tuple[str, str]]:
    found = agreed.agreement(viewer, agreement)
    assert found is not None
    return [(each.state, each.reason) for each in found.effects]


def test_an_adopted_edition_is_published_once_however_often_it_is_tried(spring: Spring) -> None:
    ready(spring)
    made = decide(spring, [effect(spring)])
    loop.run_until_idle()
    [edition] = queries.editions(spring.ana, spring.story.id)
    assert edition.number == 1 and standing(spring.ana, made) == [("done", "")]
    [adopted] = [each for each in log.entries() if each.kind == "agreement.made/1"]
    before = log.size()
    for _ in range(2):
        reactions.carry_out(adopted)
        ours.carry_out(adopted)
    loop.run_until_idle()
    assert log.size() == before and len(queries.editions(spring.ana, spring.story.id)) == 1
    again = actions.publish_decided(
        story=spring.story.id,
        content=effect(spring)["edition"],
        circle=f"circle:{agreed.agreement(spring.ana, made).circle}",  # type: ignore[union-attr]
        by=spring.steward,
        statement_id=edition.id,
    )
    assert again == edition.id and log.size() == before
    assert replay.differences() == []


def test_what_changed_since_it_was_decided_is_not_published_and_can_be_tried_again(spring: Spring) -> None:
    ready(spring)
    decided = effect(spring)
    spring.write("glance", f"[It never ran](entry:{spring.ran.seq}), says a fool.\n", level=0)
    made = decide(spring, [decided])
    loop.run_until_idle()
    why = "The story has changed since its publication was decided."
    assert standing(spring.ana, made) == [("failed", why)]
    assert queries.editions(spring.ana, spring.story.id) == []
    spring.tell()
    agreements.retry_effect(by=spring.ana, agreement=made, index=0)
    loop.run_until_idle()
    assert standing(spring.ana, made) == [("done", "")]
    assert [each.number for each in queries.editions(spring.ana, spring.story.id)] == [1]


def test_no_decision_overrides_a_no_nor_lends_a_right(spring: Spring) -> None:
    ready(spring)
    decided = effect(spring)
    spring.answer_all(eva="no")
    made = decide(spring, [decided])
    people = [spring.ana, spring.leo]
    lent = adopt(spring.ana, open_circle(spring.steward, people), people, [decided])
    loop.run_until_idle()
    assert [state for state, _ in (*standing(spring.ana, made), *standing(spring.ana, lent))] == [
        "failed"
    ] * 2
    assert queries.editions(spring.ana, spring.story.id) == []


def test_it_is_chosen_on_the_page_by_somebody_who_may_sign(spring: Spring, visit) -> None:
    ready(spring)
    people = [spring.steward, spring.ana]
    circle = open_circle(spring.steward, people)
    proposal = propose(spring.steward, circle)
    here = f"/decisions/{proposal}"
    asked = {"number": 1, "story": spring.story.ref, "statement": str(source.current().uuid7())}
    assert spring.story.title not in visit(spring.ana).get(f"{here}/publish").content.decode()
    assert visit(spring.ana).post(f"{here}/publish", asked).status_code == 200
    client = visit(spring.steward)
    assert spring.story.title in client.get(f"{here}/publish").content.decode()
    assert client.post(f"{here}/publish", asked).status_code == 302
    found = agreed.decision(spring.ana, proposal)
    assert found is not None and [dict(each) for each in found.effects] == [effect(spring)]
