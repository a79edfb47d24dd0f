"""The latest letters are read from their end, however many there are."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prisma_hub.identity.types import Viewer
from prisma_hub.inbox import actions, queries


@pytest.mark.skipif(connection.vendor != "sqlite", reason="how SQLite looks for them")
@pytest.mark.parametrize("before", [None, 3])
def test_the_latest_letters_are_not_sorted_out_of_all(
    person: Callable[[str], Viewer], before: int | None
) -> None:
    ana = person("Ana")
    assert ana.person is not None
    for number in range(4):
        actions.tell(ana.person, "Look", {}, "/today", seq=0, index=str(number))
    with CaptureQueriesContext(connection) as asked:
        found = queries.letters(ana, before=before, most=2)
    assert [each.id for each in found] == sorted((each.id for each in found), reverse=True)
    [question] = [each["sql"] for each in asked if "LIMIT 2" in each["sql"]]
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + question.replace("%", "%%"))
        plan = [row[3] for row in cursor.fetchall()]
    assert plan[0].startswith("SEARCH inbox_told USING INDEX inbox_latest (person=?")
    assert not [each for each in plan if "TEMP B-TREE" in each]
