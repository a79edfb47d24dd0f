"""A disk or a database that fails is told in a sentence, on whatever page somebody stands."""

from __future__ import annotations

import errno
import os

import psycopg
import pytest
from django.db import InterfaceError, OperationalError

from prisma_hub.kernel.refusal import Away, Busy, NoRoom, not_now

DISK = "The disk of this hub is full"
AWAY = "The database of this hub does not answer just now."


@pytest.mark.parametrize(
    ("problem", "kind"),
    [
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), NoRoom),
        (OSError(errno.EROFS, os.strerror(errno.EROFS)), NoRoom),
        (OSError(errno.EIO, os.strerror(errno.EIO)), NoRoom),
        (OSError(errno.EDQUOT, os.strerror(errno.EDQUOT)), NoRoom),
        (OperationalError("unable to open database file"), NoRoom),
        (OperationalError("disk I/O error"), NoRoom),
        (OperationalError("database is locked"), Busy),
        (OperationalError("connection failed: port 5432 failed: Connection refused"), Away),
        (OperationalError("FATAL:  the database system is starting up"), Away),
        (OperationalError("server closed the connection unexpectedly"), Away),
        (OperationalError("cannot exit pipeline mode while busy"), Away),
        (InterfaceError("the connection is closed"), Away),
        (OperationalError("no such table: weir"), type(None)),
        (ValueError("a fault of ours"), type(None)),
    ],
)
def test_what_is_wrong_is_known_by_its_words(problem, kind):
    assert type(not_now(problem)) is kind


@pytest.mark.parametrize(
    ("problem", "status", "said"),
    [
        (OperationalError("unable to open database file"), 507, DISK),
        (OperationalError("connection failed: Connection refused"), 503, AWAY),
        (InterfaceError("the connection is closed"), 503, AWAY),
    ],
)
def test_it_is_told_also_where_nothing_around_the_page_can_be_asked(
    visit, steward, monkeypatch, problem, status, said
):
    def fails(*_given: object, **_more: object) -> object:
        raise problem

    phone = visit(steward)
    monkeypatch.setattr("prisma_hub.identity.queries.viewer_of", fails)
    monkeypatch.setattr("prisma_hub.web.frame.hub_name", fails)
    answer = phone.post("/say", {"words": "The bridge is open again"})
    page = answer.content.decode()
    assert (answer.status_code, said in page, "The bridge is open again" in page) == (status, True, True)


def test_a_program_that_reads_the_record_book_is_told_too(visit, steward, monkeypatch):
    def fails() -> bytes:
        raise OperationalError("the database system is shutting down")

    monkeypatch.setattr("prisma_hub.log.proofs.checkpoint", fails)
    answer = visit(None).get("/log/checkpoint")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (503, "no-store")
    assert answer.content.decode().startswith(AWAY)
    monkeypatch.setattr("prisma_hub.log.proofs.checkpoint", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        visit(None).get("/log/checkpoint")


def test_what_django_does_not_put_in_its_own_words_is_told_too(visit, steward, monkeypatch):
    """A cursor of the server that is closed when the line is dead: psycopg says so, as it is."""

    def fails(*_given: object, **_more: object) -> object:
        raise psycopg.OperationalError("consuming input failed: server closed the connection unexpectedly")

    monkeypatch.setattr("prisma_hub.web.circles.queries.house", fails)
    answer = visit(steward).get("/stewardship")
    assert (answer.status_code, AWAY in answer.content.decode()) == (503, True)


def test_a_page_that_was_kept_is_answered_as_kept_whatever_becomes_of_its_branch(
    visit, steward, django_capture_on_commit_callbacks
):
    """What fails after the commit is noted by Django by its name: a thing without one broke the answer."""
    form = {"name": "weir", "text": "# The weir", "statement": "0199a000-0000-7000-8000-000000000001"}
    form["space"] = "hub"
    with django_capture_on_commit_callbacks() as afterwards:
        answer = visit(steward).post("/commons/hub/-/new", form)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/commons/hub/weir")
    names = [each.__qualname__ for each in afterwards]
    assert "catch_up_once_kept.<locals>.catch_up" in names
