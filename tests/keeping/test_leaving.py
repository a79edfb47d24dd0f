"""Who leaves takes along what they said, and every way in; what others rest on stays."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prisma_hub.agreements import events as agreements
from prisma_hub.circles import actions as circles
from prisma_hub.circles import queries as rights
from prisma_hub.circles.actions import words as becoming
from prisma_hub.circles.models import Voice
from prisma_hub.circles.reactions import CLOCKWORK
from prisma_hub.identity import actions as identity
from prisma_hub.identity.events import LEFT
from prisma_hub.identity.kept import AccessToken, Account, HubSession, JoinCode, Tally
from prisma_hub.identity.queries import viewer_of
from prisma_hub.identity.types import ANYBODY
from prisma_hub.kernel.refusal import Refused
from prisma_hub.log import actions as log
from prisma_hub.log import audit, replay
from prisma_hub.log import queries as book
from prisma_hub.log.kept import Line
from prisma_hub.search import saying
from prisma_hub.search.kept import SaidWord
from prisma_hub.timeline import actions as timeline
from prisma_hub.timeline.types import Consent
from prisma_hub.upkeep import restoring
from prisma_hub.upkeep.erasures import Erased
from prisma_hub.work import loop
from tests.identity.own_key import OwnKey

TO_ALL = Consent(spaces=("hub",), named=True)
let_go = next(each.do for each in CLOCKWORK if "left" in each.name)


def code_of(viewer):
    return identity.renew_codes(person=viewer.id).code


def leave(phone, code, **more):
    """The form as it stands on the page, sent."""
    statement = phone.get("/me/leave").context["form"].initial["statement"]
    return phone.post("/me/leave", {"statement": statement, "words": "erase", "code": code, **more})


def kept_lines() -> str:
    return "".join(Line.objects.values_list("parts", flat=True))


def test_a_member_leaves_and_takes_everything_along(visit, person, steward):
    ana, ben = person("Anazanzaraquila"), person("Ben")
    identity.rename(by=ana, name="Anazanzaraquilb")
    identity.rename(by=ana, name="Anazanzaraquilc")
    said = timeline.contribute(by=ana, text="zanzaraquil", consent=TO_ALL)
    timeline.correct(by=ana, seq=said.seq, text="zanzaraquil again")
    thanks = timeline.attest(by=ben, seq=said.seq, way="thanked", words="Bens own words")
    circles.grant(by=steward, person=ana.id, role="facilitator")
    circles.print_code(by=ana, uses=3, days=1)
    circles.open_circle(by=ana, title="Water")
    code = code_of(ana)
    identity.make_token(by=ana, name="laptop", days=30)
    phone, other = visit(ana), visit(ana)
    loop.run_until_idle()
    while saying.follow():
        pass

    answer = leave(phone, code)
    assert (answer.status_code, answer.url) == (302, "/")
    assert not rights.visible(ben).hears(said.seq), "not heard from this moment on"
    assert "zanzaraquil" in kept_lines()
    let_go()
    loop.run_until_idle()

    assert other.get("/me").status_code == 403
    assert viewer_of(str(ana.id)) == ANYBODY
    assert [
        model.objects.filter(**{field: ana.id}).count()
        for model, field in (
            (Account, "person"),
            (HubSession, "person"),
            (AccessToken, "person"),
            (JoinCode, "by"),
        )
    ] == [0, 0, 0, 0]
    assert not Tally.objects.filter(key__contains=str(ana.id)).exists()
    assert rights.roles(steward, person=ana.id) == []
    assert "zanzaraquil" not in kept_lines().casefold()
    assert not any(b"zanz" in bytes(word).lower() for word in SaidWord.objects.values_list("word", flat=True))
    if connection.vendor == "sqlite":
        assert b"zanzaraquil" not in connection.connection.serialize().lower()
    assert book.entry(thanks.seq).text("words") == "Bens own words"
    assert [each.title for each in rights.circles(ben).values()] == ["Water"]
    assert not Voice.objects.exclude(left=None).exists()
    assert replay.differences() == []
    assert list(audit.findings(processes=1)) == []


def test_what_others_rest_on_stays_and_is_heard_again(person, steward):
    ana, ben = person("Ana"), person("Ben")
    circle = circles.open_circle(by=steward, title="Water")
    for each in (ana, ben):
        circles.admit(by=steward, circle=circle.id, person=each.id)
    said = log.say(
        agreements.TENSION,
        by=ana.ref,
        to=[circle.space],
        scope=circle.space,
        body={"words": "the zanza is stuck"},
    )
    circles.leave_hub(by=ana)
    assert not rights.visible(ben).hears(said.seq)
    let_go()
    assert rights.visible(ben).hears(said.seq)
    left = book.entry(said.seq)
    assert (left.kind, left.by, left.body, left.missing) == ("tension.named/1", ana.ref, {}, True)
    assert replay.differences() == []


def test_words_may_stay_under_no_name(visit, person):
    ana, ben = person("Anazanzaraquila"), person("Ben")
    said = timeline.contribute(by=ana, text="the spring is clear", consent=TO_ALL)
    code = code_of(ana)
    assert leave(visit(ana), code, words="stay").status_code == 302
    let_go()
    assert rights.visible(ben).hears(said.seq)
    assert book.entry(said.seq).text("text") == "the spring is clear"
    assert "Anazanzaraquila" not in kept_lines()
    assert book.entry(book.size() - 2).kind == LEFT.name
    assert replay.differences() == []


def test_who_is_suspended_leaves_with_what_they_said(visit, person, steward):
    ana, ben = person("Anazanzaraquila"), person("Ben")
    said = timeline.contribute(by=ana, text="zanzaraquil", consent=TO_ALL)
    circles.suspend(by=steward, person=ana.id, reason="an example")
    assert leave(visit(ana), code_of(ben)).status_code == 200, "with somebody else's code nobody goes"
    assert rights.visible(ben).hears(said.seq)
    page = visit(ana).get("/me/leave")
    assert [value for _, value in page.context["goes"]] == ["1", "1", "0"]
    code = code_of(ana)
    assert leave(visit(ana), code).status_code == 302
    let_go()
    assert viewer_of(str(ana.id)) == ANYBODY
    assert "zanzaraquil" not in kept_lines().casefold()
    assert replay.differences() == []
    assert list(audit.findings(processes=1)) == []


@pytest.mark.parametrize("code", ["", "AAAA-AAAA", "another's"])
def test_nobody_leaves_without_their_own_code(visit, person, code):
    ana, ben = person("Ana"), person("Ben")
    said = timeline.contribute(by=ana, text="here", consent=TO_ALL)
    code_of(ana)
    answer = leave(visit(ana), code_of(ben) if code == "another's" else code)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert rights.is_member(ana)
    assert rights.visible(ben).hears(said.seq)


def test_a_form_without_a_choice_erases_nothing(visit, person):
    ana = person("Ana")
    phone, code = visit(ana), code_of(ana)
    for words in ("", "everything"):
        assert leave(visit(ana), code, words=words).status_code == 200
    assert rights.is_member(ana)
    assert phone.get("/me/leave").status_code in (200, 403)


def test_from_outside_nobody_leaves(visit, person):
    assert visit(None).post("/me/leave", {"code": code_of(person("Ana"))}).status_code == 403


def test_the_last_steward_is_told_to_hand_the_hub_on(visit, steward):
    with pytest.raises(Refused, match="only steward"):
        circles.leave_hub(by=steward)
    page = visit(steward).get("/me/leave").content.decode()
    assert "Make somebody else a steward first" in page
    assert "Leave for good" not in page


def test_the_page_says_what_goes_and_what_stays(visit, person):
    ana = person("Ana")
    timeline.contribute(by=ana, text="one", consent=TO_ALL)
    page = visit(ana).get("/me/leave")
    assert [value for _, value in page.context["goes"]] == ["1", "1", "0"]
    assert "Copies of pages" not in page.content.decode()


def test_the_page_costs_the_same_whatever_was_said(visit, person):
    ana = person("Ana")
    phone, counts = visit(ana), []
    for more in (1, 3):
        for n in range(more):
            timeline.contribute(by=ana, text=f"words {n}", consent=TO_ALL)
        phone.get("/me/leave")
        with CaptureQueriesContext(connection) as asked:
            phone.get("/me/leave")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 20


def test_thousands_of_entries_go_in_stretches_between_which_others_speak(person, monkeypatch):
    monkeypatch.setattr(becoming, "AT_ONCE", 3)
    ana, ben = person("Ana"), person("Ben")
    for n in range(8):
        timeline.contribute(by=ana, text=f"zanzaraquil {n}", consent=TO_ALL)
    circles.leave_hub(by=ana)
    more = []
    while circles.erase_what_leavers_said():
        more.append(timeline.contribute(by=ben, text="I speak").seq)
    assert len(more) == 2
    assert "zanzaraquil" not in kept_lines()
    assert replay.differences() == []


def test_a_key_of_ones_own_speaks_for_nobody_who_left(person):
    ana, key = person("Ana"), OwnKey("Ana")
    identity.bind_key(by=ana, key=key.did, proof=key.proof(ana))
    circles.leave_hub(by=ana)
    let_go()
    [kept] = book.keys_of(ana.id)
    assert not kept.stands
    assert replay.differences() == []
    assert list(audit.findings(processes=1)) == []


def test_keys_stay_in_the_book_and_the_page_says_so_but_nobody_is_shown_them(visit, person):
    ana, ben, key = person("Ana"), person("Ben"), OwnKey("Ana")
    assert "public halves of keys" not in visit(ana).get("/me/leave").content.decode()
    identity.bind_key(by=ana, key=key.did, proof=key.proof(ana))
    [bound] = book.keys_of(ana.id)
    assert bound.fingerprint in visit(ben).get(f"/people/{ana.id}").content.decode()
    before = visit(ana).get("/me/leave").content.decode()
    assert "public halves of keys" in before and bound.fingerprint in before
    circles.leave_hub(by=ana)
    after = visit(ben).get(f"/people/{ana.id}").content.decode()
    assert "somebody who left" in after and bound.fingerprint not in after
    assert "Keys of their own" not in after
    assert [each.key for each in book.keys_of(ana.id)] == [key.did]


def test_who_left_after_a_backup_is_not_here_again_when_it_is_restored(person):
    """The list beside the backup names the entry with which they came in; they had another name since."""
    ana, ben = person("Anazanzaraquila"), person("Ben")
    joined = next(entry for entry in book.entries() if entry.by == ana.ref)
    identity.rename(by=ana, name="Anazanzaraquilb")
    gone = Erased(joined.seq, book.statement(joined.seq), frozenset({"body.name"}), "speaker")
    for _ in range(2):
        restoring._erase(gone)
    assert viewer_of(str(ana.id)) == ANYBODY
    assert list(Account.objects.filter(person=ana.id)) == []
    assert "Anazanzaraquil" not in kept_lines()
    assert [entry.kind for entry in book.entries()].count(LEFT.name) == 1
    assert rights.is_member(ben)
    assert replay.differences() == []
