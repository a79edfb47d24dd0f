"""How our forms are drawn, kept from being said twice, and mended in place."""

import re
from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client

from prisma_hub.identity.types import Viewer
from prisma_hub.kernel import source
from prisma_hub.kernel.refusal import Refused

from .pages import Gift

Visit = Callable[..., Client]
pytestmark = pytest.mark.urls("tests.web.pages")


def test_a_form_carries_the_id_of_what_it_will_say() -> None:
    with source.use(source.SeededSource("form", 1_700_000_000_000)):
        drawn = re.search(r'name="statement" value="([^"]*)"', str(Gift()["statement"]))
    assert drawn and UUID(drawn.group(1)).version == 7


def test_sent_again_it_carries_the_same_id() -> None:
    same = "019a0000-0000-7000-8000-000000000000"
    assert f'value="{same}"' in str(Gift({"statement": same})["statement"])


def test_every_kind_of_field_has_its_label_help_and_reason(visit: Visit, steward: Viewer) -> None:
    page = visit(steward).get("/gift").content.decode()
    assert '<label for="id_name">Your name</label>' in page
    assert 'aria-describedby="id_name_helptext"' in page
    assert '<p class="small soft" id="id_name_helptext">As people call you.</p>' in page
    assert "So that we can greet you." in page
    assert page.count('<label class="choice">') == 3
    assert "data-recorder" in page
    assert 'enctype="multipart/form-data"' in page
    assert page.count("if you like") == 2


def test_wrong_answers_are_named_in_place_and_above(visit: Visit, steward: Viewer) -> None:
    page = visit(steward).post("/gift", {"name": "Bartholomew", "words": "still here"}).content.decode()
    assert "answers want another look" in page
    assert 'href="#id_name"' in page
    assert 'href="#id_bring_0"' in page
    assert 'aria-invalid="true"' in page
    assert 'id="id_name_error"' in page
    assert ">\nstill here</textarea>" in page


def test_a_refusal_can_stand_beside_the_answer_it_is_about() -> None:
    form = Gift({"name": "Ana"})
    form.refuse(
        Refused("%(name)s is here already.", kept="Nothing was kept.", mend="Add a letter.", name="Ana"),
        "name",
    )
    assert form.errors["name"] == ["Ana is here already. Nothing was kept. Add a letter."]
