"""A published site finds what the hub finds: in a real browser, from files, with no server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from prisma_hub.commons import actions as commons
from prisma_hub.commons import queries as pages
from prisma_hub.identity.types import ANYBODY
from prisma_hub.search import indexing, queries
from prisma_hub.search.kept import Followed
from prisma_hub.search.rules.folding import fold, tokens
from prisma_hub.search.rules.stemming import LANGUAGES, stem
from prisma_hub.search.types import Wish
from prisma_hub.stories import actions as stories
from tests.browser.ways import BROWSER_IS_HERE, chromium
from tests.search.vault import CASES, PAGES, plant

in_a_browser = [
    pytest.mark.browser,
    BROWSER_IS_HERE,
]
FIND = """wish => self.prismaSearch.find(wish).then(found => ({
    titles: found.order.map(page => self.prismaSearch.pages.pages[page][1]),
    total: found.total, partly: found.partly, mended: found.mended}))"""
FOLD = "words => words.map(self.prismaSearch.fold)"
STEM = "([words, lang]) => Promise.all(words.map(word => self.prismaSearch.stem(word, lang)))"
ENDINGS = {
    "en": ("s", "es", "ed", "ing", "ly", "ness", "ful", "ization", "izing", "able", "ation", "ies"),
    "es": ("ar", "ando", "iendo", "ción", "ciones", "mente", "idad", "idades", "ista", "ico", "os", "as"),
    "pt": ("ar", "ando", "ção", "ções", "mente", "idade", "ões", "ão", "ável", "íssimo", "ica", "ês"),
    "fr": ("er", "ée", "ées", "aient", "erait", "ement", "ité", "euse", "eux", "ation", "ations", "isme"),
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def site(write, tmp_path: Path) -> Path:
    plant(write)
    stories.build_site(out=tmp_path / "site")
    return tmp_path / "site"


@pytest.fixture
def reader(browser: Browser, site: Path) -> Iterator[Page]:
    """The search page, opened as a file; a script that fails fails the test."""
    page = browser.new_page()
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.goto((site / "search.html").as_uri())
    yield page
    page.close()
    assert failures == []


def by_the_hub(text: str, **where: str) -> dict[str, object]:
    answer = queries.search(ANYBODY, Wish(text, prefer="en", **where), many=queries.MOST)
    return {
        "titles": [each.info.title for each in answer.found],
        "total": answer.total,
        "partly": answer.partly,
        "mended": [[each.typed, list(each.meant)] for each in answer.mended],
    }


class TestInABrowser:
    pytestmark = in_a_browser

    def test_every_question_is_answered_as_the_hub_answers_it(self, reader):
        wishes = [(text, where) for text, where, _ in CASES]
        found = {
            (text, *where.items()): reader.evaluate(FIND, {"q": text, **where, "prefer": "en"})
            for text, where in wishes
        }
        assert found == {(text, *where.items()): by_the_hub(text, **where) for text, where in wishes}

    def test_words_are_folded_and_stemmed_as_in_the_hub(self, reader):
        said = sorted({token for text in PAGES.values() for token in tokens(text)})
        roots = [token for token in said if len(token) > 3][:60]
        words = [*said, "İstanbul", "ΣΟΦΟΣ", "ﬁn", "Æble", "한국어", "がく", "المَاء"]
        assert reader.evaluate(FOLD, words) == [fold(word) for word in words]
        for language in LANGUAGES:
            many = [*said, *(root + ending for root in roots for ending in ENDINGS[language])]
            assert reader.evaluate(STEM, [many, language]) == [stem(word, language) for word in many]

    def test_it_is_found_while_typing_marked_and_by_keyboard(self, reader):
        reader.fill("input[type=search]", "largest stone")
        reader.wait_for_selector("[data-search-found] mark")
        assert reader.locator("[data-search-found] h2").all_inner_texts() == ["Weir"]
        assert reader.locator("[data-search-found] .at").inner_text() == "How to build one"
        assert reader.locator("[data-search-found] mark").all_inner_texts() == ["Stones", "largest"]
        assert reader.locator("[data-search-count]").inner_text() == "Pages found: 1"
        reader.press("input[type=search]", "ArrowDown")
        reader.keyboard.press("Enter")
        reader.wait_for_url("**/water/weir*.html")

    def test_a_mended_word_is_said(self, reader):
        reader.fill("input[type=search]", "wier")
        reader.wait_for_selector("[data-search-found] a")
        assert "Searched instead: weir" in reader.locator("[data-search-count]").inner_text()


def test_the_index_is_the_same_whichever_way_it_came_about(write, steward, tmp_path):
    def build(name: str) -> dict[str, bytes]:
        stories.build_site(out=tmp_path / name)
        return {path.name: path.read_bytes() for path in sorted((tmp_path / name / "search").iterdir())}

    write("aaa.md", "# First\n\nA page that goes.")
    plant(write)
    build("before")
    commons.remove_page(by=steward, space="public", path="aaa.md")
    page = pages.page(ANYBODY, "public", "water/rain.md")
    write("water/rain.md", page.text + "\nMore.\n", base=page.info.blob)
    write("water/rain.md", page.text, base=pages.page(ANYBODY, "public", "water/rain.md").info.blob)
    followed = build("followed")
    indexing.clear()
    Followed.objects.all().delete()
    assert build("anew") == followed


def test_nothing_narrower_leaves_with_the_index(write, person, tmp_path):
    ana = person("Ana")
    plant(write)
    write("diary.md", "# Zimtstern\n\nApfelkern #zimttag", by=ana, space=ana.ref)
    write("plan.md", "# Zimtplan\n\nApfelbaum", by=ana, space="hub")
    stories.build_site(out=tmp_path / "site")
    said = b"".join(path.read_bytes() for path in (tmp_path / "site" / "search").iterdir()).lower()
    assert b"weir" in said
    assert b"zimt" not in said
    assert b"apfel" not in said
