"""What a table has too many or too few is told by name, also where the other side has no row at all."""

from __future__ import annotations

from prisma_hub.circles.models import Block, Seat
from prisma_hub.log import replay


def test_a_table_that_lost_every_row_is_told(person):
    ana = person("Ana")
    seats = Seat.objects.count()
    assert replay.differences() == []
    Seat.objects.all().delete()
    told = replay.differences()
    assert len(told) == seats > 0
    assert all(each.startswith("derived_seat: stands None, the log says (") for each in told)
    assert any(str(ana.person) in each or repr(ana.person) in each for each in told)


def test_a_row_in_a_table_that_the_log_leaves_empty_is_told(person):
    ana, eva = person("Ana"), person("Eva")
    Block.objects.create(by=ana.id, person=eva.id)
    (told,) = replay.differences()
    assert told.startswith("derived_block: stands (")
    assert told.endswith("the log says None")
