"""A person binds a key of their own, unbinds it, loses it and replaces it in front of a steward."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prisma_hub.circles import actions as circles
from prisma_hub.identity import actions, queries
from prisma_hub.kernel.base58 import b58
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.signing import SigningKey
from prisma_hub.kernel.source import current
from prisma_hub.log import audit, replay
from prisma_hub.log import queries as log
from prisma_hub.log.kept import Line
from tests.identity.own_key import OwnKey, unbinding
from tests.identity.test_joining import fill


def test_a_bound_key_is_the_persons_and_everybody_here_sees_whose(person):
    ana, eva = person("Ana"), person("Eva")
    key = OwnKey("Ana").bound_to(ana)
    found = queries.own_key(ana)
    assert found is not None
    assert (found.key, found.person, found.via, found.stands) == (key.did, ana.id, None, True)
    assert queries.keys(eva, ana.id) == [found]
    entry = log.entry(found.bound)
    assert (entry.kind, entry.by, entry.to, entry.custody) == ("key.bound/1", ana.ref, ("hub",), "hub")
    assert replay.differences() == []


def test_binding_twice_from_one_form_is_binding_once(person):
    ana, key, statement = person("Ana"), OwnKey("Ana"), current().uuid7()
    said = [
        actions.bind_key(by=ana, key=key.did, proof=key.proof(ana), statement_id=statement) for _ in range(2)
    ]
    assert said[0] == said[1]


@pytest.mark.parametrize("whose", ["another person", "another hub", "nobody"])
def test_a_key_that_is_not_held_is_not_bound(person, whose):
    ana, eva, key = person("Ana"), person("Eva"), OwnKey("Ana")
    proof = {
        "another person": key.proof(eva),
        "another hub": key.proof(ana, hub=SigningKey(b"h" * 32).did),
        "nobody": OwnKey("Eva").proof(ana),
    }[whose]
    with pytest.raises(Refused, match="Nothing shows that you hold this key"):
        actions.bind_key(by=ana, key=key.did, proof=proof)
    assert queries.own_key(ana) is None


def test_a_key_of_small_order_is_refused(person):
    ana = person("Ana")
    small = "did:key:z" + b58(b"\xed\x01" + bytes([1]) + bytes(31))
    with pytest.raises(Refused):
        actions.bind_key(by=ana, key=small, proof=OwnKey("Ana").proof(ana))
    assert queries.own_key(ana) is None


def test_a_key_is_bound_once_and_to_one(person):
    ana, eva = person("Ana"), person("Eva")
    key = OwnKey("Ana").bound_to(ana)
    with pytest.raises(Refused, match="bound before"):
        actions.bind_key(by=eva, key=key.did, proof=key.proof(eva))
    released(ana, key)
    with pytest.raises(Refused, match="bound before"):  # what was shown once proves nothing a second time
        actions.bind_key(by=ana, key=key.did, proof=key.proof(ana))


def released(person, key):
    statement = current().uuid7()
    signed = key.sign(unbinding(person, key, statement))
    return actions.unbind_key(by=person, key=key.did, signed=signed, statement_id=statement)


def test_a_second_key_waits_until_the_first_is_unbound(person):
    ana = person("Ana")
    first = OwnKey("first").bound_to(ana)
    with pytest.raises(Refused, match="bound already"):
        OwnKey("second").bound_to(ana)
    assert released(ana, first).custody == "self"
    second = OwnKey("second").bound_to(ana)
    assert [each.key for each in queries.keys(ana, ana.id)] == [second.did, first.did]
    assert replay.differences() == []
    assert list(audit.findings()) == []


def test_a_lost_key_is_replaced_in_front_of_a_steward_visibly(person, steward):
    ana = person("Ana")
    lost = OwnKey("lost").bound_to(ana)
    actions.unbind_key(by=ana, key=lost.did)
    new = OwnKey("new")
    with pytest.raises(Refused, match="in front of a steward"):
        new.bound_to(ana)
    actions.offer_key(by=ana, key=new.did, proof=new.proof(ana))
    assert queries.own_key(ana) is None
    entry = circles.replace_key(by=steward, person=ana.id, key=new.did)
    found = queries.own_key(ana)
    assert (found.key, found.via, found.bound) == (new.did, steward.id, entry.seq)
    assert entry.via == steward.ref
    said = log.entry(entry.seq - 1)
    assert (said.kind, said.by, said.to) == ("key.vouched/1", steward.ref, ("hub",))
    assert ana.ref in said.about
    assert queries.offer(ana.id) is None
    assert replay.differences() == []


def test_only_a_steward_replaces_and_nobody_for_themselves(person, steward):
    ana, eva = person("Ana"), person("Eva")
    for each in (ana, steward):
        lost, new = OwnKey(f"lost {each.ref}").bound_to(each), OwnKey(f"new {each.ref}")
        actions.unbind_key(by=each, key=lost.did)
        actions.offer_key(by=each, key=new.did, proof=new.proof(each))
    for who, whose in ((eva, ana), (ana, ana), (steward, steward)):
        with pytest.raises(Refused):
            circles.replace_key(by=who, person=whose.id, key=queries.offer(whose.id).key)
    assert queries.own_key(ana) is None
    assert queries.own_key(steward) is None


def test_a_steward_binds_the_key_they_compared_and_no_other(person, steward):
    ana = person("Ana")
    actions.unbind_key(by=ana, key=OwnKey("lost").bound_to(ana).did)
    compared, thief = OwnKey("compared"), OwnKey("thief")
    for each in (compared, thief):
        actions.offer_key(by=ana, key=each.did, proof=each.proof(ana))
    with pytest.raises(Refused, match="not the key that waits"):
        circles.replace_key(by=steward, person=ana.id, key=compared.did)


def test_whoever_leaves_takes_their_key_out_of_force(person):
    ana = person("Ana")
    key = OwnKey("Ana").bound_to(ana)
    circles.leave_hub(by=ana)
    assert not log.key_named(key.did).stands
    assert replay.differences() == []


# == Through the door ==


def bind(phone, ana, key, forged=None):
    said = fill(phone.get("/me/key"), key=key.did, proof=key.proof(ana))
    return phone.post("/me/key/bind", said | (forged or {}), follow=True)


def test_the_page_binds_shows_and_unbinds(person, visit):
    ana, key = person("Ana"), OwnKey("Ana")
    phone = visit(ana)
    text = bind(phone, ana, key).content.decode()
    assert queries.own_key(ana).fingerprint in text
    page = phone.get("/me/key")
    assert re.search(r"data-unbind>(?:(?!</form>).)*<details><summary>Unbind my key", page.content.decode())
    said = fill(page, key=key.did)
    said |= key.fields(unbinding(ana, key, said["statement"]))
    assert "Unbound" in phone.post("/me/key/unbind", said, follow=True).content.decode()
    assert queries.keys(ana, ana.id)[0].released


@pytest.mark.parametrize(
    "forged",
    [{"proof": ""}, {"proof": "A" * 85}, {"proof": "A" * 86}, {"key": "did:key:z6MkNobody"}, {"key": ""}],
)
def test_what_is_forged_on_its_way_binds_nothing(person, visit, forged):
    ana, before = person("Ana"), log.size()
    answer = bind(visit(ana), ana, OwnKey("Ana"), forged)
    assert answer.status_code in (400, 403, 409, 422), answer.status_code
    assert queries.own_key(ana) is None
    assert log.size() == before


def test_another_person_cannot_bind_for_ana_nor_unbind_her_key(person, visit):
    ana, eva, key = person("Ana"), person("Eva"), OwnKey("Ana")
    stolen = visit(eva)
    said = fill(stolen.get("/me/key"), key=key.did, proof=key.proof(ana))
    assert "Nothing shows" in stolen.post("/me/key/bind", said).content.decode()
    key.bound_to(ana)
    ended = stolen.post("/me/key/unbind", fill(stolen.get("/me/key"), key=key.did))
    assert "not bound to you" in ended.content.decode()
    assert queries.own_key(ana).stands


def test_a_forged_end_is_refused_not_taken_for_an_unsigned_one(person, visit):
    ana = person("Ana")
    key, phone = OwnKey("Ana").bound_to(ana), visit(ana)
    said = fill(phone.get("/me/key"), key=key.did)
    values = unbinding(ana, key, said["statement"])
    for fields in (
        OwnKey("Eva").fields(values),
        key.fields(values) | {"said": "2026-05-18T09:00:00.001Z"},
        key.fields(values) | {"signature": key.fields(values)["signature"][:-2]},
        key.fields(values) | {"signature": ""},
    ):
        assert phone.post("/me/key/unbind", said | fields).status_code >= 400
    assert queries.own_key(ana).stands


def test_a_steward_compares_and_binds_on_their_own_device(person, steward, visit):
    ana = person("Ana")
    actions.unbind_key(by=ana, key=OwnKey("lost").bound_to(ana).did)
    phone, new, desk = visit(ana), OwnKey("new"), visit(steward)
    said = fill(phone.get("/me/key"), key=new.did, proof=new.proof(ana))
    shown = phone.post("/me/key/offer", said, follow=True).content.decode()
    fingerprint = re.search(r'code-shown">([0-9a-f ]{19})<', shown)[1]
    assert "New key waits" in desk.get("/stewardship/people").content.decode()
    page = desk.get(f"/stewardship/key/{ana.id}")
    assert fingerprint in page.content.decode()
    done = desk.post(f"/stewardship/key/{ana.id}", fill(page, key=new.did, same="on"), follow=True)
    assert "Ana’s new key is bound" in done.content.decode()
    assert queries.own_key(ana).via == steward.id
    eva = visit(person("Eva"))
    assert "in front of Amparo" in eva.get(f"/people/{ana.id}").content.decode()
    assert eva.get(f"/stewardship/key/{ana.id}").status_code == 403


def test_from_outside_there_is_no_key_to_see(person, visit):
    ana = person("Ana")
    OwnKey("Ana").bound_to(ana)
    assert visit(None).get("/me/key").status_code in (302, 403)


def queries_of(visitor, address):
    with CaptureQueriesContext(connection) as found:
        assert visitor.get(address).status_code == 200
    return len(found)


def test_pages_cost_as_much_with_three_keys_as_with_one(person, visit):
    ana, eva = person("Ana"), person("Eva")
    pages = [(visit(ana), "/me/key"), (visit(eva), f"/people/{ana.id}")]
    released(ana, OwnKey("one").bound_to(ana))
    for each in pages:
        queries_of(*each)
    once = [queries_of(*each) for each in pages]
    for name in ("two", "three"):
        released(ana, OwnKey(name).bound_to(ana))
    assert [queries_of(*each) for each in pages] == once
    assert max(once) <= 20


def test_the_book_finds_a_signature_by_a_key_that_was_not_bound(person):
    ana, eva = person("Ana"), person("Eva")
    key = OwnKey("Ana").bound_to(ana)
    entry = released(ana, key)
    assert list(audit.findings()) == []
    bound = log.key_named(key.did).bound
    line = Line.objects.get(seq=bound)
    line.parts = line.parts.replace(ana.ref, eva.ref)  # as if it had been bound to another
    line.save()
    told = [str(each) % each.values if each.values else str(each) for each in audit.findings()]
    assert any(f"Entry {entry.seq} is signed by a key that was not bound" in each for each in told), told
