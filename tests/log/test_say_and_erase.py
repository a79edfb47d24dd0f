"""The door into the log, and the way out of it."""

import pytest

from prisma_hub.circles import actions as circles
from prisma_hub.identity import actions as identity
from prisma_hub.identity.events import JOINED, RENAMED
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.source import current
from prisma_hub.log import actions as log
from prisma_hub.log import lines, queries, replay
from prisma_hub.log.kept import Line


def test_saying_twice_is_saying_once(hub):
    first = current().uuid7()
    by = f"person:{current().uuid7()}"
    said = [
        log.say(JOINED, by=by, body={"name": "Ana", "language": "es"}, statement_id=first) for _ in range(2)
    ]
    assert said[0] == said[1]
    assert queries.size() == 2


def test_other_words_under_the_same_number_are_refused(hub):
    first = current().uuid7()
    by = f"person:{current().uuid7()}"
    log.say(JOINED, by=by, body={"name": "Ana"}, statement_id=first)
    with pytest.raises(Refused, match="Something else was already said"):
        log.say(JOINED, by=by, body={"name": "Eva"}, statement_id=first)


def test_a_field_the_kind_does_not_know_changes_nothing(hub):
    with pytest.raises(Refused, match="has no place"):
        log.say(RENAMED, by=f"person:{current().uuid7()}", body={"name": "Ana", "shoe": "41"})
    assert queries.size() == 1


def test_erasing_leaves_hashes_and_takes_words(person):
    ana = person("Ana Unique")
    identity.rename(by=ana, name="Ana Changed")
    seq = queries.size() - 1
    before = lines.parts_of(Line.objects.get(seq=seq))
    log.erase(seq, right="speaker")
    line = Line.objects.get(seq=seq)
    assert [part.hash for part in lines.parts_of(line)] == [part.hash for part in before]
    assert "Ana Changed" not in line.parts
    assert line.secret is None


def test_live_after_erasing_is_the_log_without_those_parts(person, steward):
    ana, eva = person("Ana"), person("Eva")
    identity.rename(by=ana, name="Ana Maria")
    circles.hide(by=steward, seq=3, reason="an example")
    circles.withdraw(by=ana, seq=queries.size() - 2, now=True)
    circles.block(by=eva, person=ana.person)
    identity.leave(by=eva)
    assert replay.differences() == []
