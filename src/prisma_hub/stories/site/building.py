"""Building the site: every page drawn, only what changed written, then the list, then the evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from prisma_hub.circles import queries as circles
from prisma_hub.circles.types import PUBLIC
from prisma_hub.commons.types import LeftOut, Ref
from prisma_hub.kernel import evidence as form
from prisma_hub.kernel.refusal import Refused
from prisma_hub.log import evidence as proofs
from prisma_hub.log import queries as log
from prisma_hub.media import queries as media
from prisma_hub.stories import queries
from prisma_hub.stories.site import commons as shelves
from prisma_hub.stories.site import diagrams, frame, remembering
from prisma_hub.stories.site.graphing import LIBRARIES, graph_page
from prisma_hub.stories.site.laying import OWN, Site
from prisma_hub.stories.site.outside import missing_page, moved_pages, sitemap
from prisma_hub.stories.site.own import own_pages
from prisma_hub.stories.site.places import inside
from prisma_hub.stories.site.reading import commons_pages, index
from prisma_hub.stories.site.spreading import Aside, uncollected
from prisma_hub.stories.site.telling import sound_path, story_pages
from prisma_hub.stories.site.writing import Folder, before
from prisma_hub.stories.types import FOLDER

Report = Callable[[int, int], None]
Announce = Callable[[str, str, int], int]
"""Says that this list was published: space, its name, how many files → the entry's number."""

STATIC = (
    "tokens.css",
    "base.css",
    "parts.css",
    "commons.css",
    "site.css",
    "site.js",
    "search.css",
    "search.js",
    "missing.js",
    "graph.js",
    "graph-layout.js",
    "mark.svg",
    "proof.js",
    "verify.js",
    "check-page.js",
    "verify-page.js",
    "vendor/tweetnacl-1.0.3.min.js",
    "vendor/js-sha256-1.0.0.min.js",
    "vendor/snowball-3.0.1-base.min.js",
    "vendor/snowball-3.0.1-english.min.js",
    "vendor/snowball-3.0.1-spanish.min.js",
    "vendor/snowball-3.0.1-portuguese.min.js",
    "vendor/snowball-3.0.1-french.min.js",
    *(name.removeprefix("static/") for name in LIBRARIES),
)
_PIECE = 1_000_000
BUILT_PARTS = frozenset({"kind", "said", "body.space", "body.manifest", "body.files"})


@dataclass(frozen=True, slots=True)
class Built:
    """What a building came to: files listed, files of evidence beside them, how many of both had to be
    written or taken away, and entries of which parts are shown. `site` as it was laid out: much, and for
    whoever ends soon quicker kept than taken apart. `left_out` are files of the commons that stay here
    although pages lead to them, and why."""

    site: Site = field(repr=False)
    out: Path
    files: int
    evidence: int
    written: int
    removed: int
    disclosed: int
    left_out: tuple[LeftOut, ...] = ()


def build(
    out: Path,
    *,
    space: str,
    language: str,
    announce: Announce,
    address: str = "",
    report: Report | None = None,
) -> Built:
    """Bring the site in `out` up to what may leave the house towards `space` now.

    Built anew or on top of an older one, the files are the same, byte for byte.
    """
    with uncollected():
        return _build(out, space, language, address, announce, report or _say_nothing)


def _build(out: Path, space: str, language: str, address: str, announce: Announce, report: Report) -> Built:
    earlier = before(out)
    within = circles.visible_in(space)
    editions = queries.newest_editions(within=within)
    site = Site(space, language, address, Folder(out), shelves.gather(within, language), editions)
    _settle(site)
    values = _values()
    site.folder.begin()
    made_of, used = _pages(site, values, report)
    removed = site.folder.take_away(earlier)
    proven = _prove(site, announce)
    site.folder.end()
    remembering.remember(site, proven[form.MANIFEST], made_of, used)
    shown = proven["entries.jsonl"].count(b"\n")
    stayed = tuple(LeftOut(inside(ref), why) for ref, why in sorted(site.shelf.left_out.items()))
    return Built(site, out, len(site.folder.rows), len(proven), site.folder.written, removed, shown, stayed)


