"""A hub with a domain: the web server in front speaks https and hands on plainly."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client

from prisma_hub.cli import serving
from prisma_hub.kernel.refusal import Refused

HOST = "hub.example.org"


def sent(host: str, origin: str) -> tuple[int, bool]:
    """What becomes of a form a browser sends from there, and whether the page offered passkeys."""
    browser = Client(enforce_csrf_checks=True, headers={"host": host})
    page = browser.get("/sign-in").content.decode()
    [token, *_] = re.findall(r'csrfmiddlewaretoken" value="([^"]+)"', page)
    form = {"csrfmiddlewaretoken": token, "statement": "x", "name": "Nobody", "code": "2222-2222"}
    answer = browser.post("/sign-in", form, headers={"origin": origin})
    return answer.status_code, "Sign in with a passkey" in page


@pytest.mark.parametrize(
    ("host", "origin", "found"),
    [
        (HOST, f"https://{HOST}", (200, True)),
        ("HUB.example.org", "https://HUB.example.org", (200, True)),
        (HOST, f"http://{HOST}", (403, True)),
        (HOST, "https://evil.example", (403, True)),
        ("evil.example", "https://evil.example", (403, False)),
        (f"{HOST}.evil.example", f"https://{HOST}.evil.example", (403, False)),
        (f"{HOST}:8000", f"https://{HOST}:8000", (403, False)),
        ("spring.local:8000", "http://spring.local:8000", (200, False)),
    ],
)
def test_what_asks_for_the_domain_came_by_https_and_nothing_else_did(
    hub: object, monkeypatch: pytest.MonkeyPatch, host: str, origin: str, found: tuple[int, bool]
) -> None:
    monkeypatch.setattr(settings, "DOMAIN", HOST)
    assert sent(host, origin) == found


def test_headers_of_whoever_comes_are_not_believed(hub: object) -> None:
    for name in ("x-forwarded-proto", "forwarded", "x-forwarded-ssl"):
        page = Client().get("/sign-in", headers={"host": HOST, name: "https"})
        assert "Cross-Origin-Opener-Policy" not in page.headers


@pytest.mark.parametrize(
    "name", ["https://hub.example.org", "hub.example.org:443", "10.0.0.1", "hub", "a..b", "ä.org"]
)
def test_what_is_no_domain_is_refused_in_a_sentence(name: str) -> None:
    with pytest.raises(Refused, match="is not the name of a domain"):
        serving._check_domain(name)
    assert serving._check_domain(" Hub.Example.ORG. ") == HOST
