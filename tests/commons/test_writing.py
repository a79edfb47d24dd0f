"""Saving a page: who may, what goes together, what clashes, what is refused."""

import pytest

from prisma_hub.commons import actions, queries, repositories
from prisma_hub.commons.kept import Draft
from prisma_hub.commons.models import Repository
from prisma_hub.commons.types import Conflict, Place, Ref
from prisma_hub.identity.types import ANYBODY
from prisma_hub.kernel.refusal import Refused
from prisma_hub.log import queries as log
from prisma_hub.log import replay
from prisma_hub.work import loop

WEIR = "# Weir\n\nIt slows water.\n\nIt holds silt.\n\nIt is low.\n"


def test_a_saved_page_is_there_for_everybody_who_may_read_its_space(write, person):
    saved = write("practices/weir.md", WEIR)
    for viewer in (ANYBODY, person("Ana")):
        page = queries.page(viewer, "public", "practices/weir")
        assert page is not None
        assert (page.text, page.info.title, page.info.blob) == (WEIR, "Weir", saved.blob)


def test_the_log_names_commit_and_file_and_the_branch_follows(write):
    saved = write("weir.md", WEIR)
    entry = log.entry(saved.seq)
    assert entry is not None
    head = entry.body["commit"]
    assert repositories.files("public", head) == {"weir.md": saved.blob}
    loop.run_until_idle()
    assert repositories.branch("public") == head


def test_a_commit_carries_a_name_and_an_id_and_never_an_address(write, person):
    ana = person("Ana <x@y>\nEvil")
    write("weir.md", WEIR, by=ana, space="hub")
    with repositories.opened("hub") as repo:
        commit = repo.object_store[Repository.objects.get(space="hub").head.encode()]
        assert commit.author == f"Ana x@y Evil <person-{ana.person.hex[-12:]}@hub>".encode()


def test_members_write_for_the_hub_and_only_some_for_everybody(write, person):
    ana = person("Ana")
    write("note.md", "For us.", by=ana, space="hub")
    with pytest.raises(Refused, match="trusts with it"):
        write("note.md", "For all.", by=ana)
    with pytest.raises(Refused, match="Sign in first"):
        write("note.md", "For all.", by=ANYBODY)


def test_nobody_writes_in_the_garden_or_circle_of_others(write, person):
    ana, eva = person("Ana"), person("Eva")
    for space in (eva.ref, "circle:" + str(eva.person), "network", "nowhere", "circle:../../x"):
        with pytest.raises(Refused, match="no such place"):
            write("note.md", "Here I am.", by=ana, space=space)


def test_two_people_in_different_paragraphs_are_joined(write, person):
    ana, eva = person("Ana"), person("Eva")
    base = write("weir.md", WEIR, by=ana, space="hub").blob
    write("weir.md", WEIR.replace("slows", "slows and spreads"), by=ana, space="hub", base=base)
    saved = write("weir.md", WEIR.replace("is low", "is low in the middle"), by=eva, space="hub", base=base)
    assert saved.merged
    page = queries.page(eva, "hub", "weir")
    assert page is not None
    assert page.text == WEIR.replace("slows", "slows and spreads").replace("is low", "is low in the middle")


