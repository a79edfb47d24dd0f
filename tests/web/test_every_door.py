"""The laws of every address, walked as the code has them: whoever adds one is held to them."""

from __future__ import annotations

import inspect
import logging
import re
from collections.abc import Callable, Iterator
from itertools import cycle

import pytest
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, get_resolver

from prisma_hub.identity.kept import Account, HubSession
from prisma_hub.identity.types import Viewer
from prisma_hub.log import queries as log
from prisma_hub.web.ways import LOOKING, ways_of
from tests.leaks.outputs import addresses
from tests.leaks.world import World, browser_of, build
from tests.leaks.written import write_everywhere

Visit = Callable[..., Client]

FOR_EVERYBODY = {
    "checked", "checkpoint", "clone", "commons", "diagram", "front", "glossary", "graph", "graph-data",
    "hub-keys", "join", "join-square", "journeys", "my-mandates", "organisations", "page", "page-change",
    "page-changes", "page-history", "page-links", "page-preview", "page-was", "patterns", "places", "pools",
    "practices", "privacy", "proof", "proof-file", "protocols", "raw-page", "recover", "search", "sign-in",
    "space", "stories", "stories-feed", "tags", "timeline", "timeline-csv", "timeline-jsonld", "witnesses",
}  # fmt: skip
"""Names of addresses that answer whoever comes, with what was said to everybody: no other may."""
NOT_BY_COOKIE = {"git-branches", "git-fetch", "git-push", "git-nothing", "add-checkpoint"}
"""What is sent there is known by a token or a signature; a cookie opens nothing, so none can be abused."""
REFUSED = {302, 400, 401, 403, 404, 405, 409}
NO_SUCH = {
    "IntConverter": ("999999", "9" * 40),
    "UUIDConverter": ("ffffffff-ffff-ffff-ffff-ffffffffffff", "00000000-0000-0000-0000-000000000000"),
    "SlugConverter": ("no-such", "x" * 3000),
    "PathConverter": ("no/such.md", "..%2f..%2f%00%F0%9F%92%A3%ff/-/'\"<"),
    "StringConverter": ("no-such", "%00%ff%27%22%3C"),
}
"""Values of what stands in an address: of nothing there is, and such as break what is carelessly made."""
TORN = "multipart/form-data; boundary=torn"
WRITTEN = "application/x-www-form-urlencoded"
BROKEN = (
    (b"words=%00%00&title=%ff%fe&statement=%00&seq=-1&day=99999-99-99&amount=1e999", WRITTEN),
    (b'--torn\r\nContent-Disposition: form-data; name="words"\r\n\r\nhalf', TORN),
    (b'--torn\r\nContent-Disposition: form-data; name="file"; filename="../../x"\r\n\r\n\x00', TORN),
    (b"{" * 2000, "application/json"),
    (b"&".join(b"a%d=1" % number for number in range(1001)), WRITTEN),
    (b"statement=" + b"9" * 5000, WRITTEN + "; charset=nothing"),
)
"""Bodies no browser sends: signs no database takes, half a form, a file that climbs, no form at all, a
thousand fields, an alphabet nobody knows."""


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """What is refused is noted by Django, a thousand times here."""
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def world(steward: Viewer, person: Callable[[str], Viewer]) -> World:
    made = build(steward, person)
    write_everywhere(made)
    return made


def patterns() -> list[URLPattern]:
    found = [each for each in get_resolver().url_patterns if isinstance(each, URLPattern)]
    assert len(found) == len(get_resolver().url_patterns) > 300
    return found


def doors(world: World) -> Iterator[tuple[str, str]]:
    """Of every address one, of a thing that is there where there is any: its name, and where it is."""
    for pattern, found in zip(patterns(), addresses(world), strict=True):
        yield str(pattern.name), next(iter(found), _of_nothing(pattern)[0])


