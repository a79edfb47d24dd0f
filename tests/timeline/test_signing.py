"""What somebody says is signed by a key of their own, through the ordinary form; forged in every way."""

from __future__ import annotations

import re

import pytest

from prisma_hub.identity import actions as identity
from prisma_hub.kernel.signing import SigningKey
from prisma_hub.log import actions as book
from prisma_hub.log import audit
from prisma_hub.log import queries as log
from prisma_hub.log.kept import Line
from prisma_hub.timeline import actions
from prisma_hub.timeline.types import Consent
from tests.identity.own_key import SAID, OwnKey
from tests.identity.test_joining import fill

WORDS = "The river was high.\r\n\r\nWe carried the seedlings across."


def form_of(phone, **more):
    """The form as a phone fills it in: heard by the speaker alone, with their name."""
    said = fill(phone.get("/say"), words=WORDS, named="name", quote="ask", language="en")
    return said | more


def parts(person, said, **more):
    """What the hub will make of that form, as the phone puts it together too."""
    head = {"id": said["statement"], "hub": book.hub_did(), "kind": "contribution.made/1", "said": SAID}
    text = {f"body.text.{at:03d}": piece for at, piece in enumerate(WORDS.split("\r\n\r\n"))}
    terms = {"named": said["named"], "quote": "ask", "ai": False}
    consent = {f"body.consent.{name}": value for name, value in terms.items()}
    return (
        head | text | consent | {"by": person.ref, "to": said["hears"].split(), "body.language": "en"} | more
    )


@pytest.fixture
def ana(person):
    return person("Ana")


@pytest.fixture
def key(ana):
    return OwnKey("Ana").bound_to(ana)


@pytest.fixture
def phone(ana, visit):
    return visit(ana)


def test_signed_words_are_answered_for_by_the_key(ana, key, phone):
    said = form_of(phone, hears=ana.ref)
    answer = phone.post("/say", said | key.fields(parts(ana, said)), follow=True)
    seq = log.size() - 1
    entry = log.entry(seq)
    assert (entry.custody, entry.said, entry.by) == ("self", SAID, ana.ref)
    assert entry.text("text") == WORDS.replace("\r\n", "\n")
    assert "A key of the speaker’s own answers for it." in answer.content.decode()
    assert list(audit.findings()) == []


def test_said_twice_it_is_once_even_when_the_key_was_unbound_between(ana, key, phone):
    said = form_of(phone, hears=ana.ref)
    said |= key.fields(parts(ana, said))
    first = phone.post("/say", said).url
    identity.unbind_key(by=ana, key=key.did)
    before = log.size()
    assert phone.post("/say", said).url == first
    assert log.size() == before


def other_hub():
    return {"hub": SigningKey(b"h" * 32).did}


def forgeries(ana, eva, key, said):
    """Each way of forging, with the fields that would go along."""
    values, whole = parts(ana, said), key.fields(parts(ana, said))
    yield "another person’s key", OwnKey("Eva").fields(values)
    yield "a key nobody bound", OwnKey("nobody").fields(values)
    yield "another’s words", key.fields(values | {"by": eva.ref})
    yield "altered words", key.fields(values | {"body.text.001": "We lost the seedlings."})
    yield "more people hear", key.fields(values | {"to": ["hub"]})
    yield "said to another hub", key.fields(values | other_hub())
    yield "another hour", whole | {"said": "2026-05-18T09:00:00.001Z"}
    yield "another secret", whole | {"secret": key.fields(values, b"t" * 32)["secret"]}
    yield "a truncated signature", whole | {"signature": whole["signature"][:-2]}
    yield "a long signature", whole | {"signature": whole["signature"] + "AA"}
    yield "no signature", whole | {"signature": ""}
    yield "an hour nobody knows", whole | {"said": "yesterday"}
    yield "a key of another kind", whole | {"signer": "did:key:zQ3s"}


def test_forged_signatures_keep_nothing_and_no_words_are_lost(ana, key, phone, person):
    eva = person("Eva")
    OwnKey("Eva").bound_to(eva)
    said, before = form_of(phone, hears=ana.ref), log.size()
    for how, fields in forgeries(ana, eva, key, said):
        answer = phone.post("/say", said | fields)
        assert answer.status_code == 200, how
        assert "We carried the seedlings across." in answer.content.decode(), how
        assert log.size() == before, how


def test_a_stale_key_signs_nothing_more(ana, key, phone):
    identity.unbind_key(by=ana, key=key.did)
    said, before = form_of(phone, hears=ana.ref), log.size()
    answer = phone.post("/say", said | key.fields(parts(ana, said)))
    assert "was unbound and no longer speaks for you" in answer.content.decode()
    assert log.size() == before


