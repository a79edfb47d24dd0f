"""The pages about how long things are kept, as people use them."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prisma_hub.agreements import actions as agreements
from prisma_hub.circles import actions as circles
from prisma_hub.circles import events
from prisma_hub.circles import queries as people
from prisma_hub.circles.types import FACILITATOR, MINUTES, REGISTRATIONS, VOICE, WORDS
from prisma_hub.inbox import queries as inbox
from prisma_hub.inbox.kept import Told
from prisma_hub.keeping import reactions
from prisma_hub.log import queries as book
from prisma_hub.timeline.types import Consent
from prisma_hub.work import loop
from tests.circles.test_keeping_for_a_time import Calendar, ana, calendar, circle, give, keep, stands, until

__all__ = ("ana", "calendar", "circle")  # fixtures


def send(browser, address: str, **said: object):
    """The form as it stands on the page, with this written into it."""
    form = browser.get(address).context["form"]
    return browser.post(address, {"statement": str(form.initial["statement"]), **said})


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_a_steward_says_how_long_and_everybody_reads_why(calendar, visit, steward, ana):
    seq = give(ana)
    answer = send(visit(steward), "/stewardship/keeping", sort=WORDS, months=6, reason="we are few")
    assert (answer.status_code, answer.url) == (302, "/stewardship/keeping")
    (said,) = book.entries_of(events.LASTS)
    assert (said.by, said.body["months"], said.body["begins"]) == (steward.ref, 6, "2026-04-02")
    page = text(visit(ana).get("/stewardship/keeping"))
    assert "6 months, from 2 April 2026 on" in page
    assert "we are few" in page
    assert "Say it anew" not in page, "a member reads, and does not say"
    calendar.on(date(2026, 4, 3))
    assert "6 months</span>" in text(visit(ana).get("/stewardship/keeping"))
    assert until(seq) == date(2026, 9, 3)
    loop.run_until_idle()
    assert "/me/kept" in {each.link for each in inbox.letters(ana)}


def test_a_button_pressed_twice_says_it_once_and_tells_so_twice(calendar, visit, steward, ana, circle):
    circles.grant(by=steward, person=ana.id, role=FACILITATOR, scope=circle.space)
    near = f"/circles/{circle.id}/keeping"
    for who, at, months in ((steward, "/stewardship/keeping", 6), (ana, near, 5)):
        browser = visit(who)
        statement = browser.get(at).context["form"].initial["statement"]
        sent = {"statement": str(statement), "sort": VOICE, "months": months, "reason": "so"}
        for _press in range(2):
            answer = browser.post(at, sent)
            assert (answer.status_code, answer.url) == (302, at)
    assert [each.body["months"] for each in book.entries_of(events.LASTS)] == [6, 5]


def test_many_are_told_in_as_many_questions_as_one(calendar, steward, ana, person):
    """Nobody who left, and nobody twice."""
    counts = []
    give(ana)
    for months, more in ((9, 0), (8, 20)):
        for n in range(more):
            give(person(f"Person {months} {n}"))
        entry = circles.set_lasting(by=steward, sort=WORDS, months=months, reason="so")
        with CaptureQueriesContext(connection) as asked:
            reactions.tell_of_a_new_time(entry)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12
    told = Told.objects.filter(index=f"lasts {entry.seq}")
    assert told.count() == told.values("person").distinct().count() == 21
    reactions.tell_of_a_new_time(entry)
    assert told.count() == 21
    circles.leave_hub(by=ana, erase=False)
    last = circles.set_lasting(by=steward, sort=WORDS, months=7, reason="so")
    reactions.tell_of_a_new_time(last)
    assert Told.objects.filter(index=f"lasts {last.seq}").count() == 20


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"months": 0}, "greater than or equal to 1"),
        ({"months": 99999}, "less than or equal to 1200"),
        ({"months": "2.5"}, "whole number"),
        ({"reason": ""}, "This one wants an answer."),
        ({"sort": "gossip"}, "Select a valid choice"),
        ({"months": ""}, "That is how long it is kept already."),
    ],
)
def test_what_makes_no_sense_is_shown_in_place(calendar, visit, steward, said, sentence):
    answer = send(
        visit(steward), "/stewardship/keeping", **{"sort": WORDS, "months": 6, "reason": "so", **said}
    )
    assert (answer.status_code, sentence in text(answer)) == (200, True)
    assert list(book.entries_of(events.LASTS)) == []


def test_nobody_else_says_it_by_sending_the_form(calendar, visit, steward, ana, person, circle):
    form = {"statement": "0190b0a0-0000-7000-8000-000000000000", "sort": WORDS, "months": 3, "reason": "so"}
    near = f"/circles/{circle.id}/keeping"
    circles.grant(by=steward, person=person("Fay").id, role=FACILITATOR)
    for who, address, code in (
        (ana, "/stewardship/keeping", 403),
        (ana, near, 403),
        (person("Ben"), near, 404),
        (None, "/stewardship/keeping", 403),
        (None, near, 403),
        (ana, "/stewardship/keeping/day", 409),
    ):
        assert visit(who).post(address, form).status_code == code, (who, address)
    assert visit(person("Eva")).get(near).status_code == 404
    assert list(book.entries_of(events.LASTS)) == []


def test_a_circle_says_a_shorter_time_on_its_own_page(calendar, visit, steward, ana, circle):
    keep(steward, 12)
    circles.grant(by=steward, person=ana.id, role=FACILITATOR, scope=circle.space)
    near = f"/circles/{circle.id}/keeping"
    assert "can only say a shorter time" in text(send(visit(ana), near, sort=WORDS, months=24, reason="so"))
    assert send(visit(ana), near, sort=WORDS, months=3, reason="so").status_code == 302
    page = text(visit(ana).get("/say"))
    assert "What you give today goes by itself" in page
    assert 'kept until <time datetime="2027-03-03">3 March 2027</time>' in page
    assert 'Said to “Bees”: Words · kept until <time datetime="2026-06-03">3 June 2026</time>' in page


def test_what_is_told_before_is_what_stands_beside_it_afterwards(calendar, visit, steward, ana):
    before = text(visit(ana).get("/say"))
    assert "goes by itself" not in before, "where there is no day, nothing is said"
    keep(steward, 12)
    keep(steward, 6, sort=VOICE)
    calendar.on(date(2028, 2, 29))
    page = text(visit(ana).get("/say"))
    assert 'Words · kept until <time datetime="2029-02-28">' in page
    assert 'Voices · kept until <time datetime="2028-08-29">' in page
    seq = give(ana)
    assert "Kept until 28 February 2029." in text(visit(ana).get(f"/entry/{seq}"))
    assert "Kept until 28 February 2029." in text(visit(steward).get("/timeline"))


def test_rounds_and_registrations_tell_it_before_too(calendar, visit, steward, ana, circle):
    keep(steward, 6, sort=MINUTES)
    keep(steward, 3, sort=REGISTRATIONS)
    page = text(visit(ana).get(f"/circles/{circle.id}/tension"))
    assert "rounds, at gates and reviews · kept until" in page
    assert "Registrations" not in page
    calendar.on(date(2026, 7, 1))
    agreements.name_tension(by=ana, circle=circle.id, words="The path is gone.")
    last = '<time datetime="2027-01-01">1 January 2027</time>'
    assert f"What is said here is kept until {last}." in text(visit(ana).get(f"/circles/{circle.id}"))


def test_a_person_sees_what_goes_and_lets_it_go_sooner(calendar, visit, steward, ana):
    keep(steward, 6)
    calendar.on(date(2026, 7, 1))
    seq = give(ana, "The spring runs again.")
    me = text(visit(ana).get("/me"))
    assert 'The next of it is kept until <time datetime="2027-01-01">1 January 2027</time>' in me
    page = text(visit(ana).get("/me/kept"))
    assert "until you take it back" in page
    assert ("The spring runs again." in page, "/me/everything" in page) == (True, True)
    address = f"/me/kept/{seq}"
    assert "until 1 January 2027 at the most" in text(send(visit(ana), address, until="2027-01-02"))
    assert "is over already" in text(send(visit(ana), address, until="2026-06-30"))
    assert "Enter a valid date" in text(send(visit(ana), address, until="2027-02-29"))
    assert send(visit(ana), address, until="2026-08-01").status_code == 302
    assert "You named this day." in text(visit(ana).get("/me/kept"))
    assert send(visit(ana), address, until="").status_code == 302
    assert until(seq) == date(2027, 1, 1)


def test_what_is_somebody_elses_looks_like_what_is_not_there(calendar, visit, steward, ana, person):
    seq, ben = give(ana, "canary"), visit(person("Ben"))
    for number in (seq, 999999, 10**40, 0):
        answer = ben.get(f"/me/kept/{number}")
        assert (answer.status_code, "canary" in text(answer)) == (404, False)
    assert visit(None).get("/me/kept").status_code == 403
    answer = ben.post(f"/me/kept/{seq}", {"until": "2026-12-24"})
    assert (answer.status_code, until(seq)) == (404, None)


def test_a_doubted_clock_is_asked_about_on_the_page(calendar: Calendar, visit, steward, ana):
    keep(steward, 6)
    calendar.on(date(2026, 7, 1))
    seq = give(ana)
    loop.run_until_idle()
    calendar.on(date(2036, 7, 1))
    loop.run_until_idle()
    assert stands(seq)
    seen = text(visit(ana).get("/stewardship/keeping"))
    assert ("Is the clock right?" in seen, "Yes, it is" in seen) == (True, False)
    browser = visit(steward)
    form = browser.get("/stewardship/keeping").context["doubt"]["form"]
    sent = {"statement": str(form.initial["statement"]), "day": "2036-07-01"}
    assert visit(ana).post("/stewardship/keeping/day", sent).status_code == 403
    assert browser.post("/stewardship/keeping/day", {**sent, "day": "2036-07-02"}).status_code == 409
    assert browser.post("/stewardship/keeping/day", sent).status_code == 302
    calendar.on(date(2036, 7, 2))
    loop.run_until_idle()
    assert not stands(seq)


def queries(browser, address: str) -> int:
    browser.get(address)
    with CaptureQueriesContext(
        connection,
    ) as counted:
        assert browser.get(address).status_code == 200
    return len(counted)


@pytest.mark.parametrize("address", ["/me/kept", "/stewardship/keeping", "/timeline", "/me", "/say"])
def test_one_thing_costs_as_many_questions_as_three(calendar, visit, steward, ana, circle, address):
    keep(steward, 12)
    keep(steward, 3, circle=circle.id)
    calendar.on(date(2026, 7, 1))
    there = Consent(spaces=(circle.space,))
    give(ana, consent=there)
    browser = visit(ana)
    one = queries(browser, address)
    for _ in range(2):
        give(ana, consent=there)
    assert queries(browser, address) == one
    assert one <= 20
    assert people.kept_if_said([], [WORDS])
