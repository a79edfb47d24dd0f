"""The page of backups, for whoever tends the hub: the last, the next, those that are kept, what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from prisma_hub.identity.types import Viewer
from prisma_hub.kernel import source
from prisma_hub.upkeep import nightly, planned, queries, rotating
from prisma_hub.upkeep.kept import Made, Tried
from prisma_hub.upkeep.types import NoBackup
from prisma_hub.work import loop

Visit = Callable[[Viewer | None], Client]
PAGE = "/stewardship/backups"
DAY = 86_400_000


@pytest.fixture
def now() -> int:
    return source.current().now_ms()


@pytest.fixture
def stick(hub: Path, tmp_path: Path) -> Path:
    stick = tmp_path / "stick"
    stick.mkdir()
    (hub / "hub.toml").write_text(f'format = 1\n[backups]\nfolder = "{stick}"\n')
    return stick


@pytest.fixture(autouse=True)
def none_is_begun(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[list[str]]]:
    """What would be begun as a process of its own."""
    begun: list[list[str]] = []

    class Process:
        def __init__(self, words: list[str], env: dict[str, str]) -> None:
            begun.append([*words[1:], env["PRISMA_HUB_DIR"]])

        def poll(self) -> int | None:
            return None

    monkeypatch.setattr(nightly.subprocess, "Popen", Process)
    yield begun
    nightly._begun.clear()


def lay(folder: Path, at: int, *, planned: bool = True, locked: bool = False) -> Made:
    return Made.objects.create(
        folder=str(folder), name=f"hub-{at}.backup", at=at, size=2_500_000, locked=locked, planned=planned
    )


def read(browser: Client, page: str = PAGE) -> str:
    return " ".join(browser.get(page).content.decode().split())


def test_it_says_where_nothing_was_ever_backed_up(hub: Path, steward: Viewer, visit: Visit) -> None:
    (hub / "hub.toml").write_text("format = 1\n")
    page = read(visit(steward))
    assert "No backup of this hub is known." in page and "names a folder for them, once" in page
    assert "None is known." in read(visit(steward), "/stewardship")


def test_it_says_the_last_the_next_those_kept_and_until_when(
    stick: Path, steward: Viewer, visit: Visit, now: int
) -> None:
    for back in (40, 2, 1, 0):
        lay(stick, now - back * DAY)
    lay(stick.parent, now - 50 * DAY, planned=False)
    page, found = read(visit(steward)), queries.backups()
    assert "The last one was written and checked" in page and "4 are kept" in page and "2.4" in page
    assert "not locked" in page and str(stick) in page and "yours to remove" in page
    assert found.until == now + 372 * DAY + 2 * DAY, "twelve months, and two turns of removing three"
    assert [each.until for each in found.kept][-1] == now + (372 - 40) * DAY + DAY
    assert found.next is not None and now < found.next <= now + DAY
    assert (found.wrong, dict(found.elsewhere), found.away) == ([], {str(stick.parent): 1}, 0)
    assert "Something is wrong" not in page


def test_it_says_what_went_wrong_what_was_kept_and_what_to_do(
    stick: Path, steward: Viewer, visit: Visit, now: int
) -> None:
    Tried.objects.create(began=now, ended=now, problem="backup-away", where=str(stick))
    lay(stick, now - 3 * DAY)
    page = read(visit(steward))
    for said in (
        "The disk for backups is not there",
        "untouched",
        "Connect the disk",
        "The newest backup is of",
    ):
        assert said in page
    assert "Something is wrong" in read(visit(steward), "/stewardship")
    (stick.parent / "hub.toml").write_text('format = 1\n[backups]\nfolder = "there"\n')
    assert "is not understood: folder = there" in read(visit(steward))
    assert [each.name for each in queries.backups().wrong] == ["backup-setting"]


def test_one_that_is_under_way_is_told_and_a_slow_one_too(
    stick: Path, steward: Viewer, visit: Visit, now: int
) -> None:
    Tried.objects.create(began=now - 7 * 3_600_000)
    assert "One is being made" not in read(visit(steward)), "it was broken off"
    with nightly._alone():
        page = read(visit(steward))
        assert [each.name for each in queries.backups().wrong] == ["backup-slow"]
    assert "One is being made, since" in page and "more than six hours" in page


def test_an_old_one_that_cannot_be_removed_is_told_and_known_still(
    stick: Path, hub: Path, now: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    (hub / "hub.toml").write_text(f'format = 1\n[backups]\nfolder = "{stick}"\nkeep = {{ daily = 1 }}\n')
    for back in (1, 0):
        made = lay(stick, now - back * DAY)
        (stick / made.name).write_bytes(b"x" * made.size)
    plan = planned.read()
    assert plan is not None

    def shut(_path: Path, missing_ok: bool = False) -> None:
        raise OSError(30, "Read-only file system")

    with monkeypatch.context() as disk, pytest.raises(NoBackup) as told:
        disk.setattr(Path, "unlink", shut)
        rotating.let_go(plan)
    assert (told.value.damage.name, Made.objects.count()) == ("backup-stays", 2)
    rotating.let_go(plan)
    assert [each.at for each in Made.objects.all()] == [now]
    assert [each.name for each in stick.iterdir()] == [f"hub-{now}.backup"]


def test_nobody_else_may_read_it(stick: Path, person: Callable[[str], Viewer], visit: Visit) -> None:
    for who in (person("Ana"), None):
        answer = visit(who).get(PAGE)
        assert answer.status_code in (302, 403) and str(stick) not in answer.content.decode()
    assert PAGE not in read(visit(person("Bento")), "/stewardship")


def test_one_and_three_cost_the_same_queries(stick: Path, steward: Viewer, visit: Visit, now: int) -> None:
    browser, costs = visit(steward), []
    for _ in range(3):
        lay(stick, now)
        for page in (PAGE, "/stewardship"):
            with CaptureQueriesContext(connection) as asked:
                browser.get(page)
            costs.append(len(asked))
    assert costs[2:4] == costs[4:6] and max(costs) <= 20


def test_it_is_begun_while_serving_once_when_it_is_due(
    stick: Path, steward: Viewer, now: int, none_is_begun: list[list[str]]
) -> None:
    loop.run_until_idle()
    assert none_is_begun == [], "a command that works off what waits makes none"
    loop.run_until_idle(serving=True)
    assert none_is_begun == [["-m", "prisma_hub.cli.nightly", str(stick.parent)]]
    nightly.begin_if_due()
    assert len(none_is_begun) == 1, "one at a time"
    nightly._begun.clear()
    with nightly._alone():
        nightly.begin_if_due()
    lay(stick, now)
    nightly.begin_if_due()
    assert len(none_is_begun) == 1, "somebody is at it; then it is made"
    Made.objects.update(at=now - 2 * DAY)
    nightly.begin_if_due()
    assert len(none_is_begun) == 2
