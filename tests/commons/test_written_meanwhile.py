"""A page that is renamed, moved or taken away while somebody writes on it; a form sent twice, or made up."""

from __future__ import annotations

import html
import re
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
    assert browser.post("/commons/hub/-/new", again | {"name": "a", "space": "hub"}).status_code == 302
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
    assert "One, said Ana." in fields(clash, "<textarea")["text"]
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


ONE = "Title\n\nOne.\n\nTwo.\n\nThree.\n"
MINE = 'Title\n\nOne, said Ana.\n\nTwo.\n\n<Three & "Ana">.\n'
HERS = "Title, hers\n\nOne, said Amparo.\n\nTwo.\n\nThree, said Amparo.\n"


@pytest.fixture
def ana(person):
    return person("Ana")


@pytest.fixture
def clash(write, ana, visit, steward):
    """Ana changed two lines that the steward had changed too; and the answer to her form."""
    saved = write("a.md", ONE, space="hub")
    browser = visit(ana)
    form = fields(browser.get(EDIT)) | {"text": MINE, "summary": "Three things"}
    write("a.md", HERS, space="hub", base=saved.blob)
    return browser, browser.post(EDIT, form)


def test_a_clash_says_who_and_when_and_speaks_no_git(clash, steward):
    _browser, shown = clash
    page = shown.content.decode()
    assert shown.status_code == 409
    assert "The same lines were changed while you wrote, by Amparo" in page
    assert "Saved <time" in page
    seq = queries.info(steward, "hub", "a.md").seq
    assert f'href="/commons/hub/-/change/{seq}/a.md"' in page
    assert "Place 1 of 2" in page
    assert "&lt;Three &amp; &quot;Ana&quot;&gt;." in page
    assert "After: “Two.”" in page
    assert page.count('value="both" checked') == 2
    for mark in ("&lt;&lt;&lt;&lt;", "====", "&gt;&gt;&gt;&gt;", "struck"):
        assert mark not in page
    assert queries.page(steward, "hub", "a").text == HERS


@pytest.mark.parametrize(
    ("first", "second", "lines"),
    [
        (None, None, ["One, said Ana.", "One, said Amparo.", '<Three & "Ana">.', "Three, said Amparo."]),
        ("both", "both", ["One, said Ana.", "One, said Amparo.", '<Three & "Ana">.', "Three, said Amparo."]),
        ("yours", "yours", ["One, said Ana.", '<Three & "Ana">.']),
        ("theirs", "theirs", ["One, said Amparo.", "Three, said Amparo."]),
        ("yours", "theirs", ["One, said Ana.", "Three, said Amparo."]),
        ("theirs", None, ["One, said Amparo.", '<Three & "Ana">.', "Three, said Amparo."]),
        ("neither", "x", ["One, said Ana.", "One, said Amparo.", '<Three & "Ana">.', "Three, said Amparo."]),
    ],
)
def test_each_choice_keeps_what_it_says(clash, steward, ana, first, second, lines):
    browser, shown = clash
    numbers = re.findall(r'name="place-(\d+)" value="both"', shown.content.decode())
    chosen = {f"place-{n}": each for n, each in zip(numbers, (first, second), strict=True) if each}
    done = browser.post(EDIT, fields(shown) | chosen)
    assert (done.status_code, done["Location"]) == (302, "/commons/hub/a")
    text = queries.page(steward, "hub", "a").text
    assert [each for each in text.split("\n") if each] == ["Title, hers", *_with_two(lines)]
    versions = queries.history(steward, "hub", "a.md")
    assert HERS in {queries.version_text(steward, "hub", "a.md", each.seq) for each in versions}
    assert versions[0].summary == "Three things" or text == HERS
    assert queries.my_draft(ana, Ref("hub", "a.md")) is None


def _with_two(lines):
    """Between what is said of One and of Three stands what nobody changed."""
    at = sum(each.startswith("One") for each in lines)
    return [*lines[:at], "Two.", *lines[at:]]


def test_before_a_choice_both_texts_are_kept(clash, steward, ana):
    _browser, _shown = clash
    assert queries.my_draft(ana, Ref("hub", "a.md")).text == MINE
    assert queries.page(steward, "hub", "a").text == HERS


def test_a_choice_can_be_looked_at_first(clash, steward):
    browser, shown = clash
    looked = browser.post(EDIT, fields(shown) | {"preview": "1"})
    again = fields(looked)
    assert "As it will look" in looked.content.decode()
    assert "One, said Ana.\nOne, said Amparo." in again["text"]
    assert queries.page(steward, "hub", "a").text == HERS
    assert browser.post(EDIT, again).status_code == 302
    assert "One, said Amparo." in queries.page(steward, "hub", "a").text


def test_who_chose_while_the_page_changed_again_chooses_again_or_is_joined(clash, write, steward):
    browser, shown = clash
    blob = queries.info(steward, "hub", "a.md").blob
    write("a.md", HERS.replace("said Amparo", "said she").replace("Title", "Name"), space="hub", base=blob)
    again = browser.post(EDIT, fields(shown))
    assert again.status_code == 409
    page = again.content.decode()
    for each in ("One, said Ana.", "One, said Amparo.", "One, said she."):
        assert each in page
    done = browser.post(EDIT, fields(again))
    assert done.status_code == 302
    text = queries.page(steward, "hub", "a").text
    for each in ("One, said Ana.", "One, said Amparo.", "One, said she.", "Name, hers"):
        assert each in text


