"""A whole journey, played through the public actions."""

from __future__ import annotations

import sqlite3
from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from prisma_hub.agreements import queries as decisions
from prisma_hub.circles import queries as circles
from prisma_hub.circles.types import PUBLIC
from prisma_hub.currencies import queries as currencies
from prisma_hub.demo import script
from prisma_hub.demo.types import Guest
from prisma_hub.enrolment import queries as enrolment
from prisma_hub.evaluation import queries as learning
from prisma_hub.identity import actions as identity
from prisma_hub.identity.models import Member
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys import queries as journeys
from prisma_hub.kernel.source import SeededSource, use
from prisma_hub.log import audit, replay
from prisma_hub.log import queries as book
from prisma_hub.log.kept import Top
from prisma_hub.log.types import Entry
from prisma_hub.organisations import queries as organisations
from prisma_hub.patterns import queries as agendas
from prisma_hub.patterns.types import WarningKind
from prisma_hub.stories import queries as stories
from prisma_hub.timeline import queries as timeline
from prisma_hub.work.kept import Failed
from tests.demo import forging
from tests.demo.playing import PlayedHub
from tests.stories.sites import files

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
UNNAMED = ("ember", "reed", "moss")
WITHDRAWN, ERASED = "marigold", "harpoon"
IN_JUNE = SeededSource("in June", round(datetime(2025, 6, 20, tzinfo=UTC).timestamp() * 1000))
AFTERWARDS = SeededSource("afterwards", round(datetime(2025, 9, 28, tzinfo=UTC).timestamp() * 1000))


def known(guest: Guest) -> Viewer:
    """By their code; whose code the command did not print, by their name."""
    if guest.code:
        return identity.sign_in(name=guest.handle, code=guest.code)
    member = Member.objects.get(name=guest.handle)
    return Viewer(member.id, member.guest)


def entries() -> list[Entry]:
    return list(book.entries(-1, 10**9))


def test_the_hub_says_that_it_is_a_demo(played: dict[str, Guest]) -> None:
    first = book.entry(0)
    assert first is not None
    assert (first.kind, first.body["name"], first.body["demo"]) == ("hub.founded/1", "Lagoon House", True)


def test_the_journey_went_through_eight_phases_with_three_teams(played: dict[str, Guest]) -> None:
    viewer = known(played["heron"])
    (journey,) = journeys.journeys(viewer)
    assert [each.state for each in journey.phases] == ["passed"] * 8
    teams = journeys.teams(viewer, journey)
    assert {each.name: (len(each.members), each.stands) for each in teams} == {
        "Second Tide": (8, True),
        "The Stop": (7, True),
        "Evening Table": (7, True),
    }


def test_more_than_four_hundred_entries_in_four_languages(played: dict[str, Guest]) -> None:
    every = entries()
    assert len(every) >= 400
    languages = Counter(each.body.get("language") for each in every if each.kind == "contribution.made/1")
    assert {name for name in languages if name} == {"en", "es", "pt", "fr"}
    erased = sum("erase" in each.more for each in script.everything_said())
    assert erased == 1
    assert sum(languages.values()) == len(list(script.everything_said())) - erased


def test_two_decisions_were_changed_by_an_objection(played: dict[str, Guest]) -> None:
    viewer = known(played["heron"])
    adopted = [decisions.decision(viewer, each.id) for each in decisions.proposals(viewer, state="adopted")]
    objected = {each.brief.title: each for each in adopted if each is not None and each.objections}
    assert {title: [one.state for one in each.objections] for title, each in objected.items()} == {
        "What is kept of Tuesday evenings": ["integrated"],
        "How the 100,000 are shared": ["integrated", "integrated"],
    }
    assert [each.number for each in objected.values()] == [3, 2]
    assert all(len(each.members) >= 9 for each in objected.values())


