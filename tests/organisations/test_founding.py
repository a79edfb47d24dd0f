"""A team becomes an organisation when everybody of it says yes; exports show what their reader may see."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from beancount import loader
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from prisma_hub.agreements import actions as agreements
from prisma_hub.agreements import queries as agreed
from prisma_hub.agreements.types import Round, Word
from prisma_hub.currencies import actions as money
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel import source
from prisma_hub.log import actions as log
from prisma_hub.log import queries as book
from prisma_hub.log import replay
from prisma_hub.organisations import queries
from prisma_hub.work import loop
from prisma_hub.work.kept import Cursor
from tests.agreements.walk import MINUTE, after, ask_for_objections, consent, open_circle, propose
from tests.currencies.money import People, fill, look, open_pool, pay

pytestmark = pytest.mark.django_db
Visit = Callable[..., Client]


def fresh() -> dict[str, str]:
    return {"statement": str(source.current().uuid7())}


def ask(client: Client, circle: UUID, share: str = "") -> UUID:
    """Put it to the circle, through the page."""
    said = {
        "name": "Guild of the ditch",
        "purpose": "Water for all.",
        "form": "practice_guild",
        "share": share,
    }
    return UUID(client.post(f"/circles/{circle}/found", fresh() | said | {"share": share})["Location"][-36:])


def found(client: Client, by: Viewer, circle: UUID, members: list[Viewer], share: str = "") -> UUID:
    proposal = ask(client, circle, share)
    ask_for_objections(proposal, members)
    with after(4 * MINUTE):
        agreements.open_next_round(by=by, proposal=proposal, seen=Round.PAUSE)
        consent(proposal, members)
        agreements.adopt(by=by, proposal=proposal, number=1)
        loop.run_until_idle()
    made = queries.of_circle(by, circle)
    assert made is not None
    return made.id


def test_a_team_becomes_an_organisation_with_all_it_has(
    steward: Viewer, person: People, visit: Visit, tmp_path: Path
) -> None:
    ana, ben = person("Ana"), person("Ben")
    circle, pool = open_pool(steward, [ana, ben], ana, share="public")
    made = found(visit(ana), ana, circle, [ana, ben], "public")
    fill(ana, pool, "100")
    pay(ana, circle, [ana, ben], pool, f"circle:{circle}", "30.50")
    [payment] = look(ana, pool).payments
    money.send(by=ana, payment=payment.id, reference="4711")
    money.confirm_arrival(by=ben, payment=payment.id)
    client, here = visit(ben), f"/organisations/{made}"
    page = client.get(here).content.decode()
    for shown in ("Guild of the ditch", "Water for all.", "Ana", "30.50 EUR", "The May pool"):
        assert shown in page
    rows = list(csv.reader(io.StringIO(client.get(f"{here}/treasury.csv").content.decode())))
    assert [row[2:] for row in rows[1:]] == [["money.arrived/1", "30.5", "EUR"]]
    file = tmp_path / "treasury.beancount"
    file.write_bytes(client.get(f"{here}/treasury.beancount").content)
    entries, errors, _ = loader.load_file(str(file))
    assert errors == [] and len(entries) > 0
    assert "Water for all." in client.get(f"{here}/governance.md").content.decode()
    Cursor.objects.update(seq=-1)
    loop.run_until_idle()
    assert [each.kind for each in book.entries()].count("organisation.founded/1") == 1
    assert replay.differences() == []


def test_dao_uri_shows_what_its_reader_may_see(steward: Viewer, person: People, visit: Visit) -> None:
    ana, ben, eve = person("Ana"), person("Ben"), person("Eve")
    circle = open_circle(steward, [ana, ben])
    made = found(visit(ana), ana, circle, [ana, ben], "public")
    here = f"/organisations/{made}"

    def get(viewer: Viewer | None, name: str) -> Any:
        answer = visit(viewer).get(f"{here}/{name}")
        assert answer.status_code == 200 and answer["Content-Type"] == "application/ld+json"
        return json.loads(answer.content)

    dao = get(None, "dao.json")
    assert dao == {
        "@context": "https://www.daostar.org/schemas",
        "type": "DAO",
        "name": "Guild of the ditch",
        "description": "Water for all.",
        "membersURI": f"http://testserver{here}/members.json",
        "proposalsURI": f"http://testserver{here}/proposals.json",
        "activityLogURI": f"http://testserver{here}/activities.json",
        "governanceURI": f"http://testserver{here}/governance.md",
        "contractsURI": None,
    }
    for uri in ("membersURI", "proposalsURI", "activityLogURI", "governanceURI"):
        assert visit(None).get(dao[uri].removeprefix("http://testserver")).status_code == 200
    hub = log.hub_did()
    assert [each["id"] for each in get(ben, "members.json")["members"]] == [
        f"{hub}#{ana.person}",
        f"{hub}#{ben.person}",
    ]
    [proposal] = get(ben, "proposals.json")["proposals"]
    assert (proposal["name"], proposal["status"]) == (
        "We become an organisation: Guild of the ditch",
        "adopted",
    )
    assert [each["type"] for each in get(ben, "activities.json")["activities"]] == [
        "adopted",
        "consent",
        "consent",
    ]
    for stranger in (eve, None):
        assert get(stranger, "members.json")["members"] == []
        assert get(stranger, "proposals.json")["proposals"] == []
        assert get(stranger, "activities.json")["activities"] == []


def test_somebody_who_stands_aside_is_not_carried_along(
    steward: Viewer, person: People, visit: Visit
) -> None:
    ana, ben = person("Ana"), person("Ben")
    circle = open_circle(steward, [ana, ben])
    proposal = ask(visit(ana), circle)
    ask_for_objections(proposal, [ana, ben])
    with after(4 * MINUTE):
        agreements.open_next_round(by=ana, proposal=proposal, seen=Round.PAUSE)
        consent(proposal, [ana])
        aside = {"round_": Round.OBJECT, "word": Word.STAND_ASIDE}
        agreements.speak(by=ben, proposal=proposal, number=1, **aside)  # type: ignore[arg-type]
        made = agreements.adopt(by=ana, proposal=proposal, number=1)
        loop.run_until_idle()
    agreement = agreed.agreement(ana, made)
    assert agreement is not None
    [effect] = agreement.effects
    assert effect.state == "failed" and effect.reason.startswith("Everybody of the circle says yes")
    assert queries.of_circle(ana, circle) is None


def test_nobody_founds_for_others_nor_looks_up_what_is_not_shown(
    steward: Viewer, person: People, visit: Visit
) -> None:
    ana, eve = person("Ana"), person("Eve")
    circle = open_circle(steward, [ana])
    said = {"name": "Mine", "purpose": "Me.", "form": "practice_guild"}
    before = book.size()
    for who in (eve, None):
        answer = visit(who).post(f"/circles/{circle}/found", fresh() | said)
        assert answer.status_code in (200, 403) and book.size() == before
    forged = {"do": "found_organisation", "circle": f"circle:{circle}", **said}
    with pytest.raises(Exception, match="its own roles, members"):
        propose(eve, open_circle(steward, [eve], title="Thieves"), [forged])
    made = found(visit(ana), ana, circle, [ana])
    for name in ("", "/dao.json", "/members.json", "/proposals.json", "/treasury.csv", "/governance.md"):
        for who in (eve, None):
            assert visit(who).get(f"/organisations/{made}{name}").status_code == 404
    assert "Guild of the ditch" not in visit(eve).get("/organisations").content.decode()


def test_the_list_costs_the_same_with_one_and_three(steward: Viewer, person: People, visit: Visit) -> None:
    ana = person("Ana")

    def more() -> UUID:
        return found(visit(ana), ana, open_circle(steward, [ana]), [ana])

    def cost(address: str) -> int:
        client = visit(ana)
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    made = more()
    one = [cost("/organisations"), cost(f"/organisations/{made}")]
    more()
    more()
    assert [cost("/organisations"), cost(f"/organisations/{made}")] == one
    assert max(one) <= 20
