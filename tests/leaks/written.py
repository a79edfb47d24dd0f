"""Pages in every space that lead to, name and show each other; and what can be asked about them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import pytest

from prisma_hub.commons import actions, queries
from prisma_hub.commons.models import PageVersion
from prisma_hub.commons.rules.paths import slug_of
from prisma_hub.commons.types import Saved
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.refusal import Refused
from tests.leaks.world import EVERYBODY, MEMBERS, World, browser_of

INSIDE = frozenset({"speaker", "mate", "una", "steward"})


def write_everywhere(world: World) -> None:
    """A page in each space with a word in its title, its path, its text, a tag and another name; each leads
    to the page everybody may read, and says names without linking them."""
    speaker, steward = world.viewers["speaker"], world.viewers["steward"]
    spaces = (
        ("public", "public", EVERYBODY, steward),
        ("hub", "hub", MEMBERS, speaker),
        ("circle", world.team, INSIDE, speaker),
        ("garden", speaker.ref, frozenset({"speaker"}), speaker),
    )
    wide = world.word("pageofpublic", EVERYBODY)
    for of, space, heard_by, by in spaces:
        title = wide if of == "public" else world.word(f"pageof{of}", heard_by)
        tag, alias = world.word(f"tagof{of}", heard_by), world.word(f"aliasof{of}", heard_by)
        gone, text = world.word(f"goneof{of}", heard_by), world.word(f"textof{of}", heard_by)
        _write(
            by,
            space,
            f"notes/{title}.md",
            f"---\naliases: [{alias}]\nnext: {title}\n---\n# {title}\n\n{text} #{tag}\n\n"
            f"[[{wide}]] [[{gone}]] ![[{title}#part]]\n\n## Part\n\nAnd {wide} again.\n",
        )
        _rewritten(world, by, space, f"notes/{title}.md", of, heard_by)
        named = f"# Named by {text}\n\nHere {title} stands without a link, and {alias} too, {wide} as well.\n"
        _write(by, space, f"notes/named-{of}.md", named)
    _renamed_and_moved(world, speaker)
    _marked(world, steward)


def _rewritten(world: World, by: Viewer, space: str, path: str, of: str, heard_by: frozenset[str]) -> None:
    """A word only a past version has (a garden keeps none), and one that was typed and not saved."""
    past = world.word(f"pastof{of}", heard_by if of != "garden" else frozenset())
    draft = world.word(f"draftof{of}", frozenset({"speaker" if of != "public" else "steward"}))
    now = queries.page(by, space, path)
    assert now is not None
    first = actions.write_page(by=by, space=space, path=path, text=now.text + past, base=now.info.blob)
    assert isinstance(first, Saved)
    actions.write_page(by=by, space=space, path=path, text=now.text, base=first.blob)
    actions.keep_draft(by=by, space=space, path=path, text=draft, base=first.blob)


def _renamed_and_moved(world: World, speaker: Viewer) -> None:
    """Pages that left their address: the old one tells nobody where they are who may not read them there."""
    renamed, moved = world.word("renamed", MEMBERS), world.word("moved", INSIDE)
    _write(speaker, "hub", "left/renamed.md", "Was elsewhere.\n")
    actions.rename_page(by=speaker, space="hub", path="left/renamed.md", to=f"left/{renamed}", keep_name=True)
    _write(speaker, speaker.ref, "left/moved.md", f"# {moved}\n")
    actions.move_page(
        by=speaker, space=speaker.ref, path="left/moved.md", to_space=world.team, to_path=f"left/{moved}.md"
    )


def _marked(world: World, steward: Viewer) -> None:
    """A folder brought in for everybody, of which some pages say that they are not, in front matter that
    nobody can read; and the same written here, which is refused."""
    mine, ours = world.word("marked", frozenset({"steward"})), world.word("drafted", MEMBERS)
    pages = {
        "diary.md": f"---\ntitle: Diary: my own\nprivate: true\n---\n# {mine}\n",
        "hugo.md": f"+++\nprivate = true\n+++\n# {mine}\n",
        "twice.md": f"---\nprivate: true\nprivate: false\n---\n# {mine}\n",
        "draft.md": f"---\ntemplate: {{{{title}}}}\ndraft: true\n---\n# {ours}\n",
    }
    with TemporaryDirectory() as folder:
        for name, text in pages.items():
            (Path(folder) / name).write_text(text)
        actions.import_vault(folder, into="public", by=steward)
    for name, text in pages.items():
        with pytest.raises(Refused):
            _write(steward, "public", f"notes/{name}", text)


def _write(by: Viewer, space: str, path: str, text: str) -> None:
    actions.write_page(by=by, space=space, path=path, text=text)


def asked_about_pages(world: World, viewer: Viewer) -> Iterator[tuple[str, str]]:
    """What every address about pages answers, asked with every page there is or was."""
    client = browser_of(viewer)
    for address in _addresses():
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        headers = " ".join(f"{name}: {value}" for name, value in answer.headers.items())
        said = headers + "\n" + body.decode(errors="replace")
        yield f"{answer.status_code} {address}", said


def _addresses() -> Iterator[str]:
    """What the pages' own addresses do not tell by themselves: a look from afar, one part, folders."""
    yield "/commons/-/graph?from=3"
    versions = (
        PageVersion.objects.filter(origin__in=("", "import")).order_by("seq").values_list("space", "path")
    )
    for space in dict.fromkeys(space for space, _ in versions):
        yield from (f"/commons/{slug_of(space)}/{folder}" for folder in ("notes", "left"))
    for space, path in dict.fromkeys(versions):
        there = f"{slug_of(space)}/{quote(path)}"
        yield f"/commons/{there.removesuffix('.md')}"
        yield f"/commons/{slug_of(space)}/-/preview/{quote(path).removesuffix('.md')}?part="
        yield f"/commons/-/graph?near={there}"
        yield f"/commons/-/graph.json?near={there}"
