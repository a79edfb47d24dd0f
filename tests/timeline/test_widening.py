"""Before more people hear something, one is asked once what it means; nothing typed or recorded is lost."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from prisma_hub.circles import queries as circles
from prisma_hub.log import queries as log
from prisma_hub.timeline import queries
from prisma_hub.timeline.types import Filter
from tests.media import samples

STATEMENT = "019a0000-0000-7000-8000-000000000000"


def told(hears: str, **more: object) -> dict[str, object]:
    given = {"words": "the spring\nis dry", "hears": hears, "named": "unnamed", "quote": "ask"}
    return given | {"statement": STATEMENT} | more


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))


def mine(viewer):
    return queries.contributions(viewer, Filter(person=viewer.person))


@pytest.mark.parametrize(
    ("hears", "asked"),
    [
        ("hub", "Let everybody on this hub hear it?"),
        ("network", "Let the hubs of our network hear it?"),
        ("public", "Let everybody, everywhere hear it?"),
    ],
)
def test_wide_is_asked_once_and_a_yes_says_it(valley, visit, hears, asked):
    browser, before = visit(valley.ana), log.head().size
    page = browser.post("/say", told(hears)).content.decode()
    assert asked in page
    assert log.head().size == before
    answer = browser.post("/say", hidden(page) | {"sure": hears})
    assert answer.status_code == 302
    (given,) = mine(valley.ana)
    assert given.text == "the spring\nis dry"
    assert circles.heard_in([given.seq])[given.seq] == [hears]


def test_a_no_keeps_it_near(valley, visit):
    browser = visit(valley.ana)
    page = browser.post("/say", told("public")).content.decode()
    (near,) = re.findall(r'name="hears" value="([^"]*)">No', page)
    assert browser.post("/say", hidden(page) | {"hears": near}).status_code == 302
    (given,) = mine(valley.ana)
    assert circles.heard_in([given.seq])[given.seq] == [near] == [valley.team]


def test_near_is_not_asked(valley, visit):
    for number, hears in enumerate((valley.team, valley.ana.ref)):
        sent = told(hears) | {"statement": f"{STATEMENT[:-1]}{number}"}
        assert visit(valley.ana).post("/say", sent).status_code == 302


def test_a_yes_to_one_thing_is_no_yes_to_another(valley, visit):
    page = visit(valley.ana).post("/say", told("public", sure="hub")).content.decode()
    assert "Let everybody, everywhere hear it?" in page


def test_a_voice_goes_along_and_nobody_else_can_claim_it(valley, visit):
    browser = visit(valley.ana)
    voice = SimpleUploadedFile("v.wav", samples.wav(), "audio/wav")
    page = browser.post("/say", told("public", voice=voice, words="")).content.decode()
    assert "A voice can be recognised all the same." in page
    again = hidden(page) | {"sure": "public"}
    stolen = visit(valley.leo).post("/say", again)
    assert "This did not work" not in stolen.content.decode()
    assert mine(valley.leo) == []
    assert browser.post("/say", again | {"kept": again["kept"] + "x"}).status_code == 200
    assert mine(valley.ana) == []
    assert browser.post("/say", again).status_code == 302
    (given,) = mine(valley.ana)
    assert given.sound is not None


def test_opening_ones_words_to_more_is_asked_too(valley, visit):
    seq, browser = valley.say("near").seq, visit(valley.ana)
    page = browser.post(f"/entry/{seq}/share", told("hub")).content.decode()
    assert "Let everybody on this hub hear it?" in page
    assert circles.heard_in([seq])[seq] == [valley.team]
    assert browser.post(f"/entry/{seq}/share", hidden(page) | {"sure": "hub"}).status_code == 302
    assert circles.heard_in([seq])[seq] == ["hub"]
    narrower = browser.post(f"/entry/{seq}/share", told(valley.ana.ref, statement=STATEMENT[:-1] + "1"))
    assert narrower.status_code == 302
