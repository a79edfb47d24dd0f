"""History that is let go: a steward purges a space, an owner keeps the history of a garden or not."""

import pytest

from prisma_hub.commons import actions, queries, repositories
from prisma_hub.commons.models import PageVersion, Repository
from prisma_hub.inbox import queries as inbox
from prisma_hub.kernel.refusal import Refused
from prisma_hub.log import queries as log
from prisma_hub.log import replay
from prisma_hub.work import loop


def _held(space):
    """Every byte the repository still holds, unpacked."""
    with repositories.opened(space) as repo:
        return b"".join(repo.object_store[each].as_raw_string() for each in repo.object_store)


@pytest.fixture
def told(write, person):
    """A page whose first version said too much, and another with a past."""
    ana = person("Ana")
    base = write("weir.md", "# Weir\n\ncanarypastxq\n", by=ana, space="hub").blob
    write("weir.md", "# Weir\n", by=ana, space="hub", base=base)
    base = write("other.md", "# Other\n\nbeforexq\n", by=ana, space="hub").blob
    write("other.md", "# Other\n", by=ana, space="hub", base=base)
    loop.run_until_idle()
    return ana


def test_the_past_of_one_file_goes_and_that_of_others_stays(told, steward):
    actions.purge_history(by=steward, space="hub", path="weir.md")
    loop.run_until_idle()
    assert b"canarypastxq" not in _held("hub")
    assert b"beforexq" in _held("hub")
    with repositories.opened("hub") as repo:
        assert repo.object_store[Repository.objects.get(space="hub").head.encode()].parents == []
    weir, other = (queries.history(told, "hub", path) for path in ("weir.md", "other.md"))
    assert [each.kept for each in weir] == [True, False]
    assert [each.kept for each in other] == [True, True]
    page = queries.page(told, "hub", "weir")
    assert page is not None
    assert page.text == "# Weir\n"
    assert PageVersion.objects.filter(path="weir.md").order_by("seq").first().title == ""
    assert [each.body for each in log.entries() if each.kind == "history.purged/1"] == [
        {"space": "hub", "path": "weir.md", "commit": Repository.objects.get(space="hub").head}
    ]
    assert replay.differences() == []


def test_what_is_written_between_a_purge_and_its_work_leaves_the_repository_whole(
    told, steward, write, clone
):
    """The work of a purge runs after it: commits made meanwhile stand on the new beginning, and need it."""
    actions.purge_history(by=steward, space="hub")
    for n in range(3):
        write(f"since{n}.md", f"# Since {n}\n", by=told, space="hub")
    loop.run_until_idle()
    assert b"canarypastxq" not in _held("hub")
    copy = clone(told, "hub")
    assert copy.git("fsck", "--full", "--strict").code == 0
    assert len(copy.git("log", "--format=%h").said.split()) == 4
    copy.write("pushed.md", "# Pushed\n")
    copy.commit()
    assert copy.push().code == 0


def test_the_past_of_everything_goes_also_out_of_a_pack(told, steward):
    actions.bring(
        {f"many/{n}.md": f"# {n}\n\nbefore{n}packedxq\n".encode() for n in range(60)},
        by=told, space="hub", origin="test", summary="",
    )  # fmt: skip
    for n in range(60):
        actions.remove_page(by=told, space="hub", path=f"many/{n}.md")
    assert b"packedxq" in _held("hub")
    actions.purge_history(by=steward, space="hub")
    loop.run_until_idle()
    held = _held("hub")
    assert b"packedxq" not in held
    assert b"beforexq" not in held
    assert repositories.files("hub", Repository.objects.get(space="hub").head).keys() == {
        "weir.md",
        "other.md",
    }
    actions.write_page(by=told, space="hub", path="new.md", text="# New\n")
    assert replay.differences() == []


def test_only_a_steward_who_may_write_there_purges(told, steward, person):
    with pytest.raises(Refused, match="may not do this"):
        actions.purge_history(by=told, space="hub")
    with pytest.raises(Refused, match="no such place"):
        actions.purge_history(by=steward, space=told.ref)
    with pytest.raises(Refused, match="No file of that name"):
        actions.purge_history(by=steward, space="hub", path="nowhere.md")


def test_who_cloned_is_told_and_an_old_clone_cannot_bring_the_past_back(told, steward, person, clone):
    eva = person("Eva")
    copy = clone(eva, "hub")
    copy.write("new.md", "# New\n")
    copy.commit()
    actions.purge_history(by=steward, space="hub")
    loop.run_until_idle()
    [letter] = inbox.letters(eva)
    assert (letter.text[:9], letter.link) == ("A steward", "/commons/hub/-/git")
    assert inbox.letters(told) == []
    for words in (("origin", "HEAD:main"), ("--force", "origin", "HEAD:main")):
        done = copy.push(*words)
        assert done.code != 0
        assert "remote error: A steward began the history of this space anew. Make a fresh clone" in done.said
    copy.git("fetch", "-q", "origin")
    copy.git("merge", "-q", "--allow-unrelated-histories", "-X", "ours", "-m", "Both", "origin/main")
    done = copy.push()
    assert done.code != 0
    assert "another beginning" in done.said
    fresh = clone(eva, "hub")
    fresh.write("new.md", "# New\n")
    fresh.commit()
    assert fresh.push().code == 0
    assert b"canarypastxq" not in _held("hub")


def test_a_garden_is_cloned_once_its_owner_keeps_its_history(write, person, clone):
    ana = person("Ana")
    slug = f"person-{ana.id}"
    base = write("thought.md", "first thoughtxq\n", by=ana, space=ana.ref).blob
    base = write("thought.md", "second thoughtxq\n", by=ana, space=ana.ref, base=base).blob
    loop.run_until_idle()
    with pytest.raises(AssertionError, match="keeps no history"):
        clone(ana, slug)
    actions.keep_garden(by=ana, space=ana.ref, keeps=True)
    base = write("thought.md", "third thoughtxq\n", by=ana, space=ana.ref, base=base).blob
    loop.run_until_idle()
    copy = clone(ana, slug)
    copy.write("thought.md", "fourth thoughtxq\n")
    copy.commit()
    assert copy.push().code == 0
    loop.run_until_idle()
    assert [each.kept for each in queries.history(ana, ana.ref, "thought.md")] == [True, True, True, False]
    actions.keep_garden(by=ana, space=ana.ref, keeps=False)
    loop.run_until_idle()
    held = _held(ana.ref)
    assert b"fourth" in held
    assert b"second" not in held
    assert b"third" not in held
    assert copy.git("fetch", "origin").code != 0
    with pytest.raises(Refused, match="no such place"):
        actions.keep_garden(by=person("Eva"), space=ana.ref, keeps=True)
    assert replay.differences() == []


def test_a_forced_push_of_the_past_is_refused_while_the_reaction_has_not_run(told, steward, clone):
    copy = clone(told, "hub")
    actions.purge_history(by=steward, space="hub")
    again = clone(told, "hub")
    assert again.git("rev-list", "--count", "HEAD").said.strip() == "1"
    assert "canarypastxq" not in again.git("log", "-p", "--all").said
    assert copy.push("--force", "origin", "HEAD:main").code != 0
