"""Instruments filled in: a debrief that begins a turn, a table of lines, sums with their arithmetic."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prisma_hub.circles import actions as circles
from prisma_hub.circles import queries as seen
from prisma_hub.evaluation import actions, queries
from prisma_hub.evaluation.types import Beat
from prisma_hub.kernel.refusal import NotHere, Refused
from prisma_hub.kernel.source import current
from prisma_hub.log import actions as log
from prisma_hub.log import replay
from prisma_hub.timeline import actions as timeline
from tests.instruments import adopt

DEBRIEF = {
    "same": "The walk took an hour.",
    "surprising": "It runs south.",
    "different": "Ask first.",
    "next": "Ask the miller.",
}
READING = {"growth": 8, "potential": 7, "viability": 5, "reasons": "They asked the ditch."}


@pytest.fixture
def valley(valley):
    adopt("debrief", "emergent-learning-table", "team-reading", "accra-themes", "closure-interview")
    return valley


def fill(valley, name, answers, **more):
    given = {"by": valley.ana, "of": valley.of, **more}
    return actions.fill_sheet(name=name, answers=answers, **given)


def test_a_debrief_is_a_turn_whose_next_can_land(valley):
    entry = fill(valley, "debrief", DEBRIEF)
    found = queries.sheet(valley.eva, entry.id, "en")
    assert [(each.label, each.text) for each in found.answers][-1] == (
        "What do we do next, and who?",
        "Ask the miller.",
    )
    turn = queries.turn(valley.eva, found.turn)
    told = [(each.beat, each.words, each.evidence) for each in turn.sayings]
    assert told == [
        (Beat.SAW, "The walk took an hour.", (entry.seq,)),
        (Beat.SAW, "It runs south.", (entry.seq,)),
        (Beat.LEARNED, "Ask first.", (entry.seq,)),
        (Beat.NEXT, "Ask the miller.", (entry.seq,)),
    ]
    begun = actions.land_as_turn(by=valley.eva, turn=turn.id, of=valley.of, intention="Ask the miller.")
    assert [each.turn for each in queries.turn(valley.ana, begun.id).came_from] == [turn.id]


def test_filling_in_twice_is_filling_in_once(valley):
    said = current().uuid7()
    for _ in range(2):
        fill(valley, "debrief", DEBRIEF, statement_id=said)
    assert len(queries.sheets(valley.ana, valley.of, "debrief", "en")) == 1
    assert len(queries.turn(valley.ana, queries.turn_of_sheet(said)).sayings) == 4


def test_an_answer_that_is_due_is_asked_for(valley):
    with pytest.raises(Refused, match="“What do we do next, and who\\?” wants an answer"):
        fill(valley, "debrief", {"same": "All of it"})
    with pytest.raises(NotHere, match="no such instrument"):
        fill(valley, "horoscope", {"next": "luck"})


def test_results_stand_side_by_side_and_only_for_those_they_are_for(valley):
    fill(valley, "closure-interview", {"moment": "The spring"}, to=[valley.of])
    fill(valley, "closure-interview", {"moment": "The soup"}, by=valley.eva, to=[valley.eva.ref])
    for who, moments in ((valley.ana, ["The spring"]), (valley.eva, ["The spring", "The soup"])):
        found = queries.sheets(who, valley.of, "closure-interview", "en")
        assert [each.answer("moment") for each in found] == moments
    assert queries.sheets(valley.leo, valley.of, "closure-interview", "en") == []


def test_a_team_is_read_only_where_it_consented(valley):
    with pytest.raises(Refused, match="only where people consented"):
        fill(valley, "team-reading", READING)
    with pytest.raises(Refused, match="agreed by another circle"):
        fill(valley, "team-reading", READING, agreement=valley.agree())
    fill(valley, "team-reading", READING, agreement=valley.agree(valley.team))
    (sheet,) = queries.sheets(valley.eva, valley.of, "team-reading", "en")
    assert (sheet.sum.total, sheet.sum.of) == (Decimal(43), Decimal(60))
    assert [(each.label, each.value, each.weight, each.product) for each in sheet.sum.lines] == [
        ("Regenerative growth", Decimal(8), Decimal(3), Decimal(24)),
        ("Team potential", Decimal(7), Decimal(2), Decimal(14)),
        ("Viability", Decimal(5), Decimal(1), Decimal(5)),
    ]


def test_every_hypothesis_leads_back_to_what_happened_and_on_to_what_followed(valley):
    seen_there = valley.say()
    sheet = fill(valley, "emergent-learning-table", {"question": "What will it take to keep water?"})
    fact = actions.add_line(
        by=valley.eva,
        sheet=sheet.id,
        part="ground_truth",
        answers={"fact": "It runs south", "evidence": f"entry:{seen_there.seq}"},
    )
    hypothesis = actions.add_line(
        by=valley.ana,
        sheet=sheet.id,
        part="hypothesis",
        answers={"hypothesis": "If we mend the ditch, the bed stays wet"},
        grounds=[fact.id],
    )
    actions.note_outcome(
        by=valley.eva, line=hypothesis.id, words="It stayed wet in June", evidence=[seen_there.seq]
    )
    parts = {
        each.name: each for each in queries.table(valley.ana, queries.sheet(valley.ana, sheet.id, "en"), "en")
    }
    assert list(parts) == ["ground_truth", "insight", "hypothesis", "opportunity"]
    (stands,) = parts["ground_truth"].lines
    assert (stands.words, stands.evidence) == ("It runs south", (f"entry:{seen_there.seq}",))
    (believed,) = parts["hypothesis"].lines
    assert believed.grounds == (fact.id,)
    assert [(each.words, each.evidence) for each in believed.outcomes] == [
        ("It stayed wet in June", (seen_there.seq,))
    ]
    with pytest.raises(Refused, match="cannot stand on that"):
        actions.add_line(
            by=valley.ana,
            sheet=sheet.id,
            part="insight",
            answers={"insight": "So it is"},
            grounds=[hypothesis.id],
        )
    with pytest.raises(NotHere):
        actions.add_line(by=valley.leo, sheet=sheet.id, part="ground_truth", answers={"fact": "No"})
    for entry in (sheet, fact, hypothesis):
        log.erase(entry.seq, right="speaker")
    assert replay.differences() == []


def test_only_what_is_verified_counts_and_each_theme_in_its_own_way(valley):
    consent = valley.agree(valley.team)

    def give(theme, **more):
        return fill(
            valley, "accra-themes", {"theme": theme, "what": f"For {theme}", **more}, agreement=consent
        ).seq

    social = [give("social", whom=[valley.eva.ref]) for _ in range(3)]
    learning, productivity = give("learning"), [give("productivity") for _ in range(3)]
    circles.grant(by=valley.steward, person=valley.eva.person, role="facilitator", scope=valley.of)
    for seq in social[:2]:
        timeline.attest(by=valley.eva, seq=seq, way="verified", relation="friend")
    timeline.attest(by=valley.eva, seq=learning, way="verified", relation="friend", words="She showed me")
    for seq in productivity:
        timeline.attest(by=valley.eva, seq=seq, way="verified", relation="friend")
    found = queries.themes(valley.ana, "accra-themes", valley.of, "en")
    assert found.given == {"social": 3, "learning": 1, "creativity": 0, "productivity": 3}
    assert [(each.value, each.weight, each.product) for each in found.sum.lines] == [
        (Decimal(2), Decimal(4), Decimal(8)),
        (Decimal(1), Decimal(3), Decimal(3)),
        (Decimal(0), Decimal(2), Decimal(0)),
        (Decimal(3), Decimal(1), Decimal(3)),
    ]
    assert found.sum.total == 14
    unheard = queries.themes(valley.leo, "accra-themes", valley.of, "en")
    assert unheard.sum.total == 0


def test_sheets_cost_the_same_for_one_and_three(valley):
    def cost():
        with CaptureQueriesContext(connection) as caught:
            queries.sheets_of(valley.eva, valley.of, "en")
        return len(caught)

    fill(valley, "debrief", DEBRIEF)
    one = cost()
    fill(valley, "debrief", DEBRIEF, by=valley.eva)
    fill(valley, "debrief", DEBRIEF)
    assert cost() == one
    assert seen.belongs(valley.eva, valley.of)


def post(client, address, **given):
    given = {"statement": str(current().uuid7()), **given}
    return client.post(address, given, follow=True).content.decode()


def test_a_debrief_through_its_pages(valley, visit):
    ana = visit(valley.ana)
    here = f"circle/{valley.team.id}"
    assert "Debrief" in ana.get(f"/learning/{here}").content.decode()
    answers = {f"a-{name}": words for name, words in DEBRIEF.items()}
    page = post(ana, f"/instruments/debrief/{here}/fill", to=valley.of, **answers)
    assert "It runs south." in page
    (sheet,) = queries.sheets(valley.ana, valley.of, "debrief", "en")
    page = ana.get(f"/sheets/{sheet.id}").content.decode()
    assert f"/turns/{sheet.turn}" in page
    for address in (f"/sheets/{sheet.id}", f"/turns/{sheet.turn}"):
        assert visit(valley.leo).get(address).status_code == 404
    forge = f"/instruments/debrief/{here}/fill"
    assert "This is for those it belongs to" in post(visit(valley.leo), forge, to=valley.leo.ref, **answers)
    assert len(queries.sheets(valley.ana, valley.of, "debrief", "en")) == 1


def test_a_turn_that_somebody_else_began_is_not_shown_as_what_a_sheet_began(valley, visit):
    fill(valley, "team-reading", READING, agreement=valley.agree(valley.team))
    (sheet,) = queries.sheets(valley.ana, valley.of, "team-reading", "en")
    number = queries.turn_of_sheet(sheet.id)
    eva = visit(valley.eva)
    post(eva, f"/learning/circle/{valley.team.id}/turn", statement=str(number), intention="Mine")
    assert [each.name for each in queries.turn(valley.ana, number).sayings] == ["Eva"]
    for viewer in (valley.ana, valley.eva):
        assert f"/turns/{number}" not in visit(viewer).get(f"/sheets/{sheet.id}").content.decode()


def test_a_table_through_its_pages(valley, visit):
    ana = visit(valley.ana)
    fill_in = f"/instruments/emergent-learning-table/circle/{valley.team.id}/fill"
    post(ana, fill_in, to=valley.of, **{"a-question": "What keeps water?"})
    (sheet,) = queries.sheets(valley.ana, valley.of, "emergent-learning-table", "en")
    post(ana, f"/sheets/{sheet.id}/ground_truth/add", **{"a-fact": "It runs south"})
    (fact,) = queries.table(valley.ana, sheet, "en")[0].lines
    page = post(ana, f"/sheets/{sheet.id}/hypothesis/add", **{"a-hypothesis": "If we mend it"})
    assert "Stands on nothing yet: a wish." in page
    page = post(
        ana,
        f"/sheets/{sheet.id}/hypothesis/add",
        grounds=[str(fact.id)],
        **{"a-hypothesis": "If we mend it, it stays"},
    )
    assert "“It runs south”" in page
    hypothesis = queries.table(valley.ana, sheet, "en")[2].lines[-1]
    page = post(ana, f"/lines/{hypothesis.id}/outcome", words="It stayed")
    assert "It stayed" in page
    assert visit(valley.leo).get(f"/lines/{hypothesis.id}/outcome").status_code == 404


def test_a_reading_of_a_team_shows_its_arithmetic_on_the_page(valley, visit):
    ana = visit(valley.ana)
    here = f"/instruments/team-reading/circle/{valley.team.id}"
    answers = {f"a-{name}": str(value) for name, value in READING.items()}
    page = post(ana, f"{here}/fill", to=valley.of, **answers)
    assert "only where people consented to it beforehand" in page
    page = post(ana, f"{here}/fill", to=valley.of, agreement=valley.agree(valley.team), **answers)
    assert "43 of 60" in page
    assert (
        "Only what others verified counts"
        in ana.get(f"/instruments/accra-themes/circle/{valley.team.id}").content.decode()
    )
