"""/search, through its address: plain, as a part, by forgers; and what it costs."""

from __future__ import annotations

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prisma_hub.agreements import actions as deciding
from prisma_hub.circles import actions as circles
from prisma_hub.search import saying
from prisma_hub.work import loop
from tests.search.test_said import say
from tests.search.vault import plant

LIVE = {"X-Live": "1"}
"""What the script of the search page sends along."""


def text_of(answer) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", answer.content.decode()))


def test_a_plain_form_answers_with_marked_words(write, visit):
    plant(write)
    loop.run_until_idle()
    answer = visit(None).get("/search?q=stones")
    said = answer.content.decode()
    assert answer.status_code == 200
    assert '<h3><a href="/commons/public/water/weir">Weir</a></h3>' in said
    assert '<a href="/commons/public/water/weir#how-to-build-one">' in said
    assert "<mark>Stones</mark>" in said
    assert "1 found" in said
    assert '<h2 id="h-pages">Pages <span class="soft">1</span></h2>' in said
    assert 'value="stones"' in said
    assert '<option value="fr" lang="fr">Français</option>' in said
    assert '<button name="language" value="fr" lang="fr">Français</button>' in said


def test_the_part_is_what_the_page_holds(write, visit):
    plant(write)
    loop.run_until_idle()
    browser = visit(None)
    part = browser.get("/search/found?q=weir", headers=LIVE).content.decode()
    assert part in browser.get("/search?q=weir").content.decode()
    assert "<html" not in part


@pytest.mark.parametrize("asked", ["", "?q=weir&lang=en&page=2"])
def test_whoever_opens_the_part_by_hand_gets_the_whole_page(write, visit, asked):
    answer = visit(None).get(f"/search/found{asked}")
    assert (answer.status_code, answer["Location"]) == (302, f"/search{asked}")


def test_a_mended_word_is_said_and_nothing_found_teaches(write, visit):
    write("weir.md", "# Weir")
    browser = visit(None)
    assert "Nowhere is “wier” written. Searched instead: weir" in text_of(browser.get("/search?q=wier"))
    assert "Nothing was found" in text_of(browser.get("/search?q=zzyzx"))
    assert "only the beginning of the last" in text_of(browser.get("/search"))


@pytest.mark.parametrize(
    "asked",
    [
        "q=%00%00&folder=%00&tag=%00&kind=%00", "q=" + "x" * 1_000_000, "q=" + "%F0%9F%8C%8A" * 5000,
        "q=%FF%FE",
        "q=*", "q=NEAR(a b)", "q=weir' OR '1'='1", "q=\"weir", "q=weir AND", "q=^weir*", "q=weir%25", "q=_",
        "q=weir&page=-1", "q=weir&page=999999999999", "q=weir&page=x", "q=weir&page=٣", "q=weir&lang=%00",
        "q=weir&lang=" + "x" * 5000, "q=weir&kind=';--", "q=weir&folder=../../etc", "q=weir&in=person-x",
        "q=weir&in=" + "y" * 5000, "q=weir&tag=" + "z" * 5000, "q=weir&folder=" + "%C3%A9" * 3000,
        "q=weir&q=stones", "q=<script>alert(1)</script>", "q=weir&of=secrets", "q=weir&of=%00",
        "q=weir&within=journey:x", "q=weir&within=journey:01a1ffec-2050-7f1a-8e37-427ef708aab2",
        "q=weir&within=circle:01a1ffec-2050-7f1a-8e37-427ef708aab2", "q=weir&within=person:" + "x" * 5000,
        "q=@in:person", "q==weir", "q=weir&of=words&page=9999", "q=weir&of=people&page=3",
        "q=weir&within=hub&since=0001-01-01&until=9999-12-31",
    ],
    ids=range(37),
)  # fmt: skip
def test_a_forger_gets_a_page(write, visit, asked):
    write("weir.md", "# Weir\n\nStones.")
    for address in ("/search", "/search/found"):
        answer = visit(None).get(f"{address}?{asked}", headers=LIVE)
        assert answer.status_code == 200
        assert b"<script>alert" not in answer.content


def test_a_day_that_is_none_is_left_out_and_said(write, visit):
    write("weir.md", "# Weir")
    said = text_of(visit(None).get("/search?q=weir&since=yesterday&until=2026-13-01"))
    assert "“yesterday” is no day" in said
    assert "“2026-13-01” is no day" in said
    assert "1 found" in said


def test_it_is_only_looked_at(visit, hub):
    assert visit(None).post("/search").status_code == 405
    assert visit(None).post("/search/found").status_code == 405


def test_a_hidden_page_and_none_answer_with_the_same_words(write, person, visit):
    ana, eva = person("Ana"), person("Eva")
    browser = visit(ana)
    browser.get("/search")
    before = browser.get("/search/found?q=zimtstern", headers=LIVE)
    write("diary.md", "# Zimtstern", by=eva, space=eva.ref)
    assert browser.get("/search/found?q=zimtstern", headers=LIVE).content == before.content
    assert browser.get("/search/found?q=zimtstrn", headers=LIVE).content == before.content.replace(
        b"zimtstern", b"zimtstrn"
    )
    assert b"Zimtstern" in visit(eva).get("/search/found?q=zimtstrn", headers=LIVE).content


def test_ten_pages_a_turn(write, visit):
    for number in range(12):
        write(f"page-{number}.md", f"# Page {number}\n\nCommonword.")
    browser = visit(None)
    first, second = browser.get("/search?q=commonword"), browser.get("/search?q=commonword&page=2")
    counted = [answer.content.decode().count("<h3><a") for answer in (first, second)]
    assert counted == [10, 2]
    assert "/search?q=commonword&amp;page=2" in first.content.decode()
    assert "/search?q=commonword&amp;page=1" in second.content.decode()


