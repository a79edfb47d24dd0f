"""What somebody typed and did not save: every draft has its own place, and is found again."""

from __future__ import annotations

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prisma_hub.circles import actions as circles
from prisma_hub.commons import actions, queries
from prisma_hub.commons.types import Ref
from prisma_hub.kernel.ids import circle
from tests.commons import test_pages

NEW = "/commons/hub/-/new"
RIVER = "---\nlang: en\n---\n# River\n"


@pytest.fixture
def ana(person):
    return person("Ana")


@pytest.fixture
def browser(ana, visit):
    return visit(ana)


def fields(response):
    """The form as a browser would send it, with the name of a new page."""
    name = re.search(r'<input type="text" name="name"(?: value="([^"]*)")?', response.content.decode())
    found = {"name": html.unescape(name[1] or "")} if name else {}
    return found | test_pages.fields(response, "<textarea")


def type_in(browser, address, text, **more):
    """Open a form and type, as its script keeps it. What the form was."""
    shown = browser.get(address)
    said = fields(shown)
    keeps = html.unescape(re.search(r'data-draft="([^"]+)"', shown.content.decode())[1])
    sent = {name: said.get(name, "") for name in ("base", "name", "draft")} | {"text": text} | more
    assert browser.post(keeps, sent).status_code == 204
    return said


def begun(browser, address=NEW):
    """Name and address of everything else that was begun there."""
    shown = browser.get(address).content.decode()
    part = re.search(r'aria-labelledby="h-begun".*?</section>', shown, re.S)
    found = re.findall(r'<a class="whole" href="([^"]+)">([^<]*)</a>', part[0]) if part else []
    return {html.unescape(name): html.unescape(address) for address, name in found}


def text_at(browser, address):
    return fields(browser.get(address))["text"].strip()


def test_translations_and_new_pages_each_keep_their_own_words(write, ana, browser):
    for name in ("river", "weir"):
        write(f"en/{name}.md", RIVER, space="hub")
    places = {
        NEW: "A wholly new page",
        f"{NEW}?of=en/river.md&to=es": "El río",
        f"{NEW}?of=en/river.md&to=fr": "La rivière",
        f"{NEW}?of=en/weir.md&to=es": "El dique",
    }
    for address, words in places.items():
        type_in(browser, address, words)
    assert {address: text_at(browser, address) for address in places} == places
    assert len(queries.drafts_without_page(ana, "hub")) == 4
    sent = fields(browser.get(f"{NEW}?of=en/river.md&to=es"))
    assert browser.post(f"{NEW}?of=en/river.md&to=es", sent).status_code == 302
    assert queries.page(ana, "hub", "es/river").text == "El río\n"
    assert {each.text for each in queries.drafts_without_page(ana, "hub")} == {
        "A wholly new page", "La rivière", "El dique",
    }  # fmt: skip


def test_two_pages_begun_at_once_are_two_drafts_and_both_are_found(ana, browser, hub):
    first, second = fields(browser.get(NEW)), fields(browser.get(NEW))
    for form, name in ((first, "mill"), (second, "weir")):
        sent = {"name": name, "text": f"On the {name}", "draft": form["draft"]}
        assert browser.post("/commons/hub/-/draft", sent).status_code == 204
    assert text_at(browser, NEW) == "On the weir"
    others = begun(browser)
    assert list(others) == ["mill"]
    assert text_at(browser, others["mill"]) == "On the mill"
    assert list(begun(browser, others["mill"])) == ["weir"]
    assert text_at(browser, f"{NEW}?name=mill") == "On the mill"
    assert text_at(browser, f"{NEW}?name=ford") == ""
    form = fields(browser.get(others["mill"]))
    assert browser.post(others["mill"], form | {"discard": "1"}).status_code == 302
    assert [each.name for each in queries.drafts_without_page(ana, "hub")] == ["weir"]


def test_one_more_page_begins_empty_and_leaves_the_first_as_it_is(ana, browser, hub):
    type_in(browser, NEW, "On the mill", name="mill")
    shown = browser.get(NEW).content.decode()
    anew = html.unescape(re.search(r'href="([^"]+)">Begin another page', shown)[1])
    assert text_at(browser, anew) == ""
    type_in(browser, anew, "On the weir", name="weir")
    assert [each.text for each in queries.drafts_without_page(ana, "hub")] == ["On the weir", "On the mill"]
    assert browser.post(NEW, fields(browser.get(anew)) | {"name": "weir", "space": "hub"}).status_code == 302
    assert [each.text for each in queries.drafts_without_page(ana, "hub")] == ["On the mill"]


@pytest.mark.parametrize("path", ["a.md", "a.mdx", "a.markdown", f"{'long/' * 40}a.mdx"])
def test_words_left_on_a_page_that_was_taken_away_are_found_and_go_on_there(
    tmp_path, steward, ana, browser, path
):
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text("One.\n")
    actions.import_vault(tmp_path, into="hub", by=steward)
    edit = f"/commons/hub/-/edit/{path}"
    type_in(browser, edit, "One, said Ana.")
    type_in(browser, NEW, "Another page", name="mill")
    actions.remove_page(by=steward, space="hub", path=path)
    onward = browser.get(edit)["Location"]
    assert text_at(browser, onward) == "One, said Ana."
    type_in(browser, onward, "One, said Ana. More.")
    assert queries.my_draft(ana, Ref("hub", path)).text == "One, said Ana. More."
    assert text_at(browser, NEW) == "Another page"
    assert text_at(browser, begun(browser)[path.removesuffix(".md")]) == "One, said Ana. More."
    if len(path) < 200:
        sent = fields(browser.get(onward)) | {"space": "hub"}
        assert browser.post(onward, sent).status_code == 302
        assert queries.page(ana, "hub", path).text == "One, said Ana. More.\n"
        assert [each.name for each in queries.drafts_without_page(ana, "hub")] == ["mill"]


