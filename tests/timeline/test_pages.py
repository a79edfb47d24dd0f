"""The pages of giving and being heard, walked through as people do; and by forgers."""

from __future__ import annotations

import csv as table
import json
import re
from io import BytesIO, StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from prisma_hub.circles import actions as circles
from prisma_hub.identity.types import ANYBODY
from prisma_hub.inbox import queries as inbox
from prisma_hub.kernel.source import SeededSource, current, use
from prisma_hub.log import queries as log
from prisma_hub.media import actions as media
from prisma_hub.media import types as sizes
from prisma_hub.timeline import actions, queries
from prisma_hub.timeline.types import Filter, Measure
from prisma_hub.upkeep import catalogue
from prisma_hub.web.inbox import text_of
from prisma_hub.work import loop
from tests.media import samples


def terms(valley, **more):
    return {
        "statement": str(current().uuid7()),
        "hears": valley.team,
        "named": "unnamed",
        "quote": "ask",
        **more,
    }


def upload(name: str, content: bytes, type_: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, type_)


def test_saying_something_with_everything(valley, visit):
    told = terms(
        valley,
        words="The second spring runs south.",
        voice=upload("voice.webm", samples.webm(), "audio/webm"),
        picture=upload("IMG_1.jpg", samples.picture(exif=True), "image/jpeg"),
        shows="the spring",
        people="nobody",
        file=upload("plan.pdf", samples.PDF, "application/pdf"),
        action="work",
        quantity="2,5",
        unit="hour",
        named="name",
    )
    answer = visit(valley.ana).post("/say", told)
    [given] = queries.contributions(valley.eva)
    assert answer.headers["Location"] == f"/entry/{given.seq}"
    assert [each.type for each in given.media] == ["audio/webm", "image/webp", "application/pdf"]
    assert (given.pictures[0].alt, given.files[0].name, given.name) == ("the spring", "plan.pdf", "Ana")
    assert given.measure == Measure("work", "2.5", "hour")
    page = visit(valley.eva).get(f"/entry/{given.seq}").content.decode()
    for each in ("The second spring runs south.", "Ana", "the spring", "plan.pdf", "2.5 hour", "Water team"):
        assert each in page


def test_posting_twice_is_saying_once(valley, visit):
    told, browser = terms(valley, words="once"), visit(valley.ana)
    first, second = (browser.post("/say", told).headers["Location"] for _ in range(2))
    assert first == second
    assert len(queries.contributions(valley.ana)) == 1


def test_the_form_proposes_the_narrow_way(valley, visit):
    page = visit(valley.ana).get("/say").content.decode()
    assert f'value="{valley.team}" ' in page
    form = visit(valley.ana).get("/say").context["form"]
    assert (form.initial["hears"], form.initial["named"], form.initial["ai"]) == (
        valley.team,
        "unnamed",
        False,
    )


def told_in_the_summary(page):
    """What the closed part “On what terms” says of itself."""
    summary = re.search(r"<summary>(<span>On what terms.*?)</summary>", page, re.DOTALL)[1]
    shown = re.sub(r"<span data-if=[^>]* hidden>.*?</span>", "", summary)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", shown)).strip()


def test_the_closed_terms_say_what_is_chosen(valley, visit):
    browser = visit(valley.ana)
    browser.post("/say", terms(valley, words="once", quote="yes", ai="on"))
    anew = told_in_the_summary(browser.get("/say").content.decode())
    assert anew == "On what terms May be quoted in a story: ask me first"
    back = browser.post("/say", terms(valley, words=" ", quote="yes", ai="on")).content.decode()
    given = "On what terms May be quoted in a story: yes · the hub’s own AI may read it"
    assert told_in_the_summary(back) == given


