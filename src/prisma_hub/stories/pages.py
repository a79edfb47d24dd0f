"""The pages of a story, as they lie in the commons."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import yaml

from prisma_hub.commons import queries as commons
from prisma_hub.commons.types import FullPage
from prisma_hub.identity.types import Viewer
from prisma_hub.stories.types import LEVELS, Page, Story

KIND = "story"


def pages_of(viewer: Viewer, story: Story) -> list[Page]:
    """Every page of a story this viewer may read, by level, then in the order they were begun."""
    full = commons.whole_pages(viewer, space=story.space, under=story.folder)
    found = [_page(each, story) for each in full]
    return sorted(found, key=lambda page: (page.level, page.language != story.language, page.path))


def _page(full: FullPage, story: Story) -> Page:
    info, level = full.info, full.info.data.get("level")
    return Page(
        name=name_of(info.path),
        path=info.path,
        level=level if level in LEVELS and not isinstance(level, bool) else 1,
        to=str(info.data.get("to", "public")),
        title=info.title,
        language=info.lang or story.language,
        text=full.text,
        blob=info.blob,
        behind=full.behind,
    )


def name_of(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[0]


def for_everybody(pages: list[Page]) -> list[Page]:
    """Those an edition holds: the pages whose `to` is everybody."""
    return [page for page in pages if page.to == "public"]


def begin_pages(story: Story, block: Mapping[str, Any], language: str) -> dict[str, str]:
    """The pages a template lays out, path → text, in one language. Questions stand in comments."""
    found: dict[str, str] = {}
    for page in block["pages"]:
        name = str(page["name"])
        own = language == story.language
        path = f"{story.folder}/{name}.md" if own else f"{story.folder}/{language}/{name}.md"
        source = "" if own else f"{story.folder}/{name}"
        found[path] = _text(page, language, source)
    return found


def _text(page: Mapping[str, Any], language: str, source: str) -> str:
    front: dict[str, Any] = {"title": _in(page["title"], language), "lang": language, "kind": KIND}
    front |= {"level": page["level"], "to": page["to"]} | ({"translation_of": source} if source else {})
    lines = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in front.items())
    sections = "\n".join(_section(each, language) for each in page["sections"])
    return f"---\n{lines}---\n\n{sections}"


def _section(section: Mapping[str, Any], language: str) -> str:
    text = f"## {_in(section['title'], language)}\n"
    if "question" in section:
        text += f"\n%% {_in(section['question'], language)} %%\n"
    if "show" in section:
        options = {key: value for key, value in section["show"].items() if key != "directive"}
        shown = yaml.safe_dump(options, allow_unicode=True) if options else ""
        text += f"\n```prisma {section['show']['directive']}\n{shown}```\n"
    return text


def _in(words: Mapping[str, str], language: str) -> str:
    return words.get(language) or words.get("en") or next(iter(words.values()), "")


def always(block: Mapping[str, Any], language: str) -> list[str]:
    """The titles of the sections that stand in every story made from this template."""
    sections = (section for page in block.get("pages", ()) for section in page["sections"])
    return [_in(section["title"], language) for section in sections if section.get("always")]


def asked(block: Mapping[str, Any], language: str) -> list[tuple[str, str]]:
    """Name and title of what the template's completion list asks people to look at."""
    return [(str(each["name"]), _in(each["title"], language)) for each in block.get("complete_when", ())]