def test_a_page_begun_anew_by_its_name_takes_no_words_away_that_were_left(write, ana, browser, steward):
    write("a.md", "One.\n", space="hub")
    type_in(browser, "/commons/hub/-/edit/a.md", "One, said Ana.")
    actions.remove_page(by=steward, space="hub", path="a.md")
    sent = fields(browser.get(NEW)) | {"name": "a", "text": "Otherwise.", "space": "hub"}
    assert browser.post(NEW, sent).status_code == 302
    assert text_at(browser, "/commons/hub/-/edit/a.md") == "One, said Ana."


def test_words_on_a_page_that_went_where_one_may_not_write_stay_and_are_found(write, browser, steward):
    write("a.md", "One.\n", space="hub")
    type_in(browser, "/commons/hub/-/edit/a.md", "One, said Ana.")
    actions.move_page(by=steward, space="hub", path="a.md", to_space=steward.ref)
    onward = browser.get("/commons/hub/-/edit/a.md")["Location"]
    assert text_at(browser, onward) == "One, said Ana."
    assert text_at(browser, begun(browser)["a"]) == "One, said Ana."


def test_a_translation_goes_along_where_its_source_goes(write, ana, browser, steward):
    write("en/river.md", RIVER, space="hub")
    elders = circle(circles.open_circle(by=steward, title="Elders").id)
    circles.admit(by=steward, circle=elders.removeprefix("circle:"), person=ana.person)
    type_in(browser, f"{NEW}?of=en/river.md&to=es", "El río")
    actions.rename_page(by=steward, space="hub", path="en/river.md", to="en/stream.md")
    assert text_at(browser, f"{NEW}?of=en/stream.md&to=es") == "El río"
    actions.move_page(by=steward, space="hub", path="en/stream.md", to_space=elders)
    there = f"/commons/{queries.slug_of(elders)}/-/new"
    assert text_at(browser, f"{there}?of=en/stream.md&to=es") == "El río"
    actions.remove_page(by=steward, space=elders, path="en/stream.md")
    assert text_at(browser, next(iter(begun(browser, there).values()))) == "El río"


def test_what_was_typed_before_drafts_had_places_is_found(ana, browser, hub):
    actions.keep_draft(by=ana, space="hub", path="", text="Of old", base="", name="mill")
    assert text_at(browser, NEW) == "Of old"
    sent = fields(browser.get(NEW)) | {"name": "mill", "space": "hub"}
    assert browser.post(NEW, sent).status_code == 302
    assert queries.drafts_without_page(ana, "hub") == []


def test_nothing_typed_is_no_draft_and_nobody_else_sees_one(ana, browser, visit, person, hub):
    form = type_in(browser, NEW, " \n")
    assert queries.drafts_without_page(ana, "hub") == []
    type_in(browser, f"{NEW}?draft={form['draft']}", "Zimtstern")
    eva = person("Eva")
    assert queries.drafts_without_page(eva, "hub") == []
    assert "Zimtstern" not in visit(eva).get(f"{NEW}?draft={form['draft']}").content.decode()


@pytest.mark.parametrize("place", ["../x", "x" * 400, "-/of/", "-/of/es", "\u202e", "-/new/'\"<b>"])
def test_a_place_made_up_harms_nobody(ana, browser, write, place):
    write("a.md", "One.\n", space="hub")
    sent = {"name": "", "text": "Words", "draft": place}
    assert browser.post("/commons/hub/-/draft", sent).status_code == 204
    assert "Words" in [each.text for each in queries.drafts_without_page(ana, "hub")]
    shown = browser.get(NEW)
    assert shown.status_code == 200
    assert "'\"<b>" not in shown.content.decode()
    assert text_at(browser, f"{NEW}?draft=nowhere") == ""


def test_three_drafts_cost_as_many_queries_as_one(ana, browser, hub):
    def cost():
        browser.get(NEW)
        with CaptureQueriesContext(connection) as counted:
            assert browser.get(NEW).status_code == 200
        return len(counted)

    costs = []
    for n in range(3):
        sent = {"name": f"mill {n}", "text": "Words", "draft": fields(browser.get(NEW))["draft"] + f"{n}"}
        assert browser.post("/commons/hub/-/draft", sent).status_code == 204
        costs.append(cost())
    assert len(queries.drafts_without_page(ana, "hub")) == 3
    assert costs[0] == costs[2] <= 25


def test_what_could_not_be_saved_is_there_again_after_leaving(browser, ana, write):
    first = fields(browser.get(NEW)) | {"name": "", "space": "hub", "text": "Four hundred words"}
    refused = browser.post(NEW, first).content.decode()
    assert "Four hundred words" in refused
    assert text_at(browser, NEW) == "Four hundred words"
    again = fields(browser.get(NEW)) | {"name": "", "space": "hub", "text": "Four hundred words, and more"}
    browser.post(NEW, again)
    assert text_at(browser, NEW) == "Four hundred words, and more"
    write("weir.md", RIVER, by=ana, space="hub")
    edit = "/commons/hub/-/edit/weir.md"
    said = fields(browser.get(edit)) | {"text": "Kept although too long", "summary": "x" * 5_000}
    browser.post(edit, said)
    assert text_at(browser, edit) == "Kept although too long"
