"""The starter in a new hub."""

from prisma_hub.commons import actions, queries
from prisma_hub.commons.actions.planting import STARTER
from prisma_hub.identity.types import ANYBODY
from prisma_hub.log import queries as log
from prisma_hub.log import replay


def test_the_starter_is_planted_once_and_every_link_in_it_leads_somewhere(hub):
    brought = actions.plant_starter(("en", "es", "pt", "fr"))
    due = {path.relative_to(STARTER).as_posix() for path in STARTER.glob("*/**/*.md")}
    assert set(brought.created) == due
    assert {each.path for each in queries.pages(ANYBODY)} == due
    assert queries.broken(ANYBODY) == []
    size = log.size()
    again = actions.plant_starter(("en", "es", "pt", "fr"))
    assert (set(again.unchanged), log.size()) == (due, size)
    assert replay.differences() == []


def test_what_was_changed_or_removed_here_stays_so(hub, write, steward):
    actions.plant_starter(("en",))
    page = queries.page(ANYBODY, "public", "en/glossary/place")
    write("en/glossary/place.md", "Ours.\n", base=page.info.blob)
    actions.remove_page(by=steward, space="public", path="en/glossary/essence.md")
    again = actions.plant_starter(("en",))
    assert [each.path for each in again.kept_as_here] == ["en/glossary/essence.md"]
    assert queries.page(ANYBODY, "public", "en/glossary/place").text == "Ours.\n"
    assert queries.page(ANYBODY, "public", "en/glossary/essence") is None


def test_a_page_knows_its_other_languages_and_which_fell_behind(hub, write):
    actions.plant_starter()
    page = queries.page(ANYBODY, "public", "es/glossary/place")
    assert (page.info.lang, page.behind, [each.lang for each in page.translations]) == (
        "es", False, ["en", "fr", "pt"],
    )  # fmt: skip
    source = queries.page(ANYBODY, "public", "en/glossary/place")
    write("en/glossary/place.md", source.text + "\nAnd more.\n", base=source.info.blob)
    assert queries.page(ANYBODY, "public", "es/glossary/place").behind
    assert [each.path for each in queries.drifted(ANYBODY)] == [
        f"{lang}/glossary/place.md" for lang in ("es", "fr", "pt")
    ]
