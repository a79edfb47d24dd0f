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
