"""The hub as a git remote, with the real git: clone, fetch, push."""

import errno
import os
import shlex

from django.db import OperationalError

from prisma_hub.commons import queries, repositories
from prisma_hub.commons.actions import receiving
from prisma_hub.commons.models import PageVersion, Repository
from prisma_hub.identity.types import ANYBODY
from prisma_hub.log import queries as log
from prisma_hub.log import replay
from prisma_hub.work import loop


def test_anybody_clones_what_everybody_may_read(write, clone):
    write("places/weir.md", "# Weir\n")
    copy = clone(None, "public")
    assert (copy.folder / "places/weir.md").read_text() == "# Weir\n"


def test_what_is_pushed_stands_in_the_commons_and_is_said_by_whoever_pushed(write, clone, person):
    ana = person("Ana")
    write("weir.md", "# Weir\n", by=ana, space="hub")
    write("gone.md", "# Gone\n", by=ana, space="hub")
    write("old.md", "# A name that goes\n", by=ana, space="hub")
    copy = clone(ana, "hub")
    copy.write("weir.md", "# Weir\n\nIt slows water.\n")
    copy.write("notes/spring.md", "# Spring\n")
    (copy.folder / "gone.md").unlink()
    (copy.folder / "old.md").rename(copy.folder / "new.md")
    copy.commit("What the spring showed")
    done = copy.push()
    assert done.code == 0, done.said
    tip = copy.git("rev-parse", "HEAD").said.strip()
    pushed = PageVersion.objects.filter(origin="push").order_by("path")
    said = [(each.path, each.action, each.was, each.by, each.commit, each.summary) for each in pushed]
    rest = (ana.ref, tip, "What the spring showed")
    assert said == [
        ("gone.md", "removed", "", *rest),
        ("new.md", "moved", "old.md", *rest),
        ("notes/spring.md", "created", "", *rest),
        ("old.md", "removed", "", *rest),
        ("weir.md", "changed", "", *rest),
    ]
    assert Repository.objects.get(space="hub").head == tip
    loop.run_until_idle()
    page = queries.page(ana, "hub", "weir")
    assert page is not None
    assert page.text == "# Weir\n\nIt slows water.\n"
    assert repositories.branch("hub") == tip
    assert queries.page(ANYBODY, "hub", "weir") is None
    assert replay.differences() == []


def test_the_second_clone_gets_what_the_first_one_pushed_and_what_was_written_here(write, clone, person):
    ana, eva = person("Ana"), person("Eva")
    one, other = clone(ana, "hub"), clone(eva, "hub")
    one.write("one.md", "# One\n")
    one.commit()
    assert one.push().code == 0
    write("two.md", "# Two\n", by=eva, space="hub")
    done = other.git("pull", "-q", "origin", "main")
    assert done.code == 0, done.said
    assert sorted(each.name for each in other.folder.glob("*.md")) == ["one.md", "two.md"]


def test_two_pushes_at_once_the_later_one_fetches_first_and_both_texts_are_kept(write, clone, person):
    ana, eva = person("Ana"), person("Eva")
    write("weir.md", "# Weir\n\nOne.\n\nTwo.\n", by=ana, space="hub")
    one, other = clone(ana, "hub"), clone(eva, "hub")
    one.write("weir.md", "# Weir\n\nOne, by Ana.\n\nTwo.\n")
    other.write("weir.md", "# Weir\n\nOne.\n\nTwo, by Eva.\n")
    one.commit()
    other.commit()
    assert one.push().code == 0
    late = other.push()
    assert late.code != 0
    assert "fetch first" in late.said
    assert other.git("pull", "-q", "--no-rebase", "--no-edit", "origin", "main").code == 0
    done = other.push()
    assert done.code == 0, done.said
    loop.run_until_idle()
    page = queries.page(ana, "hub", "weir")
    assert page is not None
    assert page.text == "# Weir\n\nOne, by Ana.\n\nTwo, by Eva.\n"


