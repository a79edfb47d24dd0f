"""The schemas say no to what a hub could not honour."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from prisma_hub.protocols.schemas import KINDS, SHARED, read_schema, validator

TITLE = {"en": "A name"}
NOTE = {"name": "note", "type": "text"}
CHANNEL = {
    "kind": "channel",
    "title": TITLE,
    "scope": "journey",
    "to": "cohort",
    "fields": [NOTE],
}
CURRENCY = {
    "kind": "currency",
    "title": TITLE,
    "flow": TITLE,
    "aspect": TITLE,
    "unit": {"name": "kg", "title": TITLE, "precision": 1},
    "scope": "place",
    "issue": {"by": ["each"]},
    "seen_by": "hub",
    "changed_by": "place",
}
SHARE = {
    "kind": "decision",
    "title": TITLE,
    "rule": "share",
    "rounds": [{"name": "answer", "title": TITLE, "prompt": TITLE, "voice": "each_once"}],
    "answers": [
        {"value": "in_favour", "label": TITLE, "counts": "for"},
        {"value": "against", "label": TITLE, "counts": "against"},
    ],
    "adopted_above": "0.5",
    "quorum": "0.5",
    "silence": "uncounted",
    "review_after": "1 month",
}


def without(block: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in block.items() if name != key}


@pytest.mark.parametrize("name", KINDS + SHARED)
def test_a_schema_is_valid_json_schema_and_carries_its_own_address(name: str) -> None:
    schema = read_schema(name)
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"urn:prisma-hub:protocol:{name}"
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_an_unknown_kind_has_no_schema() -> None:
    with pytest.raises(KeyError):
        read_schema("poem")


@pytest.mark.parametrize(
    ("kind", "block"),
    [
        ("channel", CHANNEL),
        ("currency", {**CURRENCY, "nature": "measurement", "fields": [NOTE]}),
        ("currency", {**CURRENCY, "nature": "signal", "allot": {"amount": 10, "every": "week"}}
         | {"expires": "2 weeks"}),
        ("currency", {**CURRENCY, "nature": "tradable", "limit": "20.5"}),
        ("decision", SHARE),
        ("directive", {"directive": "timeline", "scope": "journey", "limit": 12}),
        ("directive", {"directive": "allocation",
                       "entry": "round:0198c0de-0000-7000-8000-000000000001"}),
    ],
)  # fmt: skip
def test_a_sound_block_is_accepted(kind: str, block: dict[str, Any]) -> None:
    assert [error.message for error in validator(kind).iter_errors(block)] == []


def field(**more: object) -> dict[str, Any]:
    return {**CHANNEL, "fields": [{"name": "note", **more}]}


@pytest.mark.parametrize(
    ("kind", "block"),
    [
        ("channel", without(CHANNEL, "to")),
        ("channel", {**CHANNEL, "colour": "red"}),
        ("channel", {**CHANNEL, "title": {}}),
        ("channel", {**CHANNEL, "title": {"en": "  "}}),
        ("channel", {**CHANNEL, "title": "A name"}),
        ("channel", {**CHANNEL, "fields": []}),
        ("channel", field(type="colour")),
        ("channel", field(type="choice")),
        ("channel", field(type="text", of=["a", "b"])),
        ("channel", field(type="text", unit="kg")),
        ("channel", field(type="scale", minimum=0)),
        ("channel", field(type="number", minimum=0.5)),
        ("channel", field(type="choice", of=[True])),
        ("channel", {**CHANNEL, "fields": [{"name": "Two words", "type": "text"}]}),
        ("channel", {**CHANNEL, "attest": {"by": ["me"], "needed": 1}}),
        ("currency", {**CURRENCY, "nature": "measurement"}),
        ("currency", {**CURRENCY, "nature": "measurement", "fields": [NOTE], "expires": "1 week"}),
        ("currency", {**CURRENCY, "nature": "signal"}),
        ("currency", {**CURRENCY, "nature": "tradable", "allot": {"amount": 1, "every": "week"}}),
        ("currency", {**CURRENCY, "nature": "reputation", "limit": 5}),
        ("decision", without(SHARE, "quorum")),
        ("decision", {**SHARE, "rule": "no_objection"}),
        ("decision", {**SHARE, "adopted_above": 0.5}),
        ("decision", {**SHARE, "adopted_above": "1.5"}),
        ("decision", {**without(SHARE, "adopted_above"), "rule": "record", "fields": [NOTE]}),
        ("directive", {"directive": "fireworks"}),
        ("directive", {"directive": "timeline", "limit": 0}),
        ("directive", {"directive": "quote", "entry": "somewhere"}),
    ],
)
def test_an_unsound_block_is_refused(kind: str, block: dict[str, Any]) -> None:
    assert not validator(kind).is_valid(block)
