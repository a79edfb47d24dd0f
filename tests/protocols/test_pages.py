"""Protocols through their addresses."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from jsonschema import Draft202012Validator

from prisma_hub.identity.types import ANYBODY
from prisma_hub.protocols import queries
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
