"""Writing a link anew, so that it leads where it led, in the manner its author wrote it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from urllib.parse import quote

from prisma_hub.commons.rules.paths import is_page, stem

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_CODE = re.compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)")
_LINK = re.compile(
    r"(?P<wiki>!?\[\[)(?P<page>[^\[\]|#\n]*)(?P<rest>(?:#[^\[\]|\n]*)?(?:\|[^\[\]\n]*)?\]\])"
    r"|(?P<inline>\]\(\s*)(?P<address><[^<>\n]*>|[^\s()<>]*(?:\([^\s()]*\)[^\s()<>]*)*)"
    r"|(?P<defined>^ {0,3}\[[^\[\]\n]+\]:[ \t]*)(?P<place><[^<>\n]*>|\S+)",
    re.MULTILINE,
)
_TRANSLATION = re.compile(
    r"^(translation_of:[ \t]*)([\"']?)(?:\[\[)?/?([^\n\"'\]|]+?)(?:\]\])?\2[ \t]*$", re.MULTILINE
)

Rewrite = Callable[[str, bool], str | None]
"""Page part of a link as written and whether it is a wikilink → what to write instead, or None."""


def rewrite_links(text: str, rewrite: Rewrite) -> str:
    """The text with the page parts of its links rewritten; what stands in code stays."""
    code = _code_spans(text)

    def one(match: re.Match[str]) -> str:
        if any(start <= match.start() < end for start, end in code):
            return match[0]
        if match["wiki"] is not None:
            return _wiki(match, rewrite)
        return _address(match, rewrite)

    return _LINK.sub(one, text)


def _wiki(match: re.Match[str], rewrite: Rewrite) -> str:
    # Inside a table the bar before a label is written \|, and its backslash is no part of the name.
    page = match["page"].removesuffix("\\")
    new = rewrite(page.strip(), True)
    if new is None:
        return match[0]
    return match["wiki"] + new + match["page"][len(page) :] + match["rest"]


def _address(match: re.Match[str], rewrite: Rewrite) -> str:
    before = match["inline"] if match["inline"] is not None else match["defined"]
    written = match["address"] if match["inline"] is not None else match["place"]
    pointed = written.startswith("<")
    page, sharp, fragment = written.strip("<>").partition("#")
    new = rewrite(page, False)
    if new is None:
        return match[0]
    return f"{before}<{new}{sharp}{fragment}>" if pointed else f"{before}{quote_page(new)}{sharp}{fragment}"


def quote_page(path: str) -> str:
    """A path as it stands in a markdown link: spaces and brackets would end it."""
    return quote(path, safe="/!$&'*+,;=:@~-._" + "".join({c for c in path if ord(c) > 127}))


def _code_spans(text: str) -> list[tuple[int, int]]:
    return list(_spans(text))


def _spans(text: str) -> Iterator[tuple[int, int]]:
    fence, began, at = "", 0, 0
    for line in text.splitlines(keepends=True):
        mark = _FENCE.match(line)
        if fence:
            if mark and mark[1].startswith(fence) and not line.strip(" \n\r" + fence[0]):
                yield began, at + len(line)
                fence = ""
        elif mark:
            fence, began = mark[1], at
        else:
            yield from ((at + found.start(), at + found.end()) for found in _CODE.finditer(line))
        at += len(line)
    if fence:
        yield began, at


def rewrite_translation(text: str, old: str, new: str) -> str:
    """`translation_of` in the front matter names the new path where it named the old."""
    if not text.startswith("---"):
        return text
    end = text.find("\n---", 3)

    def one(match: re.Match[str]) -> str:
        return f"{match[1]}{stem(new)}" if stem(match[3].strip()) == stem(old) else match[0]

    return _TRANSLATION.sub(one, text[:end]) + text[end:] if end > 0 else text


def in_the_same_manner(written: str, new: str, *, source: str, wiki: bool) -> Iterator[str]:
    """Ways to write a link to `new` on page `source`, in the manner of what was written, best first."""
    bare = is_page(new) and not is_page(written)
    path = stem(new) if bare else new
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
