"""What every answer carries, and what becomes of a refusal."""

import gzip
from collections.abc import Callable

import pytest
from django.test import Client

from prisma_hub.identity.types import Viewer
from prisma_hub.web.doors import POLICY

Visit = Callable[..., Client]
pytestmark = pytest.mark.urls("tests.web.pages")


def test_every_answer_forbids_what_we_never_do(visit: Visit) -> None:
    for address in ("/", "/today", "/nowhere", "/refuse"):
        headers = visit().get(address).headers
        assert headers["Content-Security-Policy"] == POLICY
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cache-Control"] == "private, no-cache"
        assert "microphone=(self)" in headers["Permissions-Policy"]


def test_the_policy_allows_no_inline_and_nothing_from_elsewhere() -> None:
    assert "unsafe" not in POLICY
    assert "http" not in POLICY
    assert "frame-ancestors 'none'" in POLICY
    assert "form-action 'self'" in POLICY


def test_openers_are_cut_off_where_browsers_listen(visit: Visit) -> None:
    assert "Cross-Origin-Opener-Policy" not in visit().get("/").headers
    assert visit().get("/", secure=True).headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_a_page_travels_compressed_where_the_browser_can(visit: Visit) -> None:
    plain = visit().get("/")
    packed = visit().get("/", headers={"accept-encoding": "gzip, br"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert b"<h1" in gzip.decompress(packed.content)
    assert len(packed.content) < len(plain.content) / 2


@pytest.mark.parametrize(("address", "kind"), [("/sound", "audio/ogg"), ("/short", "text/plain")])
def test_what_does_not_shrink_travels_as_it_is(visit: Visit, address: str, kind: str) -> None:
    answer = visit().get(address, headers={"accept-encoding": "gzip"})
    assert answer.headers["Content-Type"] == kind
    assert "Content-Encoding" not in answer.headers


def test_a_refusal_says_what_happened_what_was_kept_what_to_do(visit: Visit, steward: Viewer) -> None:
    answer = visit(steward).get("/refuse")
    page = answer.content.decode()
    assert answer.status_code == 409
    for sentence in ("The circle closes on Monday.", "Your draft is kept.", "Come back after Monday."):
        assert sentence in page


@pytest.mark.parametrize(("address", "status"), [("/refuse/who", 403), ("/refuse/what", 404)])
def test_a_refusal_tells_the_browser_of_which_kind_it_is(visit: Visit, address: str, status: int) -> None:
    assert visit().get(address).status_code == status


def test_a_refusal_gives_back_what_was_written_but_no_secret(visit: Visit, steward: Viewer) -> None:
    written = "We walked the upper ditch & found <the> leak"
    page = visit(steward).post(
        "/refuse",
        {"words": written, "personal_code": "otter river stone seven", "short": "ok", "statement": "a b c d"},
        headers={"referer": "http://testserver/journeys/3?tab=say"},
    )
    text = page.content.decode()
    assert "We walked the upper ditch &amp; found &lt;the&gt; leak" in text
    assert "otter river" not in text
    assert "a b c d" not in text
    assert 'href="/journeys/3?tab=say"' in text


def test_the_way_back_never_leads_to_another_house(visit: Visit) -> None:
    answer = visit().get("/refuse", headers={"referer": "https://elsewhere.example/journeys"})
    assert "elsewhere" not in answer.content.decode()
