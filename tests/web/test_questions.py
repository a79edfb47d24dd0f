"""Forms made from the questions of a protocol."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from PIL import Image

from prisma_hub.commons import actions as commons
from prisma_hub.identity.types import ANYBODY
from prisma_hub.kernel.refusal import Refused
from prisma_hub.protocols import actions, queries
from prisma_hub.protocols.types import Question
from prisma_hub.web.questions import AnswersForm

ONE = {"statement": "01890000-0000-7000-8000-000000000001"}
WORRIES = (
    Question("worry", "longtext", "What worries you?", required=True),
    Question("hours", "number", "How long?", unit="h", minimum="0", maximum="24"),
    Question("day", "date", "When?"),
    Question("hour", "time", "At what hour?"),
    Question("sign", "photo", "Show it"),
    Question("whom", "people", "Who was there?"),
)
ANA = ("person:01890000-0000-7000-8000-000000000000", "Ana")


def picture() -> SimpleUploadedFile:
    data = BytesIO()
    Image.new("RGB", (8, 8)).save(data, "PNG")
    return SimpleUploadedFile("otter.png", data.getvalue(), "image/png")


def sent(**answers: str) -> dict[str, str]:
    return ONE | {f"a-{name}": answer for name, answer in answers.items()}


def test_answers_are_what_a_record_may_hold_and_files_are_kept(hub):
    given = sent(worry="The well", hours="1,50", day="2026-05-18", hour="09:30") | {"a-whom": [ANA[0]]}
    form = AnswersForm(WORRIES, given, {"a-sign": picture()}, people=[ANA])
    assert form.is_valid(), form.errors
    answers, kept = form.answers()
    assert answers == {
        "worry": "The well", "hours": "1.50", "day": "2026-05-18", "hour": "09:30",
        "sign": f"media:{kept[0].sha256}", "whom": [ANA[0]],
    }  # fmt: skip


def test_what_is_due_may_be_written_or_spoken(hub):
    silent = AnswersForm(WORRIES, sent(hours="1"))
    assert not silent.is_valid()
    assert dict(silent.errors) == {"a-worry": ["Write or say something here."]}
    assert [name for name in silent.fields if name.endswith(".voice")] == ["a-worry.voice"]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("-2", "The least is 0."),
        ("24.5", "The most is 24."),
        ("many", "This is no number we can read."),
    ],
)
def test_a_number_that_does_not_hold_is_told_beside_it(hub, typed, told):
    form = AnswersForm(WORRIES, sent(worry="x", hours=typed))
    assert not form.is_valid()
    assert dict(form.errors) == {"a-hours": [told]}


def test_what_the_house_does_not_take_is_told_beside_its_field(hub):
    page = SimpleUploadedFile("otter.png", b"<html>", "image/png")
    form = AnswersForm(WORRIES, sent(worry="x"), {"a-sign": page})
    assert form.is_valid()
    with pytest.raises(Refused, match="cannot be kept here") as no:
        form.answers()
    assert no.value.field == "a-sign"


def test_a_draft_is_what_was_typed_whether_it_holds_or_not(hub):
    typed = QueryDict("a-hours=many&a-whom=person:1&a-whom=person:2&statement=x&a-day=")
    form = AnswersForm(WORRIES, typed, people=[ANA])
    draft = form.typed()
    assert draft == {"hours": "many", "whom": ["person:1", "person:2"]}
    again = AnswersForm(WORRIES, people=[ANA], given=draft)
    assert again["a-hours"].value() == "many"


def test_a_question_with_nothing_to_choose_from_is_not_asked(hub):
    assert "a-whom" not in AnswersForm(WORRIES).fields


@pytest.mark.parametrize("language", ["en", "es", "pt", "fr"])
def test_every_form_of_the_starter_can_be_drawn(hub, language):
    commons.plant_starter(())
    actions.adopt_starter()
    for each in queries.adopted(ANYBODY):
        if each.block.get("fields"):
            asked = queries.form_for(each.version, language).questions
            names = [one.name for one in asked if one.type != "reference"]
            form = AnswersForm(asked, people=[ANA])
            assert [name for name in names if f"a-{name}" not in form.fields] == []
            assert str(form)
