"""Pages of the starter say the same in four languages, and lead somewhere."""

import re
from typing import Any

import pytest

from prisma_hub.commons.render.parse import read_page as read_rendered
from prisma_hub.commons.render.resolve import Found, PageIndex, entry_of
from tests.starter.languages import guess_language, is_foreign, words
from tests.starter.reading import LANGUAGES, STARTER, Page

TERMS = {
    "place",
    "essence",
    "potential",
    "practice",
    "bioregion",
    "capacity",
    "nested-systems",
    "regeneration",
    "aspect",
    "value-flow",
    "journey",
    "consent",
    "witness",
    "commons",
    "pool",
}
HELP = {"joining", "saying-something", "who-may-hear", "record-book", "taking-it-back"}
OTHERS = LANGUAGES[1:]
UNSPOKEN = {"source", "licence", "translation_of", "lang", "kind", "family", "configuration"}
Pages = dict[str, Page]


def in_language(pages: Pages, language: str) -> Pages:
    """The pages of one language, by path within its folder."""
    start = f"{language}/"
    return {path.removeprefix(start): page for path, page in pages.items() if path.startswith(start)}


def headings(page: Page) -> list[str]:
    return re.findall(r"^#+ .*$", page.text, re.MULTILINE)


def link_targets(thing: str) -> list[str]:
    return re.findall(r"\[\[([^\]|]*)", thing)


def paragraphs(page: Page) -> list[str]:
    return [each.strip() for each in page.text.split("\n\n") if each.strip()]


def spoken(thing: Any) -> list[str]:
    """Every sentence of the front matter that people read, whatever it is nested in."""
    if isinstance(thing, dict):
        kept = (value for key, value in thing.items() if key not in UNSPOKEN)
        return [text for value in kept for text in spoken(value)]
    if isinstance(thing, list):
        return [text for value in thing for text in spoken(value)]
    return [thing] if isinstance(thing, str) and not thing.startswith("[[") else []


def test_the_same_pages_stand_in_every_language(pages: Pages) -> None:
    english = set(in_language(pages, "en"))
    assert {path for path in english if path.startswith("glossary/")} == {
        f"glossary/{term}" for term in TERMS
    }
    assert {path for path in english if path.startswith("help/")} == {f"help/{p}" for p in HELP}
    assert sum(path.startswith("patterns/") for path in english) == 12
    assert "index" in english
    for language in OTHERS:
        assert set(in_language(pages, language)) == english
    assert {path.split("/")[0] for path in pages} == {*LANGUAGES, "protocols"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_says_its_language_and_what_it_translates(pages: Pages, language: str) -> None:
    for path, page in in_language(pages, language).items():
        assert page.matter["lang"] == language, path
        expected = None if language == "en" else f"en/{path}"
        assert page.matter.get("translation_of") == expected, path
        folder = path.split("/")[0]
        kinds = {"index": None, "glossary": "term", "help": "help", "patterns": "pattern"}
        assert page.matter.get("kind") == kinds[folder], path
        assert page.matter["title"].strip(), path


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_shape_of_its_source(pages: Pages, language: str) -> None:
    for path, source in in_language(pages, "en").items():
        page = pages[f"{language}/{path}"]
        assert list(page.matter) == [
            *list(source.matter)[: 2 if path == "index" else 3],
            "translation_of",
            *list(source.matter)[2 if path == "index" else 3 :],
        ], path
        assert len(headings(page)) == len(headings(source)), path
        assert len(paragraphs(page)) == len(paragraphs(source)), path
        targets = [target.replace(f"{language}/", "en/", 1) for target in link_targets(page.text)]
        assert targets == link_targets(source.text), path


def test_headings_are_the_same_on_every_page_of_a_kind_and_differ_between_languages(
    pages: Pages,
) -> None:
    for folder, count in (("glossary", 4), ("patterns", 6)):
        seen = set()
        for language in LANGUAGES:
            of_kind = [p for path, p in in_language(pages, language).items() if folder in path]
            (shape,) = {tuple(headings(page)) for page in of_kind}
            assert len(shape) == count
            seen.add(shape)
        assert len(seen) == len(LANGUAGES)


def test_a_term_has_an_example_marked_as_a_beginning(pages: Pages) -> None:
    for language in LANGUAGES:
        for term in TERMS:
            page = pages[f"{language}/glossary/{term}"]
            assert page.text.count("> [!NOTE] ") == 1, page.path
            assert "Ilara" in page.text, page.path
            assert page.matter["aliases"] or term in ("commons", "witness"), page.path
            assert len(link_targets(page.text.rsplit("## ", 1)[1])) >= 3, page.path


def test_no_two_languages_share_a_paragraph(pages: Pages) -> None:
    shared = []
    for path in in_language(pages, "en"):
        first: dict[str, str] = {}
        for language in LANGUAGES:
            page = pages[f"{language}/{path}"]
            for text in [*paragraphs(page), *spoken(page.matter)]:
                before = first.setdefault(text, language)
                if before != language and len(words(text)) > 3:
                    shared.append(f"{path}: {before} and {language}: {text}")
    assert shared == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_paragraph_is_in_the_language_of_its_page(pages: Pages, language: str) -> None:
    foreign = [
        f"{page.path}: {text}"
        for page in in_language(pages, language).values()
        for text in [*paragraphs(page), *spoken(page.matter)]
        if is_foreign(text, language)
    ]
    assert foreign == []


def test_a_language_is_told_by_its_small_words() -> None:
    assert guess_language("People look at each gate together and say what they see.") == "en"
    assert guess_language("La gente mira cada umbral y dice lo que ve en el lugar.") == "es"
    assert guess_language("As pessoas olham cada passagem e dizem o que veem, não mais.") == "pt"
    assert guess_language("On regarde chaque passage ensemble et l'on dit ce qui est.") == "fr"


def test_every_link_leads_to_the_page_it_names() -> None:
    files = [file for file in STARTER.rglob("*.md") if file.name != "README.md"]
    read = [
        read_rendered(file.relative_to(STARTER).as_posix(), file.read_text(encoding="utf-8"))
        for file in files
    ]
    index = PageIndex(entry_of(page) for page in read)
    links = [link for page in read for link in page.links]
    assert len(links) > 400
    lost = []
    for link in links:
        answer = index.find(link)
        exact = isinstance(answer, Found) and answer.rule == "path"
        within = link.source[:3] == link.target[:3]
        if not exact or not within or answer.path != f"{link.target}.md":
            lost.append((link.source, link.target))
    assert lost == []


def test_the_house_reads_each_title_and_alias_as_written(pages: Pages) -> None:
    for path, page in pages.items():
        if not path.startswith("protocols/"):
            seen = read_rendered(f"{path}.md", (STARTER / f"{path}.md").read_text("utf-8"))
            assert (seen.title, seen.title_from) == (page.matter["title"], "front matter"), path
            assert list(seen.aliases) == page.matter.get("aliases", []), path
            assert seen.components == (), path


def test_no_mail_address_and_no_phone_number_stands_anywhere() -> None:
    for file in STARTER.rglob("*.md"):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"[\w.]+@[\w.]+\.\w+|\+\d{6,}", text), file