def _of_nothing(pattern: URLPattern) -> list[str]:
    """Addresses of what is not here, and of what cannot be."""
    routes = []
    for which in (0, 1):
        route = "/" + str(pattern.pattern)
        for name, converter in pattern.pattern.converters.items():
            value = NO_SUCH.get(type(converter).__name__, ("0" * 64, "f" * 64))[which]
            begin = route.rfind("<", 0, route.index(f"{name}>"))
            route = route[:begin] + value + route[route.index(">", begin) + 1 :]
        routes.append(route)
    return routes


def guarded(answer: HttpResponseBase) -> bool:
    """Whether it carries what browsers are told to refuse on our behalf."""
    parts = (each.strip().partition(" ") for each in answer.headers["Content-Security-Policy"].split(";"))
    policy = {name: allowed for name, _, allowed in parts}
    scripts = policy.get("script-src", policy["default-src"])
    return (
        scripts in ("'self'", "'none'")
        and policy["frame-ancestors"] in ("'self'", "'none'")
        and answer.headers["Referrer-Policy"] == "same-origin"
        and answer.headers["X-Content-Type-Options"] == "nosniff"
        and answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        and "Permissions-Policy" in answer.headers
    )


def said() -> tuple[int, int]:
    """How much was said, and how many are known here."""
    return len(list(log.entries())), Account.objects.count()


def test_who_is_outside_or_suspended_finds_shut_what_is_not_for_everybody(world: World) -> None:
    before, everywhere = said(), list(doors(world))
    outside, suspended = browser_of(world.viewers["outside"]), browser_of(world.viewers["suspended"])
    looked = [(name, at, outside.get(at, secure=True)) for name, at in everywhere]
    assert sorted({name for name, _at, answer in looked if answer.status_code == 200} ^ FOR_EVERYBODY) == []
    assert {answer.status_code for *_, answer in looked} <= REFUSED | {200}
    assert [at for _name, at, answer in looked if not guarded(answer)] == []
    form = {"statement": "0199a000-0000-7000-8000-000000000000", "words": "Nobody asked me", "to": "hub"}
    sent = [(at, client.post(at, form)) for client in (outside, suspended) for _name, at in everywhere]
    assert [at for at, answer in sent if answer.status_code not in REFUSED | {200}] == []
    assert said() == before
    _a_broken_form_breaks_no_page(browser_of(world.viewers["steward"]), [at for _name, at in everywhere])


def _a_broken_form_breaks_no_page(client: Client, everywhere: list[str]) -> None:
    for at, (body, kind) in zip(everywhere, cycle(BROKEN), strict=False):
        answer = client.generic("POST", at, body, content_type=kind)
        assert answer.status_code < 500, (at, body[:80])


def test_without_the_token_of_the_form_nothing_is_taken(visit: Visit, steward: Viewer) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = visit(steward).cookies
    before = said()
    taken = [
        (pattern.name, answer.status_code)
        for pattern in patterns()
        for answer in [client.post(_of_nothing(pattern)[0], {"words": "From another page"})]
        if "POST" in ways_of(pattern.callback)
        and (answer.status_code != 403 or b"This form has grown old" not in answer.content)
    ]
    assert {name for name, _status in taken} == NOT_BY_COOKIE - {"git-branches"}
    assert {status for _name, status in taken} == {400, 401, 404}
    assert said() == before
    exempt = {each.name for each in patterns() if getattr(each.callback, "csrf_exempt", False)}
    assert exempt == NOT_BY_COOKIE - {"add-checkpoint"}


def test_no_door_answers_to_another_way_of_asking(visit: Visit, steward: Viewer) -> None:
    client, ways = visit(steward), cycle(("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"))
    for pattern, way in zip(patterns(), ways, strict=False):
        answer = client.generic(way, _of_nothing(pattern)[0], secure=True)
        told = pattern.name == "git-nothing" and way in ways_of(pattern.callback)  # in plain words, as to git
        assert answer.status_code == (404 if told else 405), (way, pattern.name)
        assert told or answer.headers["Allow"] == ", ".join(ways_of(pattern.callback)), (way, pattern.name)
        assert guarded(answer), (way, pattern.name)


