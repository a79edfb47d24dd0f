"""A pushed page at which the program fails: kept as plain text, and the push is taken."""

from __future__ import annotations

from prisma_hub.commons import queries
from prisma_hub.commons.kept import Reading
from prisma_hub.commons.render import parse
from prisma_hub.identity.types import ANYBODY


def test_it_is_kept_and_the_others_with_it(monkeypatch, clone, visit, steward) -> None:
    scan = parse.scan.scan

    def fail(text: str, *, mdx: bool):
        if "poison" in text:
            raise KeyError(text)
        return scan(text, mdx=mdx)

    monkeypatch.setattr(parse.scan, "scan", fail)
    ours = clone(steward, "public")
    ours.write("well.md", "# Well\n\npoison\n")
    ours.write("weir.md", "# Weir\n\nheron [[well]]\n")
    ours.commit()
    done = ours.push()
    assert done.code == 0, done.said
    assert {each.path for each in queries.pages(ANYBODY)} >= {"well.md", "weir.md"}
    assert list(Reading.objects.filter(problem="unread").values_list("path", flat=True)) == ["well.md"]
    assert visit(None).get("/commons/public/weir").status_code == 200
    assert "could not read this page" in visit(None).get("/commons/public/well").content.decode()


def test_what_the_reader_once_failed_at_is_pushed_and_read(clone, visit, steward) -> None:
    ours = clone(steward, "public")
    ours.write("wide.md", f'---\ntitle: Wide\n---\n<img src="x.png" width="{"9" * 4_900}">\n')
    ours.write("toc.md", "---\ntitle: T\n---\n* {:toc}^i\n")
    ours.commit()
    assert ours.push().code == 0
    for address in ("/", "/commons", "/commons/public/wide", "/commons/public/toc"):
        assert visit(None).get(address).status_code == 200, address
