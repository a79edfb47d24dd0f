"""What stands beside a page: before and after, tags, a look from afar, what its folder holds."""

import pytest

from prisma_hub.circles.queries import visible_in
from prisma_hub.commons import actions, queries
from prisma_hub.commons.types import Ref
from prisma_hub.identity.types import ANYBODY
from prisma_hub.web.commons.lists import TagRow, tree_of_tags


def beside(path, viewer=ANYBODY, space="public"):
    found = queries.neighbours(viewer, queries.info(viewer, space, path))
    return tuple(each and each.path for each in (found.before, found.after))


def test_a_page_says_what_comes_before_and_after_it(write):
    write("a.md", "---\nnext_page_url: c.html\n---\nA.")
    write("b.md", '---\nprev: "[[c|before]]"\nnext: https://example.org\n---\nB.')
    write("c.md", "---\nprev_page_url: a.html\nnext: never\n---\nC.")
    assert [beside(f"{name}.md") for name in "abc"] == [(None, "c.md"), ("c.md", None), ("a.md", None)]


def test_in_a_folder_pages_follow_their_order_then_their_names(write):
    for name, text in {
        "way/README.md": "Begin.", "way/zebra.md": "---\norder: 1\n---\nZ.", "way/b.md": "B.",
        "way/Árbol.md": "A.", "way/deep/x.md": "X.", "root.md": "R.", "other.md": "O.",
    }.items():  # fmt: skip
        write(name, text)
    assert beside("way/README.md") == (None, "way/zebra.md")
    assert beside("way/zebra.md") == ("way/README.md", "way/Árbol.md")
    assert beside("way/Árbol.md") == ("way/zebra.md", "way/b.md")
    assert beside("way/b.md") == ("way/Árbol.md", None)
    assert beside("way/deep/x.md") == beside("root.md") == (None, None)


def test_what_comes_after_is_only_said_to_those_who_may_read_it(write, person):
    ana = person("Ana")
    write("mine.md", "# Zimtmine", by=ana, space=ana.ref)
    write("ours.md", "---\nnext: mine.md\n---\nOurs.", by=ana, space="hub")
    assert beside("ours.md", person("Eva"), "hub") == (None, None)


def test_what_leaves_the_house_reads_on_as_it_does_at_home(write, person):
    ana = person("Ana")
    for name, text in {
        "a.md": "---\nnext_page_url: c.html\n---\nA.", "c.md": "---\nprev: a\nnext: mine\n---\nC.",
        "way/README.md": "Begin.", "way/zebra.md": "---\norder: 1\n---\nZ.", "way/b.md": "B.",
        "way/deep/x.md": "X.", "way/deep/y.md": "---\nnext: /a.md\n---\nY.", "root.md": "R.",
        "one.md": "---\norder: 2\n---\nO.", "two.md": "---\norder: 3\n---\nT.",
    }.items():  # fmt: skip
        write(name, text)
    write("mine.md", "# Zimtmine", by=ana, space="hub")
    leaving = queries.onward_leaving(visible_in("public"))
    assert len(leaving) == 10
    for ref, pages in leaving.items():
        assert tuple(each and each.path for each in pages) == beside(ref.path), ref
    assert leaving[Ref("public", "way/deep/y.md")] == (None, Ref("public", "a.md"))
    assert leaving[Ref("public", "c.md")] == (Ref("public", "a.md"), None)


def test_a_page_changed_taken_away_or_renamed_is_seen_at_once(write, steward, visit):
    browser = visit(None)
    base = write("way/a.md", "# Old title #t").blob
    write("way/b.md", "[[a]]")
    assert "Old title" in browser.get("/commons/public/way/b").content.decode()
    write("way/a.md", "# New title\n\n[[gone]]", base=base)
    said = browser.get("/commons/public/way/b").content.decode()
    assert "New title" in said
    assert "Old title" not in said
    actions.remove_page(by=steward, space="public", path="way/a.md")
    assert "New title" not in browser.get("/commons/public/way/b").content.decode()
    assert browser.get("/commons/public/way/a").status_code == 404


def test_what_is_held_for_one_is_not_given_to_another(write, person, visit):
    ana = person("Ana")
    write("spring.md", "# Spring")
    write("diary.md", "# Zimtdiary\n\n[[spring]]", by=ana, space=ana.ref)
    assert "Zimtdiary" in visit(ana).get("/commons/public/spring").content.decode()
    for viewer in (None, person("Eva")):
        assert "Zimt" not in visit(viewer).get("/commons/public/spring").content.decode()


def test_what_is_held_is_made_once_and_never_grows_past_its_bound(write, monkeypatch):
    from prisma_hub.commons.queries import beside as holding

    monkeypatch.setattr(holding, "_held", {})
    monkeypatch.setattr(holding, "_weight", 0)
    monkeypatch.setattr(holding, "_MOST_HELD", 40_000)
    made = []

    def hold(name, size=1_000):
        return queries.held(ANYBODY, name, lambda: made.append(name) or name * size)

    assert hold("a") == hold("a") == "a" * 1_000
    hold("b", 30_000)  # too large to be held
    hold("b", 30_000)
    for name in "cdefghijklmnop":
        hold(name)
    assert made == ["a", "b", "b", *"cdefghijklmnop"]
    assert holding._weight == sum(size for size, _ in holding._held.values()) <= 40_000
    hold("a")
    assert made[-1] == "a"
    assert queries.held(ANYBODY, "none", lambda: made.append("none")) is None
    assert queries.held(ANYBODY, "none", lambda: made.append("none")) is None
    assert made[-2:] == ["none", "none"]


