"""What the doctor found last, for whoever tends the hub and nobody else."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from pathlib import Path

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.damage import Damage
from prisma_hub.upkeep.doctor import reports

Visit = Callable[[Viewer | None], Client]
PAGE = "/stewardship/wholeness"
LOST = Damage("media-missing", "ab" * 32)
MOVED = Damage("git-ref", "public")


def test_a_steward_reads_what_is_wrong_what_it_means_and_what_to_do(
    hub: Path, steward: Viewer, visit: Visit
) -> None:
    browser = visit(steward)
    assert "Nobody has looked yet" in browser.get(PAGE).content.decode()
    reports.remember(hub, reports.told([LOST, MOVED], [LOST], whole=True))
    shown = browser.get(PAGE).content.decode()
    for words in (
        f"The file {'ab' * 32}",
        "finds nothing",
        f"prisma-hub doctor {hub} --mend --from BACKUP",
        f"<code>prisma-hub doctor {hub}</code>",
        "1 thing is wrong",
        "Mended then",
    ):
        assert words in shown
    assert "1 thing is wrong" in browser.get("/stewardship").content.decode()
    reports.remember(hub, reports.told([], [], whole=True))
    assert "Nothing is wrong" in browser.get(PAGE).content.decode()


def test_the_commands_are_those_one_types_in_every_language(hub: Path, steward: Viewer, visit: Visit) -> None:
    house = hub.with_name("of the house")  # a blank has to be quoted
    (house / "derived").mkdir(parents=True)
    reports.remember(house, reports.told([], [MOVED, LOST], whole=True))
    browser = visit(steward)
    for language in ("en", "es", "pt", "fr"):
        browser.post("/language", {"language": language})
        with override_settings(HUB_DIR=house):
            shown = unescape(browser.get(PAGE).content.decode())
            backups = unescape(browser.get("/stewardship/backups").content.decode())
        assert shown.count("prisma-hub doctor") == shown.count(f"prisma-hub doctor '{house}'") == 3
        assert f"prisma-hub backups '{house}' --now" in backups


def test_nobody_else_may_read_it(hub: Path, person: Callable[[str], Viewer], visit: Visit) -> None:
    reports.remember(hub, reports.told([], [LOST], whole=True))
    for who in (person("Ana"), None):
        answer = visit(who).get(PAGE)
        assert "ab" * 32 not in answer.content.decode()
        assert answer.status_code in (302, 403)
    assert PAGE not in visit(person("Bento")).get("/stewardship").content.decode()


def test_a_report_that_is_no_report_is_none(hub: Path, steward: Viewer, visit: Visit) -> None:
    for text in (
        "",
        "[]",
        '{"at": 1}',
        '{"at": "x", "whole": true, "findings": [{"name": "new", "where": 1}]}',
    ):
        (hub / "derived").mkdir(exist_ok=True)
        (hub / reports.REPORT).write_text(text)
        assert "Nobody has looked yet" in visit(steward).get(PAGE).content.decode()
    reports.remember(hub, reports.told([], [Damage("of-tomorrow", "x")], whole=True))
    assert visit(steward).get(PAGE).status_code == 200


def test_one_finding_and_three_cost_the_same_queries(hub: Path, steward: Viewer, visit: Visit) -> None:
    browser, costs = visit(steward), []
    browser.get(PAGE)
    for many in (1, 3):
        reports.remember(
            hub, reports.told([], [Damage("media-missing", str(n)) for n in range(many)], whole=True)
        )
        with CaptureQueriesContext(connection) as asked:
            browser.get(PAGE)
        costs.append(len(asked))
    assert costs[0] == costs[1] <= 20
