"""People seal words to each other; the hub keeps what it cannot read, and refuses what is forged."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prisma_hub.circles import actions as circles
from prisma_hub.identity import actions as identity
from prisma_hub.inbox import queries as inbox
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.source import current
from prisma_hub.log import audit, replay
from prisma_hub.log import queries as log
from prisma_hub.sealed import queries, rules
from prisma_hub.work import loop
from tests.identity.own_key import unbinding
from tests.sealed.reading import program
from tests.sealed.sealing import Keyed, form, parts, say, seal

WORDS = "The spring is behind the third stone."


@pytest.fixture
def ana(person):
    return Keyed("Ana", person("Ana")).sealable()


@pytest.fixture
def eva(person):
    return Keyed("Eva", person("Eva")).sealable()


@pytest.fixture
def leo(person):
    return Keyed("Leo", person("Leo")).sealable()


def test_those_named_hear_it_and_open_it_and_nobody_else_is_shown_that_it_exists(ana, eva, leo, steward):
    entry = say(WORDS, ana, eva)
    assert (entry.custody, entry.to) == ("self", tuple(sorted([ana.person.ref, eva.person.ref])))
    assert [each.seq for each in queries.exchanged(eva.person)] == [entry.seq]
    for other in (leo.person, steward):
        assert queries.exchanged(other) == []
        assert queries.sealed(other, entry.seq) is None
    read = program()["open_sealed"]
    for each in (ana, eva):
        [line] = queries.kept_for(each.person)
        assert line["entry"] == entry.seq
        assert read(line, each.person.ref, each.opening) == WORDS
    assert WORDS not in json.dumps(entry.as_json())
    assert replay.differences() == []
    assert list(audit.findings()) == []


def test_readers_are_told_and_answer_sealed(ana, eva):
    entry = say(WORDS, ana, eva)
    loop.run_until_idle()
    assert [(each.link, each.text % each.values) for each in inbox.letters(eva.person)] == [
        (f"/sealed/{entry.seq}", "Ana sealed words to you.")
    ]
    answer = say("Thank you.", eva, ana, reply_to=entry.seq)
    assert [each.seq for each in queries.replies(ana.person, entry.seq)] == [answer.seq]
    assert queries.sealed(ana.person, answer.seq).reply_to == entry.seq


def test_nobody_answers_what_was_not_sealed_to_them(ana, eva, leo):
    entry = say(WORDS, ana, eva)
    with pytest.raises(Refused, match="not sealed to you"):
        say("I heard you.", leo, ana, reply_to=entry.seq)


def test_only_those_with_a_key_to_seal_to_are_offered_and_the_others_are_named(ana, eva, person, visit):
    without = person("Mar")
    assert [each.person for each in queries.readers(ana.person)] == [eva.person.id]
    assert without.id in [each.id for each in queries.unable(ana.person)]
    page = visit(ana.person).get("/seal").content.decode()
    offered, _, rest = page.partition("Who is not offered here")
    assert ("Eva" in offered, "Mar" in offered, "Mar" in rest) == (True, False, True)
    assert "they have no key for it yet" in visit(ana.person).get(f"/people/{without.id}").content.decode()
    found = visit(ana.person).get(f"/people/{eva.person.id}").content.decode()
    assert f"/seal?to={eva.person.id}" in found
    assert "You need a key of your own first" in visit(without).get("/seal").content.decode()


def test_the_page_has_no_field_for_the_words_that_could_be_sent(ana, eva, visit):
    page = visit(ana.person).get("/seal").content.decode()
    assert "<textarea" in page
    area = page.partition("<textarea")[2].partition(">")[0]
    assert "name=" not in area
    assert 'autocomplete="off"' in area
    part = page.partition("data-seal ")[2].partition("</form>")[0]
    assert "data-keep" not in part
    assert "data-later" not in part
    assert "This page cannot seal or open words" in part  # what somebody without scripts reads
    assert "data-able hidden" in part


def test_withdrawn_it_is_closed_and_erased_it_is_gone(ana, eva, visit):
    first, second = say(WORDS, ana, eva), say("Another.", ana, eva)
    phone = visit(ana.person)
    said = {"statement": "0199a000-0000-7000-8000-000000000001"}
    phone.post(f"/sealed/{first.seq}/withdraw", said)
    assert [each.seq for each in queries.exchanged(eva.person)] == [second.seq]
    assert "You took this back" in phone.get(f"/sealed/{first.seq}").content.decode()
    phone.post(f"/sealed/{first.seq}/return")
    assert len(queries.exchanged(eva.person)) == 2
    phone.post(
        f"/sealed/{first.seq}/withdraw", said | {"statement": said["statement"][:-1] + "2", "now": "1"}
    )
    assert log.entry(first.seq).body == {}
    for each in (ana, eva):
        assert [one.seq for one in queries.exchanged(each.person)] == [second.seq]
    assert replay.differences() == []


def test_nobody_takes_back_what_another_sealed(ana, eva, leo, visit):
    entry, said = say(WORDS, ana, eva), {"statement": "0199a000-0000-7000-8000-000000000001", "now": "1"}
    for other in (eva, leo):
        assert visit(other.person).post(f"/sealed/{entry.seq}/withdraw", said).status_code == 404
        assert visit(other.person).post(f"/sealed/{entry.seq}/return").status_code == 404
    assert "sealed" in log.entry(entry.seq).body


def test_who_hears_it_can_be_widened_by_nobody(ana, eva, leo):
    entry = say(WORDS, ana, eva)
    circles.share(by=ana.person, seq=entry.seq, spaces=["hub"])
    assert queries.sealed(leo.person, entry.seq) is None
    assert queries.exchanged(leo.person) == []


def test_whoever_blocked_another_does_not_read_them(ana, eva):
    say(WORDS, ana, eva)
    circles.block(by=eva.person, person=ana.person.id)
    assert queries.exchanged(eva.person) == []
    assert queries.readers(eva.person) == []


def test_with_a_new_key_what_was_sealed_to_the_old_one_stays_closed_and_the_page_says_so(ana, eva, visit):
    entry, phone = say(WORDS, ana, eva), visit(eva.person)
    assert "data-sealed-words" in phone.get(f"/sealed/{entry.seq}").content.decode()
    statement = current().uuid7()
    signed = eva.sign(unbinding(eva.person, eva, statement))
    identity.unbind_key(by=eva.person, key=eva.did, signed=signed, statement_id=statement)
    Keyed("Eva's next", eva.person).sealable()
    page = phone.get(f"/sealed/{entry.seq}").content.decode()
    assert "It was sealed to a key you no longer have here." in page
    assert "data-sealed-words" not in page
    assert "sealed to a key you no longer have" in phone.get("/sealed").content.decode()
    with pytest.raises(Refused, match="another key now"):
        say("Again.", ana, eva)  # the speaker's page still has the old key


# == Forged in every way, through the door ==


def send(phone, fields):
    return phone.post("/seal", fields, headers={"X-Say": "1"})


def test_sealed_through_the_door_it_is_said_once_however_often_it_is_sent(ana, eva, visit):
    phone = visit(ana.person)
    fields = form(phone.get("/seal"), WORDS, ana, eva)
    found = [send(phone, fields).json() for _ in range(2)]
    assert found == [{"said": f"/sealed/{log.size() - 1}"}] * 2
    assert phone.get(found[0]["said"]).status_code == 200
    assert visit(eva.person).get(found[0]["said"]).status_code == 200


def altered(fields, **more):
    return fields | {"sealed": json.dumps(json.loads(fields["sealed"]) | more)}


def signed(fields, by, *readers, sealed=None, **more):
    """The fields anew, signed over what they say now: what only the speaker's own browser could send."""
    sealed = json.loads(fields["sealed"]) | (sealed or {})
    to = [each.person.ref for each in (by, *readers)]
    names = {"readers": " ".join(str(each.person.id) for each in readers), "sealed": json.dumps(sealed)}
    return fields | names | by.fields(parts(fields["statement"], by, to, sealed)) | more


