"""Tables of an older program are lent to whoever serves; everybody else makes them first."""

import pytest

from prisma_hub.log.kept import Derivation
from prisma_hub.upkeep import actions

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_is_published_or_taken_in_rests_on_no_lent_tables(steward, monkeypatch):
    monkeypatch.setattr(actions, "SOON", 0)
    Derivation.objects.update(fingerprint="an older program")
    actions.prepare(served=True)
    assert actions.is_behind()
    actions.prepare()
    assert not actions.is_behind()
