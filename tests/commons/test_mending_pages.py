"""Mending links through the addresses: seen by readers, done by those who may write."""

import html
import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prisma_hub.commons import queries
from prisma_hub.identity.types import ANYBODY
from prisma_hub.log import queries as log


def text(path, space="public"):
    return queries.page(ANYBODY, space, path).text


def statement(answer):
    return re.search(r'name="statement" value="([^"]+)"', answer.content.decode())[1]


def values(answer):
    found = re.findall(r'name="(mend[^"]*)" value="([^"]+)"', answer.content.decode())
    return [(name, html.unescape(value)) for name, value in found]


@pytest.fixture
def broken(write):
    write("leaky-weir.md", "# Leaky weir")
    write("one.md", "# One\n\n[[leaky-wier]] and [[zzz]].")
    write("two.md", "# Two\n\n[x](leaky-wier.md), a leaky weir.")


def test_all_that_is_sure_is_mended_by_one_action(broken, steward, visit):
    browser = visit(steward)
    answer = browser.get("/commons/public/-/mending")
    chosen = [value for _, value in values(answer)]
    assert [json.loads(each)[0] for each in chosen] == ["one.md", "two.md"]
    size = log.size()
    form = {"statement": statement(answer), "mend": chosen}
    done = browser.post("/commons/public/-/mending", form)
    assert (done.status_code, done["Location"]) == (302, "/commons/public/-/mending")
    assert text("one.md") == "# One\n\n[[leaky-weir]] and [[zzz]].\n"
    assert text("two.md") == "# Two\n\n[x](leaky-weir.md), a leaky weir.\n"
    assert len({log.entry(seq).body["commit"] for seq in range(size, log.size())}) == 1
    again = browser.post("/commons/public/-/mending", form)
    assert again.status_code == 200
    assert "no longer as they were" in again.content.decode()


def test_a_page_says_what_is_broken_and_one_link_of_it_is_mended(broken, steward, visit):
    browser = visit(steward)
    answer = browser.get("/commons/public/-/links/one.md")
    said = answer.content.decode()
    assert "leaky-wier" in said
    assert "Nothing here is called anything like it." in said
    name, value = values(answer)[0]
    browser.post("/commons/public/-/links/one.md", {"statement": statement(answer), name: value})
    assert text("one.md") == "# One\n\n[[leaky-weir]] and [[zzz]].\n"


def test_a_name_becomes_a_link(write, steward, visit):
    write("leaky-weir.md", "# Leaky weir")
    write("two.md", "# Two\n\nA leaky weir.")
    browser = visit(steward)
    answer = browser.get("/commons/public/-/mentions")
    ((name, value),) = values(answer)
    browser.post("/commons/public/-/mentions", {"statement": statement(answer), name: value})
    assert text("two.md") == "# Two\n\nA [[leaky weir]].\n"
    assert "Two" in browser.get("/commons/public/-/links/leaky-weir.md").content.decode()


def test_readers_see_what_is_broken_and_only_writers_mend(broken, person, visit):
    ana = person("Ana")
    for viewer in (None, ana):
        answer = visit(viewer).get("/commons/public/-/links/one.md")
        assert answer.status_code == 200
        assert "Mend what I chose" not in answer.content.decode()
    size = log.size()
    chosen = json.dumps(["one.md", "leaky-wier", "", "public", "leaky-weir.md", ""])
    form = {"statement": "01890000-0000-7000-8000-000000000001", "mend": chosen}
    for viewer in (None, ana):
        for address in ("links/one.md", "mending", "mentions"):
            answer = visit(viewer).post(f"/commons/public/-/{address}", form)
            assert answer.status_code in (302, 403)
    assert log.size() == size
    assert "leaky-wier" in text("one.md")


@pytest.mark.parametrize(
    "chosen",
    ["", "x", "[]", "[1,2,3,4,5,6]", '["one.md","leaky-wier","","public"]', '{"a":1}', '"one.md"', "[" * 3000,
     '["../x","a","","public","leaky-weir.md",""]', '["one.md","leaky-wier","","person:x","y.md",""]',
     '["one.md","zzz","","public","never.md",""]', '["never.md","zzz","","public","one.md",""]'],
)  # fmt: skip
def test_a_forged_choice_changes_nothing(broken, steward, visit, chosen):
    size = log.size()
    form = {"statement": "01890000-0000-7000-8000-000000000001", "mend": chosen}
    for address in ("links/one.md", "mending", "mentions"):
        answer = visit(steward).post(f"/commons/public/-/{address}", form)
        assert answer.status_code == 200
        assert "Nothing was changed." in answer.content.decode()
    assert log.size() == size


def test_a_space_one_may_not_read_is_answered_like_none(write, person, visit):
    eva = person("Eva")
    write("diary.md", "# Zimtstern [[zimtgone]]", by=eva, space=eva.ref)
    for viewer in (None, person("Ana")):
        for address in ("links/diary.md", "links/never.md", "mending", "mentions"):
            answer = visit(viewer).get(f"/commons/person-{eva.person}/-/{address}")
            assert answer.status_code in (403, 404)
            assert "Zimt" not in answer.content.decode()
    overview = visit(person("Ida")).get("/commons/-/mending").content.decode()
    assert "all lead somewhere" not in overview


@pytest.mark.parametrize(
    "address", ["-/mending", "public/-/mending", "public/-/links/a0.md", "public/-/mentions"]
)
def test_three_broken_links_cost_as_many_queries_as_one(write, steward, visit, address):
    browser, address = visit(steward), f"/commons/{address}"

    def cost():
        browser.get(address)
        with CaptureQueriesContext(connection) as counted:
            assert browser.get(address).status_code == 200
        return len(counted)

    base = write("a0.md", "# Long walk\n\n[[gone]] and Good soil.").blob
    write("soil.md", "# Good soil\n\nA Long walk.")
    one = cost()
    for number in (1, 2):
        base = write(
            "a0.md", f"# Long walk\n\n[[gone]] [[gone-{number}]] Good soil, Fair wind.", base=base
        ).blob
        write(f"b{number}.md", f"# Fair wind {number}\n\n[[gone]] [[a1]] Good soil. A Long walk.")
    assert cost() == one <= 20


