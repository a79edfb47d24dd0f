"""Every datum outside the two truths is named in docs/reference/where-things-live.md."""

import re
from pathlib import Path

from django.apps import apps

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "where-things-live.md").read_text()


def test_every_kept_table_is_named_and_no_other() -> None:
    kept = {model._meta.db_table for model in apps.get_app_config("prisma_hub").get_models()}
    named = set(re.findall(r"\| `([a-z]+_[a-z_]+)` \|", PAGE))
    assert sorted(kept - named) == [], "write into docs/reference/where-things-live.md where this lives"
    assert sorted(named - kept) == [], "docs/reference/where-things-live.md names what is gone"


def test_derived_tables_are_known_by_their_name() -> None:
    named = {model._meta.db_table for model in apps.get_app_config("derived").get_models()}
    assert [name for name in sorted(named) if not name.startswith("derived_")] == []
