"""A passkey signs its person in, and nobody else: the doors, with everything forged that can be."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from prisma_hub.circles import actions as circles
from prisma_hub.identity import actions, queries, rules
from prisma_hub.identity.kept import Passkey, SpentChallenge, Tally
from prisma_hub.identity.types import Viewer, Where
from prisma_hub.kernel.canonical import b64url, from_b64url
from prisma_hub.kernel.refusal import Refused
from prisma_hub.upkeep import copying
from tests.identity.authenticator import PRESENT, Phone

People = Callable[[str], Viewer]
Visit = Callable[[Viewer | None], Client]
HOUSE = Where("testserver", "https://testserver")


def ask(browser: Client, code: str, name: str = "This phone") -> dict:
    answer = browser.post("/me/passkeys/ask", _form(name, code), secure=True)
    assert answer.status_code == 200
    return answer.json()


def _form(name: str, code: str) -> dict[str, str]:
    return {"statement": "0199a000-0000-7000-8000-000000000000", "name": name, "code": code}


def add(browser: Client, code: str, phone: Phone) -> None:
    answer = browser.post("/me/passkeys/add", phone.make(ask(browser, code)["ask"]), secure=True)
    assert (answer.status_code, answer.url) == (302, "/me/passkeys")


def sign_in(browser: Client, phone: Phone, **client: object) -> str | None:
    """Who is signed in in this browser then."""
    asked = browser.post("/sign-in/passkey/ask", secure=True).json()["ask"]
    return send(browser, phone.prove(asked, **client))


def send(browser: Client, fields: dict[str, str]) -> str | None:
    answer = browser.post("/sign-in/passkey", fields, secure=True)
    assert answer.status_code == 302
    return browser.session.get("person")


def told(browser: Client, at: str = "/sign-in") -> str:
    return browser.get(at, secure=True).content.decode()


@pytest.fixture
def ana(person: People) -> Viewer:
    return person("Ana")


@pytest.fixture
def phone(ana: Viewer, visit: Visit) -> Phone:
    """Ana's phone, with a passkey."""
    made, code = Phone(), actions.renew_codes(person=ana.id).code
    add(visit(ana), code, made)
    assert Passkey.objects.count() == 1
    return made


def test_a_phone_gets_a_passkey_and_signs_in_with_it(visit: Visit, ana: Viewer, phone: Phone) -> None:
    browser = visit(None)
    browser.session["planted"] = "by somebody else"
    assert sign_in(browser, phone) == str(ana.person)
    assert "planted" not in browser.session
    [row] = queries.passkeys(ana)
    assert (row.name, row.host, row.used is not None) == ("This phone", "testserver", True)
    page = told(browser, "/me/passkeys")
    assert "This phone" in page and "last used" in page
    assert "This phone" in told(browser, "/me")
    assert dict(queries.kept_of(ana))["passkey"]["name"] == "This phone"


def test_signing_out_says_what_stays_on_a_device(
    visit: Visit, person: People, ana: Viewer, phone: Phone
) -> None:
    for viewer, stays in ((ana, True), (person("Eva"), False)):
        browser = visit(viewer)
        browser.post("/sign-out", secure=True)
        page = told(browser, "/")
        assert ("A passkey stays on the device" in page, "Nothing of you stays" in page) == (stays, not stays)


def test_what_the_browser_is_asked(visit: Visit, ana: Viewer) -> None:
    code = actions.renew_codes(person=ana.id).code
    browser = visit(ana)
    assert "not your code" in ask(browser, "2222-2222")["wrong"] and "passkey" not in browser.cookies
    wanted = ask(browser, code)["ask"]
    assert len(from_b64url(wanted.pop("challenge"))) == 32
    assert wanted == {
        "rp": {"id": "testserver", "name": "Vale do Rio"},
        "user": {"id": b64url(ana.id.bytes), "name": "Ana", "displayName": "Ana"},
        "pubKeyCredParams": [{"type": "public-key", "alg": alg} for alg in (-7, -8, -257)],
        "excludeCredentials": [],
        "authenticatorSelection": {
            "residentKey": "required", "requireResidentKey": True, "userVerification": "required",
        },
        "attestation": "none",
    }  # fmt: skip
    wanted = visit(None).post("/sign-in/passkey/ask", secure=True).json()["ask"]
    assert len(from_b64url(wanted.pop("challenge"))) == 32
    assert wanted == {"rpId": "testserver", "userVerification": "required"}


