"""The pages of the commons as pages of the site: their text, where their links lead, what leads to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from html import escape
from typing import NamedTuple

from prisma_hub.circles.queries import Visible
from prisma_hub.circles.types import PUBLIC
from prisma_hub.commons import queries as commons
from prisma_hub.commons.queries import Led
from prisma_hub.commons.render import drawing
from prisma_hub.commons.render.keeping import again, opened
from prisma_hub.commons.render.links import media_kind
from prisma_hub.commons.render.types import Broken, Link, Media, Resolved
from prisma_hub.commons.render.types import Page as Read
from prisma_hub.commons.types import PageInfo, Ref
from prisma_hub.stories.pages import KIND
from prisma_hub.stories.site.handing import pieces, why_not
from prisma_hub.stories.site.places import Places, onto, quoted, root_of
from prisma_hub.stories.types import FOLDER


class Named(NamedTuple):
    """A page as others lead to it: its title, the same as HTML, its address (that needs no escaping)."""

    title: str
    html: str
    address: str


@dataclass(eq=False, slots=True)
class Target:
    """A page or file that links lead to, one for all of them: thousands of links look nothing up. `way` is
    its address from the root of the site, None where it does not lie there."""

    ref: Ref
    way: str | None
    is_file: bool


@dataclass
class Shelf:
    """Everything of the commons that leaves: pages, files, links. What only drawing asks for is read when it
    is asked for."""

    within: Visible
    state: str
    """Of the commons, before anything was read."""
    infos: dict[Ref, PageInfo]
    files: dict[Ref, str]
    places: Places
    moved: Mapping[Ref, Ref] = field(default_factory=dict)
    """Where pages were that have moved, and where they are."""
    used: set[Ref] = field(default_factory=set)
    """Files a page shows or links to: only these are copied."""
    left_out: dict[Ref, str] = field(default_factory=dict)
    """Files a page shows or links to that stay here, and why: whoever opened them would run them. Known once
    it is known where links lead."""
    _shown: dict[Ref, Read] = field(default_factory=dict)

    @cached_property
    def plain(self) -> Sequence[PageInfo]:
        """The pages that are no part of a story. Those of editions are drawn as such; those of earlier ones
        do not stand alone."""
        return [info for info in self.infos.values() if not _is_story(info)]

    @cached_property
    def ways(self) -> Mapping[Ref, str]:
        """The address of every page and file, from the root of the site: many links lead to each."""
        return {ref: quoted(path) for ref, path in self.places.all()}

    @cached_property
    def named(self) -> Mapping[Ref, Named]:
        """Every page that lies in the site, as others lead to it."""
        return {
            info.ref: Named(info.title, escape(info.title), way)
            for info in self.infos.values()
            if (way := self.ways.get(info.ref))
        }

    @cached_property
    def led(self) -> Mapping[Ref, Mapping[int, Led[Target]]]:
        return commons.leads(self.within, self._target)

    def _target(self, ref: Ref) -> Target:
        blob = self.files.get(ref)
        why = why_not(ref, blob) if blob is not None else ""
        if why:
            self.left_out[ref] = why
        return Target(ref, None if why else self.ways.get(ref), blob is not None)

    @cached_property
    def bodies(self) -> Mapping[Ref, str]:
        """What was read of each page, ready to be rendered."""
        return commons.bodies(self.within)

    @cached_property
    def back(self) -> Mapping[Ref, Sequence[tuple[Named, str]]]:
        """What leads to each page, once each, with the sentence."""
        return _back(self.led, self.named)

    @cached_property
    def onward(self) -> Mapping[Ref, tuple[Ref | None, Ref | None]]:
        """The pages one reads before and after each page."""
        return commons.onward_leaving(self.within)

    def read(self) -> None:
        """Read now what drawing will ask for: it is spread over processes that ask no database."""
        _ = self.named, self.bodies, self.back, self.onward

    def lead(self, source: Ref, path: str) -> _Lead:
        return _Lead(self, source, root_of(path), self.led.get(source, {}))

    def embedded(self, ref: Ref) -> Read | None:
        """A page another one shows inside itself."""
        if ref not in self._shown and ref in self.bodies:
            self._shown[ref] = again(opened(ref.path, self.bodies[ref]))
        return self._shown.get(ref)

    def used_files(self) -> Iterator[tuple[str, Callable[[], Iterable[bytes]]]]:
        """Their paths, and what gives their bytes, piece by piece."""
        for ref in sorted(self.used):
            path, blob = self.places.of(ref), self.files[ref]
            if path and commons.pieces_of(ref, blob) is not None:
                yield path, partial(pieces, ref, blob)


@dataclass(slots=True)
class _Lead:
    """Where the links of one page lead, seen from the file it becomes in the site: `root` leads from there to
    the root, `mine` are its own links."""

    shelf: Shelf
    source: Ref
    root: str
    mine: Mapping[int, Led[Target]]

    def address(self, position: int) -> str | None:
        """Where one of its own links leads. It needs no escaping in HTML."""
        return self._address(self.mine.get(position))

    def resolve(self, link: Link) -> Resolved | Broken | None:
        address = self._address(self._to(link))
        return Resolved(address) if address else None

    def _to(self, link: Link) -> Led[Target] | None:
        if link.source == self.source.path:
            return self.mine.get(link.position)
        return self.shelf.led.get(Ref(self.source.space, link.source), {}).get(link.position)

    def _address(self, led: Led[Target] | None) -> str | None:
        if led is None or led.to.way is None:
            return None
        if led.to.is_file:
            self.shelf.used.add(led.to.ref)
        return self.root + (onto(led.to.way, led.anchor) if led.anchor else led.to.way)

    def embed(self, link: Link) -> Read | Media | Broken | None:
        led = self._to(link)
        if led is None:
            return None
        to = led.to
        if to.is_file and to.way:
            self.shelf.used.add(to.ref)
            return Media(self.root + to.way, media_kind(to.ref.path) or "file")
        return self.shelf.embedded(to.ref)


def gather(within: Visible, language: str) -> Shelf:
    """`language`: the site's own, in which instruments are called on pages that are in none in particular."""
    state = commons.state_of_pages()
    infos = {info.ref: _called(info, language) for info in commons.pages_leaving(within)}
    moved = {old: new for old, new in commons.moves_leaving(within).items() if new in infos}
    return Shelf(within, state, infos, commons.files_leaving(within), Places(), moved)