def test_pages_are_called_by_their_titles_and_nothing_is_counted_that_is_not_there(
    broken, write, steward, visit
):
    write("404.md", "# Not found\n\n[[leaky-wier]], [[One]], of a Leaky weir.")
    browser = visit(steward)
    mending, mentions, links = (
        browser.get(f"/commons/public/-/{each}").content.decode()
        for each in ("mending", "mentions", "links/404.md")
    )
    assert ">Not found</a>" in mending
    assert "404.md</a>" not in mending + mentions
    assert "could mean several pages" not in mending
    assert "name a part that is not there" not in mending
    assert ">Not found</a></h2>" in mentions
    assert '<span>Leaky weir<br><span class="small soft">leaky-weir</span></span>' in links
    assert 'href="/commons/public/one">One</a>' in links


def test_missing_pictures_stand_below_the_links_and_most_of_them_are_folded(write, steward, visit):
    pictures = "".join(f"![]({n}-{'abcdefghijkl'[n] * 9}.png)\n" for n in range(12))
    write("a-wall.md", f"# A wall\n\n{pictures}\n[[zebra-one]]\n")
    for n in range(9):
        write(f"b{n}.md", f"# B {n}\n\n![](only-{n}-here.png)\n")
    browser = visit(steward)
    page = browser.get("/commons/public/-/mending").content.decode()
    links, _, files = page.partition('id="h-files"')
    assert "21 to pictures and files that are not here" in links
    assert "1 leads nowhere" in links
    assert "zebra-one" in links
    assert ".png" not in links
    assert "0-aaaaaaaaa.png · 1-bbbbbbbbb.png · 2-ccccccccc.png" in files
    assert "and 9 more" in files
    assert "3-ddddddddd.png" not in files
    assert "2 more pages</summary>" in files
    own = browser.get("/commons/public/-/links/a-wall.md").content.decode()
    links, _, files = own.partition('id="h-files"')
    shown, _, folded = files.partition("<details")
    assert "zebra-one" in links
    assert "2-ccccccccc.png" in shown
    assert "3-ddddddddd.png" in folded
    assert "11-lllllllll.png" in folded


def followed(browser, address, label="More of this"):
    """Every page of a list, from its beginning."""
    while address:
        said = browser.get(address).content.decode()
        yield said
        further = re.search(r'<a class="forth" href="([^"]+)" rel="next">' + label, said)
        address = html.unescape(further[1]) if further else ""


def test_five_hundred_missing_pictures_push_no_broken_link_off_the_list(write, steward, visit):
    write("a-wall.md", "# A wall\n\n" + "".join(f"![](p{n}x.png)\n" for n in range(510)))
    write("z-walk.md", "# Z walk\n\n[[zebra-one]]\n")
    browser = visit(steward)
    for address in ("/commons/public/-/mending", "/commons/public/-/links/z-walk.md"):
        assert "zebra-one" in browser.get(address).content.decode()
    first, last = followed(browser, "/commons/public/-/mending")
    assert "1 leads nowhere" in first
    assert "510 to pictures and files that are not here" in first
    assert "1 to 500 of 510" in first
    assert "501 to 510 of 510" in last
    assert "zebra-one" in last
    assert "p500x.png" in last
    own = list(followed(browser, "/commons/public/-/links/a-wall.md"))
    assert [sum(f"p{n}x.png</b>" in each for n in range(510)) for each in own] == [500, 10]


def test_every_broken_link_is_seen_however_many_there_are(write, steward, visit):
    for name, count in (("one", 300), ("two", 300), ("three", 2)):
        links = "".join(f"[[{name}-gone-{n}x]]\n" for n in range(count))
        write(f"{name}.md", f"# {name}\n\n{links}![](lost.png)")
    browser = visit(steward)
    pages = list(followed(browser, "/commons/public/-/mending"))
    seen = [set(re.findall(r"\w+-gone-\d+x", each)) for each in pages]
    assert [len(each) for each in seen] == [500, 102]
    assert len(set.union(*seen)) == 602
    assert "1 to 500 of 602" in pages[0]
    assert all("lost.png" in each for each in pages)
    assert "From the beginning" in pages[1]


def test_pages_nobody_leads_to_and_pages_that_lead_to_one_are_all_within_reach(write, steward, visit):
    write("weir.md", "# Weir")
    for n in range(301):
        write(f"p{n}.md", f"# Stone {n}!\n\n[[weir]]")
    browser = visit(steward)
    alone = list(followed(browser, "/commons/public/-/mending"))
    assert [len(set(re.findall(r"Stone \d+!", each))) for each in alone] == [100, 100, 100, 1]
    own = list(followed(browser, "/commons/public/-/links/weir.md"))
    assert ["301 pages lead here" in each for each in own] == [True, True]
    listed = [set(re.findall(r"Stone \d+!", each.partition('id="h-back"')[2])) for each in own]
    assert [len(each) for each in listed] == [300, 1]


@pytest.mark.parametrize(
    "asked", ["links=501", "links=-1", "links=x", "links=999999999999", "links=٣", "files="]
)
def test_a_part_that_is_not_there_is_the_last_one_there_is(broken, steward, visit, asked):
    assert "leaky-wier" in visit(steward).get(f"/commons/public/-/mending?{asked}").content.decode()
