"""A new page asks where it is to lie, and says who reads it there."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from prisma_hub.commons import queries
from prisma_hub.commons.types import Ref
from tests.commons.test_pages import fields
from tests.media import samples

NEW = "/commons/hub/-/new"


@pytest.fixture
def ana(person):
    return person("Ana")


@pytest.fixture
def garden(ana):
    return queries.slug_of(ana.ref)


def choices(shown):
    found = re.findall(r'name="space" value="([^"]+)"', shown.content.decode())
    return found, re.findall(r'name="space" value="([^"]+)"[^>]* checked', shown.content.decode())


def test_from_the_commons_a_page_begins_in_the_hub(hub, ana, visit, garden, steward):
    browser = visit(ana)
    assert f'href="{NEW}"' in browser.get("/commons").content.decode()
    shown = browser.get(NEW)
    assert choices(shown) == (["hub", garden], ["hub"])
    said = shown.content.decode()
    assert "For this hub: all its members read it and can write on it" in said
    assert "My garden: only you read it" in said
    assert choices(visit(steward).get(NEW))[0][0] == "public"
    assert (
        "For everybody: anybody can find, read and copy it, for ever"
        in visit(steward).get(NEW).content.decode()
    )


def test_the_space_one_comes_from_is_chosen_and_another_can_be(hub, ana, visit, garden):
    browser = visit(ana)
    shown = browser.get(f"/commons/{garden}/-/new")
    assert choices(shown) == (["hub", garden], [garden])
    sent = fields(shown) | {"name": "mill", "text": "Mill."}
    assert browser.post(f"/commons/{garden}/-/new", sent)["Location"] == f"/commons/{garden}/mill"
    sent = fields(browser.get(NEW)) | {"name": "weir", "text": "Weir.", "space": garden}
    assert browser.post(NEW, sent)["Location"] == f"/commons/{garden}/weir"
    assert queries.page(ana, "hub", "weir") is None
    assert queries.page(ana, ana.ref, "weir").text == "Weir.\n"


def test_a_file_goes_where_the_page_is_to_lie(hub, ana, visit, garden):
    browser = visit(ana)
    file = SimpleUploadedFile("drip.wav", samples.wav(3))
    sent = fields(browser.get(NEW)) | {"name": "drips", "text": "Half", "space": garden, "add": "1"}
    shown = browser.post(NEW, sent | {"file": file})
    assert "Half\n\n![[drip.wav]]" in shown.content.decode()
    assert f'data-add="/commons/{garden}/-/add"' in shown.content.decode()
    assert f'data-draft="{NEW.removesuffix("new")}draft"' in shown.content.decode()
    assert choices(shown)[1] == [garden]
    assert queries.file(ana, "hub", "files/drip.wav") is None
    assert queries.file(ana, ana.ref, "files/drip.wav") is not None
    place = Ref("hub", fields(shown)["draft"])
    assert queries.my_draft(ana, place).text == "Half\n\n![[drip.wav]]\n"
    assert browser.post(NEW, fields(shown) | {"name": "drips"})["Location"] == f"/commons/{garden}/drips"
    assert queries.drafts_without_page(ana, "hub") == []


@pytest.mark.parametrize("pressed", [{}, {"add": "1"}])
def test_a_draft_does_not_guess_where_it_was_to_lie(hub, ana, visit, garden, pressed):
    browser = visit(ana)
    browser.post("/commons/hub/-/draft", {"text": "For me alone", "name": "mine"})
    shown = browser.get(NEW)
    assert choices(shown) == (["hub", garden], [])
    file = SimpleUploadedFile("drip.wav", samples.wav(3))
    again = browser.post(NEW, fields(shown) | {"name": "mine", "file": file} | pressed)
    assert again.status_code == 200
    assert "This one wants an answer." in again.content.decode()
    assert "For me alone" in again.content.decode()
    assert queries.pages(ana) == []
    assert queries.file(ana, "hub", "files/drip.wav") is None


def test_nobody_begins_a_page_where_they_may_not_write(hub, ana, visit, person):
    eva = person("Eva")
    browser = visit(ana)
    for space in ("public", f"person-{eva.person}", "nowhere", "../x"):
        sent = fields(browser.get(NEW)) | {"name": "x", "text": "Words.", "space": space}
        assert browser.post(NEW, sent).status_code == 200
    assert queries.pages(eva) == []
    assert queries.pages(ana) == []


def test_looking_first_keeps_the_choice(hub, ana, visit, garden):
    browser = visit(ana)
    sent = fields(browser.get(NEW)) | {"name": "x", "text": "Words.", "space": garden, "preview": "1"}
    assert choices(browser.post(NEW, sent))[1] == [garden]


def test_a_new_page_does_not_ask_what_changed(hub, write, ana, visit):
    write("a.md", "One.", space="hub")
    assert "What did you change?" not in visit(ana).get(NEW).content.decode()
    assert "What did you change?" in visit(ana).get("/commons/hub/-/edit/a.md").content.decode()
