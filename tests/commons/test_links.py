"""Where links lead, what leads here, and that no link tells of a page one may not see."""

import pytest

from prisma_hub.circles import actions as circles
from prisma_hub.circles.types import PUBLIC
from prisma_hub.commons import actions, catalogue, queries, readings
from prisma_hub.commons.kept import Reading, Reference, Shelf
from prisma_hub.commons.types import Ref
from prisma_hub.identity.types import ANYBODY
from prisma_hub.kernel.ids import circle


def led(viewer, space, path):
    return [
        (each.rule, each.to and (each.to.space, each.to.path)) for each in queries.links(viewer, space, path)
    ]


def test_a_link_finds_its_page_when_that_page_comes_and_loses_it_when_it_goes(write, steward):
    write("weir.md", "See [[Silt]] and [[otter]].")
    assert led(steward, "public", "weir.md") == [("missing", None), ("missing", None)]
    write("soil/silt.md", "# What rivers carry")
    write("animals/lontra.md", "---\naliases: [Otter]\n---\n# Lontra")
    assert led(steward, "public", "weir.md") == [
        ("name", ("public", "soil/silt.md")),
        ("alias", ("public", "animals/lontra.md")),
    ]
    write("silt.md", "Nearer.")
    assert led(steward, "public", "weir.md")[0] == ("folded path", ("public", "silt.md"))
    actions.remove_page(by=steward, space="public", path="silt.md")
    actions.remove_page(by=steward, space="public", path="soil/silt.md")
    assert led(steward, "public", "weir.md")[0] == ("missing", None)


def test_backlinks_come_with_the_sentence_they_stand_in(write):
    write("silt.md", "# Silt")
    write("weir.md", "Water slows. A weir holds [[silt]] for years. Then it is full.")
    found = queries.backlinks(ANYBODY, "public", "silt.md")
    assert [(each.info.title, each.context) for each in found] == [
        ("weir", "A weir holds silt for years."),
    ]


def test_links_lead_outwards_and_backlinks_show_only_what_one_may_see(write, steward, person):
    ana, eva = person("Ana"), person("Eva")
    elders = circles.open_circle(by=steward, title="Elders").id
    circles.admit(by=steward, circle=elders, person=ana.person)
    write("spring.md", "# Spring")
    write("keys.md", "We keep [[spring]] with [[song]].", by=ana, space=circle(elders))
    write("song.md", "# Song", by=ana, space=circle(elders))
    write("diary.md", "Today [[song]], [[spring]], [[plan]].", by=ana, space=ana.ref)
    write("plan.md", "For us: [[spring]], [[song]].", by=eva, space="hub")
    assert led(ana, ana.ref, "diary.md") == [
        ("path", (circle(elders), "song.md")),
        ("path", ("public", "spring.md")),
        ("path", ("hub", "plan.md")),
    ]
    assert led(eva, "hub", "plan.md") == [("path", ("public", "spring.md")), ("missing", None)]
    leading = {
        name: [each.info.path for each in queries.backlinks(viewer, "public", "spring.md")]
        for name, viewer in {"ana": ana, "eva": eva, "anybody": ANYBODY}.items()
    }
    assert leading == {"ana": ["keys.md", "plan.md", "diary.md"], "eva": ["plan.md"], "anybody": []}


def test_a_page_one_may_not_see_is_answered_like_one_that_is_not_there(write, person):
    ana, eva = person("Ana"), person("Eva")
    write("secret-place.md", "# Zimtstern\n\n#zimttag", by=ana, space=ana.ref)
    write("term.md", "---\nkind: term\n---\n# Zimtwort", by=ana, space=ana.ref)
    for path in ("secret-place.md", "nothing-here.md"):
        assert queries.page(eva, ana.ref, path) is None
        assert queries.file(eva, ana.ref, path) is None
        assert queries.history(eva, ana.ref, path) == []
        assert queries.backlinks(eva, ana.ref, path) == []
        assert queries.links(eva, ana.ref, path) == []
        assert queries.difference(eva, ana.ref, path, 0) is None
    for viewer in (eva, ANYBODY):
        everything = (
            queries.pages(viewer), queries.tags(viewer),
            queries.complete_link(viewer, Ref(PUBLIC, ""), "zimt"),
            queries.glossary(viewer), queries.tagged(viewer, "zimttag"), queries.broken(viewer),
            queries.folders(viewer, ana.ref), queries.drifted(viewer),
        )  # fmt: skip
        assert everything == ([], [], [], [], [], [], ([], []), [])


