"""Where a link leads, as people mean it: among the pages of one space, and of wider ones."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import unquote

from prisma_hub.commons.render.links import is_file, media_kind
from prisma_hub.commons.render.mentions import Names
from prisma_hub.commons.render.names import fold, loosen, match_anchor
from prisma_hub.commons.render.nearest import Nearest
from prisma_hub.commons.render.types import Link, Page

Rule = Literal["same page", "path", "folded path", "name", "alias", "title", "spelling"]

PAGE_ENDINGS = (".md", ".mdx", ".markdown", ".html", ".htm")
_LIKE_A_FILE = 0.8
"""How alike (1: the same) the name of a file must be to be proposed for another's."""
_FOLDER_PAGES = ("index", "readme", "_index")


@dataclass(frozen=True, slots=True)
class Entry:
    """A page or file that links can mean. `anchors` is None when its parts are not known (a picture)."""

    path: str
    title: str = ""
    aliases: tuple[str, ...] = ()
    anchors: tuple[str, ...] | None = None


def entry_of(page: Page) -> Entry:
    return Entry(page.path, page.title, page.aliases, page.anchors)


@dataclass(frozen=True, slots=True)
class Found:
    """`anchor` is empty for the whole page; `part_missing` when the page is there without the part named."""

    space: str
    path: str
    rule: Rule
    anchor: str = ""
    part_missing: bool = False


@dataclass(frozen=True, slots=True)
class Ambiguous:
    space: str
    candidates: tuple[str, ...]
    rule: Rule


@dataclass(frozen=True, slots=True)
class Missing:
    """`suggestions` are paths whose names come nearest, best first."""

    suggestions: tuple[str, ...] = ()


Answer = Found | Ambiguous | Missing


@dataclass
class _Names:
    """A name and every path it may mean, in order of path."""

    paths: dict[str, dict[str, None]] = field(default_factory=dict)

    def add(self, name: str, path: str) -> None:
        self.paths.setdefault(name, {})[path] = None

    def remove(self, name: str, path: str) -> None:
        paths = self.paths.get(name, {})
        paths.pop(path, None)
        if not paths:
            self.paths.pop(name, None)

    def get(self, name: str) -> list[str]:
        return sorted(self.paths.get(name, ()))


