"""Many entries erased together: as if one by one, at a price that does not grow with each."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from prisma_hub.circles import actions as circles
from prisma_hub.identity.types import Viewer
from prisma_hub.log import actions as log
from prisma_hub.log import audit, queries, replay
from prisma_hub.log import events as book
from prisma_hub.timeline import actions as timeline
from prisma_hub.timeline.types import Consent
from prisma_hub.work import loop

TO_ALL = Consent(spaces=("hub",), named=True)


def says(by: Viewer, how_many: int) -> list[int]:
    with log.in_bulk():
        return [
            timeline.contribute(by=by, text=f"zanza number {n}", consent=TO_ALL).seq for n in range(how_many)
        ]


def test_many_erased_together_leave_a_log_that_holds_and_tables_that_are_the_log(person):
    ana, ben = person("Ana"), person("Ben")
    first, second, third = says(ana, 3)
    timeline.attest(by=ben, seq=first, way="witnessed", relation="we dug there together")
    said = timeline.correct(by=ana, seq=second, text="better")
    loop.run_until_idle()
    begun = queries.size()
    assert log.erase_many([first, second, said.seq, 0], right="speaker") == 3
    told = [entry.body for entry in queries.entries_of(book.ERASED)]
    assert told == [{"seq": seq, "right": "speaker"} for seq in (first, second, said.seq)]
    assert queries.size() == begun + 3
    assert log.erase_many([first, second], right="speaker") == 0
    assert queries.size() == begun + 3
    assert "zanza number 2" in str(queries.entry(third))
    loop.run_until_idle()
    assert replay.differences() == []
    assert list(audit.findings(processes=1)) == []


def test_followers_of_many_erased_words_go_with_them(person):
    ana = person("Ana")
    seqs = says(ana, 3)
    followers = [timeline.correct(by=ana, seq=seq, text="better").seq for seq in seqs]
    log.erase_many(seqs, right="stewards")
    loop.run_until_idle()
    assert [queries.entry(seq).kind for seq in followers] == [None] * 3
    rights = {e.body["seq"]: e.body["right"] for e in queries.entries_of(book.ERASED)}
    assert rights == dict.fromkeys([*seqs, *followers], "stewards")


def test_what_is_erased_together_is_not_paid_for_one_by_one(person):
    """Beside its tombstone (a few statements each), nothing is asked anew for each."""
    ana = person("Ana")
    several, few = says(ana, 40), says(ana, 10)
    circles.withdraw(by=ana, seq=few[0])
    loop.run_until_idle()
    counts = []
    for seqs in (few, several):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            log.erase_many(seqs, right="speaker")
        counts.append(len(asked))
    assert (counts[1] - counts[0]) / 30 <= 3, counts
