import pytest

from prisma_hub.commons.render.resolve import (
    Ambiguous,
    Answer,
    Entry,
    Found,
    Missing,
    PageIndex,
    find_among,
)
from prisma_hub.commons.render.types import Link, LinkKind

INDEX = PageIndex(
    [
        Entry("index.md", "Home", anchors=()),
        Entry("glossary/Place.md", "Place", ("Lugar", "Ort"), ("place", "an-example", "^p1")),
        Entry("glossary/Café Society.md", "Café Society", anchors=()),
        Entry("journeys/2024/Notes.md", "Notes of spring", anchors=()),
        Entry("journeys/2025/Notes.md", "Notes of autumn", anchors=()),
        Entry("journeys/2025/diary.md", "Diary", anchors=()),
        Entry("practice/README.md", "What we practise", anchors=()),
        Entry("img/Tree.PNG"),
        Entry("a.b/v1.2 plan.md", "Plan", anchors=()),
    ]
)


def ask(target: str, source: str = "index.md", kind: LinkKind = "wikilink") -> Answer:
    return INDEX.find(Link(source, target, "", kind, 0))


@pytest.mark.parametrize(
    ("target", "path", "rule"),
    [
        ("glossary/Place.md", "glossary/Place.md", "path"),
        ("glossary/Place", "glossary/Place.md", "path"),
        ("/glossary/Place.md", "glossary/Place.md", "path"),
        ("Glossary/PLACE", "glossary/Place.md", "folded path"),
        ("glossary/place.html", "glossary/Place.md", "folded path"),
        ("practice/", "practice/README.md", "folded path"),
        ("/", "index.md", "folded path"),
        ("place", "glossary/Place.md", "name"),
        ("Place.md", "glossary/Place.md", "name"),
        ("2025/notes", "journeys/2025/Notes.md", "name"),
        ("tree.png", "img/Tree.PNG", "name"),
        ("v1.2 plan", "a.b/v1.2 plan.md", "name"),
        ("cafe society", "glossary/Café Society.md", "name"),
        ("Caf%C3%A9%20Society.md", "glossary/Café Society.md", "name"),
        ("Cafe\u0301 Society", "glossary/Café Society.md", "name"),
        ("lugar", "glossary/Place.md", "alias"),
        ("What we practise", "practice/README.md", "title"),
        ("cafe-society", "glossary/Café Society.md", "spelling"),
        ("../glossary/Place.md?x=1", "glossary/Place.md", "name"),
    ],
)
def test_a_link_means_the_page_people_mean(target: str, path: str, rule: str) -> None:
    answer = ask(target)
    assert isinstance(answer, Found)
    assert (answer.path, answer.rule) == (path, rule)


def test_relative_links_start_from_their_page() -> None:
    source = "journeys/2025/diary.md"
    assert ask("Notes.md", source, "link") == Found("", "journeys/2025/Notes.md", "path")
    assert ask("../2024/Notes.md", source, "link") == Found("", "journeys/2024/Notes.md", "path")
    assert ask("../../glossary/place", source, "link") == Found("", "glossary/Place.md", "folded path")
    assert ask("../../../../etc/passwd", source, "link") == Missing()


def test_parts_of_a_page_are_checked() -> None:
    assert ask("Place#An Example") == Found("", "glossary/Place.md", "name", "an-example")
    assert ask("Place#Place#An example") == Found("", "glossary/Place.md", "name", "an-example")
    assert ask("Place#^p1") == Found("", "glossary/Place.md", "name", "^p1")
    assert ask("Place#Gone") == Found("", "glossary/Place.md", "name", part_missing=True)
    assert ask("#place", "glossary/Place.md") == Found("", "glossary/Place.md", "same page", "place")


def test_one_name_of_two_pages_is_ambiguous_unless_one_is_beside() -> None:
    both = ("journeys/2024/Notes.md", "journeys/2025/Notes.md")
    assert ask("Notes") == Ambiguous("", both, "name")
    assert ask("notes", "journeys/2024/x.md") == Found("", "journeys/2024/Notes.md", "folded path")