def forgeries(fields, ana, eva, leo):
    sealed = json.loads(fields["sealed"])
    keys, words = sealed["keys"], sealed["words"]
    other = seal(WORDS, fields["statement"], ana, [eva, leo])
    long = seal("x" * 30_000, fields["statement"], ana, [eva])
    yield "not signed", fields | {"signer": "", "signature": ""}
    yield "no signature", fields | {"signature": ""}
    yield "signed by another", fields | eva.fields(parts(fields["statement"], ana, [ana.person.ref], sealed))
    yield "a wrap altered on its way", altered(fields, keys=other["keys"][:2])
    yield "words altered on their way", altered(fields, words="A" + words[1:])
    yield "another reader put in", fields | {"readers": f"{eva.person.id} {leo.person.id}"}
    yield "a reader taken out", fields | {"readers": ""}
    yield "a reader without a key in the list", signed(fields, ana, eva, leo)
    yield "a key for somebody who is not named", signed(fields, ana, eva, sealed=other)
    yield (
        "a foreign key for a reader",
        signed(fields, ana, eva, sealed={"keys": [each | {"to": leo.sealing} for each in keys]}),
    )
    yield "the keys in another order", signed(fields, ana, eva, sealed={"keys": keys[::-1]})
    yield "one reader twice", signed(fields, ana, eva, sealed={"keys": [*keys, keys[-1]]})
    yield (
        "a short wrap",
        signed(fields, ana, eva, sealed={"keys": [keys[0], keys[1] | {"wrapped": keys[1]["wrapped"][:-4]}]}),
    )
    yield "no keys", signed(fields, ana, eva, sealed={"keys": []})
    yield "keys that are none", signed(fields, ana, eva, sealed={"keys": "all"})
    yield "not filled up", signed(fields, ana, eva, sealed={"words": words[:-4]})
    yield "no words", signed(fields, ana, eva, sealed={"words": "A" * 22})
    yield "too long", signed(fields, ana, eva, sealed=long)
    yield "far too long", fields | {"sealed": '{"words": "' + "A" * 200_000 + '"}'}
    yield "plain words beside it", signed(fields, ana, eva, sealed={"plain": WORDS})
    yield "no JSON", fields | {"sealed": WORDS}
    yield "to a circle", fields | {"readers": "hub"}
    yield "another number", fields | {"statement": "0199a000-0000-7000-8000-0000000000aa"}
    yield "another hour", fields | {"said": "2026-05-18T09:00:00.001Z"}
    yield "an answer to what is not here", fields | {"reply": "0"}


