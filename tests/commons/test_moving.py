"""Another name, another space: what pointed there points there still."""

import html
import re

import pytest

from prisma_hub.circles import actions as circles
from prisma_hub.commons import actions, queries, repositories
from prisma_hub.commons.rules.mending import rewrite_links
from prisma_hub.commons.types import Mended, Ref
from prisma_hub.identity.types import ANYBODY
from prisma_hub.kernel.ids import circle
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.source import current
from prisma_hub.log import queries as log
from prisma_hub.log import replay
from prisma_hub.work import loop

POINTING = """---
related: "[[silt|what is carried]]"
---
[[silt]], [[Silt#How|how]], ![[silt]], [there](soil/silt.md),
[[soil/silt]], [part](./soil/silt.md#how "title").

| a | b |
| --- | --- |
| [[silt\\|in a table]] | `[[silt]]` |

```
[[silt]] stays in code
```
[r]: <soil/silt.md>
[s][r], and [[silted]] is another page.
"""
MENDED = """---
related: "[[mud|what is carried]]"
---
[[mud]], [[mud#How|how]], ![[mud]], [there](earth/mud.md),
[[earth/mud]], [part](earth/mud.md#how "title").

| a | b |
| --- | --- |
| [[mud\\|in a table]] | `[[silt]]` |

```
[[silt]] stays in code
```
[r]: <earth/mud.md>
[s][r], and [[silted]] is another page.
"""


def text(viewer, space, path):
    page = queries.page(viewer, space, path)
    return page and page.text


def test_a_new_name_mends_every_link_in_one_commit(write, steward):
    write("soil/silt.md", "# Silt\n\n## How\n\nSee [the weir](../weir.md), [beside](clay.md), [[clay]].\n")
    write("soil/clay.md", "Clay.")
    write("silted.md", "Other.")
    write("weir.md", POINTING)
    size = log.size()
    mended = actions.rename_page(by=steward, space="public", path="soil/silt.md", to="earth/mud")
    assert mended == Mended(Ref("public", "earth/mud.md"), 1, 9)
    assert text(ANYBODY, "public", "weir.md") == MENDED
    assert text(ANYBODY, "public", "earth/mud.md") == (
        "# Silt\n\n## How\n\nSee [the weir](../weir.md), [beside](../soil/clay.md), [[clay]].\n"
    )
    assert text(ANYBODY, "public", "soil/silt.md") is None
    commits = {log.entry(seq).body["commit"] for seq in range(size, log.size())}
    assert len(commits) == 1
    assert queries.broken(ANYBODY) == []
    loop.run_until_idle()
    assert sorted(repositories.files("public", commits.pop())) == [
        "earth/mud.md", "silted.md", "soil/clay.md", "weir.md",
    ]  # fmt: skip
    assert replay.differences() == []


def test_history_goes_on_across_a_new_name(write, steward):
    base = write("a.md", "One.\n").blob
    write("a.md", "Two.\n", base=base)
    actions.rename_page(by=steward, space="public", path="a.md", to="b.md", summary="A better name")
    versions = queries.history(steward, "public", "b.md")
    assert [(each.action, each.ref.path) for each in versions] == [
        ("moved", "b.md"), ("changed", "a.md"), ("created", "a.md"),
    ]  # fmt: skip
    assert queries.version_text(steward, "public", "b.md", versions[2].seq) == "One.\n"


def test_narrower_spaces_are_mended_by_the_hub_and_nobody_is_told(write, steward, person):
    ana = person("Ana")
    elders = circles.open_circle(by=steward, title="Elders").id
    circles.admit(by=steward, circle=elders, person=ana.person)
    write("spring.md", "# Spring")
    write("keys.md", "We keep [[spring]].", by=ana, space=circle(elders))
    write("diary.md", "At [[spring|the water]].", by=ana, space=ana.ref)
    mended = actions.rename_page(by=steward, space="public", path="spring.md", to="fountain.md")
    assert mended == Mended(Ref("public", "fountain.md"), 0, 0)
    assert text(ana, circle(elders), "keys.md") == "We keep [[fountain]].\n"
    assert text(ana, ana.ref, "diary.md") == "At [[fountain|the water]].\n"
    assert [each.by for each in queries.history(ana, circle(elders), "keys.md")] == ["hub", ana.ref]


