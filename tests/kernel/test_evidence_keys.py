"""Properly proven, and yet against the rules: the hub's keys, people's keys, erasures."""

from collections.abc import Callable

import pytest

from prisma_hub.kernel.canonical import b64, b64url
from prisma_hub.kernel.signing import rotation_message
from tests.kernel.hub import ANA, BEA, Hub, check, founded, key, promise, said, whole_book

CIRCLE = "circle:01890000-0000-7000-8000-0000000000c3"


def _rotated(**body) -> Hub:
    hub = founded()
    hub.rotate(**body)
    return hub


def test_a_rotation_is_believed():
    assert check(_rotated()).findings == ()


WRONG_ROTATIONS: dict[str, tuple[Callable[[], Hub], str]] = {
    "signed by another": (lambda: _rotated(by=key("thief")), "not signed by the key before"),
    "signed by the new key": (lambda: _rotated(by=key("hub 1")), "not signed by the key before"),
    "signed over another key": (
        lambda: _rotated(body_signature=b64url(key("hub 0").sign(rotation_message(key("x").public)))),
        "not signed by the key before",
    ),
    "signed without its purpose": (
        lambda: _rotated(body_signature=b64url(key("hub 0").sign(key("hub 1").public))),
        "not signed by the key before",
    ),
    "signature of another form": (lambda: _rotated(body_signature=b64(bytes(64))), "base64"),
    "signature no text": (lambda: _rotated(body_signature=[1]), "is a text"),
    "another key": (lambda: _rotated(body_key=key("x").did), "does not show the key"),
    "next of another form": (lambda: _rotated(body_next="next"), "3 bytes"),
}


@pytest.mark.parametrize("case", WRONG_ROTATIONS)
def test_a_rotation_is_signed_by_the_key_before(case):
    make, why = WRONG_ROTATIONS[case]
    assert why in said(check(make()))


def test_a_key_that_was_not_promised_is_refused():
    hub = Hub()
    hub.found(body_next=promise(key("other")))
    hub.rotate()
    assert "Entry 0 did not promise" in said(check(hub))
    hub = founded()
    hub.rotate(body_next=promise(key("other")))
    hub.rotate()
    assert "Entry 1 did not promise" in said(check(hub))


def test_every_promise_but_the_newest_is_shown():
    hub = whole_book()
    body = ["kind", "body.key", "body.signature"]
    assert check(hub, hub.lines(e6=body)).findings == ()
    assert "did not promise" in said(check(hub, hub.lines(e3=body)))
    assert "did not promise" in said(check(hub, hub.lines(e0=["kind", "body.name"])))


@pytest.mark.parametrize("hidden", ["kind", "body.key", "body.signature"])
def test_a_rotation_shows_kind_key_and_signature(hidden):
    hub = whole_book()
    names = [name for name in hub.kept[3].statement.values() if name != hidden]
    said(check(hub, hub.lines(e3=names)))


def test_a_rotation_that_hub_json_does_not_name_is_refused():
    hub = _rotated()
    hub.rotations.clear()
    assert "do not agree" in said(check(hub))


def signed_book(**binding) -> Hub:
    """Entry 1 binds Ana's key, entry 2 is signed by her."""
    hub = founded()
    facts = {"kind": "key.bound/1", "by": ANA, "body_key": key("ana").did, **binding}
    hub.say(**facts)
    hub.say("a.b/1", ANA, key("ana"), body_x=1)
    return hub


def test_words_signed_by_a_bound_key_are_believed():
    assert check(signed_book()).findings == ()


WRONG_BINDINGS: dict[str, dict] = {
    "another's": {"by": BEA},
    "another key": {"body_key": key("bea").did},
    "an unbinding": {"kind": "key.unbound/1"},
    "another kind": {"kind": "key.tried/1"},
    "another version": {"kind": "key.bound/2"},
    "said by the hub": {"by": "hub"},
    "said by a circle": {"by": CIRCLE},
    "key of another form": {"body_key": "ana"},
    "key no text": {"body_key": 5},
}


@pytest.mark.parametrize("case", WRONG_BINDINGS)
def test_words_signed_by_a_key_nobody_bound_are_refused(case):
    said(check(signed_book(**WRONG_BINDINGS[case])))


@pytest.mark.parametrize("kind", ["key.bound/1", "key.unbound/1"])
@pytest.mark.parametrize("by", ["hub", CIRCLE])
def test_only_a_person_binds_a_key(kind, by):
    hub = founded()
    hub.say(kind, by, body_key=key("ana").did)
    assert "by the person who holds it" in said(check(hub))


@pytest.mark.parametrize("hidden", ["kind", "by", "body.key"])
def test_a_binding_shows_who_and_which_key(hidden):
    hub = signed_book()
    names = [name for name in hub.kept[1].statement.values() if name != hidden]
    assert "this key was bound" in said(check(hub, hub.lines(e1=names)))


def test_a_key_counts_only_after_it_was_bound():
    hub = founded()
    hub.say("a.b/1", body_x=0)
    hub.say("a.b/1", ANA, key("ana"), body_x=1)
    hub.say("key.bound/1", ANA, body_key=key("ana").did)
    assert "this key was bound" in said(check(hub))


