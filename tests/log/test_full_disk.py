"""The disk is full: said in a sentence, nothing half kept, and the hub goes on when there is room."""

import os
import re

import pytest
from django.db import OperationalError, connection

from prisma_hub.circles import actions as circles
from prisma_hub.log import audit, queries, replay
from prisma_hub.log.kept import Line

pytestmark = [
    pytest.mark.skipif("DATABASE_URL" in os.environ, reason="the limit is SQLite's own"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def full_disk(steward):
    """SQLite allowed not one page more than it has; its message is that of a full disk."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # pages that are free inside the file would be room too
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
    yield
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1000000")


def test_a_full_disk_is_told_and_nothing_is_half_kept(visit, steward, full_disk):
    phone = visit(steward)
    answers = set()
    for number in range(200):
        size, lines = queries.size(), Line.objects.count()
        page = phone.get("/me/name").content.decode()
        sent = {
            "statement": re.findall(r'name="statement" value="([^"]+)"', page)[-1],
            "name": f"Amparo {'x' * 40} {number}",
        }
        answer = phone.post("/me/name", sent)
        answers.add(answer.status_code)
        if answer.status_code != 302:
            assert "The disk of this hub is full" in answer.content.decode()
            assert (queries.size(), Line.objects.count()) == (size, lines)
            break
    assert answers == {302, 507} or answers == {507}
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1000000")
    circles.open_circle(by=steward, title="Bees")
    assert list(audit.findings()) == []
    assert replay.differences() == []


def test_whoever_is_signed_in_is_told_too(visit, steward, monkeypatch):
    """Their session is asked for before any view is: there a disk without room is met first."""
    phone = visit(steward)

    def fails(*_given):
        raise OperationalError("disk I/O error")

    monkeypatch.setattr("prisma_hub.identity.queries.viewer_of", fails)
    for answer in (phone.get("/today"), phone.post("/say", {"words": "The bridge is open again"})):
        assert answer.status_code == 507
        assert "The disk of this hub is full" in answer.content.decode()
    assert "The bridge is open again" in answer.content.decode()


def test_a_wait_that_was_too_long_is_told_with_what_was_typed(visit, steward, monkeypatch):
    """Somebody brings a whole vault: whoever saves meanwhile waits, and after twenty seconds is told."""
    phone = visit(steward)

    def waits(**_given):
        raise OperationalError("database is locked")

    monkeypatch.setattr("prisma_hub.commons.actions.write_page", waits)
    sent = {
        "statement": "01890000-0000-7000-8000-000000000000",
        "space": "hub",
        "name": "weir",
        "text": "The bridge is open again",
    }
    answer = phone.post("/commons/hub/-/new", sent)
    assert answer.status_code == 503
    assert "Somebody is saving a lot just now" in answer.content.decode()
    assert "The bridge is open again" in answer.content.decode()
