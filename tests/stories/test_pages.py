"""The pages of stories: who sees what, forged posts, and as many queries for many as for one."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from prisma_hub.circles import actions as circles
from prisma_hub.identity import actions as identity
from prisma_hub.identity.queries import viewer_of
from prisma_hub.identity.types import ANYBODY
from prisma_hub.kernel import source
from prisma_hub.log import queries as log
from prisma_hub.stories import actions, queries
from prisma_hub.stories.types import Story
from prisma_hub.timeline import actions as timeline
from prisma_hub.timeline.types import Consent


@pytest.fixture
def told(spring) -> Story:
    spring.tell()
    return spring.story


def statement() -> str:
    return str(source.current().uuid7())


def test_a_story_being_told_is_for_those_who_write_it(spring, told, visit):
    page = visit(spring.rui).get(f"/stories/{told.id}")
    assert page.status_code == 200
    assert "It runs again" in page.text
    assert visit(None).get(f"/stories/{told.id}").status_code == 404
    assert visit(None).get(f"/stories/{uuid4()}").status_code == 404


def test_the_margin_links_to_entries_and_the_list_names_bare_claims(spring, told, visit):
    spring.write("account", "[It snowed](entry:999).\n\n## What remains open\n\nMuch.\n")
    page = visit(spring.steward).get(f"/stories/{told.id}?page=account").text
    assert "One claim rests on nothing yet" in page
    assert 'data-support="unsupported"' in page
    assert (
        f'href="/entry/{spring.ran.seq}"' in visit(spring.steward).get(f"/stories/{told.id}?page=glance").text
    )


def test_begun_returned_answered_and_signed_through_the_pages(spring, visit):
    steward = visit(spring.steward)
    form = steward.get("/stories/begin").text
    assert "Short story" in form
    posted = {
        "title": "Second",
        "template": "short-story",
        "space": "hub",
        "of": "",
        "statement": statement(),
    }
    begun = steward.post("/stories/begin", posted)
    assert begun.status_code == 302
    spring.story = queries.story(spring.steward, queries.stories(spring.steward)[0].id)
    assert begun.url == f"/stories/{spring.story.id}"
    spring.tell()
    there = f"/stories/{spring.story.id}"
    assert steward.post(f"{there}/give-back", {"statement": statement()}).status_code == 302
    for viewer in (spring.ana, spring.eva):
        browser = visit(viewer)
        content = re.search(r'name="content" value="([^"]+)"', browser.get(f"{there}/return").text)
        assert content is not None
        answer = {"answer": "yes", "words": "", "content": content[1], "statement": statement()}
        assert browser.post(f"{there}/return", answer).status_code == 302
    ticked = {"item": "media", "done": "yes", "statement": statement()}
    assert steward.post(f"{there}/tick", ticked).status_code == 302
    assert "Sign this edition" in steward.get(f"{there}/list").text
    signed = steward.post(f"{there}/sign", {"statement": statement()})
    assert signed.status_code == 302
    read = visit(None).get(signed.url)
    assert "In November my boots got wet." in read.text
    assert "Evangelina" not in read.text


def test_an_edition_and_its_check_are_for_everybody(spring, edition, visit):
    stranger = visit(None)
    there = reverse("edition", args=[edition.story, edition.id])
    assert stranger.get(f"/stories/{edition.story}").url == there
    assert "It stopped in 1994." in stranger.get(f"{there}?page=account&lang=en").text
    account = stranger.get(there, {"page": "account", "lang": "en"}).text
    bears = re.findall(r'data-support="measured".*?<a href="(/log/[0-9]+)">Entry', account, re.DOTALL)
    assert bears
    assert stranger.get(bears[0]).status_code == 200
    page = stranger.get(f"/stories/{edition.story}/check")
    assert "data-prisma-verify" in page.text
    scripts = re.findall(r'src="(/stories/[^"]+)"', page.text)
    assert [stranger.get(each).status_code for each in scripts] == [200, 200, 200]
    assert b"body.text.000" in stranger.get(scripts[2]).content
    assert str(spring.eva.person).encode() not in stranger.get(scripts[2]).content
    assert stranger.get(f"{there}/evidence/secrets.js").status_code == 404
    assert edition.title in stranger.get("/stories").text
    assert f"urn:uuid:{edition.id}" in stranger.get("/stories/feed.atom").text
    assert edition.title in stranger.get("/").text


def test_the_return_page_is_only_for_those_it_is_about(spring, told, visit):
    actions.return_story(by=spring.steward, story=told.id)
    assert visit(spring.ana).get(f"/stories/{told.id}/return").status_code == 200
    for viewer in (spring.rui, None):
        assert visit(viewer).get(f"/stories/{told.id}/return").status_code in (403, 404)


FORGED = [
    ("translate", {"language": "es"}),
    ("tick", {"item": "media", "done": "yes"}),
    ("give-back", {}),
    ("aloud", {"answer": "yes", "words": "", "content": "x", "person": "x"}),
    ("sign", {}),
    ("return", {"answer": "yes", "content": "x", "words": ""}),
]


@pytest.mark.parametrize("what, body", FORGED)
def test_forgers_change_nothing(spring, told, visit, what, body):
    from prisma_hub.log import queries as log

    before = log.size()
    for viewer in (spring.rui, None):
        answer = visit(viewer).post(f"/stories/{told.id}/{what}", {**body, "statement": statement()})
        assert answer.status_code in (400, 403, 404, 409, 422), answer.status_code
    assert log.size() == before


def test_the_list_names_nobody_who_is_unnamed(spring, told, visit):
    page = visit(spring.steward).get(f"/stories/{told.id}/list").text
    assert "Anabela" in page
    assert "Evangelina" not in page
    assert "somebody who is not named" in page


def test_three_stories_cost_what_one_costs(spring, visit, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = visit(spring.steward)
    browser.get("/stories")
    with CaptureQueriesContext(connection) as one:
        browser.get("/stories")
    for title in ("Two", "Three"):
        actions.begin_story(by=spring.steward, title=title, template="short-story")
    with django_assert_num_queries(len(one)):
        assert browser.get("/stories").text.count('class="whole"') >= 3


def test_three_claims_cost_what_one_costs(spring, told, visit, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = visit(spring.steward)
    claim = f"[a](entry:{spring.ran.seq}) "
    spring.write("account", claim)
    browser.get(f"/stories/{told.id}?page=account")
    with CaptureQueriesContext(connection) as one:
        browser.get(f"/stories/{told.id}?page=account")
    queries_of_one = len(one)
    spring.write("account", f"{claim} [b](entry:{spring.boots.seq}) [c](entry:{spring.litres.seq})")
    browser.get(f"/stories/{told.id}?page=account")
    with django_assert_num_queries(queries_of_one):
        browser.get(f"/stories/{told.id}?page=account")


def test_many_claims_and_quotes_are_read_as_quickly_as_few(spring, told, visit):
    """The story as it grows, its completion list, and a page of an edition."""
    there, browser = f"/stories/{told.id}", visit(spring.steward)

    def asked() -> list[int]:
        counts = []
        for address in (f"{there}?page=account", f"{there}/list"):
            browser.get(address)  # what is compiled and remembered once is not counted
            with CaptureQueriesContext(connection) as found:
                assert browser.get(address).status_code == 200
            counts.append(len(found))
        return counts

    def lean_on(seqs: list[int]) -> None:
        parts = [f"[So it is](entry:{seq}).\n\n```prisma quote\nentry: entry:{seq}\n```\n" for seq in seqs]
        spring.write("account", "\n".join(parts) + "\n## What remains open\n\nMuch.\n")

    consent = Consent(spaces=("public", "hub"), named=True, quote="yes")
    more = [timeline.contribute(by=spring.ana, text=f"word {n}", consent=consent).seq for n in range(8)]
    lean_on(more[:2])
    few = asked()
    lean_on(more)
    assert asked() == few


def test_a_note_of_one_page_is_not_mistaken_for_that_of_another(edition, visit):
    page = visit(None).get(f"/stories/{edition.story}/check").text
    ids = re.findall(r'<aside class="note" id="([^"]+)"', page)
    assert len(ids) > 1
    assert len(set(ids)) == len(ids)
    assert set(re.findall(r'class="claim" href="#([^"]+)"', page)) == set(ids)


def test_whoever_is_quoted_in_an_edition_can_leave_and_sees_where_they_are_quoted(spring, edition, visit):
    page = visit(spring.ana).get("/me/leave")
    assert page.status_code == 200
    assert f'href="/stories/{edition.story}/editions/{edition.id}"' in page.text
    posted = {"statement": statement(), "words": "erase", "code": "AAAA-AAAA"}
    refused = visit(spring.ana).post("/me/leave", posted)
    assert refused.status_code in (200, 422), refused.status_code
    posted["code"] = identity.renew_codes(person=spring.ana.id).code
    assert visit(spring.ana).post("/me/leave", posted).status_code == 302
    assert viewer_of(str(spring.ana.id)) == ANYBODY


def test_a_story_begun_under_the_number_of_somebody_elses_is_refused(spring, told, visit):
    circles.grant(by=spring.steward, person=spring.eva.id, role="facilitator")
    before = log.size()
    posted = {"title": "Mine", "template": "short-story", "space": "hub", "of": "", "statement": str(told.id)}
    page = visit(spring.eva).post("/stories/begin", posted)
    assert (page.status_code, log.size()) == (200, before)
    assert "Something else was already said under this number." in page.text
    assert "Mine" in page.text
