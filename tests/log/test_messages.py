"""What one thing said costs the database, and what holds although it is sent together."""

import json
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.db.transaction import TransactionManagementError

from prisma_hub.circles import events
from prisma_hub.circles.models import CircleRow, Hearing
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.signing import SigningKey
from prisma_hub.kernel.source import current
from prisma_hub.log import actions as log
from prisma_hub.log import audit, folding, pen, queries, replay
from prisma_hub.log.kept import Line

ANOTHER = SigningKey(b"7" * 32).did
on_postgres = pytest.mark.skipif("DATABASE_URL" not in os.environ, reason="asked by messages: PostgreSQL")


def say(title, **more):
    return log.say(events.OPENED, by=more.pop("by", "hub"), body={"title": title}, **more)


class Wire:
    """Hands on what a client and the database say to each other, and counts whose turn it was."""

    def __init__(self, there: tuple[str, int]) -> None:
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        self.asked, self._client_spoke = 0, False
        self._hands: list[threading.Thread] = []
        self._begin(self._meet, there)

    def _begin(self, do, *given) -> None:
        self._hands.append(threading.Thread(target=do, args=given))
        self._hands[-1].start()

    def _meet(self, there: tuple[str, int]) -> None:
        client, _ = self.door.accept()
        database = socket.create_connection(there)
        self._begin(self._hand_on, client, database, True)
        self._begin(self._hand_on, database, client, False)

    def _hand_on(self, one: socket.socket, other: socket.socket, client: bool) -> None:
        with one, suppress(OSError):
            while data := one.recv(1 << 16):
                if client and not self._client_spoke:
                    self.asked += 1
                self._client_spoke = client
                other.sendall(data)
            other.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        self.door.close()
        for hand in list(self._hands):
            hand.join()
        for hand in self._hands:
            hand.join()


@contextmanager
def _by_wire() -> Iterator[Wire]:
    """This thread's way to the database leads over a wire that is counted."""
    connection.close()
    here, there = connections["default"], connections["default"].settings_dict
    wire = Wire((there["HOST"], int(there["PORT"])))
    here.settings_dict = {**there, "HOST": "127.0.0.1", "PORT": str(wire.port)}
    try:
        yield wire
    finally:
        connection.close()
        here.settings_dict = there
        wire.close()


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_what_one_says_is_asked_and_kept_in_two_messages(hub):
    with _by_wire() as wire:
        say("First")  # what is read once a process is read
        before = wire.asked
        for number in range(10):
            say(f"Circle {number}")
        assert wire.asked - before == 2 * 10
    assert list(audit.findings()) == []
    assert replay.differences() == []


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_in_ones_own_transaction_each_thing_said_takes_two_messages_more(hub):
    with _by_wire() as wire:
        say("First")
        before = wire.asked
        with transaction.atomic():
            for number in range(5):
                say(f"Circle {number}")
        assert wire.asked - before == 2 * 5 + 2  # its beginning and its end
    assert list(audit.findings()) == []
    assert replay.differences() == []


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_whoever_waited_for_the_pen_sees_what_was_said_meanwhile(hub):
    """As in two processes: nobody shares a transaction here."""
    by, twice = f"person:{current().uuid7()}", current().uuid7()
    heard, waits = [], threading.Event()

    def repeat() -> None:
        with suppress(Refused), transaction.atomic():
            waits.set()
            heard.append(say("Once", by=by, statement_id=twice))
        with pytest.raises(Refused, match="Something else was already said"), transaction.atomic():
            say("Otherwise", by=by, statement_id=twice)
        heard.append(say("Later").seq)
        connection.close()

    other = threading.Thread(target=repeat)
    with transaction.atomic():
        first = say("Once", by=by, statement_id=twice)
        other.start()
        waits.wait()
        _until_somebody_waits()
    other.join()
    assert heard == [first, first.seq + 1]
    assert queries.size() == 3
    assert list(audit.findings()) == []
    assert replay.differences() == []


def _until_somebody_waits() -> None:
    with connection.cursor() as cursor:
        for _ in range(3000):
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
            cursor.execute("SELECT pg_sleep(0.01)")
    raise AssertionError("nobody waits for the pen")


def test_a_hub_known_from_before_is_not_believed(hub, monkeypatch):
    monkeypatch.setattr(pen._Seen, "hub", ANOTHER)
    entry = say("First")
    assert ["hub", log.hub_did()] in _parts(entry.seq)
    with log.in_bulk():
        monkeypatch.setattr(pen._Seen, "hub", ANOTHER)
        second = say("Second")
    assert ["hub", log.hub_did()] in _parts(second.seq)
    assert list(audit.findings()) == []


def _parts(seq):
    return json.loads(Line.objects.get(seq=seq).parts)


def _twice_in_one_place(entry):
    Hearing.objects.add(seq=entry.seq, space="hub")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("within", [False, True])
def test_rows_that_cannot_be_written_take_the_line_back(hub, monkeypatch, within):
    monkeypatch.setattr(folding, "_every", [*folding._every, _twice_in_one_place])
    if within:  # whoever catches it cannot go on as if nothing were
        with transaction.atomic():
            with pytest.raises(IntegrityError):
                say("First")
            with pytest.raises(TransactionManagementError):
                say("Second")
    else:
        with pytest.raises(IntegrityError):
            say("First")
    assert (queries.size(), Line.objects.count(), CircleRow.objects.count()) == (1, 1, 0)
    monkeypatch.undo()
    assert list(audit.findings()) == []