def test_a_key_counts_until_it_is_unbound_and_again_when_bound_anew():
    hub = signed_book()
    hub.say("key.unbound/1", ANA, body_key=key("ana").did)
    assert check(hub).findings == ()
    hub.say("a.b/1", ANA, key("ana"), body_x=2)
    assert "this key was bound" in said(check(hub))
    hub = signed_book()
    hub.say("key.unbound/1", ANA, body_key=key("ana").did)
    hub.say("key.bound/1", ANA, body_key=key("ana").did)
    hub.say("a.b/1", ANA, key("ana"), body_x=2)
    assert check(hub).findings == ()


def test_another_cannot_unbind_a_key_and_a_hidden_unbinding_counts():
    hub = signed_book()
    hub.say("key.unbound/1", BEA, body_key=key("ana").did)
    hub.say("a.b/1", ANA, key("ana"), body_x=2)
    assert check(hub).findings == ()
    hidden = hub.lines(e3=["kind", "body.key"])
    assert "this key was bound" in said(check(hub, hidden))


def test_signed_words_may_hide_their_speaker():
    hub = signed_book()
    assert check(hub, hub.lines(e2=["body.x"])).findings == ()


@pytest.mark.parametrize("by", ["hub", CIRCLE])
@pytest.mark.parametrize("known", [True, False])
def test_what_the_hub_or_a_circle_says_is_never_its_own(by, known):
    hub = signed_book()
    hub.say("a.b/1", by, key("ana"), body_x=1)
    entries = hub.line(0) + hub.line(1) + hub.line(3, known=known)
    assert "Only a person" in said(check(hub, entries))


def erased_book(**body) -> Hub:
    """Entry 1 has a text of two segments, entry 2 erases some of it."""
    hub = founded()
    hub.say("a.b/1", ANA, **{"body_text.000": "x", "body_text.001": "y"})
    facts = {"body_seq": 1, "body_right": "speaker", **body}
    hub.say("entry.erased/1", **{name: facts[name] for name in facts if facts[name] is not None})
    return hub


def test_what_was_erased_is_shown_nowhere():
    hub = erased_book(body_parts=["body.text.001"])
    assert "Entry 1 shows what was erased" in said(check(hub))
    assert check(hub, hub.lines(e1=["body.text.000", "by"])).findings == ()
    assert check(hub, hub.line(0) + hub.line(2)).findings == ()


def test_an_entry_erased_whole_has_no_line():
    hub = erased_book()
    assert "Entry 1 shows what was erased" in said(check(hub, hub.lines(e1=())))
    assert check(hub, hub.line(0) + hub.line(2)).findings == ()


WRONG_ERASURES: dict[str, dict] = {
    "no seq": {"body_seq": None},
    "seq no number": {"body_seq": "1"},
    "seq true": {"body_seq": True},
    "a later entry": {"body_seq": 3},
    "itself": {"body_seq": 2},
    "before the first": {"body_seq": -1},
    "no right": {"body_right": None},
    "right no text": {"body_right": 5},
    "more than that": {"body_why": "because"},
    "more than that, at the end": {"body_z": "because"},
    "parts no list": {"body_parts": "body.text.001"},
    "parts unsorted": {"body_parts": ["to", "body.text.001"]},
    "a part twice": {"body_parts": ["to", "to"]},
    "no such part": {"body_parts": ["text"]},
}


@pytest.mark.parametrize("case", WRONG_ERASURES)
def test_an_erasure_is_held_to_its_form(case):
    hub = erased_book(**WRONG_ERASURES[case])
    assert "entries.jsonl" in said(check(hub, hub.line(0) + hub.line(2)))


@pytest.mark.parametrize("hidden", ["body.parts", "body.right", "body.seq", "body.z", "body.a"])
def test_an_erasure_shows_all_of_its_body(hidden):
    extra = {"body_z": 1} if hidden == "body.z" else {"body_a": 1} if hidden == "body.a" else {}
    hub = erased_book(body_parts=["body.text.001"], **extra)
    names = [name for name in hub.kept[2].statement.values() if name != hidden]
    assert "n erasure" in said(check(hub, hub.line(0) + hub.line(2, names)))


def test_an_erasure_may_hide_who_and_when():
    hub = erased_book(body_parts=["body.text.001"])
    names = ["kind", "body.parts", "body.right", "body.seq"]
    assert check(hub, hub.line(0) + hub.line(2, names)).findings == ()


def test_the_same_statement_is_not_kept_twice():
    hub = founded()
    twice = hub.say("tree.planted/1", ANA, body_tree="oak")
    id_ = hub.kept[twice].statement.values()["id"]
    again = hub.say("tree.planted/1", ANA, id=id_, body_tree="elm")
    other = hub.say("tree.planted/1", BEA, id=id_, body_tree="ash")
    shown = {f"e{seq}": ["by", "id", "kind"] for seq in (twice, again, other)}
    assert f"line {again + 1}: The same statement stands twice, first as entry {twice}." in said(
        check(hub, hub.lines(**shown))
    )
    assert f"line {other + 1}" not in said(check(hub, hub.lines(**shown)))
    for hidden in (["id", "kind"], ["by", "kind"]):
        assert check(hub, hub.lines(**shown | {f"e{again}": hidden})).findings == ()


def test_the_same_words_are_not_kept_under_two_numbers():
    hub = founded()
    first = hub.say("tree.planted/1", ANA, body_tree="oak")
    second = hub.keep(hub.kept[first].statement)
    shown = {f"e{seq}": ["kind"] for seq in (first, second)}
    assert f"first as entry {first}." in said(check(hub, hub.lines(**shown)))
