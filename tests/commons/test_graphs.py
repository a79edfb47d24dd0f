"""The graph: of what one may read and of nothing else; small on the wire; a list says the same."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prisma_hub.circles.queries import visible_in
from prisma_hub.commons import actions, queries
from prisma_hub.commons.models import PageVersion
from prisma_hub.commons.queries import graphs
from prisma_hub.commons.rules.graphs import around, tell
from prisma_hub.commons.types import Graph, Node, Ref
from prisma_hub.identity.types import ANYBODY
from prisma_hub.log import actions as log


def unpacked(links):
    """As the script reads it."""
    found, at, page = [], 0, 0
    while at < len(links):
        count, to = links[at], 0
        for step in links[at + 1 : at + 1 + count]:
            to += step
            found.append((page, to))
        at, page = at + 1 + count, page + 1
    return found


def node(path):
    return Node(Ref("public", path), path)


@pytest.fixture
def vale(write, person):
    """A page in each of three spaces, and links between them."""
    ana = person("Ana")
    write("weir.md", "# Weir\n\n[[silt]], [[silt|again]], [[weir]], [[gone]]")
    write("soil/silt.md", "# Silt\n\n[[weir]]")
    write("alone.md", "# Alone")
    write("plan.md", "# Zimtplan\n\n[[weir]]", by=ana, space="hub")
    write("diary.md", "# Zimtdiary\n\n[[plan]]", by=ana, space=ana.ref)
    return ana


def shape(graph):
    return [each.ref.path for each in graph.pages], list(graph.links)


def test_everybody_gets_the_graph_of_what_they_may_read(vale, person):
    public = (["alone.md", "soil/silt.md", "weir.md"], [(1, 2), (2, 1)])
    assert shape(queries.graph(ANYBODY)) == public
    assert shape(queries.graph_leaving(visible_in("public"))) == public
    assert shape(queries.graph(person("Eva"))) == (
        ["plan.md", "alone.md", "soil/silt.md", "weir.md"], [(0, 3), (2, 3), (3, 2)],
    )  # fmt: skip
    assert shape(queries.graph(vale)) == (
        ["plan.md", "diary.md", "alone.md", "soil/silt.md", "weir.md"],
        [(0, 4), (1, 0), (3, 4), (4, 3)],
    )
    assert shape(queries.graph(vale, "public")) == public


def test_the_graph_is_right_after_every_change(vale, write):
    before = queries.graph_version(ANYBODY)
    write("alone.md", "# Alone\n\n[[weir]]", base=queries.info(ANYBODY, "public", "alone.md").blob)
    assert queries.graph_version(ANYBODY) != before
    assert (0, 2) in queries.graph(ANYBODY).links


def test_its_version_tells_nothing_of_pages_one_may_not_read(vale, write, person):
    before = queries.graph_version(ANYBODY)
    eva = person("Eva")
    write("diary.md", "# Zimtstern [[weir]]", by=eva, space=eva.ref)
    commit = PageVersion.objects.order_by("-seq").first().commit
    assert queries.graph_version(ANYBODY) == before
    assert commit not in queries.graph_version(eva)


def test_it_travels_small_and_comes_back_the_same():
    pages = tuple(node(path) for path in ("a.md", "b/c.md", "b/d.md", "b/e/f/g.md"))
    graph = Graph(pages, ((0, 1), (0, 3), (2, 0)))
    told = tell(graph, lambda ref: "/" + ref.path, near=Ref("public", "b/d.md"))
    assert told == {
        "folders": ["public/b", "public", "public/b/e"],
        "titles": ["a.md", "b/c.md", "b/d.md", "b/e/f/g.md"],
        "in": [1, 0, 0, 2],
        "roots": ["/", "/b/", "/b/e/f/"],
        "of": [0, 1, 1, 2],
        "names": [0, "c.md", "d.md", "g.md"],
        "end": "",
        "links": [2, 1, 2, 0, 1, 0, 0],
        "near": 2,
    }
    assert unpacked(told["links"]) == [(0, 1), (0, 3), (2, 0)]


def test_on_a_site_addresses_are_files_and_only_their_folders_are_encoded():
    pages = (Node(Ref("public", "Café & more.md"), "Café & more"), Node(Ref("public", "b.md"), "B"))
    told = tell(Graph(pages, ()), lambda ref: "s i/" + ref.path.removesuffix(".md") + ".html")
    assert (told["roots"], told["names"], told["end"]) == (["s%20i/"], [0, "b"], ".html")


def test_around_a_page_are_the_nearest_and_the_most_linked():
    pages = tuple(node(f"{name}.md") for name in "abcdef")
    graph = Graph(pages, ((0, 1), (1, 2), (2, 3), (4, 0), (5, 5)))
    assert shape(around(graph, Ref("public", "a.md"), 1)) == (["a.md", "b.md", "e.md"], [(0, 1), (2, 0)])
    assert shape(around(graph, Ref("public", "a.md"), 2)) == (
        ["a.md", "b.md", "c.md", "e.md"], [(0, 1), (1, 2), (3, 0)],
    )  # fmt: skip
    assert shape(around(graph, Ref("public", "a.md"), 9, most=2)) == (["a.md", "b.md"], [(0, 1)])
    assert shape(around(graph, Ref("public", "zzz.md"))) == ([], [])


def test_near_a_page_stand_the_pages_it_is_linked_with(vale, person):
    assert [each.title for each in queries.near(vale, Ref("public", "weir.md"))] == ["Silt", "Zimtplan"]
    assert [each.title for each in queries.near(ANYBODY, Ref("public", "weir.md"))] == ["Silt"]
    assert queries.near(person("Eva"), Ref(vale.ref, "diary.md")) == []


def test_the_data_is_asked_for_once_until_a_page_changes(vale, visit):
    browser = visit(None)
    answer = browser.get("/commons/-/graph.json")
    told = json.loads(answer.content)
    assert told["titles"] == ["Alone", "Silt", "Weir"]
    assert (told["roots"], told["of"]) == (["/commons/public/", "/commons/public/soil/"], [0, 1, 0])
    assert (told["names"], told["end"]) == (["alone", "silt", "weir"], "")
    again = browser.get("/commons/-/graph.json", headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    mine = visit(vale).get("/commons/-/graph.json", headers={"if-none-match": answer["ETag"]})
    assert mine.status_code == 200
    near = json.loads(visit(vale).get("/commons/-/graph.json?near=public/soil/silt.md").content)
    assert (near["titles"], near["near"]) == (["Zimtplan", "Silt", "Weir"], 1)


def test_without_a_script_a_list_says_the_same(vale, visit):
    said = visit(None).get("/commons/-/graph").content.decode()
    assert "3 pages, 2 links." in " ".join(said.split())
    assert 'href="/commons/public/soil/silt"' in said
    assert "Zimt" not in said
    near = visit(None).get("/commons/-/graph?near=public/weir.md").content.decode()
    assert "Around “Weir”" in near
    assert "Zimt" not in near
    page = visit(None).get("/commons/public/weir").content.decode()
    assert '<text x="150"' in page
    assert "Zimt" not in page


@pytest.mark.parametrize("which", ["", ".json"])
def test_a_page_one_may_not_see_has_no_surroundings(vale, visit, which):
    browser = visit(None)
    for near in ("hub/plan.md", "hub/never.md", "public/never.md", "nowhere/x", "person-x/x"):
        answer = browser.get(f"/commons/-/graph{which}?near={near}")
        assert answer.status_code == 404
        assert "Zimt" not in answer.content.decode()


@pytest.mark.parametrize("address", ["/commons/-/graph", "/commons/-/graph.json", "/commons/public/a0"])
def test_three_pages_cost_as_many_queries_as_one(write, steward, visit, address):
    browser = visit(steward)

    def cost():
        write("z.md", f"Again {steward.person} {len(queries.pages(steward))}.", base=base())
        queries.pages(steward)
        with CaptureQueriesContext(connection) as counted:
            assert browser.get(address).status_code == 200
        return len(counted)

    def base():
        found = queries.info(steward, "public", "z.md")
        return found.blob if found else ""

    write("a0.md", "# A [[z]]")
    write("a3.md", "# A3 [[a0]]")
    cost()
    one = cost()
    for number in (1, 2):
        write(f"a{number}.md", f"# A{number} [[a0]]")
    assert cost() == one <= 20


def test_followed_through_changes_the_graph_is_what_it_would_be_made_anew(
    vale, write, person, steward, monkeypatch
):
    """Edits, a new page that makes a link of another lead somewhere, a rename, a removal, a note erased."""
    ana = person("Ana again")
    viewers = (ANYBODY, ana, steward)

    def same() -> None:
        followed = [queries.graph(each) for each in viewers]
        graphs._known.clear()
        assert followed == [queries.graph(each) for each in viewers]
        assert all(list(each.links) == sorted(set(each.links)) for each in followed)

    def edit(path, text):
        base = queries.page(steward, "public", path).info.blob
        write(path, text, base=base)

    same()
    edit("alone.md", "# Alone no more\n\n[[silt]] [[weir]] [[weir]] [[plan]]")
    same()
    edit("alone.md", "# Alone\n\n[[gone]]")
    edit("weir.md", "# Weir\n\n[[alone]]")
    same()
    write("gone.md", "# Gone\n\n[[alone]]")  # what two pages named is there now
    same()
    edit("gone.md", "---\naliases: [silt2]\n---\n# Gone\n\n[[gone]]")
    edit("weir.md", "# Weir\n\n[[silt2]]")
    same()
    edit("gone.md", "# Gone\n\nno more that name")  # weir, untouched, leads nowhere
    same()
    actions.rename_page(by=steward, space="public", path="soil/silt.md", to="soil/mud.md")
    same()
    actions.remove_page(by=steward, space="public", path="gone.md")
    same()
    note = write("diary.md", "# Zimtnote\n\n[[weir]]", by=ana, space=ana.ref)
    same()
    log.erase(note.seq, right="speaker")
    assert "Zimtnote" not in [each.title for each in queries.graph(ana).pages]
    same()
    monkeypatch.setattr(graphs, "_MANY", 0)
    edit("weir.md", "# Weir\n\n[[alone]] [[mud]]")
    same()
