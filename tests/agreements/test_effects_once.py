"""What an agreement has the hub do happens exactly once, whatever dies in between."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from prisma_hub.agreements import actions, queries, reactions
from prisma_hub.agreements.types import GrantRole
from prisma_hub.circles import queries as circles
from prisma_hub.commons import actions as commons
from prisma_hub.identity import actions as identity
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.refusal import NotAllowed, Refused
from prisma_hub.log import queries as log
from prisma_hub.log import replay
from prisma_hub.protocols import queries as protocols
from prisma_hub.work import loop
from prisma_hub.work.kept import Cursor
from tests.agreements.walk import People, adopt, after, open_circle, propose

pytestmark = pytest.mark.django_db


def kinds(*names: str) -> list[str]:
    return [entry.kind for entry in log.entries() if entry.kind in names]


def effects_for(circle: UUID, who: Viewer) -> list[dict[str, str]]:
    space = f"circle:{circle}"
    return [
        {"do": "grant_role", "circle": space, "role": "Reader of the stone", "person": who.ref},
        {"do": "admit_member", "circle": space, "person": who.ref},
        {
            "do": "change_mandate",
            "circle": space,
            "mandate": "Water, and who draws it.",
            "decides": "majority",
        },
    ]


def test_effects_are_done_once_and_leave_an_entry_each(steward: Viewer, person: People) -> None:
    ana, ben, cai = person("Ana"), person("Ben"), person("Cai")
    circle = open_circle(steward, [ana, ben])
    made = adopt(ana, circle, [ana, ben], effects_for(circle, cai))
    loop.run_until_idle()
    found = queries.agreement(ana, made)
    assert found is not None and [each.state for each in found.effects] == ["done", "done", "done"]
    held = [role.role for role in circles.roles(ana, person=cai.person)]
    assert held == ["Reader of the stone"] and circles.belongs(cai, f"circle:{circle}")
    changed = circles.circle(ana, circle)
    assert changed is not None
    assert (changed.mandate["text"], changed.decides) == ("Water, and who draws it.", "majority")
    Cursor.objects.update(seq=-1)  # the loop forgets how far it came
    loop.run_until_idle()
    assert kinds("effect.done/1", "effect.failed/1") == ["effect.done/1"] * 3
    assert kinds("circle.mandated/1") == ["circle.mandated/1"]
    assert replay.differences() == []


def test_dying_in_the_middle_and_running_again_does_it_once(
    steward: Viewer, person: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, ben, cai = person("Ana"), person("Ben"), person("Cai")
    circle = open_circle(steward, [ana, ben])
    made = adopt(ana, circle, [ana, ben], effects_for(circle, cai))
    before = log.size()

    def die(effect: object, statement_id: UUID, ground: object) -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setitem(reactions._DOERS, reactions.ChangeMandate, die)
        with pytest.raises(KeyboardInterrupt):
            loop.run_until_idle()
    assert log.size() == before  # the third effect took the first two with it
    loop.run_until_idle()
    found = queries.agreement(ana, made)
    assert found is not None and [each.state for each in found.effects] == ["done", "done", "done"]
    assert kinds("effect.done/1") == ["effect.done/1"] * 3
    assert kinds("role.granted/1").count("role.granted/1") == 2  # the steward's, and this one


def test_a_failed_effect_is_shown_and_can_be_tried_again(steward: Viewer, person: People) -> None:
    ana, ben, cai = person("Ana"), person("Ben"), person("Cai")
    circle = open_circle(steward, [ana, ben])
    made = adopt(ana, circle, [ana, ben], effects_for(circle, cai)[:2])
    identity.leave(by=cai)
    loop.run_until_idle()
    found = queries.agreement(ana, made)
    assert found is not None and found.state == "in_force"
    assert [(each.state, each.reason) for each in found.effects] == [
        ("failed", "This person does not belong to the hub any more."),
        ("failed", "This person does not belong to the hub any more."),
    ]
    with pytest.raises(NotAllowed):
        actions.retry_effect(by=steward, agreement=made, index=0)
    with pytest.raises(Refused, match="has not failed"):
        actions.retry_effect(by=ana, agreement=made, index=7)
    actions.retry_effect(by=ana, agreement=made, index=1)
    loop.run_until_idle()
    found = queries.agreement(ana, made)
    assert found is not None and [each.state for each in found.effects] == ["failed", "failed"]
    assert kinds("effect.failed/1") == ["effect.failed/1"] * 3
    assert replay.differences() == []


def test_a_circle_reaches_only_itself(steward: Viewer, person: People) -> None:
    ana = person("Ana")
    own, other = open_circle(steward, [ana]), open_circle(steward, [ana], title="Elders")
    for effect in effects_for(other, ana):
        with pytest.raises(Refused, match="its own roles, members, mandate"):
            propose(ana, own, [effect])
    with pytest.raises(Refused, match="way of deciding"):
        propose(ana, own, [effects_for(own, ana)[2] | {"decides": "dice"}])
    forged = {"do": "grant_role", "circle": f"circle:{own}", "role": "Reader", "person": "hub"}
    with pytest.raises(Refused, match="must name one of: person"):
        propose(ana, own, [forged])


def test_an_effect_is_added_as_a_new_wording(steward: Viewer, person: People) -> None:
    ana, ben = person("Ana"), person("Ben")
    circle = open_circle(steward, [ana, ben])
    proposal = propose(ana, circle)
    effect = effects_for(circle, ben)[0] | {"until": "2030-09-15"}
    actions.add_effect(by=ben, proposal=proposal, number=1, effect=effect)
    found = queries.decision(ana, proposal)
    assert found is not None and (found.number, list(found.effects)) == (2, [effect])
    assert GrantRole(f"circle:{circle}", "Reader of the stone", ben.ref, date(2030, 9, 15))
    with pytest.raises(Refused, match="new wording"):
        actions.remove_effect(by=ana, proposal=proposal, number=1, index=0)
    actions.remove_effect(by=ana, proposal=proposal, number=2, index=0)
    found = queries.decision(ana, proposal)
    assert found is not None and (found.number, found.effects) == (3, ())
    with after(0):
        assert [wording.number for wording in found.wordings] == [1, 2, 3]


def test_a_circle_adopts_a_protocol_for_itself(steward: Viewer, person: People) -> None:
    ana = person("Ana")
    commons.plant_starter()
    circle, other = open_circle(steward, [ana]), open_circle(steward, [ana], title="Elders")
    draft = next(each for each in protocols.drafts(ana) if each.name == "appreciation")
    effect = {"do": "adopt_protocol", "path": f"{draft.space}/{draft.path}", "version": draft.version}
    made = adopt(ana, circle, [ana], [effect])
    loop.run_until_idle()
    found = queries.agreement(ana, made)
    assert found is not None and [each.state for each in found.effects] == ["done"]
    here = protocols.current(ana, "appreciation", scope=f"circle:{circle}")
    assert here is not None and here.version == draft.version
    assert protocols.current(ana, "appreciation", scope=f"circle:{other}") is None
    assert protocols.current(ana, "appreciation") is None
