"""The twelve patterns: timed, credited, and alike in everything but words."""

import re
from typing import Any

import pytest

from tests.starter.reading import LANGUAGES, Page

PATTERNS = {
    "opening-circle",
    "sense-of-place-walk",
    "appreciative-interviews",
    "one-two-four-all",
    "open-space",
    "consent-round",
    "ecosystem-mapping",
    "emergent-learning-table",
    "troika-consulting",
    "ripple-mapping",
    "most-significant-change",
    "closing-circle",
}
FAMILIES = {"practice", "liberating_structure", "sociocratic", "circle", "exercise", "custom"}
CONFIGURATIONS = {
    "solo",
    "pairs",
    "threes",
    "fours",
    "small_groups",
    "circle",
    "plenary",
    "walking",
}
NEIGHBOURS = ("before", "after", "inside", "instead")
EVERY = [(language, name) for language in LANGUAGES for name in sorted(PATTERNS)]


def neighbours(page: Page) -> dict[str, list[str]]:
    """File names of the linked patterns, by how they are related."""
    found = {}
    for relation in NEIGHBOURS:
        links = [
            re.fullmatch(r"\[\[(\w\w)/patterns/([a-z-]+)\|.+\]\]", link) for link in page.matter[relation]
        ]
        assert all(link and link[1] == page.matter["lang"] for link in links), page.path
        found[relation] = [link[2] for link in links if link]
    return found


def skeleton(page: Page) -> dict[str, Any]:
    """What must be equal in every language."""
    matter = page.matter
    return {
        "fixed": {key: matter[key] for key in ("kind", "family", "minutes", "group")},
        "counts": {key: len(matter[key]) for key in ("materials", "roles")},
        "steps": [(s["minutes"], s["configuration"], list(s)) for s in matter["steps"]],
        "lineage": {key: matter["lineage"].get(key) for key in ("source", "licence")},
        "neighbours": neighbours(page),
        "variations": page.text.count("\n- "),
    }


@pytest.mark.parametrize(("language", "name"), EVERY)
def test_a_pattern_is_whole(pages: dict[str, Page], language: str, name: str) -> None:
    matter = pages[f"{language}/patterns/{name}"].matter
    assert matter["kind"] == "pattern"
    assert matter["family"] in FAMILIES
    assert matter["materials"] and matter["roles"] and matter["aliases"]
    assert set(matter["lineage"]) - {"source"} == {"origin", "licence", "adapted"}
    assert matter["lineage"]["licence"] == "CC BY-SA 4.0"
    configurations = matter["group"]["configurations"]
    assert set(configurations) <= CONFIGURATIONS
    assert matter["group"]["least"] <= matter["group"]["most"]
    for step in matter["steps"]:
        assert step["title"] and step["instruction"]
        assert set(step) <= {
            "title",
            "minutes",
            "configuration",
            "instruction",
            "prompt",
            "capture",
        }
        assert step["configuration"] in configurations


@pytest.mark.parametrize(("language", "name"), EVERY)
def test_the_steps_take_the_typical_time(pages: dict[str, Page], language: str, name: str) -> None:
    matter = pages[f"{language}/patterns/{name}"].matter
    minutes = matter["minutes"]
    assert sum(step["minutes"] for step in matter["steps"]) == minutes["typical"]
    assert 0 < minutes["least"] <= minutes["typical"] <= minutes["most"]


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_languages_differ_in_words_only(pages: dict[str, Page], name: str) -> None:
    first, *others = (skeleton(pages[f"{language}/patterns/{name}"]) for language in LANGUAGES)
    assert all(other == first for other in others)


def test_neighbours_are_patterns_and_nobody_neighbours_itself(pages: dict[str, Page]) -> None:
    for name in PATTERNS:
        around = neighbours(pages[f"en/patterns/{name}"])
        named = {each for names in around.values() for each in names}
        assert named <= PATTERNS - {name}
        assert around["before"] and around["after"]


def test_methods_of_others_say_whose_they_are(pages: dict[str, Page]) -> None:
    ours = {"sense-of-place-walk"}
    credited = {name for name in PATTERNS if "source" in pages[f"en/patterns/{name}"].matter["lineage"]}
    assert credited == PATTERNS - ours


def test_the_welcome_day_is_built_from_patterns_that_fit_their_block(
    pages: dict[str, Page], protocols: dict[str, dict[str, Any]]
) -> None:
    blocks = [each for each in protocols["welcome-day"]["blocks"] if each["kind"] == "pattern"]
    assert blocks
    for block in blocks:
        minutes = pages[f"en/patterns/{block['pattern']}"].matter["minutes"]
        assert minutes["least"] <= block["minutes"] <= minutes["most"]
    unheld = [b["name"] for b in protocols["welcome-day"]["blocks"] if "held_by" not in b]
    assert unheld == ["house"]