def test_two_people_in_the_same_line_get_both_texts_and_lose_nothing(write, person):
    ana, eva = person("Ana"), person("Eva")
    base = write("weir.md", WEIR, by=ana, space="hub").blob
    theirs = write("weir.md", WEIR.replace("slows", "calms"), by=ana, space="hub", base=base)
    yours = WEIR.replace("slows", "tames")
    conflict = actions.write_page(by=eva, space="hub", path="weir.md", text=yours, base=base)
    assert conflict == Conflict(
        Ref("hub", "weir.md"),
        yours,
        WEIR.replace("slows", "calms"),
        "# Weir\n\nIt tames water.\nIt calms water.\n\nIt holds silt.\n\nIt is low.\n",
        theirs.blob,
        (
            Place("# Weir\n\n", "# Weir\n\n"),
            Place("It tames water.\n", "It calms water.\n"),
            Place("\nIt holds silt.\n\nIt is low.\n", "\nIt holds silt.\n\nIt is low.\n"),
        ),
    )
    assert Draft.objects.get(person=eva.person).text == yours
    with pytest.raises(Refused, match="marks between two versions"):
        marked = "# Weir\n\n<<<<<<< yours\nTames.\n=======\nCalms.\n>>>>>>> theirs\n"
        write("weir.md", marked, by=eva, space="hub", base=conflict.base)
    saved = write("weir.md", yours, by=eva, space="hub", base=conflict.base)
    assert not saved.merged
    assert not Draft.objects.exists()


def test_a_new_page_where_somebody_just_made_one_is_no_overwriting(write, person):
    ana, eva = person("Ana"), person("Eva")
    write("weir.md", "Hers.\n", by=ana, space="hub")
    answer = actions.write_page(by=eva, space="hub", path="weir.md", text="Mine.\n")
    assert isinstance(answer, Conflict)
    assert (answer.yours, answer.theirs) == ("Mine.\n", "Hers.\n")


def test_saving_the_same_again_says_nothing(write):
    first = write("weir.md", WEIR)
    size = log.size()
    again = write("weir.md", WEIR.replace("\n", "\r\n"), base=first.blob)
    assert (again.unchanged, again.seq, log.size()) == (True, first.seq, size)


def test_posting_one_form_twice_is_saving_once(steward, hub):
    from prisma_hub.kernel.source import current

    one = current().uuid7()
    said = [
        actions.write_page(by=steward, space="public", path="a.md", text="A", statement_id=one)
        for _ in range(2)
    ]
    assert [each.seq for each in said] == [said[0].seq] * 2


@pytest.mark.parametrize(
    "path",
    ["", "/etc/x.md", "../x.md", "a/../b.md", "a//b.md", ".git/config.md", "a/.hidden.md", "a\\b.md",
     "-/edit.md", "a\0b.md", "a\u202eb.md", "con.md", "x" * 300 + ".md", "a/ b.md", "why?.md", "x.txt"],
)  # fmt: skip
def test_a_path_that_leads_astray_is_refused(write, path):
    with pytest.raises(Refused):
        write(path, "Words.")
    assert not repositories.exists("public")


@pytest.mark.parametrize("other", ["Place.md", "plâce.md", "place.md/in.md", "place.MD"])
def test_names_that_many_computers_cannot_hold_apart_are_refused(write, other):
    write("place.md", "Words.")
    with pytest.raises(Refused):
        write(other, "Words.")


@pytest.mark.parametrize(
    "mark", ["private: true", "publish: false", "audience: elders", "visibility: members"]
)
def test_a_page_that_says_it_is_private_does_not_go_public(write, mark):
    with pytest.raises(Refused, match="reaches further"):
        write("a.md", f"---\n{mark}\n---\nWords.")


def test_a_removed_page_is_gone_and_its_history_stays(write, steward):
    write("weir.md", WEIR)
    actions.remove_page(by=steward, space="public", path="weir.md", summary="It washed away")
    assert queries.page(steward, "public", "weir") is None
    assert [(each.action, each.summary) for each in queries.history(steward, "public", "weir.md")] == [
        ("removed", "It washed away"),
        ("created", ""),
    ]


def test_derived_tables_are_what_the_log_says(write, steward, person):
    ana = person("Ana")
    base = write("weir.md", WEIR).blob
    write("weir.md", WEIR + "More.\n", base=base)
    write("note.md", "Mine.", by=ana, space=ana.ref)
    write("other.md", "Also.", by=ana, space="hub")
    actions.remove_page(by=ana, space="hub", path="other.md")
    loop.run_until_idle()
    assert replay.differences() == []
