"""The pages around git: tokens, the page where one clones, purging."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prisma_hub.circles import actions as circles
from prisma_hub.commons.models import Garden, Purge
from prisma_hub.identity import actions as identity
from prisma_hub.identity.kept import AccessToken
from prisma_hub.kernel import source


def _statement():
    return str(source.current().uuid7())


def test_a_token_is_shown_once_and_ended_again(person, visit):
    browser = visit(person("Ana"))
    sent = {"name": "my phone", "days": "90", "statement": _statement()}
    page = browser.post("/me/tokens", sent)
    secret = re.search(r'code-shown">([^<]+)<', page.content.decode())[1]
    assert identity.use_token(secret=secret)[0].person
    assert page.headers["Cache-Control"] == "no-store"
    later = browser.get("/me/tokens").content.decode()
    assert secret not in later
    assert "my phone" in later
    token = re.search(r'name="token" value="([0-9a-f]+)"', later)[1]
    assert browser.post("/me/tokens/end", {"token": token}).status_code == 302
    assert AccessToken.objects.count() == 0


def test_what_is_no_choice_is_refused_and_twenty_are_enough(person, visit):
    ana = person("Ana")
    browser = visit(ana)
    for sent in ({"name": " ", "days": "90"}, {"name": "x", "days": "4000"}, {"name": "x"}, {}):
        assert browser.post("/me/tokens", sent | {"statement": _statement()}).status_code == 200
    assert AccessToken.objects.count() == 0
    for _ in range(20):
        identity.make_token(by=ana, name="x", days=30)
    page = browser.post("/me/tokens", {"name": "x", "days": "30", "statement": _statement()})
    assert "You have 20 tokens already." in page.content.decode()
    assert AccessToken.objects.count() == 20


def test_tokens_are_for_members(visit):
    for path in ("/me/tokens", "/commons/hub/-/purge"):
        assert visit(None).get(path).status_code in (403, 404)


@pytest.mark.parametrize("path", ["/me/tokens", "/commons/hub/-/git"])
def test_the_number_of_questions_does_not_grow(path, person, visit, steward, write):
    ana = person("Ana")
    browser = visit(ana)
    write("weir.md", "# Weir\n", by=ana, space="hub")

    def asked(times):
        for number in range(times):
            identity.make_token(by=ana, name="x", days=30)
            team = circles.open_circle(by=steward, title=f"Team {number}")
            circles.admit(by=steward, circle=team.id, person=ana.id)
        browser.get(path)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert browser.get(path).status_code == 200
        return len(queries)

    assert asked(1) == asked(3)


def test_the_page_where_one_clones_shows_every_line(person, visit, steward, write):
    ana = person("Ana María")
    team = circles.open_circle(by=steward, title="Water & team")
    circles.admit(by=steward, circle=team.id, person=ana.id)
    write("weir.md", "# Weir\n", by=ana, space="hub")
    page = html.unescape(visit(ana).get("/commons/hub/-/git").content.decode())
    assert "git clone http://testserver/git/hub.git hub" in page
    assert 'git config user.name "Ana María"' in page
    assert f"git config user.email person-{ana.id.hex[-12:]}@hub" in page
    assert "\ngit config pull.rebase true\n" in page.replace("</code>", "\n")
    assert "@hub; git config pull.rebase true); done" in page
    assert f"git clone http://testserver/git/circle-{team.id}.git Water-team" in page
    outside = visit(None).get("/commons/public/-/git").content.decode()
    assert "git clone http://testserver/git/public.git public" in outside
    assert "git config" not in outside
    assert "hub.git" not in outside


def test_a_space_one_may_not_read_has_no_such_page(person, visit, steward):
    team = circles.open_circle(by=steward, title="Water team")
    browser = visit(person("Ana"))
    for word in ("git", "purge"):
        there = browser.get(f"/commons/circle-{team.id}/-/{word}")
        nowhere = browser.get(f"/commons/circle-{person('Eva' + word).id}/-/{word}")
        assert (there.status_code, nowhere.status_code) in {(404, 404), (403, 403)}


def test_the_owner_of_a_garden_asks_for_its_history(person, visit):
    ana = person("Ana")
    address = f"/commons/person-{ana.id}/-/git"
    browser = visit(ana)
    assert "Keep the history of my garden" in browser.get(address).content.decode()
    assert browser.post(address, {"keeps": "true", "statement": _statement()}).status_code == 302
    assert Garden.objects.get(space=ana.ref).keeps
    assert visit(person("Eva")).post(address, {"statement": _statement()}).status_code == 404
    assert browser.post(address, {"statement": _statement()}).status_code == 302
    assert not Garden.objects.get(space=ana.ref).keeps


def test_purging_wants_a_steward_and_a_tick(steward, person, visit, write):
    ana = person("Ana")
    write("weir.md", "# Weir\n", by=ana, space="hub")
    address = "/commons/hub/-/purge"
    assert visit(ana).post(address, {"sure": "on", "statement": _statement()}).status_code == 403
    browser = visit(steward)
    assert browser.post(address, {"statement": _statement()}).status_code == 200
    assert Purge.objects.count() == 0
    sent = {"path": "weir.md", "sure": "on", "statement": _statement()}
    assert browser.post(address, sent).status_code == 302
    assert browser.post(address, sent).status_code == 302
    assert Purge.objects.values_list("path", flat=True).get() == "weir.md"


def test_the_address_of_a_repository_in_a_browser_leads_to_the_page(visit, person):
    assert visit(person("Ana")).get("/git/hub.git").headers["Location"] == "/commons/hub/-/git"