def test_one_page_and_three_cost_the_same(write, visit, person):
    browser = visit(person("Ana"))

    def cost() -> tuple[int, int]:
        loop.run_until_idle()
        saying.follow()
        browser.get("/search?q=weir")
        counted = []
        for address in ("/search?q=weir", "/search/found?q=weir"):
            with CaptureQueriesContext(connection) as queries:
                assert b"Weir" in browser.get(address, headers=LIVE).content
            counted.append(len(queries))
        return counted[0], counted[1]

    write("weir-1.md", "# Weir 1")
    one = cost()
    write("weir-2.md", "# Weir 2 #water")
    write("weir-3.md", "---\nkind: practice\n---\n# Weir 3")
    assert cost() == one
    assert max(one) <= 34


def test_everything_is_found_by_kind_and_each_leads_to_its_place(write, visit, person, steward):
    ana, leo = person("Ana Weirkeeper"), person("Leo")
    write("weir.md", "# Weir")
    circle = circles.open_circle(by=steward, title="Weir circle").id
    circles.admit(by=steward, circle=circle, person=ana.person)
    proposal = deciding.propose(by=ana, circle=circle, title="Mend the weir", text="In May", for_hub=True)
    said = say(ana, "The weir sings.", "hub")
    whole = visit(leo).get("/search?q=weir").content.decode()
    links = re.findall(r'<h3[^>]*><a href="([^"]+)"', whole)
    assert links == [
        f"/people/{ana.person}",
        f"/circles/{circle}",
        "/commons/public/weir",
        f"/decisions/{proposal}",
        f"/timeline?before={said + 1}#e{said}",
    ]
    assert f'id="e{said}"' in visit(leo).get(html.unescape(links[-1])).content.decode()
    assert "5 found" in whole
    outside = visit(None).get("/search?q=weir").content.decode()
    assert re.findall(r'<h3[^>]*><a href="([^"]+)"', outside) == ["/commons/public/weir"]


def test_one_kind_is_shown_whole_and_turned_over(visit, person):
    ana = person("Ana")
    for number in range(12):
        say(ana, f"weir {number}", "hub")
    browser = visit(ana)
    pages = [browser.get(f"/search?q=weir{more}").content.decode() for more in ("", "&page=2", "&of=words")]
    assert [page.count('<h3 class="quoted"') for page in pages] == [10, 2, 10]
    assert "/search?q=weir&amp;page=2" in pages[0]
    person("Weirwoman")
    mixed = browser.get("/search?q=weir").content.decode()
    assert (mixed.count("<h3"), "?q=weir&amp;of=words" in mixed) == (5, True)
    assert browser.get("/search?q=weir&of=people").content.decode().count("<h3") == 1


def test_unnamed_words_stand_without_a_name_beside_them(visit, person):
    ana, leo = person("Ana"), person("Leo")
    say(ana, "The weir sings.", "hub", named=False)
    said = visit(leo).get("/search/found?q=weir", headers=LIVE).content.decode()
    assert "Ana" not in said
    assert str(ana.person) not in said
    assert "somebody" in said


def test_only_pages_have_folders_and_only_what_was_said_lies_in_a_circle(write, visit, person, steward):
    ana = person("Ana")
    write("notes/weir.md", "# Weir")
    circle = circles.open_circle(by=steward, title="Water team")
    circles.admit(by=steward, circle=circle.id, person=ana.person)
    say(ana, "The weir sings.", circle.space, scope=circle.space)
    say(ana, "The weir hums.", "hub")
    browser = visit(ana)

    def parts(asked: str) -> list[str]:
        return re.findall(
            r'<h2 id="h-(\w+)"', browser.get(f"/search/found?q=weir&{asked}", headers=LIVE).content.decode()
        )

    assert parts("folder=notes") == ["pages"]
    assert parts(f"within={circle.space}") == ["words"]
    assert "1 found" in text_of(browser.get(f"/search/found?q=weir&within={circle.space}", headers=LIVE))
    assert parts("lang=en") == ["words"]
    assert parts("since=2999-01-01") == []
    nowhere = "circle:01a1ffec-2050-7f1a-8e37-427ef708aab2"
    assert (
        visit(None).get(f"/search/found?q=weir&within={circle.space}", headers=LIVE).content
        == visit(None).get(f"/search/found?q=weir&within={nowhere}", headers=LIVE).content
    )


def test_a_word_in_somebodys_name_does_stand_somewhere(write, visit, person):
    ana = person("Heron")
    write("hero.md", "# Hero")
    assert "Nowhere" not in text_of(visit(ana).get("/search/found?q=heron", headers=LIVE))
    assert "Nowhere is “heron” written" in text_of(visit(None).get("/search/found?q=heron", headers=LIVE))


def test_of_what_one_may_not_hear_the_page_is_silent(visit, person):
    ana, leo = person("Ana"), person("Leo")
    browser = visit(leo)
    browser.get("/search")
    before = browser.get("/search/found?q=zimtstern", headers=LIVE)
    say(ana, "Zimtstern")
    assert browser.get("/search/found?q=zimtstern", headers=LIVE).content == before.content
    assert browser.get("/search/found?q=zimtster", headers=LIVE).content == before.content.replace(
        b"zimtstern", b"zimtster"
    )
    assert b"Zimtstern" in visit(ana).get("/search/found?q=zimtstrn", headers=LIVE).content