def _say_nothing(done: int, of: int) -> None:
    pass


def _settle(site: Site) -> None:
    """Give every page its place: stories first, then the commons, then files."""
    places, shelf = site.shelf.places, site.shelf
    for edition in site.editions:
        for page in edition.pages:
            places.put(Ref(PUBLIC, page.path), f"{FOLDER}/{edition.slug}/{page.name}.{page.language}.html")
    places.settle([info.ref for info in shelf.plain], "pages", pages=True)
    places.settle(sorted(shelf.files, key=lambda ref: (ref.space, ref.path)), "files", pages=False)


def _values() -> dict[str, object]:
    """What every frame says."""
    head = log.head()
    if head is None:
        raise Refused("There is no hub in this folder yet.")
    first = log.entry(0)
    return {"hub_name": first.body.get("name", "") if first else "", "hub": head.hub}


def _make_frames(site: Site, values: Mapping[str, object]) -> None:
    for language in site.languages:
        site.frames[language] = frame.make(language, values)


# == Pages ==


def _pages(site: Site, values: Mapping[str, object], report: Report) -> tuple[str, set[Ref]]:
    """Of what the pages of the commons were made, and which files they use.

    The index holds stories, as they are drawn; where there are none it is begun before anything is drawn.
    """
    last = remembering.recall(site)
    site.folder.known = last.rows
    if site.editions or last.made_of:
        _make_frames(site, values)
    told = sum(len(each.pages) for each in site.editions)
    of = told + len(site.shelf.infos) + len(OWN) * len(site.languages)
    for edition in site.editions:
        for done, _ in enumerate(story_pages(site, edition)):
            report(done, of)
    made_of = remembering.made_of(site) if site.frames else ""
    stand = remembering.leave_standing(site, last) if made_of and last.made_of == made_of else None
    if stand is not None:
        _looks(site, drawing=diagrams.HOME in last.rows)
        _own(site)
    else:
        with Aside(partial(index, site), things=len(site.shelf.infos)) as indexing:
            if not site.frames:
                _make_frames(site, values)
                made_of = remembering.made_of(site)
            site.shelf.read()
            graph_page(site)
            _own(site)
            _looks(site, drawing=diagrams.there_are(site.shelf))
            stand = commons_pages(site, told=lambda done: report(told + done, of), after=indexing)
        site.folder.add(indexing.answer())
    sitemap(site)
    for path, pieces in _poured(site):
        site.folder.pour(path, pieces)
    report(of, of)
    return made_of, stand


def _own(site: Site) -> None:
    """What is drawn in every building."""
    own_pages(site)
    moved = moved_pages(site)
    missing_page(site, moved)
    site.unlisted.update(moved)


def _looks(site: Site, *, drawing: bool) -> None:
    """Put down how pages look and what they do; `drawing` what draws diagrams as well."""
    for name in STATIC:
        site.folder.put(f"static/{name}", (frame.static_folder() / name).read_bytes())
    for font in sorted((frame.static_folder() / "fonts").glob("*.woff2")):
        site.folder.put(f"static/fonts/{font.name}", font.read_bytes())
    for path, content in diagrams.files() if drawing else ():
        site.folder.put(path, content)


def _poured(site: Site) -> Iterator[tuple[str, Callable[[], Iterable[bytes]]]]:
    """Pictures, sounds, films: as large as they may be."""
    yield from site.shelf.used_files()
    for sha256, kept in sorted(site.sounds.items()):
        yield sound_path(kept), partial(_pieces, media.path_of(sha256))


def _pieces(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened:
        while piece := opened.read(_PIECE):
            yield piece


# == Evidence ==


def _prove(site: Site, announce: Announce) -> dict[str, bytes]:
    manifest = form.write_manifest(site.space, site.folder.rows.values())
    seq = announce(site.space, form.manifest_name(manifest), len(site.folder.rows))
    site.show(seq, BUILT_PARTS)
    files = proofs.gather(site.disclose)
    files[form.MANIFEST] = manifest
    files[f"{form.MANIFEST}.js"] = form.script(form.MANIFEST, manifest.decode()).encode()
    site.folder.put_evidence(files)
    return files