class PageIndex:
    """The pages and files of one space, found by every name they go by. Look-ups are dictionary look-ups."""

    def __init__(self, entries: Iterable[Entry] = (), *, space: str = "") -> None:
        self.space = space
        self._entries: dict[str, Entry] = {}
        self._folded, self._endings, self._aliases = _Names(), _Names(), _Names()
        self._titles, self._loose = _Names(), _Names()
        self._nearest = Nearest()
        self._spoken: Names | None = None
        for entry in entries:
            self.add(entry)

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, path: str) -> Entry | None:
        return self._entries.get(path)

    def add(self, entry: Entry) -> None:
        """Take a page in, in place of what had its path before."""
        self.remove(entry.path)
        self._entries[entry.path] = entry
        for names, name in self._names(entry):
            names.add(name, entry.path)
        self._nearest.add(_stem(fold(posixpath.basename(entry.path))), entry.path)
        if self._spoken is not None:
            for name in _said(entry):
                self._spoken.add(name, entry.path)

    def remove(self, path: str) -> None:
        entry = self._entries.pop(path, None)
        if entry is not None:
            for names, name in self._names(entry):
                names.remove(name, path)
            self._nearest.remove(_stem(fold(posixpath.basename(path))), path)
            if self._spoken is not None:
                for name in _said(entry):
                    self._spoken.remove(name, path)

    def _names(self, entry: Entry) -> Iterable[tuple[_Names, str]]:
        folded = _stem(fold(entry.path))
        yield self._folded, folded
        folder, name = posixpath.split(folded)
        if name in _FOLDER_PAGES:
            yield self._folded, folder
        parts = folded.split("/")
        for start in range(len(parts)):
            yield self._endings, "/".join(parts[start:])
        yield self._loose, loosen(name)
        for alias in entry.aliases:
            yield self._aliases, fold(alias.strip("/ \t"))
        if entry.title:
            yield self._titles, fold(entry.title)
            yield self._loose, loosen(entry.title)

    @property
    def spoken(self) -> Names:
        """The names of pages as they are said in a text; made on the first question, then kept so."""
        if self._spoken is None:
            self._spoken = Names()
            for entry in self._entries.values():
                for name in _said(entry):
                    self._spoken.add(name, entry.path)
        return self._spoken

    # Finding

    def find(self, link: Link) -> Answer:
        """What a link written on `link.source` means in this space."""
        if not link.page:
            return self._found(link.source, "same page", link.fragment)
        tried = dict.fromkeys((link.page.strip(), unquote(link.page).strip(), _without_query(link.page)))
        for look in (self._by_path, self._by_name):  # a path in any spelling before a name in any
            for wish in tried:
                if answer := look(wish, link):
                    return answer
        return Missing()

    def suggest(self, link: Link, limit: int = 3) -> tuple[str, ...]:
        """Paths whose names come nearest to what the link says; of a picture, pictures."""
        return tuple(path for _, path in self.propose(link, limit))

    def called_like(self, words: str, near: str, limit: int) -> list[str]:
        """Paths whose title, alias or name holds these words: those that begin with them first, of these
        those whose first folder is that of the path `near` (often a language), then in their order.
        """
        wanted, beside = fold(words.strip()), near.partition("/")[0] + "/"
        found: dict[str, bool] = {}
        for names in (self._titles, self._aliases, self._folded):
            for name, paths in names.paths.items():
                if wanted in name:
                    begins = name.startswith(wanted) or posixpath.basename(name).startswith(wanted)
                    for path in paths:
                        found[path] = found.get(path, False) or begins
        order = sorted(found, key=lambda path: (not found[path], not path.startswith(beside), path))
        return order[:limit]

    def propose(self, link: Link, limit: int = 3) -> list[tuple[float, str]]:
        """Paths of the same kind of file whose names come nearest, each with how near (1 is the same)."""
        name = _stem(fold(posixpath.basename(unquote(link.page).rstrip("/"))))
        kind = media_kind(link.page)
        near = self._nearest.rated(name, limit * 4)
        if is_file(link.page):  # `link.png` is like `selection.png`, and has nothing to do with it
            near = [(how, path) for how, path in near if how >= _LIKE_A_FILE]
        return [(how, path) for how, path in near if media_kind(path) == kind][:limit]

    def _by_path(self, wish: str, link: Link) -> Answer | None:
        paths = _places(wish, link)
        for path in paths:
            for full in (path, *(path + ending for ending in PAGE_ENDINGS[:3])):
                if full in self._entries:
                    return self._found(full, "path", link.fragment)
        for path in paths:
            folded = fold(path.rstrip("/"))
            for key in dict.fromkeys((_stem(folded), folded)):
                if answer := self._choose(self._folded.get(key), "folded path", wish, link):
                    return answer
        return None

    def _by_name(self, wish: str, link: Link) -> Answer | None:
        folded = fold(wish.strip("/").removeprefix("./"))
        while folded.startswith("../"):
            folded = folded[3:]
        if not folded:
            return None
        steps: tuple[tuple[_Names, Rule], ...] = (
            (self._endings, "name"),
            (self._aliases, "alias"),
            (self._titles, "title"),
        )
        for names, rule in steps:
            for key in dict.fromkeys((_stem(folded), folded)):
                if answer := self._choose(names.get(key), rule, wish, link):
                    return answer
        return self._choose(
            self._loose.get(loosen(_stem(posixpath.basename(folded)))), "spelling", wish, link
        )

    def _choose(self, paths: list[str], rule: Rule, wish: str, link: Link) -> Answer | None:
        """One path is the answer; of several, the one written with the same letters, or the one beside."""
        if len(paths) > 1:
            wanted = wish.strip("/")
            same = [p for p in paths if p.endswith(wanted) or _stem(p).endswith(_stem(wanted))]
            near = [p for p in paths if posixpath.dirname(p) == posixpath.dirname(link.source)]
            paths = next((few for few in (same, near) if len(few) == 1), paths)
        if len(paths) > 1:
            return Ambiguous(self.space, tuple(paths), rule)
        return self._found(paths[0], rule, link.fragment) if paths else None

    def _found(self, path: str, rule: Rule, fragment: str) -> Found:
        entry = self._entries.get(path)
        if not fragment or entry is None or entry.anchors is None:
            return Found(self.space, path, rule, fragment)
        anchor = match_anchor(entry.anchors, fragment)
        return Found(self.space, path, rule, anchor or "", part_missing=anchor is None)


def find_among(spaces: Sequence[PageIndex], link: Link) -> Answer:
    """What a link means in its own space, then in the wider ones, in the order given.

    The first space that has the page decides; an ambiguous name stays ambiguous rather than mean something
    further away. What is missing everywhere comes with suggestions from all of them.
    """
    for index in spaces:
        answer = index.find(link)
        if not isinstance(answer, Missing):
            return answer
    suggestions = [path for index in spaces for path in index.suggest(link)]
    return Missing(tuple(dict.fromkeys(suggestions))[:3])


def _places(wish: str, link: Link) -> list[str]:
    """Paths a link may mean: from the root when it begins with `/`; else beside its page and from the root.

    A wikilink with folders is meant from the root first, a markdown link from its own page first.
    """
    if wish.startswith("/"):
        return [_normal(wish.lstrip("/"))]
    beside = _normal(posixpath.join(posixpath.dirname(link.source), wish))
    rooted = _normal(wish)
    order = [rooted, beside] if link.kind == "wikilink" and "/" in wish else [beside, rooted]
    return [path for path in dict.fromkeys(order) if path]


def _normal(path: str) -> str:
    """Without `.` and `..`; a path that climbs out of the commons is no path."""
    normal = posixpath.normpath(path)
    return "" if normal == "." or normal.startswith("..") else normal


def _stem(path: str) -> str:
    """A page's path without its ending; any other file keeps its own."""
    return next((path[: -len(ending)] for ending in PAGE_ENDINGS if path.endswith(ending)), path)


def _said(entry: Entry) -> set[str]:
    """What a page is called in a sentence. A file that is no page, or a folder's own page, is not."""
    if entry.anchors is None:
        return set()
    name = _stem(posixpath.basename(entry.path))
    own = () if fold(name) in _FOLDER_PAGES else (name,)
    aliases = (each for each in entry.aliases if not each.startswith("/"))  # an address is not said in a text
    return {each for each in (*own, entry.title, *aliases) if each and fold(each) not in _FOLDER_PAGES}


def _without_query(page: str) -> str:
    return unquote(page.partition("?")[0]).strip()
