"""Whoever presses another language reads it everywhere: no sentence of ours stays behind in English."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from prisma_hub.upkeep import catalogue
from tests.browser.conftest import Demo
from tests.browser.ways import IN_A_BROWSER, PHONE

pytestmark = IN_A_BROWSER
PAGES = ("/today", "/say", "/timeline", "/stewardship", "/circles")
TEXTS = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  while (walker.nextNode()) found.push(walker.currentNode.textContent);
  for (const name of ["aria-label", "alt", "title", "placeholder"])
    found.push(...[...document.querySelectorAll(`[${name}]`)].map((one) => one.getAttribute(name)));
  return [document.title.split(" · ")[0], ...found].map((text) => text.replace(/\\s+/g, " ").trim());
}"""


def ours(language: str) -> dict[str, str]:
    """What the hub itself says, from English, where the two differ and nothing is filled in."""
    merged = catalogue.merge(catalogue.sources()[language], language)
    return {
        each.id: str(each.string)
        for each in merged
        if isinstance(each.id, str) and each.id not in ("", each.string) and "%(" not in each.id
    }


@pytest.mark.parametrize(
    ("language", "name"), [("es", "Español"), ("pt", "Português"), ("fr", "Français")], ids=["es", "pt", "fr"]
)
def test_nothing_of_ours_stays_in_english(browser: Browser, demo: Demo, language: str, name: str) -> None:
    page = browser.new_context(**PHONE).new_page()
    demo.sign_in(page, "heron")
    page.get_by_role("button", name=name).click()
    page.wait_for_selector(f"html[lang={language}]")
    known = ours(language)
    translated = set(known.values())
    for path in PAGES:
        page.goto(demo.address + path)
        texts = page.evaluate(TEXTS)
        assert [text for text in texts if text in known] == [], path
        assert len(translated.intersection(texts)) > 5, path
    page.context.close()
