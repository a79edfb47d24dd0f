"""A vault with a git history: each page comes with what it was, when, and by whom; nobody with an address."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from prisma_hub.commons import actions, queries, repositories
from prisma_hub.commons.branches import head_of
from prisma_hub.commons.models import PageVersion
from prisma_hub.log import actions as saying
from prisma_hub.log import queries as log
from prisma_hub.log import replay


def commit(folder: Path, message: str, files: dict[str, str | None], *, who: str, day: str) -> None:
    for name, text in files.items():
        path = folder / name
        if text is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    when = f"{day}T10:00:00+00:00"
    run = ["git", "-c", f"user.name={who}", "-c", f"user.email={who}@example.org"]
    subprocess.run(["git", "add", "-A"], cwd=folder, check=True, capture_output=True)
    subprocess.run(
        [*run, "commit", "-qm", message, "--date", when], cwd=folder, check=True, capture_output=True
    )


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    folder = tmp_path / "vault"
    folder.mkdir()
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    commit(folder, "Begin", {"weir.md": "# Weir\n\nStones.\n", "b.md": "b\n"}, who="Zoe", day="2019-05-03")
    commit(folder, "Grow", {"weir.md": "# Weir\n\nStones and\nsilt.\n"}, who="Ana", day="2020-01-02")
    commit(folder, "Move", {"b.md": None, "notes/b.md": "b\n"}, who="Ana", day="2020-02-02")
    secret = "---\nprivate: true\n---\nFor me.\n"
    commit(folder, "Hide", {"c.md": secret, "gone.md": "Gone.\n"}, who="Zoe", day="2021-01-01")
    commit(
        folder, "Show", {"c.md": "For all.\n\nMore.\n\nTail.\n", "gone.md": None}, who="Zoe", day="2021-02-02"
    )
    return folder


def test_a_version_that_was_a_key_stays_away(tmp_path, steward):
    folder = tmp_path / "brought"
    folder.mkdir()
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    key = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
    hidden = "---\ntitle: a: b\nprivate: true\n---\nFor me.\n"
    commit(folder, "Begin", {"a.md": key, "b.md": hidden}, who="Zoe", day="2019-05-03")
    commit(folder, "Mend", {"a.md": "Words.\n", "b.md": "Words too.\n"}, who="Zoe", day="2020-05-03")
    report = actions.import_vault(folder, into="public", by=steward)
    assert "2 not, since they were marked as reaching less far" in report.history
    assert [each[0] for each in versions("public")] == ["a.md", "b.md"]


def versions(space: str) -> list[tuple[str, str, str, str, str]]:
    rows = PageVersion.objects.filter(space=space, origin="import").order_by("seq")
    return list(rows.values_list("path", "written", "author", "summary", "blob"))


def test_pages_come_with_their_past(vault, steward):
    report = actions.import_vault(vault, into="hub", by=steward)
    assert (report.pages, report.new, report.changed, report.unchanged) == (3, 3, 0, 0)
    assert report.history == (
        "History from 2019-05-03 to 2021-02-02: 5 versions of pages, 4 brought, "
        "1 not, since they were marked as reaching less far."
    )
    assert [each[:4] for each in versions("hub")] == [
        ("notes/b.md", "2019-05-03T10:00:00.000Z", "Zoe", "Begin"),
        ("weir.md", "2019-05-03T10:00:00.000Z", "Zoe", "Begin"),
        ("weir.md", "2020-01-02T10:00:00.000Z", "Ana", "Grow"),
        ("c.md", "2021-02-02T10:00:00.000Z", "Zoe", "Show"),
    ]
    told = queries.history(steward, "hub", "weir.md")
    assert [(each.author, each.at[:10], each.summary) for each in told] == [
        ("Ana", "2020-01-02", "Grow"),
        ("Zoe", "2019-05-03", "Begin"),
    ]
    lines = queries.difference(steward, "hub", "weir.md", told[0].seq)
    assert [line.state for line in lines] == ["same", "same", "went", "came", "came", "same"]
    assert replay.differences() == []


def test_no_address_and_nothing_private_comes_along(vault, steward):
    actions.import_vault(vault, into="public", by=steward)
    git = [
        "git",
        "--git-dir",
        str(repositories.folder("public")),
        "log",
        "-p",
        str(head_of("public")),
        "--format=%an %ae %cn %ce",
    ]
    told = subprocess.run(git, capture_output=True, check=True, text=True).stdout
    assert "Zoe elsewhere@hub" in told
    assert "example.org" not in told
    assert "For me." not in told


def test_again_brings_only_what_is_new(vault, steward, write):
    actions.import_vault(vault, into="hub", by=steward)
    size = log.size()
    again = actions.import_vault(vault, into="hub", by=steward)
    assert (again.new, again.changed, again.unchanged, log.size()) == (0, 0, 3, size)
    commit(
        vault,
        "More",
        {"weir.md": "# Weir\n\nReeds.\n", "c.md": "For all!\n\nMore.\n\nTail.\n"},
        who="Zoe",
        day="2022-01-01",
    )
    page = queries.page(steward, "hub", "c.md")
    actions.write_page(
        by=steward,
        space="hub",
        path="c.md",
        text="For all.\n\nMore.\n\nTail, edited here.\n",
        base=page.info.blob,
    )
    third = actions.import_vault(vault, into="hub", by=steward)
    assert next((each.author, each.summary) for each in queries.history(steward, "hub", "weir.md")) == (
        "Zoe",
        "More",
    )
    assert third.merged == ("c.md",)
    assert queries.page(steward, "hub", "c.md").text == "For all!\n\nMore.\n\nTail, edited here.\n"


def test_what_was_taken_away_and_put_back_is_told_once(vault, steward):
    text = (vault / "weir.md").read_text()
    commit(vault, "Away", {"weir.md": None}, who="Ana", day="2022-01-01")
    commit(vault, "Back", {"weir.md": text}, who="Ana", day="2022-02-02")
    commit(vault, "On", {"weir.md": text + "\nReeds.\n"}, who="Zoe", day="2022-03-03")
    actions.import_vault(vault, into="hub", by=steward)
    size = log.size()
    assert actions.import_vault(vault, into="hub", by=steward).unchanged == 3
    assert log.size() == size
    told = [each.summary for each in queries.history(steward, "hub", "weir.md")]
    assert told == ["On", "Grow", "Begin"]


def test_stopped_at_any_step_and_begun_again_it_ends_the_same(vault, steward):
    actions.import_vault(vault, into="public", by=steward)
    whole = versions("public")
    for stop in range(1, 8):

        def progress(done: int, _: int, stop: int = stop) -> None:
            if done == stop:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            actions.import_vault(vault, into="hub", by=steward, progress=progress)
    actions.import_vault(vault, into="hub", by=steward)
    assert versions("hub") == whole
    assert replay.differences() == []


def test_without_names_and_without_history(vault, steward):
    actions.import_vault(vault, into="hub", by=steward, names=False)
    assert {each[2] for each in versions("hub")} == {""}
    report = actions.import_vault(vault, into="public", by=steward, history=False)
    assert report.history == ""
    assert {each[1] for each in versions("public")} == {""}


def test_a_name_can_be_taken_back(vault, steward):
    actions.import_vault(vault, into="hub", by=steward)
    first = queries.history(steward, "hub", "weir.md")[-1]
    saying.erase(first.seq, right="law")
    assert [each.author for each in queries.history(steward, "hub", "weir.md") if each.seq == first.seq] in (
        [],
        [""],
    )
    assert replay.differences() == []


def test_history_is_read_by_people(vault, steward, visit):
    actions.import_vault(vault, into="public", by=steward)
    page = visit(None).get("/commons/public/-/history/weir.md").content.decode()
    assert "Ana" in page
    assert "brought from elsewhere" in page


def test_a_page_renamed_here_gets_what_came_later_under_its_new_name(vault, steward):
    actions.import_vault(vault, into="hub", by=steward)
    actions.rename_page(by=steward, space="hub", path="weir.md", to="water/weir-of-stones.md")
    commit(
        vault, "Later", {"weir.md": "# Weir\n\nStones and\nsilt.\n\nLater.\n"}, who="Zoe", day="2022-01-01"
    )
    report = actions.import_vault(vault, into="hub", by=steward)
    assert report.kept_as_here == ()
    assert queries.page(steward, "hub", "weir.md") is None
    assert queries.page(steward, "hub", "water/weir-of-stones.md").text.endswith("Later.\n")
    assert replay.differences() == []
