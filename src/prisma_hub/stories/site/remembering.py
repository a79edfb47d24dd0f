"""What one building leaves for the next: of what its list was made, so that a part that cannot have changed
is not drawn again.

Kept are hashes alone, beside the hub; the list itself stands in the site. Only the pages of the commons, with
search and graph, are ever left as they stand, and only as a whole: where one file differs, all are drawn.
What they are made of follows from the last change of the commons, the code, the frames, and stories.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from prisma_hub.circles import queries as circles
from prisma_hub.commons import queries as commons
from prisma_hub.commons.types import Ref
from prisma_hub.kernel import evidence
from prisma_hub.kernel.refusal import naming
from prisma_hub.stories.site.graphing import PAGE
from prisma_hub.stories.site.laying import Site
from prisma_hub.stories.site.writing import EVIDENCE

_PACKAGE = Path(__file__).parents[2]
_ROOMS = ("kernel", "commons", "search", "stories")
_DRAWING = ("latex2mathml", "nh3")
"""Libraries that draw parts of pages."""
BESIDE = ("search/", "graph/")
"""Where lies what belongs to the pages of the commons."""


@dataclass(frozen=True, slots=True)
class Last:
    """How the site in a folder was built last: its list as this hub left it, and of what its commons was
    made. Empty where that is not certain."""

    rows: dict[str, dict[str, str]] = field(default_factory=dict)
    made_of: str = ""
    used: tuple[int, ...] = ()
    """Files its commons shows or links to, by their number among all that leave."""
    left_out: tuple[tuple[int, str], ...] = ()
    """Those of them that stayed here, and why."""


def recall(site: Site) -> Last:
    """What is known of the site that stands in the folder; nothing where other code made it, or another hand
    changed its list."""
    try:
        kept = json.loads(_place(site).read_bytes())
        manifest = (site.folder.out / EVIDENCE / evidence.MANIFEST).read_bytes()
    except (OSError, ValueError):
        return Last()
    if kept.get("code") != code() or kept.get("manifest") != evidence.manifest_name(manifest):
        return Last()
    rows = {row["path"]: row for row in json.loads(manifest)["files"]}
    stayed = tuple((number, why) for number, why in kept["left_out"])
    return Last(rows, kept["made_of"], tuple(kept["used"]), stayed)


def leave_standing(site: Site, last: Last) -> set[Ref] | None:
    """Take the pages of the commons, their search and graph into the list as they stand; which files
    they use. None where one of them does not stand as it was listed."""
    at, files = site.shelf.places.of, sorted(site.shelf.files)
    used = {files[number] for number in last.used}
    pages = [at(info.ref) for info in site.shelf.plain]
    beside = [path for path in last.rows if path.startswith(BESIDE) or path == PAGE]
    shown = [at(ref) for ref in used]
    part = [path for path in (*pages, *beside, *shown) if path in last.rows]
    if not site.folder.holds(part):
        return None
    site.folder.rows |= {path: last.rows[path] for path in part}
    site.shelf.used |= used
    site.shelf.left_out |= {files[number]: why for number, why in last.left_out}
    return used


def remember(site: Site, manifest: bytes, made_of: str, used: set[Ref]) -> None:
    """Keep what the next building asks, put in its place whole: somebody may be publishing beside."""
    place = _place(site)
    place.parent.mkdir(parents=True, exist_ok=True)
    half = place.with_suffix(f".{os.getpid()}")
    files = sorted(site.shelf.files)
    said = {
        "code": code(),
        "manifest": evidence.manifest_name(manifest),
        "made_of": made_of,
        "used": [number for number, ref in enumerate(files) if ref in used],
        "left_out": [
            (n, site.shelf.left_out[ref]) for n, ref in enumerate(files) if ref in site.shelf.left_out
        ],
    }
    with naming(place):
        half.write_text(json.dumps(said))
        half.replace(place)


def _place(site: Site) -> Path:
    name = sha256("\0".join((site.space, site.language, site.address)).encode()).hexdigest()[:32]
    return Path(settings.HUB_DIR) / "derived" / "sites" / f"{name}.json"


def made_of(site: Site) -> str:
    """The hash of what the pages of the commons are made of, with their search and graph. Asked when frames
    are drawn, every page has its place, and stories are told: search finds them too."""
    within = circles.visible_in(site.space)
    parts = [
        code(),
        repr(settings.LANGUAGES),
        site.shelf.state,
        *commons.spaces_leaving(within),
        *(repr(each) for _, each in sorted(site.frames.items())),
        *(repr(each) for each in site.findable),
        *(site.shelf.places.of(ref) or "" for ref in site.shelf.infos),
        *(f"{ref} {site.shelf.places.of(ref)} {blob}" for ref, blob in site.shelf.files.items()),
    ]
    return _hash(part.encode() for part in parts)


@cache
def code() -> str:
    """The hash of the code that draws, its templates and its words."""
    from importlib.metadata import version

    rooms = [file for room in _ROOMS for file in (_PACKAGE / room).rglob("*.py")]
    templates = [*(_PACKAGE / "web/templates").rglob("*.html"), *(_PACKAGE / "web").glob("*.py")]
    words = Path(settings.LOCALE_PATHS[0]).glob("*/LC_MESSAGES/made-from")
    files = (file.read_bytes() for file in sorted([*rooms, *templates, *words]))
    return _hash([*(f"{name} {version(name)}".encode() for name in _DRAWING), *files])


def _hash(parts: Iterable[bytes]) -> str:
    found = sha256()
    for part in parts:
        found.update(b"%d:" % len(part))
        found.update(part)
    return found.hexdigest()