def test_the_same_letters_win_over_the_same_sound() -> None:
    index = PageIndex([Entry("a/Polish.md"), Entry("b/polish.md")])
    assert index.find(Link("x.md", "polish", "", "wikilink", 0)) == Found("", "b/polish.md", "name")
    assert index.find(Link("x.md", "POLISH", "", "wikilink", 0)) == Ambiguous(
        "", ("a/Polish.md", "b/polish.md"), "name"
    )


def test_what_is_missing_comes_with_the_nearest_names() -> None:
    link = Link("index.md", "glosary/Cafe Sosiety", "", "wikilink", 0)
    assert find_among([INDEX], link) == Missing(("glossary/Café Society.md",))
    assert find_among([INDEX], Link("index.md", "zzz", "", "wikilink", 0)) == Missing()


def test_the_narrower_space_comes_first_and_the_wider_ones_help() -> None:
    garden = PageIndex([Entry("Place.md"), Entry("mine.md")], space="garden")
    public = PageIndex([Entry("Place.md"), Entry("Ours.md")], space="public")
    assert find_among([garden, public], Link("mine.md", "place", "", "wikilink", 0)) == Found(
        "garden", "Place.md", "folded path"
    )
    assert find_among([garden, public], Link("mine.md", "Ours", "", "wikilink", 0)) == Found(
        "public", "Ours.md", "path"
    )
    assert find_among([garden, public], Link("mine.md", "Our", "", "wikilink", 0)) == Missing(("Ours.md",))


def test_pages_come_and_go_as_if_the_index_were_new() -> None:
    index = PageIndex([Entry("a.md", "A", ("first",)), Entry("c/b.md", "B")])
    index.suggest(Link("a.md", "x", "", "wikilink", 0))
    index.add(Entry("a.md", "A", ("other",)))
    index.add(Entry("d/b.md", "B"))
    index.remove("c/b.md")
    fresh = PageIndex([Entry("a.md", "A", ("other",)), Entry("d/b.md", "B")])
    for target in ("a", "first", "other", "b", "c/b", "A", "bb"):
        link = Link("x.md", target, "", "wikilink", 0)
        assert find_among([index], link) == find_among([fresh], link)
    assert len(index) == 2


def test_the_rules_are_asked_in_their_order() -> None:
    entries = {
        "path": Entry("my-page.md", anchors=()),
        "folded path": Entry("MY-Page.md", anchors=()),
        "name": Entry("x/my-page.md", anchors=()),
        "alias": Entry("a.md", aliases=("My-page",), anchors=()),
        "title": Entry("t.md", "My-Page", anchors=()),
        "spelling": Entry("z/my page.md", anchors=()),
    }
    index = PageIndex(reversed(entries.values()))
    link = Link("start.md", "my-page", "", "wikilink", 0)
    for rule, entry in entries.items():
        assert index.find(link) == Found("", entry.path, rule)  # type: ignore[arg-type]
        index.remove(entry.path)
    assert index.find(link) == Missing()


def test_an_encoded_path_is_a_path_before_its_last_part_is_a_name() -> None:
    index = PageIndex([Entry("a b/Meav.md"), Entry("c/d e/Meav.md")], space="public")
    answer = index.find(Link("c/x.md", "../a%20b/Meav.md", "", "link", 0))
    assert answer == Found("public", "a b/Meav.md", "path")


def test_of_a_missing_picture_pictures_are_proposed_and_of_a_page_pages() -> None:
    index = PageIndex([Entry("circle.md", "Circle"), Entry("img/circles.png"), Entry("img/circle.mp3")])
    assert index.suggest(Link("a.md", "img/circle.png", "", "embed", 0)) == ("img/circles.png",)
    assert index.suggest(Link("a.md", "circl.html", "", "link", 0)) == ("circle.md",)