def test_the_cache_can_be_emptied_and_comes_back_the_same(write, steward):
    write("silt.md", "# Silt #river")
    write("weir.md", "Holds [[silt]] and [[gold]].")
    queries.tags(steward)
    fields = [each.name for each in Reference._meta.fields if each.name != "id"]
    before = (
        list(Reference.objects.order_by("path", "position").values(*fields)),
        list(Reading.objects.order_by("path").values_list("path", "title", "seq", "words")),
    )
    assert len(before[0]) == 2
    for table in (Reading, Reference, Shelf):
        table.objects.all().delete()
    queries.tags(steward)
    assert before == (
        list(Reference.objects.order_by("path", "position").values(*fields)),
        list(Reading.objects.order_by("path").values_list("path", "title", "seq", "words")),
    )


@pytest.mark.parametrize("many", [1, 30])
def test_a_link_found_anew_one_by_one_leads_where_reading_everything_leads(write, steward, many):
    for number in range(many):
        write(f"notes/n{number}.md", f"To [[n{number + 1}]], [[Hill {number}]], [x](../top.md), [[notes]].")
    write("top.md", "# Hill 0")
    write("notes/index.md", "---\naliases: Hill 3\n---\nAll.")
    actions.remove_page(by=steward, space="public", path="notes/n0.md")
    step_by_step = {each: led(steward, "public", f"notes/n{each}.md") for each in range(1, many)}
    Shelf.objects.all().delete()
    assert step_by_step == {each: led(steward, "public", f"notes/n{each}.md") for each in range(1, many)}


def everything_read() -> tuple[list[object], list[object]]:
    led_to = ("path", "position", "target", "rule", "to_space", "to_path", "anchor", "part_missing")
    links = Reference.objects.order_by("space", "path", "position").values_list("space", *led_to)
    pages = Reading.objects.order_by("space", "path").values_list("space", "path", "seq", "title", "aliases")
    return list(links), list(pages)


@pytest.mark.parametrize("batch", [1, 3, 7])
def test_read_a_few_at_a_time_links_lead_where_they_lead_when_all_is_read_at_once(
    write, steward, monkeypatch, batch
):
    """Titles, aliases and headings that are read later than the links to them."""
    for number in range(12):
        ways = f"[[n{number + 1}]] [[Hill {number}]] [[Other {(number + 5) % 12}]] [[top#Part {number}]]"
        write(f"notes/n{number}.md", f"---\naliases: Other {number}\n---\n# Hill {number + 3}\n\n{ways}")
    again = write("again.md", "To [[Hill 3]].")
    write("top.md", "# Top\n\n## Part 2\n\n[[again]]")
    write("again.md", "# Hill 1\n\nTo [[Hill 4]], not [[Hill 3]].", base=again.blob)
    write("own.md", "[[Hill 1]] [[Other 2]] [[n4]]", space="hub")
    actions.remove_page(by=steward, space="public", path="notes/n0.md")
    queries.tags(steward)
    at_once = everything_read()
    assert {each[4] for each in at_once[0]} > {"missing"}
    monkeypatch.setattr(readings, "_BATCH", batch)
    Shelf.objects.all().delete()
    queries.tags(steward)
    assert everything_read() == at_once
    for table in (Reading, Reference, Shelf):  # half read, by a process that was ended
        table.objects.all().delete()
    newest = catalogue.newest()
    assert newest is not None
    assert readings._read_on(newest, {}, None)
    monkeypatch.setattr(catalogue, "_known", {})
    queries.tags(steward)
    assert everything_read() == at_once
