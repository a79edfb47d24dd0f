"""One page of every type that somebody reaches by following links, and what is wrong with it."""

from __future__ import annotations

import json
import re
from collections import Counter, deque
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import axe_playwright_python
from django.urls import Resolver404, resolve
from playwright.sync_api import APIResponse, Page

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
AT_HAND = f"window.bringAxe = () => {{ {AXE}\n}}"
"""Sent to the browser once, and not begun before a page is looked at."""
LINK = re.compile(r'<a\b[^>]*?\bhref="([^"]+)"')
TRIED = 2
"""Pages of one type whose links are followed: what one journey has not, another may."""
RUN = """async (rules) => {
  const only = rules.length ? {runOnly: {type: "rule", values: rules}} : {};
  const found = await axe.run(document, {resultTypes: ["violations"], ...only});
  return found.violations.map((one) => `${one.id}: ${one.nodes[0].html.slice(0, 120)} (${one.nodes.length})`);
}"""
SHAPES = """() => [...new Set([...document.querySelectorAll("*")].map((one) => {
  const shape = (it) => it && [it.tagName, it.className?.baseVal ?? it.className, it.type, it.role].join("|");
  return shape(one) + " in " + shape(one.parentElement);
}))]"""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
WIDEST = """() => [...document.querySelectorAll("main *")]
  .filter((one) => one.getBoundingClientRect().right > innerWidth).map((one) => one.outerHTML.slice(0, 90))
  .slice(0, 2)"""


def page_types(page: Page, address: str, begin: tuple[str, ...]) -> dict[str, str]:
    """Addresses by the name of their pattern: the first of each that answers with a page.

    Follows links as whoever is signed in would, and never sends a form.
    """
    found: dict[str, str] = {}
    tried: Counter[str] = Counter()
    waiting, known = deque(begin), set(begin)
    while waiting:
        path = waiting.popleft()
        name = _type(path)
        if name is None or tried[name] >= TRIED:
            continue
        tried[name] += 1
        answer = page.request.get(address + path)
        if not _is_page(answer):
            continue
        found.setdefault(name, path)
        for link in _links(answer, address):
            if link not in known:
                known.add(link)
                waiting.append(link)
    return found


def _type(path: str) -> str | None:
    try:
        return resolve(urlsplit(path).path).url_name
    except Resolver404:
        return None


def _is_page(answer: APIResponse) -> bool:
    return answer.ok and answer.headers.get("content-type", "").startswith("text/html")


def _links(answer: APIResponse, address: str) -> Iterator[str]:
    for href in LINK.findall(answer.text()):
        whole = urldefrag(urljoin(answer.url, unescape(href))).url
        if whole.startswith(address + "/"):
            yield whole.removeprefix(address)


class Looker:
    """Looks at pages in one tab, and remembers what is wrong with them."""

    def __init__(self, page: Page, address: str, who: str, seen: dict[str, set[str]]) -> None:
        self.page, self.address, self.who, self.seen = page, address, who, seen
        self.wrong: list[str] = []
        self.where = ""
        page.add_init_script(AT_HAND)
        page.on("console", lambda told: self._note(told.text) if told.type == "error" else None)
        page.on("pageerror", lambda error: self._note(str(error)))
        page.on("request", lambda asked: self._note_elsewhere(asked.url))

    def _note(self, what: str) -> None:
        self.wrong.append(f"{self.who} {self.where}: {what}")

    def _note_elsewhere(self, url: str) -> None:
        if not url.startswith((self.address + "/", "data:", "blob:")):
            self._note(f"asks elsewhere: {url}")

    def look(self, name: str, path: str, *rules: str) -> None:
        """Everything axe finds (or by these rules only), on a small phone; and what scrolls sideways.

        Where a page holds nothing that one of its type did not hold before, axe is not asked again.
        """
        self.where = f"{name} {path}"
        self.page.set_viewport_size({"width": 360, "height": 740})
        self.page.goto(self.address + path, wait_until="load")
        shapes, seen = set(self.page.evaluate(SHAPES)), self.seen.setdefault(name, set())
        if rules or not shapes <= seen:
            seen |= shapes
            self.page.evaluate("window.bringAxe()")
            for each in self.page.evaluate(RUN, list(rules)):
                self._note(each)
        self.page.set_viewport_size({"width": 320, "height": 640})
        over = self.page.evaluate(SIDEWAYS)
        if over:
            self._note(f"scrolls {over} px sideways at 320: {json.dumps(self.page.evaluate(WIDEST))}")