def test_one_evaluator_read_what_was_shown_to_her_and_decided(played: dict[str, Guest]) -> None:
    kinds = Counter(each.kind for each in entries())
    assert kinds["mandate.granted/1"] == kinds["mandate.taken/1"] == 1
    ways = [each.body["way"] for each in entries() if each.kind == "remark.given/1"]
    assert ways == ["receiving", "receiving", "restraining", "question", "decision"]
    mandate = next(each for each in entries() if each.kind == "mandate.granted/1")
    assert mandate.id is not None
    with use(IN_JUNE):
        shown = learning.shown_to(
            known(played["compass"]), learning.mandate(known(played["compass"]), mandate.id)
        )
    assert len(shown) >= 30


def test_the_pool_of_100_000_was_shared_out_to_the_last_cent(played: dict[str, Guest]) -> None:
    viewer = known(played["pebble"])
    (brief,) = currencies.pools(viewer)
    pool = currencies.pool(viewer, brief.id)
    assert pool is not None
    steps = (pool.totals.promised, pool.totals.received, pool.totals.decided, pool.totals.sent)
    assert {*steps, pool.totals.received_by_them} == {10_000_000}
    assert sorted(each.amount for each in pool.payments) == sorted(
        [2_000_000, 2_000_000, 2_000_000, 2_105_263, 1_052_632, 842_105]
    )


def test_two_came_by_the_pathway_and_a_partner_by_theirs(played: dict[str, Guest]) -> None:
    ways = {
        handle: [(each.pathway.for_whom, each.state) for each in enrolment.mine(known(played[handle]))]
        for handle in ("whistle", "needle", "ferry")
    }
    assert ways == {
        "whistle": [("participant", "enrolled")],
        "needle": [("participant", "enrolled")],
        "ferry": [("partner", "enrolled")],
    }


def test_kilograms_were_read_corrected_and_confirmed_and_thanks_given(played: dict[str, Guest]) -> None:
    viewer = known(played["otter"])
    readings = currencies.readings(viewer, "kilograms-sorted")
    assert sorted(each.value for each in readings) == [
        Decimal(each) for each in ("33.5", "36.5", "38", "41", "44")
    ]
    assert Counter(each.kind for each in entries())["signal.spent/1"] == 6


def test_a_team_became_an_organisation(played: dict[str, Guest]) -> None:
    (found,) = organisations.organisations(Viewer())
    assert found.name == "Second Tide"
    assert len(organisations.members(known(played["otter"]), found)) == 8


def test_one_edition_was_signed_with_every_claim_borne_or_open(played: dict[str, Guest]) -> None:
    (edition,) = stories.editions(Viewer())
    assert (edition.number, edition.title, edition.changed) == (1, "What the tide brings back", False)
    assert {(each.name, each.language) for each in edition.pages} == {
        ("account", "en"),
        ("glance", "en"),
        ("glance", "es"),
        ("glance", "pt"),
        ("glance", "fr"),
    }
    account = edition.page("account", "en")
    assert account is not None
    drawn = stories.edition_drawn(edition, account, within=circles.visible_in(PUBLIC))
    assert drawn is not None
    grades = Counter(support.grade for _claim, support in drawn[1].claims)
    assert grades["unsupported"] == 0
    assert grades["open"] == 2
    assert sum(grades.values()) > 20


def test_no_byte_of_the_site_names_who_asked_not_to_be_named(
    played: dict[str, Guest], folder_of_played: Path
) -> None:
    everybody = [person for guest in played.values() if (person := known(guest).person)]
    assert len(everybody) == 33
    assert forging.naming(folder_of_played / "site", UNNAMED, everybody) == []
    assert (
        forging.naming(folder_of_played / "site", ["ibis"], []) != []
    )  # who agreed is found by the same look


def test_the_book_is_whole_and_replays_to_what_is_shown(played: dict[str, Guest]) -> None:
    assert list(audit.findings()) == []
    assert replay.differences() == []
    assert list(Failed.objects.all()) == []


