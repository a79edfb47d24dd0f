"""A person's key has another half, to which others seal words; nobody else brings one for them."""

from __future__ import annotations

import re

import pytest

from prisma_hub.circles import actions as circles
from prisma_hub.identity import actions, queries
from prisma_hub.kernel.base58 import b58
from prisma_hub.kernel.canonical import b64url, from_b64url
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.source import current
from prisma_hub.log import audit, replay
from prisma_hub.log import queries as log
from tests.identity.own_key import unbinding
from tests.identity.test_joining import fill
from tests.sealed.sealing import Keyed


@pytest.fixture
def ana(person):
    return person("Ana")


@pytest.fixture
def key(ana):
    return Keyed("Ana", ana)


def test_a_key_brings_its_other_half_signed_and_everybody_here_can_seal_to_it(ana, key, person):
    key.sealable()
    found = queries.sealable(person("Eva"))
    assert {who: (each.key, each.of) for who, each in found.items()} == {ana.id: (key.sealing, key.did)}
    entry = log.entry(found[ana.id].seq)
    assert (entry.kind, entry.by, entry.to, entry.custody) == ("sealing.bound/1", ana.ref, ("hub",), "self")
    assert replay.differences() == []
    assert list(audit.findings()) == []


def test_it_ends_with_the_key_and_comes_anew_with_the_next(ana, key):
    key.sealable()
    statement = current().uuid7()
    signed = key.sign(unbinding(ana, key, statement))
    actions.unbind_key(by=ana, key=key.did, signed=signed, statement_id=statement)
    assert queries.sealable(ana) == {}
    following = Keyed("Ana's next", ana).sealable()
    assert queries.sealable(ana)[ana.id].key == following.sealing
    assert replay.differences() == []


def test_a_replaced_key_brings_its_half_once_it_is_bound(ana, key, steward):
    key.sealable()
    new = Keyed("new", ana)
    actions.unbind_key(by=ana, key=key.did)
    actions.offer_key(by=ana, key=new.did, proof=new.proof(ana))
    circles.replace_key(by=steward, person=ana.id, key=new.did)
    assert queries.sealable(ana) == {}
    bind(ana, new)
    assert queries.sealable(ana)[ana.id].key == new.sealing


def test_whoever_leaves_can_be_sealed_nothing_more(ana, key, person):
    key.sealable()
    circles.leave_hub(by=ana)
    assert queries.sealable(person("Eva")) == {}


def bind(by, mine, *, signer=None, statement=None, values=None, **forged):
    statement = statement or current().uuid7()
    said = {
        "key": mine.sealing,
        "answer": mine.answer(actions.ask_for_sealing(by=by, statement_id=statement)),
        "signed": (signer or mine).sign(values or mine.binding(statement)),
        "statement_id": statement,
    }
    return actions.bind_sealing(by=by, **(said | forged))


def test_what_is_not_held_not_signed_or_not_theirs_is_not_bound(ana, key, person):
    eva = person("Eva")
    hers, other = Keyed("Eva", eva).sealable(), Keyed("other", ana)
    with pytest.raises(Refused, match="key of your own comes first"):
        bind(ana, key)
    key.bound_to(ana)
    statement, before = current().uuid7(), log.size()
    elsewhere = actions.ask_for_sealing(by=ana, statement_id=current().uuid7())
    small = "did:key:z" + b58(b"\xec\x01" + bytes(32))
    forgeries = {
        "not signed": {"signed": None},
        "signed by the hub's leave": {"signer": hers},
        "signed by a key nobody bound": {"signer": other},
        "signed for another key": {"values": key.binding(statement, **{"body.key": other.sealing})},
        "signed as another": {"values": key.binding(statement, by=eva.ref)},
        "an answer to something else": {"answer": key.answer(elsewhere)},
        "another's answer": {"answer": hers.answer(actions.ask_for_sealing(by=ana, statement_id=statement))},
        "no answer": {"answer": ""},
        "another's key": {"key": hers.sealing},
        "a key of small order": {"key": small},
        "a key that signs": {"key": key.did},
    }
    for how, forged in forgeries.items():
        with pytest.raises(Refused):
            bind(ana, key, statement=statement, **forged)
            pytest.fail(how)
    assert log.size() == before
    assert ana.id not in queries.sealable(eva)


def test_it_is_bound_once_however_often_it_is_pressed(ana, key):
    key.bound_to(ana)
    statement = current().uuid7()
    assert bind(ana, key, statement=statement) == bind(ana, key, statement=statement)
    with pytest.raises(Refused, match="already"):
        bind(ana, key)


def test_what_another_was_sealed_to_is_nobody_elses_ever_after(ana, key, person):
    key.sealable()
    circles.leave_hub(by=ana)
    eva = person("Eva")
    hers = Keyed("Eva", eva).bound_to(eva)
    hers.opening = key.opening
    with pytest.raises(Refused, match="bound before"):
        bind(eva, hers)


# == Through the door ==


def sent(phone, key, forged=()):
    page = phone.get("/me/key")
    challenge = re.search(r'data-challenge="([^"]+)"', page.content.decode())[1]
    part = page.content.decode().partition("data-challenge")[2]
    statement = re.search(r'name="statement" value="([^"]+)"', part)[1]
    said = {"statement": statement, "key": key.sealing, "answer": key.answer(from_b64url(challenge))}
    said |= key.fields(key.binding(statement))
    return phone.post("/me/key/sealing", fill(page) | said | dict(forged), follow=True)


def test_the_page_offers_it_to_a_key_made_earlier_and_tells_that_it_is_there(ana, key, visit):
    phone = visit(ana)
    assert "data-challenge" not in phone.get("/me/key").content.decode()
    key.bound_to(ana)
    assert "Others can seal words to you, since" in sent(phone, key).content.decode()
    assert queries.sealable(ana)[ana.id].key == key.sealing
    page = phone.get("/me/key").content.decode()
    assert "data-challenge" not in page
    assert "What was sealed to this key stays closed" in page  # said before it is unbound


@pytest.mark.parametrize(
    "forged",
    [
        {"signer": "", "signature": ""},
        {"signature": "A" * 86},
        {"said": "2026-05-18T09:00:00.001Z"},
        {"answer": "A" * 43},
        {"answer": ""},
        {"key": ""},
        {"key": "did:key:z6LSnobody"},
        {"key": "x" * 5000},
    ],
)
def test_what_is_forged_on_its_way_binds_nothing(ana, key, visit, forged):
    phone = visit(ana)
    key.bound_to(ana)
    before = log.size()
    assert sent(phone, key, forged).status_code >= 400
    assert log.size() == before
    assert queries.sealable(ana) == {}


def test_another_person_brings_no_key_for_ana_with_what_she_sent(ana, key, person, visit):
    eva = person("Eva")
    Keyed("Eva", eva).bound_to(eva)
    key.bound_to(ana)
    assert sent(visit(eva), key).status_code >= 400
    assert queries.sealable(ana) == {}


def test_the_challenge_is_one_persons_and_one_numbers(ana, person):
    eva, one, two = person("Eva"), current().uuid7(), current().uuid7()
    drawn = {
        b64url(actions.ask_for_sealing(by=by, statement_id=each)) for by in (ana, eva) for each in (one, two)
    }
    assert len(drawn) == 4