def test_from_afar_a_page_or_a_part_of_it_says_how_it_begins(write, visit):
    write("weir.md", "# Weir\n\nIt slows water.\n\n## How\n\nStones first.")
    browser = visit(None)
    said = browser.get("/commons/public/-/preview/weir").content.decode()
    assert "<b>Weir</b>" in said
    assert "It slows water." in said
    assert "<html" not in said
    part = browser.get("/commons/public/-/preview/weir?part=how").content.decode()
    assert "Stones first." in part
    assert "It slows" not in part


@pytest.mark.parametrize("path", ["diary", "never", "-/x", "../x"])
def test_from_afar_a_page_one_may_not_see_is_none(write, person, visit, path):
    eva = person("Eva")
    write("diary.md", "# Zimtdiary", by=eva, space=eva.ref)
    for viewer in (None, person("Ana")):
        answer = visit(viewer).get(f"/commons/person-{eva.person}/-/preview/{path}")
        assert answer.status_code == 404
        assert "Zimt" not in answer.content.decode()


def test_a_folders_own_page_shows_what_lies_in_it_and_a_long_folder_goes_by_letter(write, visit):
    write("way/index.md", "# The way")
    write("way/deep/x.md", "X.")
    for number in range(32):
        write(f"long/{'ab'[number % 2]}{number}.md", f"# {'ÁB'[number % 2]}{number}")
    write("way/b.md", "# Beside it")
    said = visit(None).get("/commons/public/way").content.decode()
    assert said.count("Beside it") == 2  # in the folder, and to read on
    assert 'href="/commons/public/way/deep"' in said
    said = visit(None).get("/commons/public/long").content.decode()
    assert '<a href="#l-1">A</a><a href="#l-2">B</a>' in said


def test_nested_tags_stand_under_those_they_are_nested_in(write, visit):
    assert tree_of_tags([("Water", 1), ("soil/wet", 2), ("soil/dry/sand", 1)]) == [
        TagRow(0, "soil", "soil", 3),
        TagRow(1, "dry", "soil/dry", 1),
        TagRow(2, "sand", "soil/dry/sand", 1),
        TagRow(1, "wet", "soil/wet", 2),
        TagRow(0, "Water", "Water", 1),
    ]
    write("a.md", "# A #soil/wet")
    assert 'href="/commons/-/tag/soil"' in visit(None).get("/commons/-/tags").content.decode()
    assert 'href="/commons/-/tag/soil/wet"' in visit(None).get("/commons/public/a").content.decode()


def test_changes_go_on_behind_the_last_one_shown(write, visit, monkeypatch):
    from prisma_hub.web.commons import lists

    monkeypatch.setattr(lists, "MOST", 2)
    seqs = [write(f"a{number}.md", f"# Page {number}").seq for number in range(3)]
    first = visit(None).get("/commons/-/changes").content.decode()
    assert "Page 1" in first
    assert "Page 0" not in first
    assert f"?before={seqs[1]}" in first
    assert "Page 0" in visit(None).get(f"/commons/-/changes?before={seqs[1]}").content.decode()
    assert visit(None).get("/commons/-/changes?before=x").status_code == 200


def test_lines_that_are_alike_are_one_line_that_changed_also_beside_new_ones():
    old = "The weir holds silt for years.\nStones first.\n"
    new = "Build in May.\nThe weir holds silt for ten years.\nAsk the elders.\nStones first.\n"
    assert [
        (each.state, [(piece.state, piece.text) for piece in each.pieces])
        for each in queries.compare(old, new)
    ] == [
        ("came", [("came", "Build in May.")]),
        ("changed", [("same", "The weir holds silt for "), ("came", "ten "), ("same", "years.")]),
        ("came", [("came", "Ask the elders.")]),
        ("same", [("same", "Stones first.")]),
        ("same", [("same", "")]),
    ]
    other = queries.compare("One two three.\nFour.", "Nothing of this\nis alike\nat all")
    assert [each.state for each in other] == ["went", "went", "came", "came", "came"]


def test_a_folder_says_where_its_book_begins(write, visit):
    write("book/two.md", "---\nprev_page_url: one.html\n---\n# Two")
    write("book/one.md", "---\nnext_page_url: two.html\n---\n# One")
    write("book/apart.md", "# Apart")
    said = visit(None).get("/commons/public/book").content.decode()
    begins = said[said.index("From the beginning") : said.index("h-pages")]
    assert "/commons/public/book/one" in begins
    assert "/commons/public/book/two" not in begins
    assert "From the beginning" not in visit(None).get("/commons/public/").content.decode()


def test_an_empty_page_says_that_it_is_empty(write, visit):
    write("map.md", "---\ntitle: Map\nlayout: map\n---\n")
    assert "Nothing is written on this page yet." in visit(None).get("/commons/public/map").content.decode()
