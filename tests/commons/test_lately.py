"""What was done to pages lately: each deed once, what came in together as one."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prisma_hub.circles import actions as circles
from prisma_hub.commons import actions, queries
from prisma_hub.commons.queries import deeds as reading
from prisma_hub.commons.types import Mend, Ref
from prisma_hub.identity.types import ANYBODY
from prisma_hub.kernel.ids import circle
from prisma_hub.work import loop

CHANGES = "/commons/-/changes"


def deeds(viewer, limit=50, before=None):
    return queries.lately(viewer, limit=limit, before=before)[0]


def told(viewer, limit=50):
    return [(each.what, each.title, each.pages) for each in deeds(viewer, limit)]


def bring(steward, count, space="public", folder="vault"):
    files = {f"{folder}/n{n}.md": f"# Note {n}\n".encode() for n in range(count)}
    actions.bring(files, by=steward, space=space, origin="import", summary="Brought")


def test_each_deed_says_what_was_done(write, steward):
    silt = write("silt.md", "---\nlang: en\n---\n# Silt\n\nOf the [[weir]].")
    write("weir.md", "# Weir")
    write("silt.md", "---\nlang: en\n---\n# Silt\n\nFine, of the [[weir]].", base=silt.blob)
    write("es/limo.md", "---\nlang: es\ntranslation_of: silt\n---\n# Limo")
    actions.rename_page(by=steward, space="public", path="weir.md", to="dam")
    actions.move_page(by=steward, space="public", path="es/limo.md", to_space="hub")
    actions.remove_page(by=steward, space="public", path="dam.md")
    assert told(steward) == [
        ("removed", "Weir", 1),
        ("moved", "Limo", 1),
        ("renamed", "Weir", 2),
        ("begun", "Limo", 1),
        ("changed", "Silt", 1),
        ("begun", "Weir", 1),
        ("begun", "Silt", 1),
    ]


def test_a_translation_is_a_deed_of_its_own(write, steward):
    write("silt.md", "---\nlang: en\n---\n# Silt")
    write("es/limo.md", "---\nlang: es\ntranslation_of: silt\n---\n# Limo")
    assert told(ANYBODY) == [("translated", "Limo", 1), ("begun", "Silt", 1)]


def test_what_came_in_together_is_one_row_that_opens(write, steward, person, visit):
    first = write("weir.md", "# Weir")
    bring(steward, 7)
    write("weir.md", "# Weir\n\nMore.", base=first.blob)
    assert [each[0::2] for each in told(steward)] == [("changed", 1), ("together", 7), ("begun", 1)]
    browser = visit(steward)
    said = browser.get(CHANGES).content.decode()
    assert "7 pages came in" in said
    assert "brought from elsewhere" in said
    assert "Note 3" not in said
    there = re.search(r'href="(/commons/-/changes\?of=\d+)"', said)[1]
    opened = browser.get(there).content.decode()
    assert "7 pages came in</h1>" in opened
    assert opened.count(">Note ") == 7


def test_an_import_in_many_stretches_is_one_row_and_pushes_out_nobody(write, steward, visit, monkeypatch):
    write("weir.md", "# Weir")
    bring(steward, 30)
    write("silt.md", "# Silt")
    monkeypatch.setattr(reading, "_STRETCH", 4)
    assert [(each.what, each.pages, each.more) for each in deeds(steward)] == [
        ("begun", 1, False), ("together", 30, False), ("begun", 1, False)
    ]  # fmt: skip
    monkeypatch.setattr(reading, "MOST_COUNTED", 9)
    assert ">9+ pages came in" in visit(steward).get(CHANGES).content.decode()


@pytest.mark.parametrize("stretch", [2, 3, 5, 300])
def test_page_by_page_nothing_is_told_twice_or_left_out(write, steward, monkeypatch, stretch):
    for number in range(4):
        write(f"a{number}.md", f"# A{number}")
        bring(steward, 3, space="hub" if number % 2 else "public", folder=f"f{number}")
        write(f"b{number}.md", f"# B{number}")
    whole = [(each.what, each.newest, each.pages) for each in deeds(steward)]
    monkeypatch.setattr(reading, "_STRETCH", stretch)
    found, before = [], None
    for _ in range(40):
        some, before = queries.lately(steward, limit=2, before=before)
        found += [(each.what, each.newest, each.pages) for each in some]
        if before is None:
            break
    assert found == whole


def test_links_mended_together_are_one_deed(write, steward):
    write("weir.md", "# Weir")
    for name in ("a", "b"):
        write(f"{name}.md", "See [[wier]].")
    mends = [Mend(f"{name}.md", Ref("public", "weir.md"), target="wier") for name in ("a", "b")]
    actions.mend_links(by=steward, space="public", mends=mends)
    assert told(steward)[0][0::2] == ("together", 2)


def test_every_row_leads_to_what_it_changed(write, steward, visit):
    first = write("weir.md", "# Weir\n\nSlow.")
    second = write("weir.md", "# Weir\n\nQuick.", base=first.blob)
    write("silt.md", "# Silt")
    actions.remove_page(by=steward, space="public", path="silt.md")
    browser = visit(None)
    for address in (CHANGES, "/commons"):
        said = browser.get(address).content.decode()
        for there in (f"change/{first.seq}/weir.md", f"change/{second.seq}/weir.md", "history/silt.md"):
            assert f'href="/commons/public/-/{there}"' in said, address
            assert browser.get(f"/commons/public/-/{there}").status_code == 200
    assert browser.get(CHANGES).content.decode().count('<h2 class="day">') == 1


def test_of_spaces_one_may_not_read_nothing_is_told(write, steward, person, visit):
    ana, eva = person("Ana"), person("Eva")
    elders = circle(circles.open_circle(by=steward, title="Elders").id)
    circles.admit(by=steward, circle=elders.removeprefix("circle:"), person=ana.person)
    for space, by in ((elders, ana), ("hub", ana), (eva.ref, eva)):
        for name in ("stays", "goes"):
            write(f"zimt-{name}.md", "# Zimtstern", by=by, space=space)
        actions.remove_page(by=by, space=space, path="zimt-goes.md")
    bring(steward, 3, space=elders)
    newest = deeds(ana)[0].newest
    assert {each.ref.space for each in deeds(ana)} == {elders, "hub"}
    assert {each.ref.space for each in deeds(eva)} == {"hub", eva.ref}
    assert deeds(ANYBODY) == []
    for viewer in (None, eva):
        assert visit(viewer).get(f"{CHANGES}?of={newest}").status_code == 404
    assert "imt" not in visit(None).get(CHANGES).content.decode()


def test_moved_where_one_may_not_read_is_removed_and_no_more(write, steward, person):
    ana, eva = person("Ana"), person("Eva")
    write("song.md", "# Song", by=ana, space="hub")
    actions.move_page(by=ana, space="hub", path="song.md", to_space=ana.ref)
    assert [each.what for each in deeds(ana)] == ["moved", "begun"]
    assert [each.what for each in deeds(eva)] == ["removed", "begun"]


def test_what_was_purged_is_told_no_more(write, steward, visit):
    first = write("weir.md", "# Zimtstern")
    write("dam.md", "# Dam")
    write("weir.md", "# Zimtstern\n\nMore.", base=first.blob)
    actions.remove_page(by=steward, space="public", path="weir.md")
    actions.purge_history(by=steward, space="public", path="weir.md")
    assert [(each.what, each.ref.path) for each in deeds(steward)] == [("begun", "dam.md")]
    actions.remove_page(by=steward, space="public", path="dam.md")
    actions.purge_history(by=steward, space="public")
    assert deeds(steward) == []
    loop.run_until_idle()
    assert deeds(steward) == []


def test_an_entry_that_was_erased_leads_to_no_words(write, steward):
    from prisma_hub.log import actions as log

    first = write("weir.md", "# Weir\n\nSlow.")
    write("weir.md", "# Weir", base=first.blob)
    log.erase(first.seq, right="stewards")
    assert [(each.what, each.kept) for each in deeds(steward)] == [("changed", True), ("begun", False)]


def test_a_long_list_costs_few_queries(write, steward, visit, monkeypatch):
    base = ""
    for number in range(3):
        bring(steward, 12, space="hub" if number % 2 else "public", folder=f"f{number}")
        base = write("weir.md", f"# W\n\n{number}", base=base).blob
    actions.remove_page(by=steward, space="public", path="weir.md")
    browser = visit(steward)
    for stretch in (300, 4):
        monkeypatch.setattr(reading, "_STRETCH", stretch)
        browser.get(CHANGES)
        with CaptureQueriesContext(connection) as counted:
            assert browser.get(CHANGES).status_code == 200
        assert len(counted) <= 20, (stretch, len(counted))
