"""Writing a link anew, so that it leads where it led, in the manner its author wrote it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from urllib.parse import quote

from prisma_hub.commons.render.frontmatter import split
from prisma_hub.commons.render.mend import retarget
from prisma_hub.commons.render.types import Link
from prisma_hub.commons.rules.paths import is_page, stem

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_DEFINED = re.compile(r"^( {0,3}\[[^\[\]\n]+\]:[ \t]*)(<[^<>\n]*>|\S+)")
_PROPERTY = re.compile(r"\[\[([^\[\]|\n]{1,500})(\|[^\[\]\n]{1,500})?\]\]")
_TRANSLATION = re.compile(
    r"^(translation_of:[ \t]*)([\"']?)(?:\[\[)?/?([^\n\"'\]|]+?)(?:\]\])?\2[ \t]*$", re.MULTILINE
)

BEFORE = ("prev_page_url", "prev", "previous")
AFTER = ("next_page_url", "next")
"""Properties that name the page one reads before or after this one."""
_ORDER = re.compile(
    rf"^((?:{'|'.join(BEFORE + AFTER)}):[ \t]*)([\"']?)([^\n\"'\[\]]+?)\2[ \t]*$", re.MULTILINE
)

Rewrite = Callable[[str, bool], str | None]
"""Target of a link (or its page part) as written, and whether it is a wikilink → what to write instead."""


def rewrite_links(path: str, text: str, rewrite: Rewrite) -> str:
    """The text with the page parts of its links rewritten, also where an address is defined apart from its
    link; what stands in code stays."""

    def change(target: str, wiki: bool) -> str | None:
        page, sharp, fragment = target.partition("#")
        new = rewrite(page.strip(), wiki)
        return None if new is None else f"{new}{sharp}{fragment}"

    return rewrite_targets(path, text, change)


def rewrite_targets(path: str, text: str, rewrite: Rewrite) -> str:
    """The same for whole targets, page and fragment together."""

    def change(link: Link) -> str | None:
        return rewrite(link.target, link.kind == "wikilink")

    front = split(text)
    at = len(text) - len(front.body) if front.body and text.endswith(front.body) else 0
    head = _PROPERTY.sub(lambda found: _property(found, rewrite), text[:at])
    return head + _rewrite_definitions(retarget(path, text[at:], change), rewrite)


def _property(match: re.Match[str], rewrite: Rewrite) -> str:
    """A wikilink in the front matter, however deep it stands there."""
    new = rewrite(match[1].strip(), True)
    return match[0] if new is None else f"[[{new}{match[2] or ''}]]"


def _rewrite_definitions(text: str, rewrite: Rewrite) -> str:
    if "]:" not in text:
        return text
    fence = ""
    lines = text.split("\n")
    for at, line in enumerate(lines):
        mark = _FENCE.match(line)
        if mark:
            fence = "" if fence and mark[1].startswith(fence) else fence or mark[1]
        elif not fence:
            lines[at] = _DEFINED.sub(lambda found: _defined(found, rewrite), line)
    return "\n".join(lines)


def _defined(match: re.Match[str], rewrite: Rewrite) -> str:
    new = rewrite(match[2].strip("<>"), False)
    if new is None:
        return match[0]
    return f"{match[1]}<{new}>" if match[2].startswith("<") else f"{match[1]}{quote(new, safe='/#%')}"


def rewrite_translation(text: str, old: str, new: str) -> str:
    """`translation_of` in the front matter names the new path where it named the old."""
    if not text.startswith("---"):
        return text
    end = text.find("\n---", 3)

    def one(match: re.Match[str]) -> str:
        return f"{match[1]}{stem(new)}" if stem(match[3].strip()) == stem(old) else match[0]

    return _TRANSLATION.sub(one, text[:end]) + text[end:] if end > 0 else text


def rewrite_order(text: str, rewrite: Rewrite) -> str:
    """The pages before and after this one, as its front matter names them, named anew."""
    end = text.find("\n---", 3) if text.startswith("---") else -1
    if end < 0:
        return text

    def one(match: re.Match[str]) -> str:
        page, sharp, fragment = match[3].partition("#")
        new = rewrite(page, False)
        return match[0] if new is None else f"{match[1]}{match[2]}{new}{sharp}{fragment}{match[2]}"

    return _ORDER.sub(one, text[:end]) + text[end:]


def in_the_same_manner(written: str, new: str, *, source: str, wiki: bool) -> Iterator[str]:
    """Ways to write a link to `new` on page `source`, in the manner of what was written, best first."""
    bare = is_page(new) and not is_page(written)
    path = stem(new) if bare else new
    if bare and not wiki and written.endswith(".html"):  # as the program that made their site wants it
        path += ".html"
    if wiki:
        if "/" not in written:
            yield posixpath.basename(path)
        yield path
        yield new
    elif written.startswith("/"):
        yield "/" + path
    else:
        relative = posixpath.relpath(path, posixpath.dirname(source) or ".")
        yield relative
        yield "/" + path