def test_a_plain_pull_joins_after_the_lines_of_the_page_and_stops_where_both_changed_the_same(
    write, clone, person
):
    ana, eva = person("Ana"), person("Eva")
    write("weir.md", "# Weir\n\nOne.\n\nTwo.\n", by=ana, space="hub")
    one, other = clone(ana, "hub"), clone(eva, "hub")
    name, own, joins = queries.config_lines(eva)
    for line in (name, own, joins):
        assert other.git(*shlex.split(line.removeprefix("git "))).code == 0
    other.git("branch", "-q", "--set-upstream-to=origin/main")

    def both(first: str, second: str) -> None:
        for each, text in ((one, first), (other, second)):
            each.write("weir.md", f"# Weir\n\n{text}\n")
            each.commit()
        assert one.push().code == 0
        assert "fetch first" in other.push().said

    both("One, by Ana.\n\nTwo.", "One.\n\nTwo, by Eva.")
    done = other.git("pull", "-q")
    assert done.code == 0, done.said
    assert other.push().code == 0
    one.git("pull", "-q", "--rebase", "origin", "main")
    both("Only one, by Ana.", "Only one, by Eva.")
    stopped = other.git("pull", "-q")
    assert stopped.code != 0
    assert "weir.md" in stopped.said
    theirs, _, mine = (other.folder / "weir.md").read_text().partition("=======")
    assert ("by Ana" in theirs, "by Eva" in mine) == (True, True)
    other.write("weir.md", "# Weir\n\nOnly one, by Ana and Eva.\n")
    other.git("add", "weir.md")
    assert other.git("-c", "core.editor=true", "rebase", "--continue").code == 0
    done = other.push()
    assert done.code == 0, done.said
    loop.run_until_idle()
    page = queries.page(ana, "hub", "weir")
    assert page is not None
    assert page.text == "# Weir\n\nOnly one, by Ana and Eva.\n"


def test_a_web_save_that_began_before_a_push_is_joined_with_it(write, clone, person):
    ana, eva = person("Ana"), person("Eva")
    base = write("weir.md", "# Weir\n\nOne.\n\nTwo.\n", by=ana, space="hub").blob
    copy = clone(ana, "hub")
    copy.write("weir.md", "# Weir\n\nOne, by git.\n\nTwo.\n")
    copy.commit()
    assert copy.push().code == 0
    saved = write("weir.md", "# Weir\n\nOne.\n\nTwo, by hand.\n", by=eva, space="hub", base=base)
    assert saved.merged
    page = queries.page(ana, "hub", "weir")
    assert page is not None
    assert page.text == "# Weir\n\nOne, by git.\n\nTwo, by hand.\n"


def test_an_empty_space_takes_its_first_push(clone, person):
    ana = person("Ana")
    copy = clone(ana, "hub")
    copy.write("first.md", "# First\n")
    copy.commit()
    done = copy.push()
    assert done.code == 0, done.said
    assert log.entry(PageVersion.objects.get().seq).body["path"] == "first.md"


def test_broken_off_between_the_objects_and_the_entries_the_same_push_goes_through_later(
    clone, write, person, monkeypatch
):
    ana = person("Ana")
    write("weir.md", "# Weir\n", by=ana, space="hub")
    copy = clone(ana, "hub")
    copy.write("new.md", "# New\n")
    copy.commit()
    head = Repository.objects.get(space="hub").head

    def broken_off(**_: object) -> None:
        raise RuntimeError("the plug was pulled")

    with monkeypatch.context() as pulled:
        pulled.setattr(receiving, "tell", broken_off)
        assert copy.push().code != 0
    assert (Repository.objects.get(space="hub").head, PageVersion.objects.count()) == (head, 1)
    assert list((repositories.folder("hub") / "incoming").iterdir()) == []
    again = clone(ana, "hub")
    assert not (again.folder / "new.md").exists()
    done = copy.push()
    assert done.code == 0, done.said
    assert PageVersion.objects.get(path="new.md").action == "created"


def test_a_disk_that_fails_is_told_to_whoever_pushes(clone, write, person, monkeypatch):
    ana = person("Ana")
    write("weir.md", "# Weir\n", by=ana, space="hub")
    copy = clone(ana, "hub")
    copy.write("new.md", "# New\n")
    copy.commit()

    def no_room(**_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as full:
        full.setattr(receiving, "tell", no_room)
        done = copy.push()
    assert (done.code != 0, "remote: The disk of this hub is full" in done.said) == (True, True), done.said
    assert copy.push().code == 0


def test_a_database_that_is_away_is_told_to_whoever_fetches(clone, write, person, monkeypatch):
    ana = person("Ana")
    write("weir.md", "# Weir\n", by=ana, space="hub")
    copy = clone(ana, "hub")

    def away(**_: object) -> None:
        raise OperationalError("connection failed: Connection refused")

    with monkeypatch.context() as gone:
        gone.setattr("prisma_hub.identity.actions.use_token", away)
        done = copy.git("fetch", "origin")
    assert done.code != 0
    assert "remote: The database of this hub does not answer just now." in done.said, done.said
