"""What a published story rests on is kept as long as it stands, unless its speaker wills otherwise."""

from __future__ import annotations

from datetime import date

from prisma_hub.circles import actions as circles
from prisma_hub.circles import queries as people
from prisma_hub.circles.types import WORDS
from prisma_hub.keeping import queries as keeping
from prisma_hub.keeping.types import Kept
from prisma_hub.kernel.source import SeededSource, use
from prisma_hub.log import queries as log
from prisma_hub.stories import queries
from prisma_hub.timeline import actions as timeline
from prisma_hub.timeline.types import Consent

LATER = 1_900_000_000_000  # in 2030
AFTER = date(2031, 1, 1)


def test_what_an_edition_quotes_or_cites_goes_only_by_its_speakers_will(spring):
    spring.tell()
    assert queries.resting_on() == frozenset(), "a story that is not published holds nothing"
    spring.publish()
    rests = frozenset(each.seq for each in (spring.ran, spring.boots, spring.litres))
    assert queries.resting_on() == rests
    other = timeline.contribute(by=spring.ana, text="something else", consent=Consent(spaces=("hub",)))
    circles.set_lasting(by=spring.steward, sort=WORDS, months=1, reason="so we agreed")
    with use(SeededSource("later", LATER)):
        held = keeping.resting()
        assert held == rests | {spring.witnessed.seq}
        told = keeping.kept_until([*held, other.seq])
        assert {seq for seq, each in told.items() if each == Kept(None, resting=True)} == held
        assert told[other.seq].day is not None
        circles.erase_what_is_over(day=AFTER, resting=held)
        assert [log.entry(seq).kind is None for seq in (*sorted(held), other.seq)] == [False] * 4 + [True]
        circles.name_end(by=spring.eva, seq=spring.boots.seq, until=people.today())
        circles.erase_what_is_over(day=AFTER, resting=held)
        assert log.entry(spring.boots.seq).kind is None
        assert log.entry(spring.ran.seq).kind is not None
