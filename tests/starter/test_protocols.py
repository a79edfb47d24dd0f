"""Every protocol of the starter is whole: valid, translated, and true to what it names."""

from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from prisma_hub.protocols.schemas import KINDS, validator
from tests.starter.languages import is_foreign
from tests.starter.reading import LANGUAGES, Page, blocks_of

HEADINGS = ["English", "Español", "Português", "Français", "prisma"]
SHIPPED = {
    "channel": {"sense-of-place", "daily-field-note"},
    "form": {
        "participant-interest",
        "participant-readiness",
        "participant-self-assessment",
        "participant-care",
        "hub-screening",
        "practice-purpose",
        "partner-interest",
    },
    "instrument": {
        "debrief",
        "emergent-learning-table",
        "closure-interview",
        "team-reading",
        "accra-themes",
    },
    "pathway": {"participant-pathway", "hub-pathway", "practice-network-pathway", "partner-pathway"},
    "preset": {"single-hub-intensive", "nano"},
    "currency": {"kilograms-sorted", "appreciation"},
    "decision": {"consent", "majority", "just-record-it"},
    "agenda": {"welcome-day"},
    "story": {"single-intensive"},
}
Blocks = dict[str, dict[str, Any]]


def values(thing: Any) -> Iterator[Any]:
    yield thing
    inside = thing.values() if isinstance(thing, dict) else thing
    if isinstance(thing, dict | list):
        for each in inside:
            yield from values(each)


def texts(block: dict[str, Any]) -> Iterator[dict[str, str]]:
    for value in values(block):
        if isinstance(value, dict) and set(value) & set(LANGUAGES):
            yield value


def of_kind(protocols: Blocks, kind: str) -> Blocks:
    return {name: block for name, block in protocols.items() if block["kind"] == kind}


def test_the_starter_ships_these_protocols(protocols: Blocks) -> None:
    assert {kind: set(of_kind(protocols, kind)) for kind in KINDS} == SHIPPED


def test_each_block_validates_against_its_schema(protocols: Blocks) -> None:
    faults = [
        f"{name}: {list(error.path)} {error.message}"
        for name, block in protocols.items()
        for error in validator(block["kind"]).iter_errors(block)
    ]
    assert faults == []


def test_a_page_is_named_as_its_protocol_and_titled_as_its_block(
    pages: dict[str, Page], protocols: Blocks
) -> None:
    for name, block in protocols.items():
        page = pages[f"protocols/{name}"]
        assert page.matter == {"protocol": name, "title": block["title"]}


def test_a_page_explains_itself_in_every_language(pages: dict[str, Page]) -> None:
    for path, page in pages.items():
        if path.startswith("protocols/"):
            sections = page.text.split("\n## ")[1:]
            assert [each.split("\n", 1)[0] for each in sections] == HEADINGS, path
            counts = {each.strip().count("\n\n") for each in sections[:4]}
            assert len(counts) == 1, f"{path}: the languages differ in paragraphs"
            assert len({each.split("\n", 1)[1] for each in sections}) == 5, path


def test_every_text_stands_in_all_four_languages(protocols: Blocks) -> None:
    for name, block in protocols.items():
        found = list(texts(block))
        assert found, name
        for text in found:
            assert tuple(text) == LANGUAGES, f"{name}: {text}"


def test_no_text_is_left_untranslated(protocols: Blocks) -> None:
    left = [
        f"{name}: {text[language]}"
        for name, block in protocols.items()
        for text in texts(block)
        for language in LANGUAGES[1:]
        if text[language] == text["en"] and len(text["en"].split()) > 2
    ]
    assert left == []


def test_numbers_are_exact_and_no_word_became_a_truth_value(protocols: Blocks) -> None:
    truths = {"required", "guarded", "words", "reason", "always", "voice"}
    for name, block in protocols.items():
        for value in values(block):
            assert not isinstance(value, float), name
            if isinstance(value, dict):
                held = {key for key, inner in value.items() if isinstance(inner, bool)}
                assert held <= truths, name
            if isinstance(value, list):
                assert not any(isinstance(inner, bool) for inner in value), name


def test_names_are_given_once(protocols: Blocks) -> None:
    lists = ("fields", "parts", "stages", "phases", "arcs", "sessions", "blocks", "pages", "roles")
    for name, block in protocols.items():
        for value in values(block):
            if isinstance(value, dict):
                for key in lists:
                    named = [each["name"] for each in value.get(key, []) if isinstance(each, dict)]
                    assert len(named) == len(set(named)), f"{name}: {key}"


def test_a_shared_list_that_a_field_names_exists(protocols: Blocks) -> None:
    for name, block in protocols.items():
        for field in block.get("fields", []):
            if isinstance(field.get("of"), str):
                assert field["of"] in block["lists"], f"{name}: {field['name']}"


def test_questions_people_see_have_a_label(protocols: Blocks) -> None:
    for name, block in protocols.items():
        for part in [block, *block.get("parts", [])]:
            for field in part.get("fields", []):
                assert "label" in field, f"{name}: {field['name']}"


def test_a_pathway_names_forms_that_exist_and_a_checklist_that_has_the_answer(
    protocols: Blocks,
) -> None:
    forms = of_kind(protocols, "form")
    for block in of_kind(protocols, "pathway").values():
        for stage in block["stages"]:
            assert set(stage.get("forms", [])) <= set(forms)
            if ready := stage["gate"].get("ready"):
                assert ready["form"] in stage["forms"]
                (options,) = forms[ready["form"]]["lists"].values()
                assert ready["answer"] in {option["value"] for option in options}