LIES = {
    "another origin": {"origin": "https://testserver.evil.example"},
    "the plain page": {"origin": "http://testserver"},
    "another port": {"origin": "https://testserver:8443"},
    "another name": {"host": "evil.example"},
    "nobody looked": {"flags": PRESENT},
    "nobody was there": {"flags": 0},
    "another key": {"key": ec.generate_private_key(ec.SECP256R1())},
    "somebody else's": {"whose": b"somebody else's.."},
    "unknown": {"credential": b"a credential nobody added"},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_forged_proof_signs_nobody_in(visit: Visit, phone: Phone, lie: str) -> None:
    for name, value in LIES[lie].items():
        setattr(phone, name, value)
    browser = visit(None)
    assert sign_in(browser, phone) is None
    assert "Nobody was signed in" in told(browser)


@pytest.mark.parametrize(
    "client", [{"type": "webauthn.create"}, {"crossOrigin": True}, {"challenge": "AAAA"}, {"origin": None}]
)
def test_a_client_that_says_something_else_signs_nobody_in(
    visit: Visit, phone: Phone, client: dict[str, object]
) -> None:
    assert sign_in(visit(None), phone, **client) is None


def test_a_challenge_is_answered_once_in_the_browser_and_time_it_was_asked(
    visit: Visit, ana: Viewer, phone: Phone
) -> None:
    browser, other = visit(None), visit(None)
    asked = browser.post("/sign-in/passkey/ask", secure=True).json()["ask"]
    sealed = browser.cookies["passkey"].value
    fields = phone.prove(asked)
    assert send(other, fields) is None, "no challenge of its own"
    other.post("/sign-in/passkey/ask", secure=True)
    assert send(other, fields) is None, "another challenge"
    member = visit(ana)
    member.cookies["passkey"] = sealed
    member.post("/sign-in/passkey", fields, secure=True)
    assert "began on another page" in told(member, "/me/passkeys"), "another session"
    assert send(browser, fields) == str(ana.person)
    assert browser.cookies["passkey"].value == ""
    replayed = visit(None)
    replayed.cookies["passkey"] = sealed
    assert send(replayed, fields) is None
    assert "This was sent before" in told(replayed)


def test_a_challenge_grows_old(visit: Visit, phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    browser = visit(None)
    asked = browser.post("/sign-in/passkey/ask", secure=True).json()["ask"]
    now = time.time()
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + 601)
    assert send(browser, phone.prove(asked)) is None
    assert "longer than ten minutes" in told(browser)


def test_spent_challenges_are_forgotten_when_they_are_too_old_anyway(visit: Visit, phone: Phone) -> None:
    SpentChallenge.objects.all().delete()
    sign_in(visit(None), phone)
    SpentChallenge.objects.update(until=1)
    sign_in(visit(None), phone)
    assert SpentChallenge.objects.count() == 1


def test_what_was_asked_for_one_purpose_serves_no_other(visit: Visit, ana: Viewer, phone: Phone) -> None:
    browser = visit(ana)
    asked = browser.post("/sign-in/passkey/ask", secure=True).json()["ask"]
    other = Phone(credential=b"another")
    made = other.make({**asked, "user": {"id": b64url(ana.id.bytes)}})
    browser.post("/me/passkeys/add", made, secure=True)
    assert Passkey.objects.count() == 1


def test_one_person_cannot_answer_with_the_passkey_of_another(
    visit: Visit, person: People, ana: Viewer, phone: Phone
) -> None:
    ben, his = person("Ben"), Phone(credential=b"credential of Ben's")
    code = actions.renew_codes(person=ben.id).code
    add(visit(ben), code, his)
    assert sign_in(visit(None), his) == str(ben.person)
    for forged, whose in ((his, ana), (phone, ben)):
        forged.whose = whose.id.bytes
        assert sign_in(visit(None), forged) is None


def test_counting_back_is_refused_and_counting_on_is_kept(visit: Visit, ana: Viewer, phone: Phone) -> None:
    phone.counter = 5
    assert sign_in(visit(None), phone) == str(ana.person)
    browser = visit(None)
    for counter in (5, 4, 0):
        phone.counter = counter
        assert sign_in(browser, phone) is None
        assert "as a copy of it would" in told(browser)
    phone.counter = 6
    assert sign_in(browser, phone) == str(ana.person)
    assert Passkey.objects.get().counter == 6


def test_after_removing_it_signs_nobody_in(visit: Visit, person: People, ana: Viewer, phone: Phone) -> None:
    [passkey] = queries.passkeys(ana)
    visit(person("Eva")).post("/me/passkeys/remove", {"passkey": passkey.id}, secure=True)
    assert len(queries.passkeys(ana)) == 1, "not hers to remove"
    browser = visit(ana)
    assert browser.post("/me/passkeys/remove", {"passkey": passkey.id}, secure=True).status_code == 302
    assert "It signs nobody in any more" in told(browser, "/me/passkeys")
    stranger = visit(None)
    assert sign_in(stranger, phone) is None
    assert "does not know the passkey" in told(stranger)


def test_suspending_a_new_card_and_leaving_take_passkeys_away(
    visit: Visit, steward: Viewer, ana: Viewer, phone: Phone
) -> None:
    row = Passkey.objects.get()
    for ending in (
        lambda: circles.suspend(by=steward, person=ana.id, reason="an example"),
        lambda: actions.renew_codes(person=ana.id),
        lambda: actions.leave(by=ana),
    ):
        Passkey.objects.all().delete()
        row.save(force_insert=True)
        ending()
        assert Passkey.objects.count() == 0
        assert sign_in(visit(None), phone) is None
    Passkey.objects.create(**{each.name: getattr(row, each.name) for each in Passkey._meta.fields})
    assert sign_in(visit(None), phone) is None, "who has left is nobody"


def test_who_is_suspended_adds_none(visit: Visit, steward: Viewer, ana: Viewer) -> None:
    code = actions.renew_codes(person=ana.id).code
    browser = visit(ana)
    asked = ask(browser, code)["ask"]
    circles.suspend(by=steward, person=ana.id, reason="an example")
    for at, fields in (("ask", _form("mine", code)), ("add", Phone().make(asked))):
        assert browser.post(f"/me/passkeys/{at}", fields, secure=True).status_code == 403
    assert Passkey.objects.count() == 0


@pytest.mark.parametrize(
    ("host", "secure", "works"),
    [
        ("testserver", True, True), ("spring.local:8443", True, True), ("localhost:8000", False, True),
        ("testserver", False, False), ("127.0.0.1:8000", False, False), ("192.168.1.7:8443", True, False),
        ("[::1]:8443", True, False), ("127.0.0.1.", True, False),
    ],
)  # fmt: skip
def test_passkeys_are_offered_where_the_page_is_secure_and_has_a_name(
    visit: Visit, ana: Viewer, host: str, secure: bool, works: bool
) -> None:
    member, stranger = visit(ana), visit(None)
    more = {"secure": secure, "headers": {"host": host}}
    pages = [stranger.get("/sign-in", **more), member.get("/me", **more), member.get("/me/passkeys", **more)]
    assert [each.status_code for each in pages] == [200, 200, 200]
    signing, mine, list_ = (each.content.decode() for each in pages)
    assert ("Sign in with a passkey" in signing, "/me/passkeys" in mine) == (works, works)
    assert ("Make a passkey" in list_, "Why none can be made on this page" in list_) == (works, not works)
    answer = stranger.post("/sign-in/passkey/ask", **more)
    assert (answer.status_code, "passkey" in stranger.cookies) == ((200, True) if works else (409, False))


def test_a_passkey_of_another_name_is_told_and_signs_nobody_in(
    visit: Visit, ana: Viewer, phone: Phone
) -> None:
    """A backup restored under another name, or the same hub under a second one."""
    phone.origin, phone.host = "https://spring.local", "spring.local"
    browser, more = visit(None), {"secure": True, "headers": {"host": "spring.local"}}
    asked = browser.post("/sign-in/passkey/ask", **more).json()["ask"]
    browser.post("/sign-in/passkey", phone.prove(asked), **more)
    assert browser.session.get("person") is None
    page = visit(ana).get("/me/passkeys", **more).content.decode()
    assert "works only where the hub is called testserver" in page


def test_the_origin_is_as_browsers_write_it() -> None:
    assert rules.where_passkeys_work("Spring.LOCAL:8443", secure=True) == Where(
        "spring.local", "https://spring.local:8443"
    )
    assert rules.where_passkeys_work("localhost:8000", secure=False) == Where(
        "localhost", "http://localhost:8000"
    )
    for no in ("a..b", ".a", "-a", "a_b", "a" * 64, "x." * 130 + "x", "1.2", "a:b", ""):
        assert rules.where_passkeys_work(no, secure=True) is None, no


def test_wrong_proofs_are_counted_for_the_hub_and_lock_nobody_out(
    visit: Visit, ana: Viewer, phone: Phone
) -> None:
    stranger = Phone(credential=phone.credential, whose=phone.whose)
    assert sign_in(visit(None), stranger) is None
    assert Tally.objects.get(key="passkeys nobody has").count == 1
    Tally.objects.update(count=3000)
    browser = visit(None)
    assert sign_in(browser, stranger) is None
    assert "Too many tries" in told(browser)
    assert sign_in(browser, phone) == str(ana.person)


def test_guessing_the_code_while_adding_makes_the_account_wait(visit: Visit, ana: Viewer) -> None:
    code = actions.renew_codes(person=ana.id).code
    browser = visit(ana)
    for _ in range(10):
        ask(browser, "2222-2222")
    assert "Too many tries" in ask(browser, code)["wrong"]


def test_nobody_has_more_than_ten_and_none_without_a_name(ana: Viewer, phone: Phone) -> None:
    row = Passkey.objects.get()
    for number in range(9):
        row.credential = bytes([number])
        row.save(force_insert=True)
    code = {"hub": "x", "code": "2222-2222", "where": HOUSE, "by": ana}
    with pytest.raises(Refused, match="10 passkeys already"):
        actions.ask_for_passkey(**code, name="one more")
    Passkey.objects.all().delete()
    with pytest.raises(Refused, match="A name is missing"):
        actions.ask_for_passkey(**code, name=" \x00 ")


def test_a_credential_somebody_has_is_not_taken_from_them(
    visit: Visit, person: People, ana: Viewer, phone: Phone
) -> None:
    ben = person("Ben")
    code = actions.renew_codes(person=ben.id).code
    browser = visit(ben)
    thief = Phone(credential=phone.credential)
    browser.post("/me/passkeys/add", thief.make(ask(browser, code)["ask"]), secure=True)
    assert "known here already" in told(browser, "/me/passkeys")
    assert Passkey.objects.get().person == ana.person
    assert sign_in(visit(None), phone) == str(ana.person)


def test_a_list_of_three_costs_what_a_list_of_one_does(visit: Visit, ana: Viewer, phone: Phone) -> None:
    browser = visit(ana)
    browser.get("/me/passkeys", secure=True)
    counted = []
    for credential in (b"second", b"third", b"fourth"):
        with CaptureQueriesContext(connection) as asked:
            browser.get("/me/passkeys", secure=True)
        counted.append(len(asked))
        row = Passkey.objects.first()
        row.credential = credential
        row.save(force_insert=True)
    assert len(set(counted)) == 1 and counted[0] <= 20


def test_a_backup_brings_passkeys_back_and_not_what_was_spent() -> None:
    tables = {model._meta.db_table for model in copying.kept()}
    assert "identity_passkey" in tables and "identity_spent_challenge" not in tables


def test_fields_that_are_too_long_missing_or_no_base64_are_refused(visit: Visit, phone: Phone) -> None:
    for name in ("credential", "client", "authenticator", "signature", "whose"):
        for value in ("A" * 9000, "", "not base64!", "AAAA="):
            browser = visit(None)
            asked = browser.post("/sign-in/passkey/ask", secure=True).json()["ask"]
            assert send(browser, {**phone.prove(asked), name: value}) is None, (name, value[:20])
