"""A person comes in with a printed code, is known again, and goes."""

import re

import pytest

from prisma_hub.circles import actions as circles
from prisma_hub.circles import queries as rights
from prisma_hub.identity import actions, queries
from prisma_hub.identity.kept import Account, HubSession
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.source import SeededSource, use
from prisma_hub.log import queries as log
from prisma_hub.log import replay
from prisma_hub.log.kept import Line
from prisma_hub.timeline.actions import contribute
from prisma_hub.timeline.types import Consent

DAY = 86_400_000


def fill(page, **words):
    """What a person sends from the form on this page."""
    text = page.content.decode()
    return {"statement": re.findall(r'name="statement" value="([^"]+)"', text)[-1], **words}


def test_a_phone_joins_with_a_code_and_sees_its_card_once(visit, steward):
    code = circles.print_code(by=steward, uses=2, days=1).code
    phone = visit(None)
    page = phone.get("/join", {"code": code}, follow=True)
    assert f'value="{code}"' in page.content.decode()
    answer = phone.post("/join", fill(page, code=code.lower().replace("-", " "), name="  Ana  Flor "))
    assert (answer.status_code, answer.url) == (302, "/card")
    card = phone.get("/card").content.decode()
    personal, recovery = re.findall(r'code-shown">([^<]+)<', card)
    assert phone.post("/card").status_code == 302
    assert phone.get("/card").url == "/me"
    assert actions.sign_in(name="ana flor", code=personal).person is not None
    assert actions.recover(name="Ana Flor", recovery=recovery).person.name == "Ana Flor"


def test_posting_the_form_twice_takes_one_use(visit, steward):
    code = circles.print_code(by=steward, uses=2, days=1).code
    phone = visit(None)
    sent = fill(phone.get("/join"), code=code, name="Ana")
    phone.post("/join", sent)
    again = phone.post("/join", sent)
    assert "Somebody here is called Ana already" in again.content.decode()
    assert queries.invitations(steward)[0].uses_left == 1


@pytest.mark.parametrize(("typed", "said"), [("XXXX-2222", "do not know this code"), ("", "required")])
def test_a_wrong_code_is_said_in_place_and_keeps_the_name(visit, steward, typed, said):
    phone = visit(None)
    page = phone.post("/join", fill(phone.get("/join"), code=typed, name="Ana Flor"))
    assert said in page.content.decode()
    assert 'value="Ana Flor"' in page.content.decode()
    assert log.size() == 4


@pytest.mark.parametrize("address", ["/join?code=XXXX-2222", "/join/XXXX-2222"])
def test_a_code_in_an_address_is_taken_out_of_it_and_kept_nowhere(visit, hub, address):
    phone = visit(None)
    assert phone.get(address).headers["Location"] == "/join"
    assert phone.cookies["join-code"]["path"] == "/join"
    assert "XXXX-2222" not in phone.cookies["join-code"].value
    assert 'value="XXXX-2222"' in phone.get("/join").content.decode()
    assert "XXXX-2222" not in phone.get("/join").content.decode()
    phone.cookies["join-code"] = "forged"
    assert phone.get("/join").status_code == 200


def test_whoever_has_a_code_of_their_own_is_led_to_signing_in(visit, person):
    personal = actions.renew_codes(person=person("Ana").person).code
    phone = visit(None)
    said = []
    for code in (personal, "XXXX-2222"):
        page = phone.post("/join", fill(phone.get("/join"), code=code, name="Eva")).content.decode()
        assert "If it stands on a card of your own, sign in with it." in page
        assert 'class="forth" href="/sign-in"' in page
        said.append(re.sub(r'value="[^"]*"', "", page))
    assert said[0] == said[1]  # whether it is somebody's code is told to nobody


def test_who_sees_the_name_is_said_as_it_is(visit, person):
    ana = person("Ana")
    assert "Others see it only beside what is open to everybody" in visit(None).get("/join").content.decode()
    for named, seen in ((False, False), (True, True)):
        terms = Consent(spaces=("public",), named=named)
        contribute(by=ana, text=f"the spring, {named}", consent=terms)
        page = visit(None).get("/").content.decode()
        assert (f"the spring, {named}" in page, "Ana" in page) == (True, seen)


def test_codes_end_by_uses_by_date_and_by_hand(hub, steward):
    with use(SeededSource("codes", 1_800_000_000_000)) as clock:
        once = circles.print_code(by=steward, uses=1, days=1).code
        actions.join(code=once, name="Ana", language="en")
        with pytest.raises(Refused, match="used up"):
            actions.join(code=once, name="Eva", language="en")
        late = circles.print_code(by=steward, uses=5, days=1).code
        clock.advance(DAY + 1)
        with pytest.raises(Refused, match="time of this code is over"):
            actions.join(code=late, name="Eva", language="en")
        ended = circles.print_code(by=steward, uses=5, days=1).code
        circles.end_code(by=steward, code=ended)
        with pytest.raises(Refused, match="do not know"):
            actions.join(code=ended, name="Eva", language="en")


