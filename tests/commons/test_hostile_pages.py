"""One page somebody made to hurt takes no other page of the hub along, nor itself."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from prisma_hub.commons.kept import Reference, Tagged

HOSTILE = {
    "a set": "---\na: !!set {x, y}\n---\nwords",
    "bytes": "---\na: !!binary aGVsbG8=\n---\nwords",
    "no number": "---\na: !!float .nan\nb: !!bool x\nc: !!int seven\n---\nwords",
    "endless number": "---\nweight: 99999999999999999.9e999\n---\nwords",
    "long number": f'---\nweight: !!int "{"9" * 4_000}"\n---\nwords',
    "nothing in a title": '---\ntitle: "a\\0b"\naliases: ["\\0", "", "/", "\\n"]\n---\nwords',
    "lines in a tag": '---\ntags: ["a\\nb", "..", "a/../b", "//e.org", "?x", "%00", "\\u2028"]\n---\nwords',
    "long tag": f'---\ntags: ["{"t" * 3_000}"]\n---\nwords',
    "long title": f"# {'T' * 300_000}\n\nwords",
    "long source": f"---\ntranslation_of: {'y' * 5_000}\nlang: zz-<x>\n---\nwords",
    "many names": f"---\naliases: [{', '.join(f'other name {n}' for n in range(2_000))}]\n---\nwords",
    "names that lead away": "---\nprev: 'javascript:x'\nnext: ../../..\nweight: true\n---\nwords",
    "a kind that is none": f"---\nkind: [a]\nprotocol: {{a: b}}\nlang: {'l' * 50}\n---\nwords",
    "links to nothing": "[[]] [[|]] [[#]] ![[]] [](<>) [[../../..]] [[/]] [[?]] [[%00]] [[a\\b]] words",
}
OF_PAGE = ("/commons/public/{q}", "/commons/public/-/links/{q}.md", "/commons/public/-/preview/{q}.md",
           "/commons/public/-/history/{q}.md", "/commons/public/-/edit/{q}.md",
           "/commons/public/-/new?of={q}.md&to=es", "/commons/-/graph?near=public/{q}.md")  # fmt: skip
OF_HUB = ("/", "/commons", "/commons/-/tags", "/commons/-/changes", "/commons/-/glossary",
          "/commons/-/graph.json", "/commons/-/mending", "/commons/public/", "/commons/public/-/mending",
          "/commons/public/-/mentions", "/search?q=words", "/protocols",
          "/commons/public/-/complete?link=a", "/commons/public/-/complete?tag=a")  # fmt: skip


@pytest.fixture
def pages(write):
    write("weir.md", "# Weir\n\nwords\n")
    for name, text in HOSTILE.items():
        write(f"{name}.md", text)


def test_every_page_of_the_hub_still_answers(pages, visit, steward):
    browser, stranger = visit(steward), visit(None)
    names = [quote(each) for each in ("weir", *HOSTILE)]
    for address in [*OF_HUB, *(each.format(q=name) for each in OF_PAGE for name in names)]:
        assert browser.get(address).status_code == 200, address
    for address in ("/", "/commons", "/commons/-/tags", "/search?q=words", "/commons/public/weir"):
        assert stranger.get(address).status_code == 200, address


def test_a_title_without_end_is_cut_in_every_list(pages, visit, steward):
    for address in ("/commons/public/", "/commons/-/changes", "/search?q=words"):
        assert len(visit(steward).get(address).content) < 200_000, address


def test_every_tag_leads_to_its_page(pages, visit, steward):
    listed = visit(steward).get("/commons/-/tags").content.decode()
    for tag, address in (("a b", "a%20b"), ("e.org", "e.org"), ("?x", "%3Fx"), ("%00", "%2500")):
        assert f'href="/commons/-/tag/{address}"' in listed, tag
        assert visit(steward).get(f"/commons/-/tag/{address}").status_code == 200, tag
    assert "/.." not in listed


def test_a_page_of_nothing_but_links_or_tags_is_bounded(write, visit):
    write("links.md", "[[weir]] " * 40_000)
    write("tags.md", " ".join(f"#t{n}" for n in range(40_000)))
    assert visit(None).get("/commons/public/links").content.count(b'class="broken"') == 40_000
    assert Reference.objects.count() == 20_000
    assert Tagged.objects.count() == 500