def test_what_only_looks_takes_no_form_from_whoever_sends_one(visit: Visit, steward: Viewer) -> None:
    before, words = said(), "Three sacks of old wheat for the oven"
    clients = (visit(steward), Client(enforce_csrf_checks=True))
    for pattern in patterns():
        ways, at = ways_of(pattern.callback), _of_nothing(pattern)[0]
        for client in clients if "POST" not in ways else ():
            answer = client.post(at, {"words": words})
            assert (answer.status_code, answer.headers["Allow"]) == (405, ", ".join(ways)), pattern.name
            page = answer.content.decode()
            ours = "it takes no form. Nothing was changed." in page and words in page and f'"{at}"' in page
            assert ours or f"answers {', '.join(ways)} and nothing else" in page, page
        assert (clients[0].head(at).status_code == 405) == ("HEAD" not in ways), pattern.name
    assert said() == before


def test_each_address_is_asked_as_its_view_reads_it() -> None:
    """What reads a form says so, and what says so reads one."""
    marked = {pattern.name: ways_of(pattern.callback) for pattern in patterns()}
    assert set(marked.values()) == {LOOKING, (*LOOKING, "POST"), ("POST",), ("GET",), marked["git-nothing"]}
    read = {str(each.name) for each in patterns() if "POST" in "".join(_sources(each.callback))}
    assert read - {name for name, ways in marked.items() if "POST" in ways} == set()
    both = {str(name) for name, ways in marked.items() if {"GET", "POST"} <= set(ways)}
    assert both - read == {"git-nothing"}


def _sources(view: Callable[..., object]) -> Iterator[str]:
    """How a view is written, and what it calls in its own file."""
    written = inspect.unwrap(view)
    body = inspect.getsource(written).partition("def ")[2]
    yield body
    for name in set(re.findall(r"\b_\w+(?=\()", body)):
        if inspect.isfunction(called := written.__globals__.get(name)):
            yield inspect.getsource(called)


def test_what_is_not_here_or_cannot_be_is_answered_in_a_sentence(steward: Viewer) -> None:
    client = browser_of(steward)
    for pattern in patterns():
        if not pattern.pattern.converters:
            continue
        at = _of_nothing(pattern)[1]
        answer = client.get(at)
        assert answer.status_code < 500, at
        assert answer.streaming or answer.status_code in (302, 405) or answer.content, at


def test_what_is_too_long_is_turned_away_before_it_is_read(visit: Visit, steward: Viewer) -> None:
    client = visit(steward)
    for kind in (WRITTEN, TORN):
        answer = client.generic("POST", "/say", b"words=long", content_type=kind, CONTENT_LENGTH=str(10**9))
        assert (answer.status_code, "choose a smaller one" in answer.content.decode()) == (400, True)


def test_a_session_that_was_ended_or_made_up_opens_nothing(visit: Visit, steward: Viewer) -> None:
    client = visit(steward)
    assert client.get("/stewardship").status_code == 200
    for key in (*(str(session.pk)[::-1] for session in HubSession.objects.all()), "", "x" * 5000, "\x00'"):
        forger = Client(raise_request_exception=False)
        forger.cookies["session"] = key
        assert forger.get("/stewardship").status_code == 403, key
    HubSession.objects.all().delete()
    assert client.get("/stewardship").status_code == 403


@pytest.mark.parametrize("name", ["a b", "a/b", "a@b", "[::1", "a:b:c", "a\\b", "<b>", "ä", ""])
def test_a_name_that_no_house_has_gets_a_sentence(visit: Visit, steward: Viewer, name: str) -> None:
    for client in (visit(steward), visit(None)):
        for at in ("/", "/today", "/nowhere", "/join?code=AAAA"):
            answer = client.get(at, headers={"host": name})
            page = answer.content.decode()
            assert (answer.status_code, "No hub has this address" in page) == (400, True)
        sent = client.post("/say", {"words": "The upper ditch is dry again"}, headers={"host": name})
        assert (sent.status_code, "The upper ditch is dry again" in sent.content.decode()) == (400, True)