def test_a_name_that_somebody_else_just_took_is_taken_and_the_words_stay(write, person, visit, steward):
    browser = visit(person("Ana"))
    sent = fields(browser.get("/commons/hub/-/new")) | {"name": "mill", "text": "Mine.\n"}
    write("mill.md", "Hers.\n", space="hub")
    shown = browser.post("/commons/hub/-/new", sent)
    page = html.unescape(shown.content.decode())
    assert shown.status_code == 200
    assert (
        "“mill” is the name of another page already." in re.search(r'id="id_name_error">.*?</div>', page)[0]
    )
    assert fields(shown)["text"].strip() == "Mine."
    assert queries.page(steward, "hub", "mill").text == "Hers.\n"
    assert browser.post("/commons/hub/-/new", fields(shown) | {"name": "mill 2"}).status_code == 302


def test_a_new_page_sent_again_with_other_words_is_chosen_on(write, person, visit, steward):
    browser = visit(person("Ana"))
    sent = fields(browser.get("/commons/hub/-/new")) | {"name": "mill", "text": "Hers.\n"}
    assert browser.post("/commons/hub/-/new", sent).status_code == 302
    clash = browser.post("/commons/hub/-/new", sent | {"text": "Mine.\n"})
    page = clash.content.decode()
    assert clash.status_code == 409
    assert page.count('action="/commons/hub/-/edit/mill.md"') == 2
    assert browser.post("/commons/hub/-/edit/mill.md", fields(clash)).status_code == 302
    assert queries.page(steward, "hub", "mill").text == "Mine.\nHers.\n"


@pytest.mark.parametrize(
    "places", ["", "x", "[]", "{}", "[[]]", "[1]", "[[1, 2]]", "null", '[["a"', "[" * 100_000, '[[{"a": 1}]]']
)
def test_pieces_that_nobody_here_made_save_nothing(clash, steward, ana, places):
    browser, shown = clash
    answer = browser.post(EDIT, fields(shown) | {"places": places})
    assert answer.status_code == 200
    assert queries.page(steward, "hub", "a").text == HERS
    assert queries.my_draft(ana, Ref("hub", "a.md")).text == MINE


def test_where_places_are_too_many_the_whole_text_is_written_on(write, person, visit, steward):
    def lines(more):
        return "".join(f"{n}{more}\n\n" for n in range(100)).strip() + "\n"

    saved = write("a.md", lines(""), space="hub")
    browser = visit(person("Ana"))
    form = fields(browser.get(EDIT)) | {"text": lines(" mine")}
    write("a.md", lines(" hers"), space="hub", base=saved.blob)
    shown = browser.post(EDIT, form)
    page, again = shown.content.decode(), fields(shown, "<textarea")
    assert "place-" not in page
    assert {*lines(" mine").split("\n"), *lines(" hers").split("\n")} <= {*again["text"].split("\n")}
    assert browser.post(EDIT, again).status_code == 302


def test_a_draft_greets_with_who_changed_the_page_since(write, ana, visit, steward, person):
    saved = write("a.md", ONE, space="hub")
    browser = visit(ana)
    browser.post("/commons/hub/-/draft/a.md", {"text": MINE, "base": saved.blob})
    shown = browser.get(EDIT).content.decode()
    assert "This is what you had not saved" in shown
    assert "The page was changed since" not in shown
    blob = write("a.md", HERS, space="hub", base=saved.blob).blob
    shown = browser.get(EDIT).content.decode()
    assert "The page was changed since, by Amparo:" in shown
    seq = queries.info(steward, "hub", "a.md").seq
    assert f'href="/commons/hub/-/change/{seq}/a.md"' in shown
    write("a.md", HERS + "More.\n", space="hub", base=blob, by=person("Rui"))
    shown = browser.get(EDIT).content.decode()
    assert "The page was changed since, by Rui, Amparo:" in shown
    assert 'href="/commons/hub/-/history/a.md"' in shown
    assert fields(browser.get(EDIT))["base"] == saved.blob


def test_a_draft_is_thrown_away_from_where_it_greets(write, ana, visit):
    saved = write("a.md", ONE, space="hub")
    browser = visit(ana)
    browser.post("/commons/hub/-/draft/a.md", {"text": MINE, "base": saved.blob})
    shown = browser.get(EDIT)
    assert '<button class="button bare" form="page-form" name="discard"' in shown.content.decode()
    done = browser.post(EDIT, fields(shown, "<textarea") | {"discard": "1"})
    assert (done.status_code, done["Location"]) == (302, "/commons/hub/a")
    again = browser.get(EDIT)
    assert "This is what you had not saved" not in again.content.decode()
    assert fields(again)["text"].strip() == ONE.strip()


def test_a_draft_that_the_page_says_by_now_greets_nobody(write, ana, visit, steward):
    saved = write("a.md", ONE, space="hub")
    browser = visit(ana)
    sent = {"text": MINE.replace("\n", "\r\n"), "base": saved.blob}
    browser.post("/commons/hub/-/draft/a.md", sent)
    blob = write("a.md", MINE, space="hub", base=saved.blob).blob
    shown = browser.get(EDIT)
    assert "This is what you had not saved" not in shown.content.decode()
    assert fields(shown)["base"] == blob


def test_words_left_from_a_page_taken_away_can_be_thrown_away(begun, steward):
    browser, form = begun
    actions.remove_page(by=steward, space="hub", path="a.md")
    left = browser.post(EDIT, form)["Location"]
    assert "One, said Ana." in browser.get(left).content.decode()
    done = browser.post(left, fields(browser.get(left), "<textarea") | {"discard": "1"})
    assert (done.status_code, done["Location"]) == (302, "/commons/hub/")
    assert "One, said Ana." not in browser.get(left).content.decode()
