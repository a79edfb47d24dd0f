"""A page that is removed: what is said before, after, at its address, and how it comes back."""

from __future__ import annotations

import re

from prisma_hub.commons import actions, queries
from prisma_hub.work import loop
from tests.commons.test_pages import fields

PLACE = "/commons/public/-/place/weir.md"


def remove(browser, address=PLACE):
    form = next(
        each
        for each in browser.get(address).content.decode().split("<form")[1:]
        if 'name="act" value="remove"' in each
    )
    sent = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    return browser.post(address, sent, follow=True)


def test_before_it_goes_is_said_how_many_pages_lead_there_and_what_stays(write, steward, visit):
    write("weir.md", "# Weir")
    browser = visit(steward)
    said = browser.get(PLACE).content.decode()
    assert "No page leads here." in said
    assert "Its versions stay in the history" in said
    write("silt.md", "Of the [[weir]].")
    assert "1 page leads here." in browser.get(PLACE).content.decode()
    write("mud.md", "Of the [[weir]], the [[weir]].")
    said = browser.get(PLACE).content.decode()
    assert "2 pages lead here." in said
    assert 'href="/commons/public/-/links/weir.md' in said


def test_pages_one_may_not_read_are_not_counted(write, steward, person, visit):
    write("weir.md", "# Weir", space="hub")
    eva = person("Eva")
    write("note.md", "Of the [[weir]].", by=eva, space=eva.ref)
    assert "No page leads here." in visit(steward).get("/commons/hub/-/place/weir.md").content.decode()
    assert "1 page leads here." in visit(eva).get("/commons/hub/-/place/weir.md").content.decode()


def test_after_it_one_link_leads_to_where_it_is_put_back(write, steward, visit):
    was = write("weir.md", "# Weir")
    browser = visit(steward)
    answer = remove(browser)
    said, there = answer.content.decode(), f"/commons/public/-/was/{was.seq}/weir.md"
    assert "“Weir” was removed. Its history stays." in said
    assert f'href="{there}"' in said
    assert browser.post(there, fields(browser.get(there))).status_code == 302
    assert queries.page(steward, "public", "weir").text == "# Weir\n"


def test_a_garden_that_keeps_nothing_promises_nothing(write, person, visit):
    ana = person("Ana")
    write("note.md", "# Otter", by=ana, space=ana.ref)
    said = remove(visit(ana), f"/commons/person-{ana.person}/-/place/note.md").content.decode()
    assert "“Otter” was removed. Nothing of it is kept." in said
    assert "/-/was/" not in said


# == At its address ==


def seen(visit, viewer, address="/commons/public/weir"):
    answer = visit(viewer).get(address)
    assert answer.status_code == 404
    return answer.content.decode()


def test_the_address_of_a_removed_page_says_so_by_whom_and_leads_to_its_history(write, steward, visit):
    write("weir.md", "# Leaky weir")
    actions.remove_page(by=steward, space="public", path="weir.md")
    for address in ("/commons/public/weir", "/commons/public/weir.md"):
        said = seen(visit, steward, address)
        assert "Leaky weir</h1>" in said
        assert "This page was removed by Amparo: " in said
        assert 'href="/commons/public/-/history/weir.md"' in said
        assert "Begin it anew" in said
    stranger = seen(visit, None)
    assert "This page was removed by" in stranger
    assert "Begin it" not in stranger


def test_under_its_old_name_too(write, steward, visit):
    write("weir.md", "# Weir")
    actions.rename_page(by=steward, space="public", path="weir.md", to="dam")
    actions.remove_page(by=steward, space="public", path="dam.md")
    assert 'href="/commons/public/-/history/dam.md"' in seen(visit, steward)


def test_begun_anew_it_is_a_page_again(write, steward, visit):
    write("weir.md", "# Weir")
    actions.remove_page(by=steward, space="public", path="weir.md")
    write("weir.md", "# Weir anew")
    assert queries.removed(steward, "public", "weir") is None
    assert visit(None).get("/commons/public/weir").status_code == 200


def test_of_a_space_one_may_not_read_nothing_is_said(write, person, visit):
    ana, eva = person("Ana"), person("Eva")
    write("diary.md", "# Zimtstern", by=eva, space=eva.ref)
    actions.keep_garden(by=eva, space=eva.ref, keeps=True)
    actions.remove_page(by=eva, space=eva.ref, path="diary.md")
    where = f"/commons/person-{eva.person}"
    assert "This page was removed by" in seen(visit, eva, f"{where}/diary")
    for viewer in (None, ana):
        gone, never = (seen(visit, viewer, f"{where}/{name}") for name in ("diary", "never"))
        for word in ("Zimtstern", "removed", "history", "Eva"):
            assert word not in gone
        assert gone.split("<main")[1].split("csrf")[0] == never.split("<main")[1].split("csrf")[0]


def test_a_purged_page_is_not_spoken_of(write, steward, visit):
    for name in ("weir", "dam"):
        write(f"{name}.md", "# Zimtstern")
        actions.remove_page(by=steward, space="public", path=f"{name}.md")
    for path, name in (("weir.md", "weir"), ("", "dam")):
        assert queries.removed(steward, "public", name)
        actions.purge_history(by=steward, space="public", path=path)
        for again in range(2):
            said = seen(visit, steward, f"/commons/public/{name}")
            assert "There is no page “" in said, again
            assert "removed" not in said.split("<main")[1]
            loop.run_until_idle()


def test_a_page_nobody_ever_wrote_can_be_begun(steward, visit):
    said = seen(visit, steward, "/commons/public/never")
    assert "There is no page “never” here." in said
    assert "new?name=never" in said