def test_guarded_questions_stand_only_in_the_form_that_says_so(protocols: Blocks) -> None:
    guarded = {
        (name, field["name"])
        for name, block in protocols.items()
        for field in block.get("fields", [])
        if field.get("guarded")
    }
    names = ("food", "access", "health", "emergency")
    assert guarded == {("participant-care", name) for name in names}


@pytest.mark.parametrize("preset", sorted(SHIPPED["preset"]))
def test_a_preset_holds_together(protocols: Blocks, preset: str) -> None:
    block = protocols[preset]
    phases = [phase["name"] for phase in block["phases"]]
    arcs = {arc["name"]: arc for arc in block["arcs"]}
    roles = {role["name"] for role in block["roles"]}
    assert [phase["number"] for phase in block["phases"]] == list(range(len(phases)))
    assert {phase["process"] for phase in block["phases"]} <= {p["name"] for p in block["processes"]}
    assert {phase["gate"]["held_by"] for phase in block["phases"]} <= roles
    assert set(block["uses"]) <= set(protocols)
    for arc in arcs.values():
        assert set(arc["phases"]) <= set(phases)
        if "within" in arc:
            assert set(arc["phases"]) <= set(arcs[arc["within"]]["phases"])
    for session in block["sessions"]:
        assert session["phase"] in arcs[session["arc"]]["phases"]
        assert session.get("agenda", "welcome-day") in of_kind(protocols, "agenda")


def test_the_long_preset_has_the_eight_phases_and_their_windows(protocols: Blocks) -> None:
    windows = [
        (phase["window"]["from"], phase["window"]["to"])
        for phase in protocols["single-hub-intensive"]["phases"]
    ]
    assert windows == [
        ("-8 months", "-7 months"),
        ("-7 months", "-5 months"),
        ("-6 months", "-4 months"),
        ("-4 months", "-2 months"),
        ("-2 months", "-1 week"),
        ("0 days", "+2 weeks"),
        ("+1 week", "+4 weeks"),
        ("+1 month", "+6 months"),
    ]


def test_the_blocks_of_an_agenda_fill_it(protocols: Blocks) -> None:
    for name, block in of_kind(protocols, "agenda").items():
        assert sum(each["minutes"] for each in block["blocks"]) == block["minutes"], name


def test_instruments_name_fields_and_parts_of_their_own(protocols: Blocks) -> None:
    for name, block in of_kind(protocols, "instrument").items():
        fields = {field["name"]: field for field in block.get("fields", [])}
        parts = {part["name"]: part for part in block.get("parts", [])}
        for lead in block.get("leads_to", []):
            assert lead["from"] in fields.keys() | parts.keys(), name
        for part in parts.values():
            assert set(part.get("grounded_in", [])) <= set(parts), name
        for weighed in block.get("sum", {}).get("of", []):
            assert fields[weighed["field"]]["type"] in ("number", "scale"), name


def test_accra_weighs_themes_and_readings_as_published(protocols: Blocks) -> None:
    count = protocols["accra-themes"]["count"]["of"]
    assert {each["value"]: each["weight"] for each in count} == {
        "social": 4,
        "learning": 3,
        "creativity": 2,
        "productivity": 1,
    }
    assert [each["verified"] for each in count] == [
        {"by": ["named"], "needed": 1},
        {"by": ["peer"], "needed": 1, "words": True},
        {"by": ["peer"], "needed": 3},
        {"by": ["facilitator"], "needed": 1},
    ]
    reading = protocols["team-reading"]
    scales = [(f["minimum"], f["maximum"]) for f in reading["fields"] if f["type"] == "scale"]
    assert scales == [(0, 10)] * 3
    assert {each["field"]: each["weight"] for each in reading["sum"]["of"]} == {
        "growth": 3,
        "potential": 2,
        "viability": 1,
    }


def test_the_story_keeps_the_sections_every_template_has(protocols: Blocks) -> None:
    sections = [section for page in protocols["single-intensive"]["pages"] for section in page["sections"]]
    always = {section["name"] for section in sections if section.get("always")}
    assert always == {"open", "surprised", "practice"}
    channels = set(of_kind(protocols, "channel"))
    shown = [section["show"] for section in sections if "show" in section]
    assert {show["directive"] for show in shown} == {
        "timeline",
        "quote",
        "decision",
        "measure",
        "allocation",
    }
    assert {show["channel"] for show in shown if "channel" in show} <= channels


def test_directives_written_in_pages_are_valid(pages: dict[str, Page]) -> None:
    names = ("timeline", "quote", "decision", "measure", "allocation")
    found = [
        {"directive": name, **(yaml.safe_load(block) or {})}
        for page in pages.values()
        for name in names
        for block in blocks_of(page, f"prisma {name}")
    ]
    assert found
    assert [each for each in found if not validator("directive").is_valid(each)] == []


def test_each_text_is_in_the_language_it_is_filed_under(pages: dict[str, Page], protocols: Blocks) -> None:
    foreign = []
    for name, block in protocols.items():
        said = [(text[language], language) for text in texts(block) for language in LANGUAGES]
        sections = pages[f"protocols/{name}"].text.split("\n## ")[1:5]
        said += [
            (paragraph, language)
            for section, language in zip(sections, LANGUAGES, strict=True)
            for paragraph in section.split("\n\n")[1:]
        ]
        foreign += [f"{name}: {text}" for text, language in said if is_foreign(text, language)]
    assert foreign == []
