"""A hub on a machine without git answers just the same, by dulwich."""

import pytest

from prisma_hub.commons import queries
from prisma_hub.commons.remote import program
from prisma_hub.work import loop


@pytest.fixture
def without_git(monkeypatch):
    monkeypatch.setattr(program, "installed", lambda: None)


def test_clone_push_and_fetch(without_git, write, clone, person):
    ana = person("Ana")
    write("weir.md", "# Weir\n", by=ana, space="hub")
    one, other = clone(ana, "hub"), clone(ana, "hub")
    one.write("weir.md", "# Weir\n\nIt slows water.\n")
    one.write("spring.md", "# Spring\n")
    one.commit()
    done = one.push()
    assert done.code == 0, done.said
    done = other.git("pull", "-q", "origin", "main")
    assert done.code == 0, done.said
    assert (other.folder / "spring.md").read_text() == "# Spring\n"
    loop.run_until_idle()
    page = queries.page(ana, "hub", "weir")
    assert page is not None
    assert page.text == "# Weir\n\nIt slows water.\n"


def test_a_refusal_is_said_the_same(without_git, write, clone, person):
    ana = person("Ana")
    write("weir.md", "# Weir\n", by=ana, space="hub")
    copy = clone(ana, "hub")
    copy.write("mine.md", "---\nprivate: true\n---\nMine.\n")
    copy.commit()
    done = copy.push()
    assert done.code != 0
    assert "remote: “mine.md” says" in done.said
