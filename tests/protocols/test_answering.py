"""Forms, schemas, and answers: what may be recorded, and how it is read again."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from prisma_hub.commons import actions as commons
from prisma_hub.identity.types import ANYBODY
from prisma_hub.kernel.refusal import Refused
from prisma_hub.log import queries as log
from prisma_hub.protocols import actions, queries
from prisma_hub.protocols.rules.answering import check
from prisma_hub.protocols.rules.compiling import schema_of
from prisma_hub.protocols.types import Answer, Answers, Option, Question, Questions

SOUND = "media:" + "ab" * 32


def test_a_form_speaks_the_readers_language_or_the_nearest(adopt):
    asked = queries.form_for(adopt(), "es-MX")
    assert (asked.title, asked.to, asked.scope) == ("Preocupaciones", "cohort", "journey")
    assert asked.questions == (
        Question("worry", "longtext", "¿Qué te preocupa?", required=True),
        Question("weight", "scale", "weight", options=tuple(Option(n, str(n)) for n in (1, 2, 3)),
                 minimum="1", maximum="3"),
        Question("about", "choices", "about",
                 options=(Option("water", "water"), Option("land", "La tierra"))),
        Question("hours", "number", "hours", unit="h", minimum="0", maximum="24.5"),
        Question("sign", "photo", "sign"),
    )  # fmt: skip


def test_answers_are_kept_as_given_and_read_again_in_any_language(adopt):
    version = adopt()
    answers = {"worry": "The well", "weight": 3, "about": ["land"], "hours": "1.5", "sign": SOUND}
    assert queries.check_answers(version, answers | {"nothing": ""}) == Answers(answers)
    assert queries.Readers([version], "es").read(version, answers | {"shoe": "41"}) == [
        Answer("worry", "longtext", "¿Qué te preocupa?", "The well"),
        Answer("weight", "scale", "weight", "3"),
        Answer("about", "choices", "about", "La tierra"),
        Answer("hours", "number", "hours", "1.5 h"),
        Answer("sign", "photo", "sign", media=("ab" * 32,)),
        Answer("shoe", "text", "shoe", "41", known=False),
    ]


def test_what_wants_words_may_be_said_instead(adopt):
    version = adopt()
    assert queries.check_answers(version, {"worry.voice": SOUND}).open == {"worry.voice": SOUND}
    assert queries.Readers([version], "en").read(version, {"worry.voice": SOUND}) == [
        Answer("worry", "longtext", "What worries you?", media=("ab" * 32,))
    ]


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ({}, "“What worries you?” wants an answer"),
        ({"worry": "   "}, "another form"),
        ({"worry": "x" * 20_001}, "another form"),
        ({"worry": {"a": 1}}, "another form"),
        ({"worry": "x", "shoe": "41"}, "asks nothing called “shoe”"),
        ({"worry": "x", "weight": 4}, "another form"),
        ({"worry": "x", "weight": "3"}, "another form"),
        ({"worry": "x", "weight": True}, "another form"),
        ({"worry": "x", "about": ["fire"]}, "another form"),
        ({"worry": "x", "about": ["land", "land"]}, "another form"),
        ({"worry": "x", "hours": "25"}, "goes from 0 to 24.5"),
        ({"worry": "x", "hours": "-1"}, "goes from 0 to 24.5"),
        ({"worry": "x", "hours": "1e3"}, "another form"),
        ({"worry": "x", "hours": 1.5}, "another form"),
        ({"worry": "x", "sign": "media:../../etc/passwd"}, "another form"),
        ({"worry": "x", "sign.voice": SOUND}, "another form"),
    ],
)
def test_what_was_not_asked_for_is_refused_with_the_questions_own_words(adopt, answers, why):
    with pytest.raises(Refused, match=re.escape(why)):
        queries.check_answers(adopt(), answers)


def test_health_and_emergency_data_stay_apart(hub):
    commons.plant_starter(())
    actions.adopt_starter()
    care = queries.current(ANYBODY, "participant-care")
    asked = queries.form_for(care.version, "en")
    guarded = {each.name for each in asked.questions if each.guarded}
    assert guarded
    assert guarded.isdisjoint(queries.schema(care.version)["properties"])


def test_every_protocol_of_the_starter_that_asks_compiles_to_a_sound_schema(hub):
    commons.plant_starter(())
    actions.adopt_starter()
    seen = set()
    for each in queries.adopted(ANYBODY):
        for part in [""] * bool(each.block.get("fields")) + [
            one["name"] for one in each.block.get("parts", ())
        ]:
            schema = queries.schema(each.version, part=part)
            Draft202012Validator.check_schema(schema)
            assert json.loads(json.dumps(schema)) == schema
            for language in ("en", "es", "pt", "fr"):
                assert all(one.label for one in queries.form_for(each.version, language, part=part).questions)
            seen |= {one.type for one in queries.form_for(each.version, "en", part=part).questions}
    assert seen >= {"choice", "longtext", "voice", "photo", "scale", "text", "date", "person"}, seen


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("date", "2026-02-28", "2026-02-30"),
        ("date", "2028-02-29", "29.2.2028"),
        ("time", "09:30", "24:00"),
        ("link", "https://example.org/a", "javascript:alert(1)"),
        ("person", "person:01890000-0000-7000-8000-000000000000", "person:ana"),
        ("people", ["person:01890000-0000-7000-8000-000000000000"], []),
        ("reference", "entry:12", "door:12"),
        ("money", "12.50", "12,50"),
        ("place", "Under the oak", " "),
        ("voice", SOUND, "media:zz"),
        ("text", "short", "x" * 1001),
    ],
)
def test_each_type_takes_its_own_and_nothing_else(kind, good, bad):
    asked = Questions(
        "sha256:0", "q", "form", "Q", "", (Question("it", kind, "It", required=True, of=("entry",)),)
    )
    assert check(asked, {"it": good}) == Answers({"it": good})
    with pytest.raises(Refused):
        check(asked, {"it": bad})


@settings(deadline=None)  # the machine is shared
@given(st.dictionaries(st.sampled_from(["a", "b", "c", "a.voice", "d"]), st.text(max_size=5) | st.integers()))
def test_what_is_kept_always_satisfies_the_published_schema(given_answers):
    asked = Questions(
        "sha256:0", "q", "form", "Q", "",
        (
            Question("a", "text", "A", required=True),
            Question("b", "choice", "B", options=(Option("x", "X"), Option(1, "One"))),
            Question("c", "number", "C", minimum="0"),
        ),
    )  # fmt: skip
    try:
        kept = check(asked, given_answers)
    except Refused:
        return
    assert Draft202012Validator(schema_of(asked)).is_valid(dict(kept.open))
    assert all(value not in ("", None) for value in kept.open.values())


def test_an_unknown_version_is_said_so_and_a_record_is_not_lost(hub):
    with pytest.raises(Refused, match="never adopted"):
        queries.form_for("sha256:" + "0" * 64, "en")
    assert log.size() == 1
