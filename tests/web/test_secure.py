"""The page on trusting the secure page: only where there is one, and never with a key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest
from cryptography import x509
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.authority import Shown
from prisma_hub.upkeep import actions as upkeep

Visit = Callable[[Viewer | None], Client]


@pytest.fixture
def served(hub: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shown]:
    made = upkeep.make_authority(names=["spring.local"], addresses=["192.168.1.7"], again=False)
    monkeypatch.setattr(settings, "SECURE_PORT", 8443)
    yield made


def test_whoever_comes_reads_what_it_vouches_for_and_where_to_go(served: Shown, visit: Visit) -> None:
    client = visit(None)
    client.get("/secure")
    with CaptureQueriesContext(connection) as asked:
        answer = client.get("/secure")
    page = unescape(answer.content.decode())
    assert served.fingerprint in page
    for host in ("spring.local", "192.168.1.7"):
        assert f'href="https://{host}:8443/"' in page
    assert "You are on the secure page now." not in page
    assert "You are on the secure page now." in client.get("/secure", secure=True).content.decode()
    assert 'href="/secure"' in client.get("/privacy").content.decode()
    assert len(asked) <= 20


def test_the_certificate_can_be_taken_and_its_key_cannot(served: Shown, visit: Visit, hub: Path) -> None:
    answer = visit(None).get("/secure/authority.crt")
    assert answer["Content-Type"] == "application/x-x509-ca-cert"
    assert answer.content == served.der
    x509.load_der_x509_certificate(answer.content)
    for address in (
        "/secure/authority.pem", "/secure/server.pem", "/static/../secure/authority.pem",
    ):  # fmt: skip
        assert visit(None).get(address).status_code == 404


def test_where_there_is_no_secure_page_nothing_is_said_of_one(hub: Path, visit: Visit) -> None:
    upkeep.make_authority(names=["spring.local"], addresses=[], again=False)
    for address in ("/secure", "/secure/authority.crt"):
        assert visit(None).get(address).status_code == 404
    assert 'href="/secure"' not in visit(None).get("/privacy").content.decode()