def test_signed_words_replayed_by_another_are_not_theirs(ana, key, phone, person, visit):
    eva = person("Eva")
    said = form_of(phone, hears=ana.ref)
    said |= key.fields(parts(ana, said))
    phone.post("/say", said)
    before = log.size()
    visit(eva).post("/say", said | {"hears": eva.ref})
    assert log.size() == before


def test_other_words_under_the_same_number_are_refused(ana, key, phone):
    said = form_of(phone, hears=ana.ref)
    phone.post("/say", said | key.fields(parts(ana, said)))
    before = log.size()
    other = said | {"words": "Something else"}
    values = {name: value for name, value in parts(ana, said).items() if name != "body.text.001"}
    answer = phone.post("/say", other | key.fields(values | {"body.text.000": "Something else"}))
    assert "already said under this number" in answer.content.decode()
    assert log.size() == before


def test_nobody_signs_for_others(ana, person, steward, visit):
    key, desk = OwnKey("Amparo").bound_to(steward), visit(steward)
    said, before = form_of(desk, hears=steward.ref, spoken_by=str(ana.id)), log.size()
    answer = desk.post("/say", said | key.fields(parts(ana, said)))
    assert "A key answers only for the words of the one who holds it." in answer.content.decode()
    assert log.size() == before


def test_the_hub_says_what_it_would_keep_and_keeps_nothing_yet(ana, key, phone):
    said, before = form_of(phone, hears=ana.ref, quantity="2.50", unit="hours", action="work"), log.size()
    ask = key.fields(parts(ana, said)) | {"signature": ""}
    found = phone.post("/say", said | ask, headers={"X-Say": "1"}).json()
    more = {"body.action": "work", "body.quantity": "2.5", "body.unit": "hours"}
    assert found == {"sign": parts(ana, said, **more), "kept": ""}
    assert log.size() == before
    phone.post("/say", said | key.fields(found["sign"]))
    assert log.entry(log.size() - 1).custody == "self"


def test_before_more_hear_it_the_person_is_asked_and_signs_then(ana, key, phone):
    said = form_of(phone, hears="hub")
    asked = phone.post("/say", said | key.fields(parts(ana, said))).content.decode()
    assert "Nothing has been said yet" in asked
    assert 'name="signature"' not in asked
    sure = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', asked))
    assert sure["statement"] == said["statement"]
    phone.post("/say", said | {"sure": "hub"} | key.fields(parts(ana, said)))
    assert log.entry(log.size() - 1).custody == "self"


def test_under_unnamed_words_nobody_else_is_told_who_answers(ana, key, phone, person, visit):
    said = form_of(phone, hears="hub", named="unnamed", sure="hub")
    phone.post("/say", said | key.fields(parts(ana, said)))
    seq, eva = log.size() - 1, visit(person("Eva"))
    assert log.entry(seq).custody == "self"
    for page in (f"/entry/{seq}", f"/log/{seq}"):
        assert "A key of the speaker’s own answers" in phone.get(page).content.decode()
        others = eva.get(page).content.decode()
        assert "stays unsaid" in others
        assert "A key of the speaker’s own answers" not in others


def test_without_a_key_the_form_says_that_the_hub_answers(phone, key, person, visit):
    assert "data-sign" in phone.get("/say").content.decode()
    plain = visit(person("Eva")).get("/say").content.decode()
    assert "The hub answers for it that you said so." in plain
    assert "data-sign" not in plain


def test_an_altered_signature_in_the_book_is_found(ana, key):
    entry = actions.contribute(by=ana, text="One word", consent=Consent())
    line = Line.objects.get(seq=entry.seq)
    line.own_key, line.key, line.signature = True, key.signing.public, bytes(64)
    line.save()
    assert "The signature of entry %(seq)s does not hold." in [each.reason for each in audit.findings()]


def test_what_was_kept_on_a_device_is_told_plainly_what_became_of_it(ana, phone):
    later = {"X-Say": "1"}
    said = form_of(phone, hears=ana.ref)
    found = [phone.post("/say", said, headers=later).json() for _ in range(2)]  # the first answer was lost
    assert found == [{"said": f"/entry/{log.size() - 1}"}] * 2
    before = log.size()
    wider = form_of(phone, hears="hub")
    assert phone.post("/say", wider, headers=later).json() == {"wrong": "", "kept": ""}
    empty = phone.post("/say", form_of(phone, hears=ana.ref, words=" "), headers=later).json()
    assert empty["wrong"].startswith("There is nothing in it yet.")
    assert log.size() == before


def test_a_page_of_somebody_from_outside_keeps_nothing_on_the_device(ana, phone, visit):
    assert 'id="unsent"' in phone.get("/say").content.decode()
    outside = visit(None).get("/").content.decode()
    assert "unsent" not in outside
