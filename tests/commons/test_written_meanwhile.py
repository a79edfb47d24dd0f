"""A page that is renamed, moved or taken away while somebody writes on it; a form sent twice, or made up."""

from __future__ import annotations

import unicodedata

import pytest

from prisma_hub.commons import actions, queries
from prisma_hub.commons.types import Ref
from prisma_hub.kernel import source
from tests.commons.test_pages import fields

EDIT = "/commons/hub/-/edit/a.md"


def statement():
    return str(source.current().uuid7())


@pytest.fixture
def begun(write, person, visit):
    """A page, a browser whose owner has its form open, and the form as it would be sent."""
    write("a.md", "One.\n\nTwo.\n", space="hub")
    browser = visit(person("Ana"))
    return browser, fields(browser.get(EDIT)) | {"text": "One, said Ana.\n\nTwo.\n"}


def test_renamed_meanwhile_both_changes_are_joined_under_the_new_name(begun, write, steward):
    browser, form = begun
    blob = queries.info(steward, "hub", "a.md").blob
    write("a.md", "One.\n\nTwo, said the steward.\n", space="hub", base=blob)
    actions.rename_page(by=steward, space="hub", path="a.md", to="b.md")
    done = browser.post(EDIT, form)
    assert (done.status_code, done["Location"]) == (302, "/commons/hub/b")
    assert queries.page(steward, "hub", "b").text == "One, said Ana.\n\nTwo, said the steward.\n"
    assert browser.get(EDIT)["Location"] == "/commons/hub/-/edit/b.md"


def test_a_draft_goes_along_with_its_page(begun, steward):
    browser, form = begun
    assert (
        browser.post("/commons/hub/-/draft/a.md", {"text": "Half a", "base": form["base"]}).status_code == 204
    )
    actions.rename_page(by=steward, space="hub", path="a.md", to="b.md")
    assert "Half a" in browser.get("/commons/hub/-/edit/b.md").content.decode()
    later = {"text": "Half a sentence", "base": form["base"]}
    assert browser.post("/commons/hub/-/draft/a.md", later).status_code == 204
    assert "Half a sentence" in browser.get("/commons/hub/-/edit/b.md").content.decode()


def test_moved_meanwhile_nothing_is_said_where_others_read_until_its_writer_saves(write, visit, steward):
    write("a.md", "One.\n", space="hub")
    browser = visit(steward)
    form = fields(browser.get(EDIT)) | {"text": "One, for the hub alone.\n"}
    actions.move_page(by=steward, space="hub", path="a.md", to_space="public")
    done = browser.post(EDIT, form)
    assert (done.status_code, done["Location"]) == (302, "/commons/public/-/edit/a.md")
    assert queries.page(steward, "public", "a").text == "One.\n"
    assert "One, for the hub alone." in browser.get(done["Location"]).content.decode()


def test_taken_away_meanwhile_the_words_begin_it_anew(begun, steward):
    browser, form = begun
    actions.remove_page(by=steward, space="hub", path="a.md")
    done = browser.post(EDIT, form)
    assert (done.status_code, done["Location"]) == (302, "/commons/hub/-/new?name=a")
    again = fields(browser.get(done["Location"]))
    assert again["text"].strip() == "One, said Ana.\n\nTwo."
    assert browser.post("/commons/hub/-/new", again | {"name": "a"}).status_code == 302
    assert queries.page(steward, "hub", "a").text == "One, said Ana.\n\nTwo.\n"
    assert queries.my_draft(steward, Ref("hub", "a.md")) is None


def test_what_never_stood_there_is_not_there(begun, person, visit):
    browser, form = begun
    assert browser.post("/commons/hub/-/edit/never.md", form).status_code == 404
    assert browser.get("/commons/hub/-/edit/never.md").status_code == 404
    eva = person("Eva")
    assert browser.post(f"/commons/person-{eva.person}/-/edit/a.md", form).status_code == 404


@pytest.mark.parametrize(
    ("act", "leads"),
    [("rename", "/commons/hub/b"), ("move", "/commons/public/a"), ("remove", "/commons/hub/")],
)
def test_a_button_pressed_twice_leads_where_the_first_press_led(write, visit, steward, person, act, leads):
    write("a.md", "One.\n", space="hub")
    form = {"statement": statement(), "act": act, "to": "b", "space": "public"}
    place = "/commons/hub/-/place/a.md"
    for _ in range(2):
        done = visit(steward).post(place, form)
        assert (done.status_code, done["Location"]) == (302, leads)
    assert visit(person("Ana")).post(place, form).status_code == 404
    assert visit(steward).post(place, form | {"statement": statement()}).status_code == 404


@pytest.mark.parametrize(
    "base", ["zz", "../../hub.toml", "/" * 40, "é", "a" * 40, "-1", "\u202e", "deadbeef"]
)
def test_a_base_that_is_none_ends_in_a_choice_between_both_texts(begun, base):
    browser, form = begun
    clash = browser.post(EDIT, form | {"base": base})
    assert clash.status_code == 409
    assert "One, said Ana." in fields(clash)["text"]
    assert browser.post("/commons/hub/-/draft/a.md", {"text": "x", "base": base}).status_code == 204
    assert browser.get(EDIT).status_code == 200


def test_pages_are_written_on_under_the_names_they_were_brought_with(tmp_path, steward, visit):
    """As a Mac writes an accent, and with signs that Windows does not take."""
    names = ["What is place?.md", "a:b.md", unicodedata.normalize("NFD", "Café.md"), "con.md", " x.md"]
    for name in names:
        (tmp_path / name).write_text("Words.\n")
    actions.import_vault(tmp_path, into="hub", by=steward)
    for name in names:
        info = queries.info(steward, "hub", name)
        actions.write_page(by=steward, space="hub", path=name, text=f"More: {name}\n", base=info.blob)
        assert queries.page(steward, "hub", name).text == f"More: {name}\n"
    assert [each.path for each in queries.pages(steward, space="hub")] == sorted(names)
