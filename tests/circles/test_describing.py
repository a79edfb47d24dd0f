"""What the hub says of itself: what it is for, who keeps its machine, how to reach them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from prisma_hub.circles import actions, queries
from prisma_hub.circles.types import House
from prisma_hub.identity import actions as identity
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.refusal import NotAllowed, Refused
from prisma_hub.log import queries as log
from prisma_hub.log import replay

Visit = Callable[[Viewer | None], Client]
STATEMENT = "019a0000-0000-7000-8000-000000000000"


def describe(by: Viewer, keeper: str = "the mill cooperative", reach: str = "Fridays at the mill") -> None:
    actions.describe_hub(by=by, purpose="Seven families and a river.", keeper=keeper, reach=reach)


def test_the_newest_stands_and_whom_it_named_before_is_erased(steward: Viewer) -> None:
    assert queries.house() == House()
    describe(steward, keeper="Old Keeper", reach="555 0100")
    first = log.head().size - 1
    describe(steward)
    assert queries.house() == House(
        "Seven families and a river.", "the mill cooperative", "Fridays at the mill"
    )
    before = log.entry(first)
    assert before is not None
    assert before.body == {"purpose": "Seven families and a river."}
    assert replay.differences() == []


def test_only_a_steward_says_it_and_only_whole(steward: Viewer, person: Callable[[str], Viewer]) -> None:
    with pytest.raises(NotAllowed):
        describe(person("Ana"))
    with pytest.raises(Refused, match="needs to say whom"):
        describe(steward, keeper=" ")
    with pytest.raises(Refused, match="more than fits"):
        describe(steward, keeper="a" * 201)
    assert queries.house() == House()


def test_everybody_reads_it(visit: Visit, steward: Viewer) -> None:
    outside = visit(None)
    assert "Nobody has said it yet" in outside.get("/privacy").content.decode()
    answer = visit(steward).post(
        "/stewardship/hub",
        {"purpose": "A mill.", "keeper": "Amparo <b>", "reach": "Fridays", "statement": STATEMENT},
    )
    assert answer.status_code == 302
    page, front = (outside.get(each).content.decode() for each in ("/privacy", "/"))
    assert "Amparo &lt;b&gt;" in page and "Fridays" in page
    assert "A mill." in front and "Amparo &lt;b&gt;" in front
    assert 'href="/stewardship/hub"' not in page
    assert outside.get("/stewardship/hub").status_code == 403


def test_the_first_steward_is_asked(visit: Visit, hub: object) -> None:
    token = identity.make_steward_link(how="founding")
    browser = visit(None)
    assert "Who keeps this machine?" in browser.get(f"/steward/{token}").content.decode()
    sent = {"name": "Amparo", "keeper": "The mill", "reach": "", "statement": STATEMENT}
    assert browser.post(f"/steward/{token}", sent).status_code == 302
    assert queries.house() == House("", "The mill", "")


def test_the_first_steward_may_say_it_later(visit: Visit, hub: object) -> None:
    token = identity.make_steward_link(how="founding")
    sent = {"name": "Amparo", "keeper": "", "reach": "", "statement": STATEMENT}
    assert visit(None).post(f"/steward/{token}", sent).status_code == 302
    assert queries.house() == House()