def test_what_was_erased_stands_nowhere(played: dict[str, Guest]) -> None:
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += [table for row in cursor.fetchall() if any(ERASED in _text(each) for each in row)]
    assert found == []


def _text(value: object) -> str:
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("utf-8", "replace").lower()
    return str(value).lower()


@pytest.mark.parametrize("handle", ["heron", "otter", "lantern", "compass"])
def test_what_was_withdrawn_is_heard_by_nobody_else(played: dict[str, Guest], handle: str) -> None:
    with use(AFTERWARDS):
        viewer = known(played[handle])
        heard = timeline.contributions(viewer, most=10_000)
    assert len(heard) > 250
    assert [each for each in heard if WITHDRAWN in str(each).lower()] == []


def test_whoever_spoke_unnamed_is_not_known_outside(played: dict[str, Guest]) -> None:
    unnamed = {known(played[handle]).ref for handle in UNNAMED}
    outside = timeline.contributions(Viewer(), most=10_000, within=circles.visible_in(PUBLIC))
    assert len(outside) > 150
    theirs = [each for each in entries() if each.by in unnamed and each.kind == "contribution.made/1"]
    assert {each.seq for each in outside} & {each.seq for each in theirs}
    assert [each.seq for each in outside if any(ref in str(each) for ref in unnamed)] == []
    assert circles.speakers(Viewer(), [each.seq for each in theirs]) == {}


def test_pages_open_through_the_eyes_of_five_people(played: dict[str, Guest]) -> None:
    with use(AFTERWARDS):
        for handle in ("heron", "alder", "otter", "ember", "compass"):
            client = Client()
            client.post("/sign-in", {"name": handle, "code": played[handle].code})
            page = client.get("/today", follow=True)
            assert page.status_code == 200
            assert WITHDRAWN not in page.content.decode().lower()


@pytest.mark.twice
def test_the_same_seed_gives_the_same_log(played: dict[str, Guest], played_hub: PlayedHub) -> None:
    """Played here, and from the command line in a process and a folder of its own."""
    for handle in ("heron", "alder", "otter", "ember", "compass"):
        assert f"{handle:8}  {played[handle].code}" in played_hub.told
    with sqlite3.connect(played_hub.folder / "hub.sqlite3") as kept:
        ((hub, size, frontier),) = kept.execute("SELECT hub, size, frontier FROM log_top").fetchall()
    top = Top.objects.get()
    assert (hub, size, frontier) == (top.hub, top.size, bytes(top.frontier))


@pytest.mark.twice
def test_the_same_seed_gives_the_same_site(
    played: dict[str, Guest], folder_of_played: Path, played_hub: PlayedHub
) -> None:
    """To the byte, so that its forgeries need trying on one of the two only: test_site.py."""
    assert files(folder_of_played / "site") == files(played_hub.folder / "site")


def test_a_first_day_and_a_working_day_are_made_of_patterns(played: dict[str, Guest]) -> None:
    viewer = known(played["alder"])
    (journey,) = journeys.journeys(viewer)
    by_title = {each.title: each for each in journeys.sessions(viewer, journey)}
    days = {}
    for title in ("Welcome day", "Forming teams"):
        session = by_title[title]
        sheet = agendas.sheet(viewer, session.id)
        assert sheet is not None
        patterns = [each.pattern for each in sheet.plan.blocks if each.pattern]
        pauses = [each for each in sheet.plan.blocks if each.block.is_pause]
        days[title] = (len(patterns), len(pauses), sheet.plan.planned - session.minutes)
    assert days["Forming teams"] == (4, 2, 0)
    assert days["Welcome day"][0] >= 5 and days["Welcome day"][1] == 1
    forming = agendas.sheet(viewer, by_title["Forming teams"].id)
    assert forming is not None
    kinds = {each.kind for each in agendas.warnings(forming.plan, {}, 30, ())}
    assert kinds <= {WarningKind.MATERIALS, WarningKind.GROUP_SIZE}
