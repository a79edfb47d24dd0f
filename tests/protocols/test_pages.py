"""Protocols through their addresses, and the forms made from them."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from jsonschema import Draft202012Validator
from PIL import Image

from prisma_hub.commons import actions as commons
from prisma_hub.identity.types import ANYBODY
from prisma_hub.protocols import actions, queries
from prisma_hub.web.protocols import answers_of, form_for
from tests.protocols.conftest import WORRIES

ONE = {"statement": "01890000-0000-7000-8000-000000000001"}


def test_a_steward_sees_what_changes_and_adopts(adopt, put, steward, visit):
    adopt()
    draft = put(WORRIES.replace("maximum: 3", "maximum: 5"))
    browser = visit(steward)
    said = browser.get("/protocols/draft/public/protocols/worries.md").content.decode()
    assert "1 … 3 → 1 … 5" in said
    done = browser.post("/protocols/draft/public/protocols/worries.md", ONE | {"version": draft.version})
    assert done["Location"] == "/protocols/" + draft.version.removeprefix("sha256:")
    assert queries.current(steward, "worries").version == draft.version
    assert "What worries you?" in browser.get(done["Location"]).content.decode()


def test_nobody_else_adopts_or_retires_through_the_address(put, adopt, person, visit):
    version = adopt()
    draft = put(WORRIES.replace("maximum: 3", "maximum: 5"))
    for viewer in (None, person("Ana")):
        browser = visit(viewer)
        said = browser.post("/protocols/draft/public/protocols/worries.md", ONE | {"version": draft.version})
        assert said.status_code == 200
        assert browser.post(f"/protocols/{version[7:]}/retire", ONE).status_code in (403, 409)
    assert queries.current(ANYBODY, "worries").version == version


def test_the_schema_stands_at_its_own_address(adopt, visit):
    version = adopt()
    answer = visit(None).get(f"/protocols/{version[7:]}/schema.json")
    assert answer.headers["Content-Type"] == "application/schema+json"
    schema = json.loads(answer.content)
    Draft202012Validator.check_schema(schema)
    assert set(schema["properties"]) == {"worry", "worry.voice", "weight", "about", "hours", "sign"}


def test_a_page_with_a_protocol_says_so(put, visit):
    put()
    assert "This page is a protocol" in visit(None).get("/commons/public/protocols/worries").content.decode()
    put("kind: spell\n")
    said = visit(None).get("/commons/public/protocols/worries").content.decode()
    assert "cannot be adopted yet" in said


def picture() -> SimpleUploadedFile:
    data = BytesIO()
    Image.new("RGB", (8, 8)).save(data, "PNG")
    return SimpleUploadedFile("otter.png", data.getvalue(), "image/png")


def test_a_form_made_from_a_protocol_gives_answers_a_record_may_hold(adopt, hub):
    version = adopt()
    form = form_for(queries.form_for(version, "en"))(
        ONE | {"a-worry": "The well", "a-weight": "3", "a-about": ["land"], "a-hours": "1,50"},
        {"a-sign": picture()},
    )
    assert form.is_valid(), form.errors
    answers, kept = answers_of(form)
    assert answers == {
        "worry": "The well", "weight": 3, "about": ["land"], "hours": "1.50",
        "sign": f"media:{kept[0].sha256}",
    }  # fmt: skip
    assert queries.check_answers(version, answers).open == answers


def test_a_form_wants_what_is_due_written_or_spoken_and_nothing_else(adopt):
    form = form_for(queries.form_for(adopt(), "es"))
    silent = form(ONE | {"a-weight": "9"})
    assert not silent.is_valid()
    assert set(silent.errors) == {"a-worry", "a-weight"}
    recorders = [name for name, field in form.base_fields.items() if name.endswith(".voice")]
    assert recorders == ["a-worry.voice"]


@pytest.mark.parametrize("language", ["en", "es", "pt", "fr"])
def test_every_form_of_the_starter_can_be_drawn(hub, language):
    commons.plant_starter(())
    actions.adopt_starter()
    people = [("person:01890000-0000-7000-8000-000000000000", "Ana")]
    for each in queries.adopted(ANYBODY):
        if each.block.get("fields"):
            asked = queries.form_for(each.version, language)
            drawn = str(form_for(asked, people=people)())
            assert "a-" in drawn


@pytest.mark.parametrize("address", ["/protocols"])
def test_three_protocols_cost_as_many_queries_as_one(adopt, steward, visit, address):
    browser = visit(steward)

    def cost() -> int:
        browser.get(address)
        with CaptureQueriesContext(connection) as counted:
            assert browser.get(address).status_code == 200
        return len(counted)

    adopt(name="one")
    one = cost()
    for name in ("two", "three"):
        adopt(WORRIES.replace("maximum: 3", f"maximum: {len(name)}"), name=name)
    assert (cost(), one <= 20) == (one, True)
