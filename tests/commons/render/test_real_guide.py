"""A guide nobody here wrote: 148 pages with Kramdown attributes, raw HTML and missing pictures."""

from collections import Counter

import pytest
from tests.commons.render.given import Vault
from tests.shared import shared

from prisma_hub.commons.render.resolve import Found


@pytest.fixture(scope="module")
def guide() -> Vault:
    folder = shared("data", "s3-guide")
    pages = {path.name: path.read_text() for path in sorted(folder.glob("*.md"))}
    pictures = tuple(str(path.relative_to(folder)) for path in sorted(folder.rglob("*.png")))
    return Vault(pages, pictures)


def test_every_page_is_rendered_without_leftovers(guide: Vault) -> None:
    assert len(guide.pages) == 148
    rendered = {path: guide.render(path).html for path in guide.pages}
    left = [path for path, html in rendered.items() if "{:" in html or "[[" in html or "%%" in html]
    assert left == []


def test_every_page_has_its_title_and_words(guide: Vault) -> None:
    assert [
        path for path, page in guide.pages.items() if page.front.error or page.title_from == "file name"
    ] == []
    assert [path for path, page in guide.pages.items() if not any(p.text for p in page.passages)] == [
        "map.md"  # its authors' site drew a map there; the file itself is empty
    ]


def test_links_that_lead_nowhere_are_the_two_its_authors_left(guide: Vault) -> None:
    inside = [
        link
        for page in guide.pages.values()
        for link in page.links
        if link.kind == "link" and ":" not in link.target
    ]
    answers = {link: guide.index.find(link) for link in inside}
    assert [link.target for link, answer in answers.items() if not isinstance(answer, Found)] == [
        "index.html",
        "fractal-organzition.html",
    ]
    assert Counter(a.part_missing for a in answers.values() if isinstance(a, Found))[True] == 0