def test_what_is_wrong_is_said_in_place_and_the_words_stay(valley, visit):
    answer = visit(valley.ana).post("/say", terms(valley, words="  "))
    assert answer.status_code == 200
    assert "There is nothing in it yet." in answer.content.decode()
    told = terms(
        valley, words="kept words", picture=upload("x.jpg", samples.SVG, "image/jpeg"), people="nobody"
    )
    page = visit(valley.ana).post("/say", told).content.decode()
    assert "A file like this cannot be kept here." in page and "kept words" in page
    told = terms(valley, words="kept words", picture=upload("x.png", samples.picture("PNG"), "image/png"))
    assert "Say who is in the picture." in visit(valley.ana).post("/say", told).content.decode()
    assert queries.contributions(valley.ana) == []


@pytest.mark.parametrize(
    "body", [b"", b"{}", b'--torn\r\nContent-Disposition: form-data; name="words"\r\n\r\nhalf']
)
def test_what_arrives_empty_or_torn_is_given_back_as_a_form(valley, visit, body):
    before = log.size()
    for kind in ("application/json", "multipart/form-data; boundary=torn"):
        answer = visit(valley.ana).generic("POST", "/say", body, content_type=kind)
        assert (answer.status_code, bool(answer.context["form"].errors)) == (200, True)
    assert log.size() == before


def test_a_picture_need_not_be_chosen_twice_when_something_else_is_missing(valley, visit):
    browser = visit(valley.ana)
    told = terms(valley, words="look")
    first = browser.post("/say", told | {"picture": upload("x.png", samples.picture("PNG"), "image/png")})
    assert "it need not be chosen again" in first.content.decode()
    kept = re.search(r'name="kept" value="([^"]+)"', first.content.decode())[1]
    still = browser.post("/say", told | {"kept": kept}).content.decode()
    assert "Say who is in the picture." in still
    strange = visit(valley.eva).post("/say", told | {"kept": kept, "people": "nobody"})
    assert queries.contribution(valley.eva, int(strange.headers["Location"][7:])).media == ()
    told["statement"] = str(current().uuid7())
    said = browser.post("/say", told | {"kept": kept, "people": "nobody", "shows": "the spring"})
    given = queries.contribution(valley.ana, int(said.headers["Location"][7:]))
    assert [(each.alt, each.people) for each in given.pictures] == [("the spring", "nobody")]


def test_the_form_proposes_the_circle_one_spoke_to_last(valley, visit, steward):
    valley.say("for the team")
    later = circles.open_circle(by=steward, title="A new circle")
    circles.admit(by=steward, circle=later.id, person=valley.ana.person)
    assert visit(valley.ana).get("/say").context["form"].initial["hears"] == valley.team


@pytest.mark.parametrize("content", [samples.SVG, samples.HTML, samples.webm(film=True), b"MZ" + bytes(99)])
@pytest.mark.parametrize("field", ["voice", "picture", "file"])
def test_nothing_active_comes_in_through_any_field(valley, visit, field, content):
    told = terms(valley, words="x", people="nobody", **{field: upload("a.png", content, "image/png")})
    visit(valley.ana).post("/say", told)
    assert queries.contributions(valley.ana) == []


def test_too_large_is_said_with_its_figure(valley, visit, monkeypatch):
    monkeypatch.setitem(sizes.LARGEST, "voice", 1_000_000)
    told = terms(valley, voice=upload("v.wav", samples.wav(200), "audio/wav"))
    assert "larger than 1 MB" in visit(valley.ana).post("/say", told).content.decode()


def test_a_request_beyond_all_measure_is_turned_away_unread(valley, visit):
    answer = visit(valley.ana).generic(
        "POST", "/say", b"--x--", "multipart/form-data; boundary=x", CONTENT_LENGTH="999999999"
    )
    assert answer.status_code == 400


@pytest.fixture
def spoken(valley):
    """A picture and a voice that the team hears; their addresses."""
    kept = [media.keep(BytesIO(each)) for each in (samples.picture("PNG"), samples.ogg(3), samples.PDF)]
    seq = valley.say("see and hear", media=kept).seq
    picture, voice, file = (each.sha256 for each in kept)
    return seq, f"/media/{picture}/large", f"/media/{voice}/whole", f"/media/{file}/whole"


def fetch(browser, address: str, **headers: str):
    """The answer with its body read to the end, where the client closes it by itself."""
    answer = browser.get(address, headers=headers)
    answer.body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer


def test_media_is_served_to_those_who_hear_it_and_to_nobody_else(valley, visit, spoken):
    seq, *addresses = spoken
    for viewer, status in ((valley.ana, 200), (valley.eva, 200), (valley.leo, 404), (ANYBODY, 404)):
        assert [fetch(visit(viewer), each).status_code for each in addresses] == [status] * 3
    missing = visit(valley.leo).get("/media/" + "ab" * 32 + "/whole")
    refused = visit(valley.leo).get(addresses[1])
    assert (missing.status_code, len(missing.content)) == (refused.status_code, len(refused.content))
    circles.withdraw(by=valley.ana, seq=seq)
    assert [fetch(visit(valley.eva), each).status_code for each in addresses] == [404] * 3


def test_media_is_never_active(valley, visit, spoken):
    _, picture, voice, file = spoken
    for address, type_, way in (
        (picture, "image/webp", "inline"),
        (voice, "audio/ogg", "inline"),
        (file, "application/pdf", "attachment"),
    ):
        answer = fetch(visit(valley.eva), address)
        assert answer.headers["Content-Type"] == type_
        assert answer.headers["Content-Disposition"].split(";")[0] == way
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        closed = "default-src 'none'; frame-ancestors 'self'; sandbox"
        assert answer.headers["Content-Security-Policy"] == closed
        assert answer.headers["Cache-Control"] == "private, no-cache"