def _called(info: PageInfo, language: str) -> PageInfo:
    return replace(info, title=info.called(info.lang or language)) if info.protocol else info


def _is_story(info: PageInfo) -> bool:
    return info.space == PUBLIC and info.kind == KIND and info.path.startswith(f"{FOLDER}/")


def _back(
    led: Mapping[Ref, Mapping[int, Led[Target]]], named: Mapping[Ref, Named]
) -> dict[Ref, list[tuple[Named, str]]]:
    found: dict[Target, list[tuple[Named, str]]] = {}
    for source, links in led.items():
        leading = named.get(source)
        if leading is None:
            continue
        first: dict[Target, str] = {}
        for each in links.values():
            first.setdefault(each.to, each.context)
        for to, context in first.items():
            if to.ref != source:
                found.setdefault(to, []).append((leading, context))
    return {to.ref: sources for to, sources in found.items()}


@dataclass(frozen=True, slots=True)
class Drawn:
    """The text of a page. `said` is what is seen in it, where that is known already."""

    html: str
    said: str | None
    headings: Sequence[tuple[int, str, str]]
    """Level, words and anchor of each."""


def draw(shelf: Shelf, info: PageInfo, path: str) -> Drawn:
    lead = shelf.lead(info.ref, path)
    kept = opened(info.path, shelf.bodies[info.ref])
    drawn = drawing.draw(kept, lead.address, lead.resolve, lead.embed)
    return Drawn(drawn.html, drawn.said, kept.headings)
