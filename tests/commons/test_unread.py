"""A page at which the program fails is kept as plain text, named, and takes nothing else along."""

from __future__ import annotations

from pathlib import Path

import pytest

from prisma_hub.cli.importing import _tell
from prisma_hub.commons import actions, damage, queries
from prisma_hub.commons.kept import Reading, Shelf
from prisma_hub.commons.render import parse
from prisma_hub.identity.types import ANYBODY
from prisma_hub.kernel.damage import Damage
from prisma_hub.log import replay
from prisma_hub.search import actions as search
from prisma_hub.stories import actions as stories
from prisma_hub.upkeep.doctor import inside, kinds

POISON = "a word at which the reader fails"
PAGE = f"---\ntitle: Poisoned well\n---\n# Well\n\n{POISON}: kingfisher\n"
NOTICE = "The hub could not read this page as a page"
OF_HUB = ("/", "/commons", "/commons/public/", "/commons/-/changes", "/commons/-/mending", "/commons/-/tags",
          "/commons/-/graph.json", "/commons/-/glossary", "/search?q=kingfisher", "/search?q=heron",
          "/commons/public/weir", "/protocols")  # fmt: skip
OF_PAGE = ("/commons/public/{}", "/commons/public/-/edit/{}.md", "/commons/public/-/history/{}.md",
           "/commons/public/-/links/{}.md", "/commons/public/-/place/{}.md", "/commons/public/-/raw/{}.md",
           "/commons/public/-/preview/{}.md", "/commons/-/graph?near=public/{}.md")  # fmt: skip


@pytest.fixture(params=["reading", "keeping"])
def poisoned(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The program fails at one word: while it reads, or while it keeps what it read."""
    if request.param == "reading":
        scan = parse.scan.scan

        def fail(text: str, *, mdx: bool):
            if POISON in text:
                raise KeyError(text)
            return scan(text, mdx=mdx)

        monkeypatch.setattr(parse.scan, "scan", fail)
    else:
        from prisma_hub.commons import readings

        keep = readings.keep

        def fail_keeping(page):
            if not page.unread and any(POISON in each.text for each in page.passages):
                raise IndexError(page.title)
            return keep(page)

        monkeypatch.setattr(readings, "keep", fail_keeping)
    return monkeypatch


def unread() -> list[str]:
    queries.pages(ANYBODY)
    return list(Reading.objects.filter(problem="unread").order_by("path").values_list("path", flat=True))


def test_by_its_url_and_everybody_goes_on(poisoned, write, visit, steward, person) -> None:
    browser = visit(steward)
    write("weir.md", "# Weir\n\nheron [[well]]\n")
    write("well.md", PAGE)
    write("after.md", "# After\n\nheron [[weir]] [[well]]\n")
    assert unread() == ["well.md"]
    for who in (browser, visit(person("Ana")), visit(None)):
        for address in OF_HUB:
            assert who.get(address).status_code in ((200, 302) if who is browser else (200, 302, 403, 404))
        assert who.get("/").status_code == 200
        assert who.get("/commons/public/weir").status_code == 200
    for address in OF_PAGE:
        assert browser.get(address.format("well")).status_code in (200, 302), address
    found = browser.get("/search?q=kingfisher").content.decode()
    assert "Poisoned well" in found
    assert 'href="/commons/public/well"' in browser.get("/commons/public/after").content.decode()


def test_it_is_named_where_one_mends(poisoned, write, visit, steward) -> None:
    browser = visit(steward)
    write("well.md", PAGE)
    write("weir.md", "# Weir\n")
    overview = browser.get("/commons/-/mending").content.decode()
    assert "1 to mend" in overview
    room = browser.get("/commons/public/-/mending").content.decode()
    assert "Pages kept as plain text" in room
    assert room.index("Pages kept as plain text") < room.index("Poisoned well")


def test_doctor_names_it_and_explains_it(poisoned, write, person) -> None:
    ana = person("Ana")
    write("well.md", PAGE)
    actions.write_page(by=ana, space=ana.ref, path="secret name.md", text=PAGE)
    queries.pages(ana)
    seq = Reading.objects.get(space=ana.ref).seq
    named = [each for each in inside.look() if each.name == "page-unread"]
    assert named == [
        Damage("page-unread", f"{ana.ref}, entry {seq}"),
        Damage("page-unread", "public/well.md"),
    ]
    assert "page-unread" in kinds.KINDS
    assert not any("secret" in each.where for each in named)


def test_imported_it_is_taken_as_text_and_reported(poisoned, steward, tmp_path: Path, capsys) -> None:
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault" / "well.md").write_text(PAGE)
    (tmp_path / "vault" / "weir.md").write_text("# Weir\n\nheron [[well]]\n")
    report = actions.import_vault(tmp_path / "vault", into="public", by=steward)
    assert (report.pages, report.unread, report.left_out) == (2, ("well.md",), ())
    assert actions.report_as_json(report)["unread"] == ("well.md",)
    _tell(report)
    assert "Not understood by this program, kept as plain text: 1\n  well.md\n" in capsys.readouterr().out


def test_the_site_has_it_as_text(poisoned, write, tmp_path: Path) -> None:
    write("well.md", PAGE)
    write("weir.md", "# Weir\n\nheron [[well]]\n")
    stories.build_site(out=tmp_path / "site")
    pages = {each.name: each.read_text() for each in (tmp_path / "site").rglob("*.html")}
    assert [name for name, text in pages.items() if NOTICE in text]
    assert any("heron" in text for text in pages.values())


def test_everything_made_anew_is_as_it_was(poisoned, write) -> None:
    write("well.md", PAGE)
    write("weir.md", "# Weir\n\nheron [[well]]\n")
    search.make_index()
    assert replay.differences() == []
    replay.rebuild(afresh=True)
    search.make_index()
    queries.pages(ANYBODY)
    assert unread() == ["well.md"]


def test_a_program_that_can_reads_it_anew(poisoned, write) -> None:
    write("well.md", PAGE)
    assert unread() == ["well.md"]
    poisoned.undo()
    Shelf.objects.update(reader="an older program")
    assert queries.links(ANYBODY, "public", "well.md") == []
    assert unread() == []
    assert list(damage.unread()) == []


def test_neither_why_front_matter_is_kept_as_text_nor_the_title_is_said_twice(write, visit) -> None:
    write("diary.md", "---\ntitle: Diary: of the weir\n---\n# Diary\n")
    page = visit(None).get("/commons/public/diary").content.decode()
    assert page.count("cannot be read") == 1 and "Diary: of the weir" in page and page.count("<h1") == 1