def test_translations_follow_their_source(write, steward):
    write("en/weir.md", "---\nlang: en\n---\n# Weir")
    write("pt/weir.md", "---\nlang: pt\ntranslation_of: en/weir\n---\n# Açude")
    actions.rename_page(by=steward, space="public", path="en/weir.md", to="en/leaky-weir.md")
    page = queries.page(ANYBODY, "public", "en/leaky-weir")
    assert [each.info.path for each in page.translations] == ["pt/weir.md"]


def test_no_name_is_taken_twice_and_no_stranger_renames(write, steward, person):
    write("a.md", "A.")
    write("b.md", "B.")
    for new in ("b.md", "B.md", "../b.md"):
        with pytest.raises(Refused):
            actions.rename_page(by=steward, space="public", path="a.md", to=new)
    with pytest.raises(Refused, match="trusts with it"):
        actions.rename_page(by=person("Ana"), space="public", path="a.md", to="c.md")
    with pytest.raises(Refused, match="no such page"):
        actions.rename_page(by=steward, space="public", path="nothing.md", to="c.md")
    assert text(ANYBODY, "public", "a.md") == "A.\n"
    actions.rename_page(by=steward, space="public", path="a.md", to="A.md")
    assert text(ANYBODY, "public", "A.md") == "A.\n"


def test_from_a_garden_into_the_hub_a_page_goes_with_its_pictures(write, steward, person):
    ana = person("Ana")
    write("notes/otter.md", "Seen: ![[otter.png]]", by=ana, space=ana.ref)
    actions.bring({"otter.png": b"\x89PNG"}, by=ana, space=ana.ref, origin="import", summary="")
    saved = actions.move_page(
        by=ana, space=ana.ref, path="notes/otter.md", to_space="hub", to_path="otter.md"
    )
    assert saved.ref == Ref("hub", "otter.md")
    assert text(ana, ana.ref, "notes/otter.md") is None
    assert text(person("Eva"), "hub", "otter.md") == "Seen: ![[otter.png]]\n"
    assert queries.file(person("Ida"), "hub", "otter.png")[1] == b"\x89PNG"
    loop.run_until_idle()
    head = repositories.branch(ana.ref)
    assert repositories.files(ana.ref, head).keys() == {"otter.png"}
    assert replay.differences() == []


def test_a_garden_keeps_nothing_of_what_stood_in_it(write, person):
    ana = person("Ana")
    first = write("diary.md", "Said in anger.", by=ana, space=ana.ref)
    write("diary.md", "Said in peace.", by=ana, space=ana.ref, base=first.blob)
    loop.run_until_idle()
    assert repositories.read(ana.ref, first.blob) is None
    assert [each.kept for each in queries.history(ana, ana.ref, "diary.md")] == [True, False]
    with repositories.opened(ana.ref) as repo:
        assert len(list(repo.object_store)) == 3


def test_who_leaves_takes_their_garden_along(write, person):
    from prisma_hub.commons.kept import Reading
    from prisma_hub.identity import actions as identity

    ana = person("Ana")
    seq = write("diary.md", "# Zimtstern", by=ana, space=ana.ref).seq
    loop.run_until_idle()
    identity.leave(by=ana)
    loop.run_until_idle()
    assert not repositories.folder(ana.ref).exists()
    assert not Reading.objects.filter(space=ana.ref).exists()
    assert "diary" not in str(log.entry(seq))
    assert replay.differences() == []


@pytest.mark.parametrize("mark", ["private: true", "audience: elders"])
def test_a_page_that_says_it_is_private_does_not_move_outwards(write, person, mark):
    ana = person("Ana")
    write("a.md", f"---\n{mark}\n---\nMine.", by=ana, space=ana.ref)
    with pytest.raises(Refused, match="reaches further"):
        actions.move_page(by=ana, space=ana.ref, path="a.md", to_space="hub")
    assert text(ana, ana.ref, "a.md") is not None


def test_rewriting_leaves_every_other_sign_alone():
    hurtful = "[[a]]]] ]( [x](a 'b') ![](<a b>) [[a|b\n[[a\\|b]] \\[[a]] ``[[a]]`` ~~~\n[[a]]\n~~~\n[[a]]"
    assert rewrite_links("p.md", hurtful, lambda written, wiki: None) == hurtful


