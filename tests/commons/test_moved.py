"""An old address leads on, for whoever may read where it leads; for everybody else nothing was ever there."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prisma_hub.circles import actions as circles
from prisma_hub.commons import actions, queries
from prisma_hub.commons.rules.aliases import add_alias
from prisma_hub.commons.rules.mending import rewrite_links
from prisma_hub.commons.types import Ref
from prisma_hub.identity.types import ANYBODY
from prisma_hub.kernel.ids import circle


@pytest.fixture
def counted():
    return lambda: CaptureQueriesContext(connection)


def rename(by, path, to, **more):
    return actions.rename_page(by=by, space="public", path=path, to=to, **more)


def test_an_old_address_leads_on_through_every_new_name(write, steward, visit):
    write("silt.md", "# Silt")
    rename(steward, "silt.md", "soil/silt")
    rename(steward, "soil/silt.md", "earth/mud")
    for old in ("silt", "silt.md", "soil/silt"):
        assert queries.moved_to(ANYBODY, "public", old) == Ref("public", "earth/mud.md")
        answer = visit(None).get(f"/commons/public/{old}")
        assert (answer.status_code, answer["Location"]) == (302, "/commons/public/earth/mud")
    assert queries.moved_to(ANYBODY, "public", "never") is None


def test_an_old_address_leads_on_however_often_the_page_was_renamed(write, steward, counted):
    write("n0.md", "# N")
    for n in range(60):
        rename(steward, f"n{n}.md", f"n{n + 1}")
    for old in ("n0", "n39.md", "n59"):
        assert queries.moved_to(ANYBODY, "public", old) == Ref("public", "n60.md")
    with counted() as after_many:
        queries.moved_to(ANYBODY, "public", "n0")
    with counted() as after_fewer:
        queries.moved_to(ANYBODY, "public", "n30")
    assert len(after_many) == len(after_fewer)
    actions.remove_page(by=steward, space="public", path="n60.md")
    assert queries.moved_to(steward, "public", "n0") is None
    gone = queries.removed(steward, "public", "n0")
    assert gone is not None and gone.ref.path == "n60.md"


def test_many_names_given_in_a_circle_lead_nobody_around(write, steward):
    write("n0.md", "# N")
    for n in range(70):
        rename(steward, f"n{n % 30}.md", f"n{(n + 1) % 30}")
    assert queries.moved_to(ANYBODY, "public", "n29") == Ref("public", "n10.md")
    actions.remove_page(by=steward, space="public", path="n10.md")
    assert queries.moved_to(steward, "public", "n3") is None


def test_a_page_that_stands_there_again_is_read_there(write, steward, visit):
    write("silt.md", "# Silt")
    rename(steward, "silt.md", "mud")
    write("silt.md", "# Silt anew")
    assert visit(None).get("/commons/public/silt").status_code == 200


def test_a_page_that_moved_and_was_then_removed_is_gone(write, steward, visit):
    write("silt.md", "# Silt")
    rename(steward, "silt.md", "mud")
    actions.remove_page(by=steward, space="public", path="mud.md")
    assert queries.moved_to(steward, "public", "silt.md") is None
    assert visit(None).get("/commons/public/silt").status_code == 404


def test_two_pages_that_change_names_do_not_send_anybody_in_circles(write, steward):
    write("a.md", "# A")
    rename(steward, "a.md", "b")
    rename(steward, "b.md", "a")
    rename(steward, "a.md", "c")
    actions.remove_page(by=steward, space="public", path="c.md")
    assert queries.moved_to(steward, "public", "b.md") is None


def test_into_another_space_it_leads_those_who_may_read_both(write, steward, person, visit):
    ana, eva = person("Ana"), person("Eva")
    elders = circle(circles.open_circle(by=steward, title="Elders").id)
    circles.admit(by=steward, circle=elders.removeprefix("circle:"), person=ana.person)
    write("song.md", "# Song", by=ana, space="hub")
    write("other.md", "# Song", by=ana, space=elders)
    actions.move_page(by=ana, space="hub", path="song.md", to_space=elders, to_path="old/song.md")
    assert queries.moved_to(ana, "hub", "song") == Ref(elders, "old/song.md")
    assert queries.moved_to(eva, "hub", "song") is None
    # To whom it went from sight it is as if it had been removed: nothing says where it is.
    write("gone.md", "# Song", by=ana, space="hub")
    actions.remove_page(by=ana, space="hub", path="gone.md")
    moved, gone = (visit(eva).get(f"/commons/hub/{name}") for name in ("song", "gone"))
    assert moved.status_code == gone.status_code == 404
    said = [re.sub("<time.*?</time>", "", each.content.decode().split("<main")[1]) for each in (moved, gone)]
    assert said[0].replace("song", "gone").split("csrf")[0] == said[1].split("csrf")[0]
    assert "Elders" not in moved.content.decode()


def test_a_note_that_came_into_the_commons_is_found_from_its_old_address_by_its_owner(write, person):
    ana = person("Ana")
    write("otter.md", "Seen.", by=ana, space=ana.ref)
    actions.move_page(by=ana, space=ana.ref, path="otter.md", to_space="hub")
    assert queries.moved_to(ana, ana.ref, "otter") == Ref("hub", "otter.md")
    assert queries.moved_to(person("Eva"), ana.ref, "otter") is None


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("# Silt\n", "---\naliases: [Old name]\n---\n# Silt\n"),
        ("---\nlang: en\n---\nSilt\n", "---\nlang: en\naliases: [Old name]\n---\nSilt\n"),
        ("---\n---\nSilt\n", "---\naliases: [Old name]\n---\nSilt\n"),
        ("---\naliases: Mud\n---\nSilt\n", "---\naliases: [Mud, Old name]\n---\nSilt\n"),
        ("---\naliases: [Mud, \"a: b\"]\n---\nS\n", "---\naliases: [Mud, \"a: b\", Old name]\n---\nS\n"),
        ("---\naliases:\n- Mud\nlang: en\n---\nS\n", "---\naliases:\n- Mud\n- Old name\nlang: en\n---\nS\n"),
        ("---\naliases:\n    - Mud\n---\nS\n", "---\naliases:\n    - Mud\n    - Old name\n---\nS\n"),
        ("---\naliases: [\n  Mud,\n]\n---\nS\n", "---\naliases: [\n  Mud,\n]\n---\nS\n"),
        ("---\naliases: [old NAME]\n---\nS\n", "---\naliases: [old NAME]\n---\nS\n"),
        ("---\nbad: [\n---\nS\n", "---\nbad: [\n---\nS\n"),
    ],
)  # fmt: skip
def test_another_name_is_written_where_names_are_written(text, named):
    assert add_alias(text, "Old name") == named


def test_on_wish_a_page_goes_on_answering_to_its_old_name(write, steward):
    write("soil/silt.md", "# Silt\n")
    rename(steward, "soil/silt.md", "soil/mud", keep_name=True)
    page = queries.page(steward, "public", "soil/mud.md")
    assert (page.info.aliases, page.text) == (("silt",), "---\naliases: [silt]\n---\n# Silt\n")
    write("later.md", "See [[silt]].")
    assert [each.to for each in queries.links(steward, "public", "later.md")] == [
        Ref("public", "soil/mud.md")
    ]


def test_links_deep_in_the_front_matter_are_mended_too():
    text = '---\nsee:\n    also:\n        - "[[silt#How|mud]]"\n        - [[silt]]\n---\n[[silt]]\n'
    assert rewrite_links("a.md", text, lambda written, wiki: "clay" if written == "silt" else None) == (
        text.replace("[[silt", "[[clay")
    )
