"""A vault from outside: everything that can be is taken, everything else is named."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import tracemalloc
from pathlib import Path

import pytest

from prisma_hub.commons import actions, queries, repositories
from prisma_hub.commons.models import PageRow
from prisma_hub.commons.types import LeftOut
from prisma_hub.identity.types import ANYBODY
from prisma_hub.kernel.refusal import Refused
from prisma_hub.log import queries as log
from prisma_hub.log import replay
from tests.shared import shared

FILES = {
    "index.md": "# Home\n\nTo [[Weir]], [silt](soil/silt.md), [[nowhere]] and ![[otter.png]].",
    "soil/silt.md": "---\naliases: [Mud]\n---\n# Silt\n\n<Widget x={1} />\n\nSee [[mud]].",
    "weir.mdx": "import X from 'x'\n\n# Weir\n\n<Diagram name=\"w\" />\n",
    "broken.md": "---\ntitle: [unclosed\n---\nThe words are kept.",
    "mine.md": "---\nprivate: true\n---\nFor me.",
    "ours.md": "---\naudience: members\n---\nFor us.",
    "unsure.md": "---\naudience: friends of Zoe\n---\nFor whom?",
    "otter.png": "\x89PNG",
    ".obsidian/app.json": "{}",
    ".hidden.md": "No.",
    "node_modules/x/readme.md": "No.",
}


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    root = tmp_path / "a vault"
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="latin-1" if "png" in name else "utf-8")
    (root / "bytes.md").write_bytes(b"# Caf\xe9\n\xff\xfe\x00")
    (root / "away.md").symlink_to("/etc/hostname")
    (root / "out").symlink_to("/etc")
    (root / "a\x07b.md").write_text("A bell.")
    (root / "huge.bin").touch()
    os.truncate(root / "huge.bin", 500_000_001)
    os.mkfifo(root / "pipe.md")
    with open(os.fsencode(root) + b"/caf\xe9.md", "w") as file:
        file.write("No text.")
    return root


def test_everything_is_taken_or_named(vault, steward):
    report = actions.import_vault(vault, into="public", by=steward)
    assert (report.pages, report.media, report.new, report.unchanged) == (8, 1, 9, 0)
    assert report.left_out == (
        LeftOut(".obsidian/", "hidden"),
        LeftOut("node_modules/", "a folder of programs"),
        LeftOut("out/", "a link to elsewhere"),
        LeftOut(".hidden.md", "hidden"),
        LeftOut("away.md", "a link to elsewhere"),
        LeftOut("caf�.md", "its name is no text"),
        LeftOut("huge.bin", "larger than 500 MB"),
        LeftOut("pipe.md", "no ordinary file"),
        LeftOut("a\x07b.md", "No page can be called “a\x07b.md”."),
    )
    assert report.narrowed == (
        LeftOut("mine.md", f"private: True → {steward.ref}"),
        LeftOut("ours.md", "audience: members → hub"),
        LeftOut("unsure.md", f"audience: friends of Zoe → {steward.ref}"),
    )
    assert [each.path for each in report.unreadable_front_matter] == ["broken.md"]
    assert [(each.source.path, each.target, each.rule) for each in report.broken] == [
        ("index.md", "nowhere", "missing")
    ]
    assert report.links == {"alias": 1, "folded path": 1, "missing": 1, "path": 2}
    assert set(report.components) == {"Diagram"}
    assert report.encodings == (LeftOut("bytes.md", "read as cp1252"),)
    assert json.loads(json.dumps(actions.report_as_json(report)))["pages"] == 8
    assert {each.path for each in queries.pages(ANYBODY)} == {
        "index.md", "soil/silt.md", "weir.mdx", "broken.md", "bytes.md",
    }  # fmt: skip
    assert "The words are kept." in queries.page(ANYBODY, "public", "broken").text
    assert replay.differences() == []


def test_twice_is_once_and_what_was_edited_here_stays(vault, steward, write):
    actions.import_vault(vault, into="public", by=steward)
    size = log.size()
    again = actions.import_vault(vault, into="public", by=steward)
    assert (again.new, again.changed, again.unchanged, log.size()) == (0, 0, 9, size)
    page = queries.page(ANYBODY, "public", "index.md")
    write("index.md", page.text + "\nAdded here.\n", base=page.info.blob)
    assert actions.import_vault(vault, into="public", by=steward).unchanged == 9
    (vault / "index.md").write_text(FILES["index.md"].replace("# Home", "# House"))
    third = actions.import_vault(vault, into="public", by=steward)
    assert third.merged == ("index.md",)
    text = queries.page(ANYBODY, "public", "index.md").text
    assert text.startswith("# House")
    assert text.endswith("Added here.\n")
    (vault / "index.md").write_text(FILES["index.md"].replace("# Home", "# Hut"))
    base = queries.page(ANYBODY, "public", "index.md").info.blob
    write("index.md", text.replace("# House", "# Home of ours"), base=base)
    fourth = actions.import_vault(vault, into="public", by=steward)
    assert fourth.kept_as_here == (LeftOut("index.md", "changed both here and there, in the same lines"),)
    assert queries.page(ANYBODY, "public", "index.md").text.startswith("# Home of ours")


def test_what_changes_in_the_vault_follows_a_page_that_was_renamed_here(vault, steward, write):
    plain = "# Plain\n\nOne.\n\nTwo.\n"
    (vault / "plain.md").write_text(plain)
    actions.import_vault(vault, into="public", by=steward)
    for old, new in (
        ("plain.md", "soil/dull.md"),
        ("soil/dull.md", "grey/so-dull.md"),
        ("otter.png", "a/o.png"),
    ):
        actions.rename_page(by=steward, space="public", path=old, to=new)
    size = log.size()
    again = actions.import_vault(vault, into="public", by=steward)
    assert (again.new, again.changed, again.kept_as_here, log.size()) == (0, 0, (), size)
    (vault / "plain.md").write_text(plain.replace("Two.", "Two, from the vault."))
    changed = actions.import_vault(vault, into="public", by=steward)
    assert (changed.changed, changed.kept_as_here) == (1, ())
    page = queries.page(ANYBODY, "public", "grey/so-dull.md")
    assert page.text == "# Plain\n\nOne.\n\nTwo, from the vault.\n"
    assert queries.page(ANYBODY, "public", "plain.md") is None
    write("grey/so-dull.md", page.text.replace("# Plain", "# So plain"), base=page.info.blob)
    (vault / "plain.md").write_text(plain.replace("Two.", "Two, from the vault, again."))
    joined = actions.import_vault(vault, into="public", by=steward)
    assert joined.merged == ("grey/so-dull.md",)
    text = queries.page(ANYBODY, "public", "grey/so-dull.md").text
    assert text == "# So plain\n\nOne.\n\nTwo, from the vault, again.\n"
    assert replay.differences() == []


def test_a_page_renamed_here_to_what_the_vault_brings_too_and_one_removed_here_are_named(vault, steward):
    actions.import_vault(vault, into="public", by=steward)
    actions.rename_page(by=steward, space="public", path="soil/silt.md", to="mud.md")
    actions.remove_page(by=steward, space="public", path="broken.md")
    (vault / "mud.md").write_text("# Another mud\n")
    (vault / "soil/silt.md").write_text("# Silt\n\nAnew.\n")
    report = actions.import_vault(vault, into="public", by=steward)
    assert set(report.kept_as_here) >= {
        LeftOut("broken.md", "removed here"),
        LeftOut("soil/silt.md", "renamed here to mud.md, which is brought too"),
    }
    assert "Anew." not in queries.page(ANYBODY, "public", "mud.md").text


def test_missing_pictures_stand_apart_and_what_is_sure_is_marked(tmp_path, steward):
    (tmp_path / "link.md").write_text(
        "# L\n\n![a](link.png) ![b](gone/cirkles.png) [p](x.pdf) [[selectoin]]\n"
    )
    (tmp_path / "selection.md").write_text("# Selection\n")
    for name in ("selection.png", "circles.png"):
        (tmp_path / name).write_bytes(b"\x89PNG")
    report = actions.import_vault(tmp_path, into="public", by=steward)
    assert [(each.target, each.proposals, each.sure) for each in report.broken] == [
        ("selectoin", ("selection.md",), True)
    ]
    assert sorted((each.target, each.proposals) for each in report.missing_files) == [
        ("gone/cirkles.png", ("circles.png",)),
        ("link.png", ()),
        ("x.pdf", ()),
    ]
    told = actions.report_as_json(report)
    assert [each["sure"] for each in told["broken"]] == [True]
    assert len(told["missing_files"]) == 3


def test_the_hub_itself_puts_no_private_page_anywhere(vault, hub):
    report = actions.import_vault(vault, into="hub", by=None)
    assert [each.path for each in report.left_out if "garden" in each.why] == ["mine.md", "unsure.md"]


@pytest.mark.parametrize("into", ["network", "circle:x", "person:01890000-0000-7000-8000-000000000000"])
def test_only_where_one_may_write(vault, steward, into):
    with pytest.raises(Refused):
        actions.import_vault(vault, into=into, by=steward)


def test_encodings_names_and_ways_out_are_told(tmp_path, steward):
    written = {
        "wide.md": "# Açaí\n\n“Há” [[Ipê]]".encode("utf-16"),
        "west.md": "# Niño\n\n“sí”".encode("cp1252"),
        "mac.md": b"---\rtitle: Weir\r---\r# One\r\rTwo",
        "torn.md": "# Café é é".encode() + b"\xff",
        "Ipê.md": b"Up [[../../up]] and [out](../x.md) and [in](sub/../west.md).",
        "ipê.MD": b"Small.",
        "what?.md": b"Asked.",
    }
    vault = tmp_path / "vault"
    vault.mkdir()
    for name, data in written.items():
        (vault / name).write_bytes(data)
    report = actions.import_vault(vault, into="hub", by=steward)
    assert report.pages == len(written)
    assert report.encodings == (
        LeftOut("torn.md", "some of its signs make no sense"),
        LeftOut("west.md", "read as cp1252"),
        LeftOut("wide.md", "read as utf-16"),
    )
    assert report.alike == (LeftOut("ipê.MD", "beside Ipê.md"),)
    assert report.awkward == ("what?.md",)
    assert [each.target for each in report.outside] == ["../../up", "../x.md"]
    titles = {each.path: each.title for each in queries.pages(steward)}
    assert titles["wide.md"] == "Açaí"
    assert titles["west.md"] == "Niño"
    assert titles["mac.md"] == "Weir"
    assert "“sí”" in queries.page(steward, "hub", "west.md").text


def test_a_large_film_is_brought_and_handed_out_piece_by_piece(tmp_path, steward, visit):
    size = 60_000_000
    vault = tmp_path / "vault"
    vault.mkdir()
    film = bytes(range(256)) * 400
    with (vault / "film.mp4").open("wb") as file:
        for at in range(0, size, len(film)):
            file.write(film[: size - at])
    visit(None).get("/")  # what is loaded for the first answer is none of the film
    tracemalloc.start()
    report = actions.import_vault(vault, into="public", by=steward)
    assert (report.media, report.new, report.left_out) == (1, 1, ())
    assert actions.import_vault(vault, into="public", by=steward).unchanged == 1
    answer = visit(None).get("/commons/public/film.mp4")
    told, length = hashlib.sha256(), 0
    for piece in answer.streaming_content:
        told.update(piece)
        length += len(piece)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < size // 3
    assert (length, told.hexdigest()) == (
        size,
        hashlib.sha256((vault / "film.mp4").read_bytes()).hexdigest(),
    )
    assert (answer["Content-Length"], answer["Content-Type"]) == (str(size), "video/mp4")
    part = visit(None).get("/commons/public/film.mp4", headers={"range": "bytes=50000005-50000009"})
    assert part["Content-Range"] == f"bytes 50000005-50000009/{size}"
    assert b"".join(part.streaming_content) == (film * 2)[50_000_005 % len(film) :][:5]
    git = ["git", "--git-dir", str(repositories.folder("public")), "fsck", "--strict"]
    assert subprocess.run(git, capture_output=True, check=False).returncode == 0


def test_a_folder_that_is_not_there_is_said_so(steward, tmp_path):
    with pytest.raises(Refused, match="no folder"):
        actions.import_vault(tmp_path / "nothing", into="hub", by=steward)


def test_a_real_guide_comes_in_whole(steward):
    guide = shared("data", "s3-guide")
    due = sorted(path.relative_to(guide).as_posix() for path in guide.rglob("*") if path.is_file())
    report = actions.import_vault(guide, into="public", by=steward)
    assert report.left_out == ()
    assert report.pages == sum(name.endswith(".md") for name in due)
    assert report.pages + report.media == len(due)
    assert sum(report.links.values()) > 1000
    pictures = (".png", ".svg", ".jpg", ".pdf")  # most were left out of the input, as its README says
    lost = [each for each in report.broken if not each.target.lower().endswith(pictures)]
    assert [(each.source.path, each.target) for each in lost] == [
        ("404.md", "index.html"),
        ("changelog.md", "fractal-organzition.html"),
    ]
    assert actions.import_vault(guide, into="public", by=steward).unchanged == len(due)
    assert replay.differences() == []


def test_a_large_file_that_changes_while_it_is_read_is_named_and_the_rest_goes_on(tmp_path, steward):
    vault = tmp_path / "films"
    vault.mkdir()
    for name in ("a.mp4", "b.mp4", "c.mp4"):
        (vault / name).write_bytes(name.encode() * 1_000_000)
    (vault / "z.md").write_text("# After them\n")

    def meddle(done: int, _: int) -> None:
        if done == 3:  # all three were seen, none was read yet
            with (vault / "a.mp4").open("ab") as file:
                file.write(b"it grows")
            (vault / "b.mp4").unlink()

    report = actions.import_vault(vault, into="public", by=steward, history=False, progress=meddle)
    assert report.left_out == (
        LeftOut("a.mp4", "it changed while it was read"),
        LeftOut("b.mp4", "No such file or directory"),
    )
    assert (report.pages, report.media, report.new) == (1, 1, 2)
    blob = PageRow.objects.get(path="c.mp4").blob
    assert b"".join(repositories.pieces("public", blob) or ()) == b"c.mp4" * 1_000_000
    again = actions.import_vault(vault, into="public", by=steward, history=False)
    assert (again.new, again.unchanged, again.left_out) == (1, 2, ())
    third = actions.import_vault(vault, into="public", by=steward, history=False)
    assert (third.new, third.changed, third.unchanged) == (0, 0, 3)
    assert not list((repositories.folder("public") / "objects").glob("tmp_*"))


# == What belongs in no commons ==


@pytest.fixture
def hub_folder(tmp_path: Path) -> Path:
    """The folder of a hub, as far as it can be told from outside."""
    hub = tmp_path / "docs" / "valley"
    (hub / "keys").mkdir(parents=True)
    (hub / "hub.toml").write_text("format = 1\n")
    (hub / "keys" / "hub.key").write_bytes(bytes(32))
    (hub / "notes").mkdir()
    (hub / "notes" / "a.md").write_text("In a hub.")
    return hub


@pytest.mark.parametrize("below", [".", "keys", "notes"])
def test_a_hub_is_not_taken_in_nor_what_lies_in_it(hub_folder, steward, below):
    with pytest.raises(Refused, match="the folder of a hub, or lies in one"):
        actions.import_vault(hub_folder / below, into="hub", by=steward)
    assert not PageRow.objects.exists()


def test_a_hub_among_notes_is_left_out_and_so_are_keys_databases_and_backups(hub_folder, steward):
    docs = hub_folder.parent
    (docs / "a.md").write_text("# A page\n\n    -----BEGIN PRIVATE KEY----- as an example\n")
    (docs / "site.git" / "objects").mkdir(parents=True)
    (docs / "site.git" / "HEAD").write_text("ref: refs/heads/main\n")
    (docs / "id_ed25519").write_text("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n")
    (docs / "hub.key").write_bytes(bytes(32))
    (docs / "hub.key.bak").write_bytes(bytes(32))
    (docs / "a.asc").write_text("-----BEGIN PGP PRIVATE KEY BLOCK-----\n")
    (docs / "wide.txt").write_bytes("-----BEGIN PRIVATE KEY-----".encode("utf-16"))
    (docs / "chain.crt").write_bytes(b"c" * 9000 + b"-----BEGIN RSA PRIVATE KEY-----")
    (docs / "mine.json").write_text('{"what": "prisma-hub key backup 1"}')
    (docs / "app.db-wal").write_bytes(b"\x37\x7f\x06\x82")
    (docs / "slides.key").write_bytes(b"PK\x03\x04 slides")
    (docs / "house.backup").write_bytes(b"\x1f\x8b")
    (docs / "app.db").write_bytes(b"SQLite format 3\0")
    with (docs / "large.db").open("wb") as file:
        file.write(b"SQLite format 3\0")
        file.truncate(30_000_000)
    report = actions.import_vault(docs, into="public", by=steward)
    assert sorted(PageRow.objects.values_list("path", flat=True)) == ["a.md", "slides.key"]
    assert {each.path: each.why for each in report.left_out} == {
        "valley/": "a hub, with its keys and what was said to few",
        "site.git/": "a repository of git",
        "id_ed25519": "a private key",
        "hub.key": "a key, by its name",
        "hub.key.bak": "a key, by its name",
        "a.asc": "a private key",
        "wide.txt": "a private key",
        "chain.crt": "a private key",
        "mine.json": "a private key",
        "app.db-wal": "a database",
        "house.backup": "a backup, by its name",
        "app.db": "a database",
        "large.db": "a database",
    }


KEY = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaA==\n-----END OPENSSH PRIVATE KEY-----\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("plain", KEY),
        ("lines before", "\n \n" + KEY),
        ("front matter", "---\ntitle: For the house\n---\n" + KEY),
        ("broken front matter", "---\ntitle: a: b\n---\n" + KEY),
        ("between rules", f"---\n{KEY}---\n"),
        ("a fence", f"```pem\n{KEY}```\n"),
        ("Windows", KEY.replace("\n", "\r\n")),
        ("wide", KEY.encode("utf-16").decode("latin-1")),
        ("PGP", "-----BEGIN PGP PRIVATE KEY BLOCK-----\n"),
        ("RSA", "-----BEGIN RSA PRIVATE KEY-----\n"),
        ("age", "# created: 2024\n# public key: age1x\nAGE-SECRET-KEY-1X\n"),
    ],
)
def test_a_page_that_is_a_key_stays_out_and_one_about_keys_comes(tmp_path, steward, name, text):
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "key.md").write_bytes(text.encode("latin-1"))
    (notes / "about.md").write_text(f"# Keys\n\nA key begins like this:\n\n```\n{KEY}```\n")
    report = actions.import_vault(notes, into="public", by=steward)
    assert [(each.path, each.why) for each in report.left_out] == [("key.md", "a private key")]
    assert list(PageRow.objects.values_list("path", flat=True)) == ["about.md"]


def test_a_database_under_the_name_of_a_page_stays_out(tmp_path, steward):
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.md").write_bytes(b"SQLite format 3\0")
    report = actions.import_vault(tmp_path / "notes", into="public", by=steward)
    assert [(each.path, each.why) for each in report.left_out] == [("a.md", "a database")]


def test_an_empty_folder_and_a_file_are_told_from_a_vault(tmp_path, steward):
    folder = tmp_path / "empty"
    folder.mkdir()
    with pytest.raises(Refused, match="There is nothing in"):
        actions.import_vault(folder, into="hub", by=steward)
    (folder / "a.md").write_text("A page.")
    with pytest.raises(Refused, match="is no folder"):
        actions.import_vault(folder / "a.md", into="hub", by=steward)


def test_what_has_an_old_name_now_is_no_page_of_the_vault(tmp_path, steward):
    """Renamed twice, and another page begun under the name between; removed, and its name taken again."""
    vault = tmp_path / "notes"
    vault.mkdir()
    for name in ("a.md", "b.md"):
        (vault / name).write_text("# Note\n\nwords\n\nend\n")
    actions.import_vault(vault, into="hub", by=steward)

    def write(path: str, text: str) -> None:
        actions.write_page(by=steward, space="hub", path=path, text=text)

    actions.rename_page(by=steward, space="hub", path="b.md", to="x.md")
    actions.rename_page(by=steward, space="hub", path="x.md", to="y.md")
    write("x.md", "# Note\n\nanother\n\nend\n")
    actions.remove_page(by=steward, space="hub", path="a.md")
    write("a.md", "# Note\n\nby hand\n\nend\n")
    actions.rename_page(by=steward, space="hub", path="a.md", to="c.md")
    for name in ("a.md", "b.md"):
        (vault / name).write_text("# Note\n\nwords\n\nend\n\nmore of it\n")
    actions.import_vault(vault, into="hub", by=steward)
    told = {path: queries.page(steward, "hub", path).text for path in ("c.md", "x.md", "y.md")}
    assert {path: "more of it" in text for path, text in told.items()} == {
        "c.md": False,
        "x.md": False,
        "y.md": True,
    }