def test_a_voice_can_be_heard_from_the_middle(valley, visit, spoken):
    whole, browser = samples.ogg(3), visit(valley.eva)
    for asked, first, last in (
        ("bytes=2-5", 2, 5),
        ("bytes=10-", 10, len(whole) - 1),
        ("bytes=-4", -4, None),
    ):
        answer = fetch(browser, spoken[2], Range=asked)
        part = answer.body
        assert (answer.status_code, part) == (206, whole[first : None if last is None else last + 1])
    assert fetch(browser, spoken[2], Range="bytes=99999-").status_code == 416
    assert fetch(browser, spoken[2], Range="bytes=9-2").status_code == 416
    tag = fetch(browser, spoken[2]).headers["ETag"]
    assert fetch(browser, spoken[2], **{"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize(
    "wrong", ["/media/" + "zz" * 32 + "/whole", "/media/abc/whole", "/media/../hub.sqlite3"]
)
def test_an_address_that_is_no_hash_is_nothing(valley, visit, wrong):
    assert visit(valley.ana).get(wrong).status_code == 404


FORGED = (
    "correct",
    "transcript",
    "accept",
    "share",
    "withdraw",
    "thank",
    "attest",
    "return",
    "appeal",
    "hide",
)


@pytest.mark.parametrize("act", FORGED)
def test_somebody_elses_words_are_out_of_reach(valley, visit, voice, act):
    """Leo does not hear them; Eva hears them, but they are Ana's; nobody is signed in."""
    seq = valley.say("mine", media=[voice]).seq
    before = queries.contribution(valley.ana, seq)
    everything = terms(
        valley, words="forged", right="on", hears="public", now="1", way="thanked", relation="x"
    )
    forgers = [valley.leo, ANYBODY] + ([valley.eva] if act not in ("thank", "attest") else [])
    for forger in forgers:
        for method in ("post", "get"):
            answer = getattr(visit(forger), method)(f"/entry/{seq}/{act}", everything)
            assert answer.status_code in (200, 403, 404, 405, 409), (forger, method)
            if answer.status_code == 200:
                assert "data-refused" in answer.content.decode() or method == "get"
    assert queries.contribution(valley.ana, seq) == before


def test_correcting_sharing_withdrawing_through_the_pages(valley, visit):
    seq, browser = valley.say("it runs north").seq, visit(valley.ana)
    browser.post(f"/entry/{seq}/correct", terms(valley, words="it runs south", reason="I looked"))
    page = visit(valley.eva).get(f"/entry/{seq}").content.decode()
    assert "it runs south" in page and "it runs north" in page and "I looked" in page
    browser.post(f"/entry/{seq}/share", terms(valley, hears="hub", named="name", sure="hub"))
    assert queries.contribution(valley.leo, seq).name == "Ana"
    browser.post(f"/entry/{seq}/withdraw", terms(valley))
    assert queries.contribution(valley.leo, seq) is None
    assert "Give it back" in browser.get(f"/entry/{seq}").content.decode()
    browser.post(f"/entry/{seq}/return")
    assert queries.contribution(valley.leo, seq) is not None
    browser.post(f"/entry/{seq}/withdraw", terms(valley, now="1"))
    assert queries.contribution(valley.ana, seq) is None


def test_who_erased_their_words_is_told_what_became_of_them_and_nobody_else(valley, visit):
    seq, browser = valley.say("it runs north").seq, visit(valley.ana)
    kept = valley.say("it runs south").seq
    answer = browser.post(f"/entry/{seq}/withdraw", terms(valley, now="1"))
    assert answer.headers["Location"] == f"/entry/{seq}"
    gone = browser.get(f"/entry/{seq}")
    assert gone.status_code == 410
    assert "You took these words back" in gone.content.decode()
    assert f'href="/log/{seq}"' in gone.content.decode()
    assert "You took these words back on" in browser.get(f"/log/{seq}").content.decode()
    assert "You took" not in browser.get(f"/log/{kept}").content.decode()
    for other in (valley.eva, valley.steward, None):
        assert visit(other).get(f"/entry/{seq}").status_code == 404
        page = visit(other).get(f"/log/{seq}").content.decode()
        assert "is for others to hear, or was erased" in page and "You took" not in page


def test_short_words_stand_once_on_their_own_page(valley, visit):
    for words in ("it runs north", "it runs north\n\nand then east"):
        page = visit(valley.ana).get(f"/entry/{valley.say(words).seq}").content.decode()
        main = page.partition("<main")[2]
        assert main.count("it runs north") == (1 if words == "it runs north" else 2)


def test_being_there_and_the_inbox(valley, visit):
    seq = valley.say(named=True).seq
    visit(valley.eva).post(
        f"/entry/{seq}/attest", terms(valley, way="witnessed", words="I stood there", relation="cousin")
    )
    loop.run_until_idle()
    browser = visit(valley.ana)
    assert "Eva says about your words: I was there." in browser.get("/inbox").content.decode()
    [letter] = browser.get("/inbox").context["letters"]
    assert browser.get(f"/inbox/{letter[0].id}").headers["Location"].startswith(f"/entry/{seq}#a")
    assert browser.get("/inbox").context["unread"] is False
    assert visit(valley.eva).get(f"/inbox/{letter[0].id}").status_code == 404
    page = browser.get(f"/entry/{seq}").content.decode()
    assert "I stood there" in page and "cousin" in page
    page = visit(valley.ana).get(f"/people/{valley.eva.person}").content.decode()
    assert "The second spring runs south." in page


@pytest.fixture
def spanish(tmp_path, settings):
    """The catalogues compiled, as a hub does when it starts."""
    catalogue.compile_into(tmp_path / "locale")
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    with translation.override("es"):
        yield


def test_letters_speak_the_readers_language(valley, spanish):
    seq = valley.say(named=True).seq
    actions.attest(by=valley.eva, seq=seq, way="thanked")
    loop.run_until_idle()
    [letter] = inbox.letters(valley.ana)
    assert text_of(letter) == "Eva te da las gracias. Tú eliges si otros lo oyen."


def test_what_stands_with_words_leads_to_them_only_for_those_who_hear_it(valley, visit):
    seq = valley.say(named=True).seq
    better = actions.correct(by=valley.ana, seq=seq, text="better").seq
    asked = actions.attest(by=valley.eva, seq=seq, way="questioned", words="who?", private=True).seq
    assert visit(valley.steward).get(f"/entry/{better}").headers["Location"] == f"/entry/{seq}"
    assert visit(valley.steward).get(f"/entry/{asked}").status_code == 404
    assert visit(valley.leo).get(f"/entry/{better}").status_code == 404


def test_thanking_and_showing_thanks(valley, visit):
    seq = valley.say(named=True).seq
    visit(valley.eva).post(f"/entry/{seq}/thank", terms(valley))
    [thanks] = queries.contribution(valley.ana, seq).attestations
    assert "Let others read it" in visit(valley.ana).get(f"/entry/{seq}").content.decode()
    assert visit(valley.steward).post(f"/attestation/{thanks.seq}/show", terms(valley)).status_code == 404
    visit(valley.ana).post(f"/attestation/{thanks.seq}/show", terms(valley))
    assert "Eva gives thanks" in visit(valley.steward).get(f"/entry/{seq}").content.decode()


def test_a_persons_page_tells_what_they_gave_with_their_name(valley, visit):
    valley.say("with my name", named=True)
    valley.say("without my name")
    page = visit(valley.eva).get(f"/people/{valley.ana.person}").content.decode()
    assert "with my name" in page and "without my name" not in page
    own = visit(valley.ana).get(f"/people/{valley.ana.person}").content.decode()
    assert "without my name" in own
    assert visit(ANYBODY).get(f"/people/{valley.ana.person}").status_code == 403


def test_the_timeline_goes_on_page_by_page(valley, visit):
    seqs = [valley.say(f"word {n}").seq for n in range(queries.PAGE + 3)]
    first = visit(valley.eva).get("/timeline")
    assert first.context["earlier"] == f"/timeline?before={seqs[3]}"
    second = visit(valley.eva).get(first.context["earlier"]).content.decode()
    assert [n for n in range(queries.PAGE + 3) if f"word {n}<" in second] == [0, 1, 2]


@pytest.mark.parametrize(
    "query", ["?before=x", "?person=1", "?scope=%00", "?language=xx", "?shape=DROP", "?before=" + "9" * 40]
)
def test_a_senseless_filter_asks_for_everything(valley, visit, query):
    valley.say()
    assert "second spring" in visit(valley.eva).get("/timeline" + query).content.decode()


def test_exports_hold_what_their_reader_hears(valley, visit):
    valley.say("=HYPERLINK(1)", named=True, measure=Measure("work", "2", "hour", "ditch"))
    valley.say("without my name")
    valley.say("to myself", valley.ana.ref)
    text = b"".join(visit(valley.eva).get("/timeline.csv").streaming_content).decode("utf-8-sig")
    rows = list(table.DictReader(StringIO(text)))
    assert [(each["who"], each["words"], each["quantity"]) for each in rows] == [
        ("", "without my name", ""),
        ("Ana", "'=HYPERLINK(1)", "2"),
    ]
    whole = json.loads(b"".join(visit(valley.eva).get("/timeline.jsonld").streaming_content))
    note, event = whole["@graph"]
    assert (note["@type"], note["content"], "provider" in note) == ("Note", "without my name", False)
    assert event["action"] == "work"
    assert event["effortQuantity"] == {"hasNumericalValue": "2", "hasUnit": "hour"}
    assert event["provider"]["name"] == "Ana"
    assert set(event) - {"@id", "@type"} <= set(whole["@context"])


def test_today_says_what_is_new_and_what_waits(valley, visit):
    with use(SeededSource("today", current().now_ms())) as clock:
        browser = visit(valley.eva)
        first = browser.get("/today").content.decode()
        assert "Say your first words" in first and "Lately on this hub" in first
        mine = valley.say("my own", by=valley.eva, named=True).seq
        actions.attest(by=valley.ana, seq=mine, way="questioned", words="where?")
        valley.say("news from Ana")
        loop.run_until_idle()
        clock.advance(3_600_000)
        page = browser.get("/today").content.decode()
        assert "Since you were here" in page
        assert "news from Ana" in page and "Ana asks you something about your words." in page
        news, mine_too = page.split("What you gave")
        assert "my own" not in news and "my own" in mine_too
        clock.advance(3_600_000)
        assert "news from Ana" not in browser.get("/today").content.decode()


def test_words_taken_back_say_who_hears_them_and_when_they_go(valley, visit):
    with use(SeededSource("taken back", 1_779_271_200_000)):  # 20 May 2026, 10:00 UTC
        seq = valley.say("the spring is dry", "hub").seq
        browser = visit(valley.ana)
        assert "everybody on this hub" in browser.get(f"/entry/{seq}").content.decode()
        circles.withdraw(by=valley.ana, seq=seq)
        page = browser.get(f"/entry/{seq}").content.decode()
    assert "everybody on this hub" not in page
    assert "<dd>only you</dd>" in page
    assert page.count("27 May 2026, 10:00") == 2
    assert "Give it back" in page and "Take it back" not in page
    assert "Quoted in a story" not in page


def test_words_past_their_day_are_heard_by_nobody_else(valley, visit):
    seq = valley.say("until yesterday", "hub").seq
    circles.share(by=valley.ana, seq=seq, spaces=["hub"], until="2020-01-01")
    page = visit(valley.ana).get(f"/entry/{seq}").content.decode()
    assert "only you, since the day you named has passed" in page


def test_my_own_words_are_found_from_me(valley, visit):
    browser = visit(valley.ana)
    assert "Nothing yet." in browser.get("/me").content.decode()
    seq = valley.say("unnamed and mine").seq
    page = browser.get("/me").content.decode()
    assert f'href="/entry/{seq}"' in page and f'href="/people/{valley.ana.person}"' in page


def test_today_from_outside_is_the_way_in(visit):
    assert visit(None).get("/today").status_code == 302


@pytest.mark.parametrize("address", ["/timeline", "/today", "/inbox", "/timeline.csv", "person", "entry"])
def test_more_of_it_costs_no_more_queries(valley, visit, voice, address):
    first = valley.say("first", named=True).seq
    pages = {"person": f"/people/{valley.ana.person}", "entry": f"/entry/{first}"}

    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            answer = visit(valley.steward).get(pages.get(address, address))
            if answer.streaming:
                b"".join(answer.streaming_content)
        return len(found)

    def more(times: int) -> None:
        for n in range(times):
            seq = valley.say(f"more {n}", named=True, media=[voice], reply_to=first).seq
            actions.attest(by=valley.eva, seq=seq, way="witnessed", relation="x")
            own = valley.say(f"mine {n}", named=True, by=valley.steward).seq
            actions.attest(by=valley.ana, seq=own, way="thanked")
        loop.run_until_idle()

    more(1)
    visit(valley.steward).get("/today")
    one = count()
    more(3)
    assert count() == one


def test_unnamed_words_are_nobodys_on_every_page(valley, visit):
    seq = valley.say("whose words are these").seq
    actions.correct(by=valley.ana, seq=seq, text="whose words are these now")
    valley.say("a reply of mine", reply_to=seq)
    for address in (
        "/timeline",
        f"/entry/{seq}",
        "/today",
        "/timeline.csv",
        "/timeline.jsonld",
        f"/log/{seq}",
    ):
        answer = visit(valley.eva).get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        page = body.decode().replace(f'<option value="{valley.ana.person}">Ana</option>', "")
        assert not re.search(r"\bAna\b", page) and str(valley.ana.person) not in page, address
    assert queries.contributions(valley.eva, Filter(person=valley.ana.person)) == []


@pytest.mark.parametrize("number", [2**63, 10**30])
def test_a_number_no_book_reaches_is_an_entry_that_is_not_here(valley, visit, number):
    assert visit(None).get(f"/entry/{number}").status_code == 404
    assert visit(valley.ana).get(f"/entry/{number}").status_code == 404
    assert visit(valley.ana).get(f"/entry/{number}/appeal").status_code == 404


def test_a_measure_of_many_digits_breaks_no_page(valley, visit):
    told = terms(valley, words="Very long", action="work", quantity="9" * 40, unit="h")
    assert "18 digits at the most" in visit(valley.ana).post("/say", told).content.decode()
    answer = visit(valley.ana).post("/say", told | {"quantity": "9" * 18})
    assert answer.status_code == 302
    for address in (answer.url, "/timeline", "/today"):
        assert visit(valley.eva).get(address).status_code == 200