def test_guessing_a_personal_code_makes_that_account_wait_and_no_other(person, steward):
    ana, eva = person("Ana"), person("Eva")
    code = actions.renew_codes(person=ana.person).code
    for _ in range(10):
        with pytest.raises(Refused, match="do not belong together"):
            actions.sign_in(name="Ana", code="2222-2222")
    with pytest.raises(Refused, match="Too many tries"):
        actions.sign_in(name="Ana", code=code)
    assert actions.sign_in(name="Eva", code=actions.renew_codes(person=eva.person).code) == eva


def test_a_name_nobody_has_reads_as_a_wrong_code_does(person):
    person("Ana")
    said = []
    for name in ("Ana", "Nobody"):
        with pytest.raises(Refused) as no:
            actions.sign_in(name=name, code="2222-2222")
        said.append(str(no.value))
    assert said[0] == said[1]


def test_codes_are_kept_nowhere_readable(person):
    ana = person("Ana")
    welcome = actions.renew_codes(person=ana.person)
    account = Account.objects.get(person=ana.person)
    kept = account.code + account.recovery + "".join(Line.objects.values_list("parts", flat=True))
    for secret in (welcome.code, welcome.recovery):
        assert secret not in kept and secret.replace("-", "") not in kept


def test_sessions_are_listed_and_ended(visit, person):
    ana = person("Ana")
    phone, laptop = visit(ana), visit(ana)
    assert len(queries.sessions(ana, None)) == 2
    phone.post("/me/sessions")
    assert laptop.get("/me").status_code != 200
    assert phone.get("/me").status_code == 200
    stranger = visit(person("Eva"))
    stranger.post("/me/sessions", {"only": HubSession.objects.get(person=ana.person).session_key})
    assert phone.get("/me").status_code == 200


def test_signing_in_changes_the_session(visit, person):
    ana = person("Ana")
    code = actions.renew_codes(person=ana.person).code
    phone = visit(None)
    phone.session["planted"] = "by somebody else"
    before = phone.session.session_key
    phone.post("/sign-in", fill(phone.get("/sign-in"), name="Ana", code=code))
    assert phone.session.session_key != before
    assert phone.session["person"] == str(ana.person)


def test_the_steward_link_works_once(visit, hub):
    token = actions.make_steward_link(how="founding")
    first, second = visit(None), visit(None)
    first.post(f"/steward/{token}", fill(first.get(f"/steward/{token}"), name="Amparo"))
    found = queries.viewer_of(first.session["person"])
    assert rights.may(found, "tend the hub")
    assert second.get(f"/steward/{token}").status_code == 409
    assert second.get("/steward/0123").status_code == 409


@pytest.mark.parametrize(
    "address",
    ["/me", "/me/name", "/me/card", "/me/leave", "/stewardship", "/stewardship/invite"],
)
def test_what_is_for_members_is_closed_to_others(visit, hub, address):
    assert visit(None).get(address).status_code == 403


def test_who_makes_a_card_for_somebody_else_is_on_record(visit, person, steward):
    ana = person("Ana")
    phone, before = visit(ana), len(list(log.entries()))
    assert visit(steward).post(f"/stewardship/card/{ana.person}").status_code == 200
    said = list(log.entries())[before:]
    assert [(each.kind, each.by, each.to, each.about, each.body) for each in said] == [
        ("access.recovered/1", steward.ref, ("hub",), (ana.ref,), {"how": "a new card"})
    ]
    assert phone.get("/me").status_code == 403
    assert replay.differences() == []
    visit(steward).post(f"/stewardship/card/{steward.person}")
    assert len(list(log.entries())) == before + 1  # one's own card is one's own matter


def test_a_member_cannot_let_people_in_or_give_roles(visit, person, steward):
    phone = visit(person("Ana"))
    assert phone.get("/stewardship/invite").status_code == 403
    assert phone.post(f"/stewardship/role/{steward.person}", {"role": "host"}).status_code == 403
    assert phone.post(f"/stewardship/card/{steward.person}").status_code == 403
    assert not rights.may(queries.viewer_of(str(phone.session["person"])), "invite people")


def test_two_who_take_one_name_at_the_same_moment_are_told_apart(visit, steward, monkeypatch):
    code = circles.print_code(by=steward, uses=2, days=1).code
    actions.join(code=code, name="Ana", language="en")
    eva = actions.join(code=code, name="Eva", language="en").person.viewer
    monkeypatch.setattr("django.db.models.query.QuerySet.exists", lambda self: False)  # looked just before
    size = log.size()
    with pytest.raises(Refused, match="Somebody here is called Ana already"):
        actions.rename(by=eva, name="Ana")
    assert log.size() == size


def test_a_square_is_drawn_of_nothing_longer_than_a_code(visit, steward):
    assert visit(None).get("/join/ABCD-EFGH.svg").status_code == 200
    assert visit(None).get(f"/join/{'A' * 5000}.svg").status_code == 404
