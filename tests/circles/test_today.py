"""Today is the hub's own day, in its zone, whatever the machine or a page shows."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.utils import timezone

from prisma_hub.circles import actions, queries
from prisma_hub.circles.types import HOST
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel import source
from prisma_hub.kernel.source import Source
from tests.agreements.walk import People

pytestmark = pytest.mark.django_db


class At(Source):
    """A clock that stands at one moment."""

    def __init__(self, moment: datetime) -> None:
        self._ms, self._under = round(moment.timestamp() * 1000), source.current()

    def now_ms(self) -> int:
        return self._ms

    def token(self, n: int) -> bytes:
        return self._under.token(n)


def at(hour: int, minute: int, second: int) -> At:
    return At(datetime(2031, 5, 18, hour, minute, second, tzinfo=UTC))


@pytest.mark.parametrize(
    ("zone", "last", "first"),
    [
        ("Africa/Nairobi", at(20, 59, 59), at(21, 0, 0)),  # three hours before UTC's own midnight
        ("America/Sao_Paulo", at(2, 59, 59), at(3, 0, 0)),  # three hours after
        ("Asia/Kathmandu", at(18, 14, 59), at(18, 15, 0)),
    ],
)
def test_the_day_turns_at_the_hubs_midnight(settings: object, zone: str, last: At, first: At) -> None:
    settings.TIME_ZONE = zone  # type: ignore[attr-defined]
    with source.use(last):
        before = queries.today()
    with source.use(first):
        after = queries.today()
    days = {"America/Sao_Paulo": ("2031-05-17", "2031-05-18")}
    assert (before, after) == days.get(zone, ("2031-05-18", "2031-05-19"))


def test_the_zone_a_page_is_read_in_changes_nothing(settings: object) -> None:
    settings.TIME_ZONE = "Africa/Nairobi"  # type: ignore[attr-defined]
    with source.use(at(21, 0, 0)), timezone.override("America/Sao_Paulo"):
        assert queries.today() == "2031-05-19"


def test_a_role_lasts_through_its_last_day_where_the_hub_is(
    settings: object, steward: Viewer, person: People
) -> None:
    settings.TIME_ZONE = "America/Sao_Paulo"  # type: ignore[attr-defined]
    ana = person("Ana")
    assert isinstance(ana.person, UUID)
    actions.grant_by_rule(person=ana.person, role=HOST, scope=None, until="2031-05-17")
    with source.use(at(2, 59, 59)):
        assert [each.role for each in queries.roles(ana, person=ana.person)] == [HOST]
    with source.use(at(3, 0, 0)):
        assert queries.roles(ana, person=ana.person) == []