def test_a_new_name_is_known_to_html_to_generators_and_to_the_page_before(write, steward):
    write("role.md", "---\ntitle: Role\nprev_page_url: circle.html\n---\n# Role\n\n## A\n")
    write(
        "circle.md",
        '---\nnext_page_title: "Role"\nnext_page_url: "role.html"\nprev_page_url: roles.html\n---\n'
        '<a href="role.html#a" title="A role">x</a> [y](role.html) [z]({% link role.md %}) `role.html`\n',
    )
    write("apart.md", "---\nnext_page_url: parole.html\n---\nOf a role.\n")
    done = actions.rename_page(by=steward, space="public", path="role.md", to="work/part.md")
    assert text(ANYBODY, "public", "circle.md") == (
        '---\nnext_page_title: "Role"\nnext_page_url: "work/part.html"\nprev_page_url: roles.html\n---\n'
        '<a href="work/part.html#a" title="A role">x</a> [y](work/part.html) [z]({% link work/part.md %}) '
        "`role.html`\n"
    )
    assert done == Mended(Ref("public", "work/part.md"), 1, 4)
    assert queries.broken(ANYBODY) == []
    circle = queries.info(ANYBODY, "public", "circle.md")
    assert queries.neighbours(ANYBODY, circle).after.path == "work/part.md"
    part = queries.info(ANYBODY, "public", "work/part.md")
    assert queries.neighbours(ANYBODY, part).before.path == "circle.md"


def test_a_page_that_says_no_language_is_asked_for_it_and_can_then_be_translated(write, steward, visit):
    browser = visit(steward)
    for name, before, after in (
        ("a.md", "# A\n\nWords.\n", "---\nlang: pt\n---\n# A\n\nWords.\n"),
        ("b.md", "---\ntitle: B\nlanguage: de\n---\nWords.\n", "---\ntitle: B\nlang: pt\n---\nWords.\n"),
    ):
        write(name, before)
        form = {"statement": str(current().uuid7()), "act": "language", "lang": "pt"}
        place = f"/commons/public/-/place/{name}"
        assert 'id="h-language"' in browser.get(place).content.decode()
        assert browser.post(place, form).status_code == 302
        assert text(ANYBODY, "public", name) == after
        assert "Write it in" in browser.get(f"/commons/public/{name[0]}?lang=pt").content.decode()
    write("c.md", "Words.\n")
    assert "does not say which language" in browser.get("/commons/public/c").content.decode()
    assert "does not say which language" not in visit(None).get("/commons/public/c").content.decode()
    write("d.md", "---\na: [\n---\nWords.\n")
    answer = browser.post(
        "/commons/public/-/place/d.md", {"statement": str(current().uuid7()), "act": "language", "lang": "pt"}
    )
    assert "front matter of this page cannot be read" in answer.content.decode()
    assert text(ANYBODY, "public", "d.md") == "---\na: [\n---\nWords.\n"


@pytest.fixture
def place(write, visit, steward):
    """The page of a page's name and place, and how it is sent to give another name."""
    write("role.md", "# What a role is\n")
    write("weir.md", "# Weir\n\n[[role]]\n")
    browser, address = visit(steward), "/commons/public/-/place/role.md"

    def rename(to):
        sent = {"statement": str(current().uuid7()), "act": "rename", "to": to}
        return browser.post(address + "?lang=en", sent, follow=True).content.decode()

    return rename


def _beside_the_name(shown):
    return html.unescape(re.search(r'id="id_to_error">.*?</div>', shown)[0])


@pytest.mark.parametrize("same", ["role", "role.md", " role ", "/role"])
def test_renaming_to_the_same_name_says_there_is_nothing_to_do(place, same):
    size = log.size()
    said = _beside_the_name(place(same))
    assert "It is called that already. Nothing was changed." in said
    assert log.size() == size


def test_a_name_of_another_page_is_taken_and_said_beside_the_name(place):
    said = _beside_the_name(place("weir"))
    assert "“weir” is the name of another page already." in said
    assert "many computers" not in said
    assert "many computers cannot hold both" in _beside_the_name(place("Weir"))
    assert "No page can be called" in _beside_the_name(place("../x"))


def test_renaming_says_that_the_title_stays_and_counts_what_was_mended(place, write, visit, steward):
    said = html.unescape(place("roles/what"))
    assert "Renamed. Its title, which is written in the text, is still “What a role is”." in said
    assert "1 page that pointed here was mended." in said
    write("plain.md", "No heading.\n")
    sent = {"statement": str(current().uuid7()), "act": "rename", "to": "simple"}
    answer = visit(steward).post("/commons/public/-/place/plain.md?lang=en", sent, follow=True)
    said = answer.content.decode()
    assert "Renamed." in said
    assert "Its title" not in said
    assert "mended" not in said.partition("<main")[2].partition("</h1>")[0]


def test_names_that_differ_in_case_alone_can_be_given(place, steward):
    assert "Renamed." in place("Role")
    assert queries.info(steward, "public", "Role.md") is not None
