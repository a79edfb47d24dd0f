"""A database that goes away, a full disk, too many at once: git shows the sentence, whatever it asked."""

from __future__ import annotations

import errno
import os

import psycopg
import pytest
from django.db import OperationalError

from prisma_hub.commons.actions import receiving
from prisma_hub.identity import actions as identity
from prisma_hub.web import git as door

AWAY = "The database of this hub does not answer just now."
FULL = "The disk of this hub is full, or cannot be written."
LEFT = OperationalError("connection failed: port 5432 failed: Connection refused")
FILLED = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.fixture
def copy(write, clone, person):
    ana = person("Ana")
    write("weir.md", "# Weir\n", by=ana, space="hub")
    made = clone(ana, "hub")
    made.write("new.md", "# New\n")
    made.commit()
    return made


def _leaves_after(questions, problem, monkeypatch):
    """So many questions are answered as ever; then what looks a token up meets the problem."""
    known, left = identity.use_token, iter(range(questions))

    def use_token(*, secret):
        if next(left, None) is None:
            raise problem
        return known(secret=secret)

    monkeypatch.setattr(identity, "use_token", use_token)


@pytest.mark.parametrize("questions", [0, 1])
@pytest.mark.parametrize("words", [("push", "origin", "HEAD:main"), ("fetch", "origin", "main")])
@pytest.mark.parametrize(("problem", "sentence"), [(LEFT, AWAY), (FILLED, FULL)])
def test_git_shows_the_sentence_at_its_first_question_and_at_its_second(
    copy, write, monkeypatch, questions, words, problem, sentence
):
    if words[0] == "fetch":
        write("more.md", "# More\n", space="hub")
    with monkeypatch.context() as meanwhile:
        _leaves_after(questions, problem, meanwhile)
        done = copy.git(*words)
    assert done.code != 0
    assert "remote: " in done.said or "remote error: " in done.said, done.said
    assert sentence in done.said
    assert copy.git(*words).code == 0, "asked again, it is done"


def test_what_is_taken_in_pieces_is_heard_to_its_end_before_it_is_refused(copy, monkeypatch):
    """Longer than git sends at once."""
    copy.write("sound.bin", os.urandom(door._AT_ONCE + 1))
    copy.commit()
    _leaves_after(1, LEFT, monkeypatch)
    done = copy.push()
    assert (done.code != 0, AWAY in done.said) == (True, True), done.said


def test_a_line_that_goes_dead_while_a_push_is_taken(copy, monkeypatch):
    def dies(*_given, **_more):
        raise psycopg.OperationalError("consuming input failed: server closed the connection unexpectedly")

    monkeypatch.setattr(receiving, "keeps_history", dies)
    done = copy.push()
    assert (done.code != 0, f"remote: {AWAY}" in done.said) == (True, True), done.said


def test_too_many_at_once(copy, monkeypatch):
    monkeypatch.setattr(door, "_PATIENCE_S", 0.01)
    for _ in range(3):
        assert door._OURS.acquire(blocking=False)
    try:
        said = [copy.push().said, copy.git("fetch", "--refetch", "origin", "main").said]
    finally:
        for _ in range(3):
            door._OURS.release()
    assert ["Several people are fetching or pushing just now." in each for each in said] == [True, True], said


def test_what_is_not_git_is_told_by_a_number_too(visit, copy, monkeypatch):
    _leaves_after(0, LEFT, monkeypatch)
    asked = {"data": b"0000", "content_type": "text/plain", "HTTP_AUTHORIZATION": "Basic bWU6d2Vpcg=="}
    answer = visit(None).post("/git/hub.git/git-receive-pack", **asked)
    assert (answer.status_code, AWAY in answer.content.decode()) == (503, True)