def test_what_is_forged_is_refused_in_a_sentence_and_nothing_is_kept(ana, eva, leo, visit):
    phone = visit(ana.person)
    fields, before = form(phone.get("/seal"), WORDS, ana, eva), log.size()
    for how, forged in forgeries(fields, ana, eva, leo):
        answer = send(phone, forged)
        assert (answer.status_code, "wrong" in answer.json()) == (200, True), how
        assert log.size() == before, how
        assert phone.post("/seal", forged).status_code >= 400, how  # without the script too
    assert send(phone, fields).json() == {"said": f"/sealed/{before}"}


def test_without_a_key_of_ones_own_the_hub_answers_for_nothing_sealed(ana, eva, person, visit):
    mar = Keyed("Mar", person("Mar"))
    phone = visit(mar.person)
    fields = form(phone.get("/say"), WORDS, mar, eva)
    assert "key of your own" in send(phone, fields).json()["wrong"]
    mar.bound_to(mar.person)  # signs, but cannot be sealed to
    assert "cannot read sealed words" in send(phone, fields).json()["wrong"]


def test_replayed_by_another_it_is_not_theirs(ana, eva, leo, visit):
    fields = form(visit(ana.person).get("/seal"), WORDS, ana, eva)
    send(visit(ana.person), fields)
    before = log.size()
    assert "wrong" in send(visit(leo.person), fields).json()
    assert log.size() == before


def test_another_thing_under_the_same_number_is_refused(ana, eva, visit):
    phone = visit(ana.person)
    fields = form(phone.get("/seal"), WORDS, ana, eva)
    send(phone, fields)
    before = log.size()
    other = signed(fields, ana, eva, sealed=seal("Other", fields["statement"], ana, [eva]))
    assert "already said under this number" in send(phone, other).json()["wrong"]
    assert log.size() == before


def test_from_outside_and_while_suspended_every_door_is_shut(ana, eva, steward, visit):
    entry = say(WORDS, ana, eva)
    circles.suspend(by=steward, person=eva.person.id, reason="an example")
    for who in (None, eva.person):
        for address in ("/seal", "/sealed", f"/sealed/{entry.seq}"):
            assert visit(who).get(address).status_code in (302, 403)
    assert visit(ana.person).get("/sealed/999999").status_code == 404


def test_at_most_fifty_read_it():
    people = {f"person:0199a000-0000-7000-8000-{at:012d}": "" for at in range(51)}
    speaker = next(iter(people))
    with pytest.raises(Refused, match="at the most"):
        rules.check_readers(frozenset(people), speaker)
    rules.check_readers(frozenset(list(people)[:50]), speaker)
    with pytest.raises(Refused, match="Nobody is chosen"):
        rules.check_readers(frozenset({speaker, "hub"}), speaker)


def queries_of(visitor, address):
    with CaptureQueriesContext(connection) as found:
        assert visitor.get(address).status_code == 200
    return len(found)


def test_pages_cost_as_much_with_three_as_with_one(ana, eva, leo, visit):
    first, phone = say(WORDS, ana, eva), visit(ana.person)
    say("One.", eva, ana, reply_to=first.seq)
    pages = ["/seal", f"/seal?reply={first.seq}", "/sealed", f"/sealed/{first.seq}", "/me/key"]
    for each in pages:
        queries_of(phone, each)
    once = [queries_of(phone, each) for each in pages]
    for words in ("Two.", "Three."):
        say(words, eva, ana, reply_to=first.seq)
        say(words, ana, leo)
    assert [queries_of(phone, each) for each in pages] == once
    assert max(once) <= 20
