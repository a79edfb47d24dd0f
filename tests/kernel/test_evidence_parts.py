"""Properly proven by the hub's own key, and yet against the rules: parts, receipts, founding."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prisma_hub.kernel.statement import Statement
from tests.kernel.hub import ANA, BEA, Hub, check, founded, key, raw, said, whole_book


def proven(hub: Hub, made: Statement, receipt: dict | None = None) -> str:
    hub.keep(made, **receipt or {})
    return said(check(hub, hub.lines()))


def parts(of: Hub, /, **changed) -> list[tuple[str, object]]:
    whole = {
        "by": "hub",
        "hub": of.did,
        "id": "01890000-0000-7000-8000-0000000000ff",
        "kind": "a.b/1",
        "said": "2026-05-18T09:00:00.000Z",
        "to": ["hub"],
    }
    return sorted({**whole, **{name.replace("__", "."): changed[name] for name in changed}}.items())


WRONG_PARTS: dict[str, dict] = {
    "a kind without version": {"kind": "a.b"},
    "an id of another form": {"id": "01890000-0000-4000-8000-0000000000ff"},
    "nobody hears": {"to": []},
    "hearers unsorted": {"to": ["public", "hub"]},
    "a hearer twice": {"to": ["hub", "hub"]},
    "no such space": {"to": ["all"]},
    "an empty body": {"body__x": ""},
    "a null body": {"body__x": None},
    "an empty list": {"body__x": []},
    "an empty object": {"body__x": {}},
    "about unsorted": {"about": ["b:b", "a:a"]},
    "about of numbers": {"about": [1]},
    "an unknown part": {"extra": "x"},
    "a two-digit segment": {"body__text__00": "x"},
    "a capital field": {"body__Text": "x"},
    "a wrong scope": {"scope": "hub"},
    "a wrong protocol": {"protocol": "sha256:xyz"},
    "a wrong recorder": {"via": "somebody"},
    "a wrong moment": {"said": "yesterday"},
    "another hub": {"hub": key("stranger").did},
}


@pytest.mark.parametrize("case", WRONG_PARTS)
def test_proven_parts_that_break_the_rules_are_refused(case):
    hub = founded()
    assert "line 2" in proven(hub, raw(parts(hub, **WRONG_PARTS[case])))


def test_an_inexact_number_is_refused_even_where_it_hashes_right():
    hub = founded()
    assert "fraction" in proven(hub, raw(parts(hub, body__x=0.5)))


def test_names_out_of_order_or_twice_are_refused():
    hub = founded()
    by, hub_part, *rest = parts(hub)
    assert "order of their names" in proven(hub, raw([by, by, hub_part, *rest]))
    hub = founded()
    assert "order of their names" in proven(hub, raw([("body.b", 1), ("body.a", 1), by, hub_part, *rest]))
    hub = founded()
    assert "line 2" in proven(hub, raw(parts(hub)[::-1]))


@pytest.mark.parametrize("missing", ["by", "hub", "id", "kind", "said", "to"])
def test_a_statement_without_what_must_stand_is_refused_however_little_it_shows(missing):
    for shown in (None, (), ["to"], ["by"], ["kind"]):
        hub = founded()
        hub.keep(raw([part for part in parts(hub) if part[0] != missing]))
        entries = hub.line(0) + hub.line(1, shown)
        assert "cannot be those a statement has" in said(check(hub, entries))


def test_hidden_parts_have_room_only_for_names_that_exist():
    hub = founded()
    hub.keep(raw([*parts(hub), ("zz", 1), ("zzz", 2)]))
    entries = hub.line(0) + hub.line(1, ["to"])
    assert "cannot be those a statement has" in said(check(hub, entries))


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_any_choice_of_parts_of_a_true_statement_is_believed(data):
    optional = {
        "via": BEA,
        "scope": "journey:01890000-0000-7000-8000-000000000001",
        "about": ["a:a"],
        "protocol": "sha256:" + "0" * 64,
        "body.a": 1,
        "body.b.c": 2,
        "body.b.c.000": "x",
    }
    hub = founded()
    names = data.draw(st.sets(st.sampled_from(sorted(optional))))
    if "body.b.c" in names:
        names -= {"body.b.c.000"}
    made = hub.build(
        {"by": ANA, "hub": hub.did, "kind": "a.b/1", "to": ["hub"]} | {name: optional[name] for name in names}
    )
    hub.keep(made)
    shown = data.draw(st.sets(st.sampled_from(sorted(made.values()))))
    assert check(hub, hub.line(0) + hub.line(1, shown)).findings == ()


WRONG_RECEIPTS: dict[str, tuple[dict, str]] = {
    "another hub": ({"hub": key("stranger").did}, "given by another hub"),
    "a later epoch": ({"epoch": 2}, "after the checkpoint"),
    "an earlier moment": ({"at": "2020-01-01T00:00:00.000Z"}, "kept before"),
    "another seq": ({"seq": 5}, "not in the tree"),
    "another statement": ({"statement": bytes(32)}, "do not make the statement"),
    "self said by the hub": ({"custody": "self"}, "Only a person"),
}


@pytest.mark.parametrize("case", WRONG_RECEIPTS)
def test_proven_receipts_that_break_the_rules_are_refused(case):
    receipt, why = WRONG_RECEIPTS[case]
    hub = founded()
    assert why in proven(hub, raw(parts(hub)), receipt)


def test_a_later_epoch_keeps_the_entries_and_receipts_of_the_earlier():
    hub = whole_book()
    hub.epoch = 3
    hub.say("log.resumed/1")
    assert check(hub).findings == ()
    hub.epoch = 2
    hub.say("a.b/1")
    hub.epoch = 3
    assert "kept before" in said(check(hub))


def test_entry_0_shows_that_it_is_the_founding_and_its_name():
    hub = whole_book()
    for names in (["kind", "body.next"], ["body.name", "body.next"], ()):
        assert "ntry 0" in said(check(hub, hub.lines(e0=names)))


def test_entry_0_is_the_founding_and_nothing_else_is():
    hub = Hub()
    hub.say("a.b/1", body_name=hub.name)
    assert "and no other, is the founding" in said(check(hub))
    hub = founded()
    hub.found()
    assert "and no other, is the founding" in said(check(hub))


@pytest.mark.parametrize("body", [{"body_name": 7}, {"body_next": "x"}, {"body_next": 1}])
def test_the_founding_is_held_to_its_form(body):
    hub = Hub()
    hub.found(**body)
    assert "line 1" in said(check(hub))


def test_entry_0_is_nobodys_own_word():
    hub = Hub()
    statement = hub.build(
        {"by": ANA, "hub": hub.did, "kind": "hub.founded/1", "to": ["hub"], "body.name": hub.name}
    )
    hub.keep(statement, custody="self")
    assert "Only a person" in said(check(hub))
