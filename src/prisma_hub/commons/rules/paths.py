"""Where a page may lie, and how it is called."""

from __future__ import annotations

import posixpath
import re
import unicodedata

from prisma_hub.commons.render.names import fold
from prisma_hub.kernel.ids import is_uuid
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.text import later

PAGE_ENDINGS = (".md", ".mdx", ".markdown")
LONGEST_PATH = 240
_FORBIDDEN = re.compile(r'[\\:*?"<>|\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]')
_TOO_COMMON = {"con", "prn", "aux", "nul"}
"""Names that some computers cannot write (MS-DOS devices)."""


def is_page(path: str) -> bool:
    return path.lower().endswith(PAGE_ENDINGS)


def is_hidden(path: str) -> bool:
    """A file beside the pages that no reader is shown, such as an editor keeps (`.obsidian/`)."""
    return path.startswith(".") or "/." in path


def check_path(path: str, *, strict: bool = True) -> str:
    """The path in one way of writing it, or why no file can lie there.

    `strict` also refuses names that some computers cannot write; an import takes those as they are.
    """
    tidy = unicodedata.normalize("NFC", path.strip())
    segments = tidy.split("/")
    if not tidy or len(tidy) > LONGEST_PATH or any(len(each.encode()) > 200 for each in segments):
        raise _no_path(path, mend=later("Choose a name between 1 and %(longest)s letters."))
    for at, segment in enumerate(segments):
        if segment in ("", ".", "..") or segment.startswith(".") or segment != segment.strip():
            raise _no_path(path, mend=later("Choose a name without dots or spaces at its ends."))
        if at == 0 and segment == "-":
            raise _no_path(path, mend=later("Choose another name for the first folder."))
        if _has_no_print(segment) or (strict and _clumsy(segment)):
            raise _no_path(path, mend=later('Leave out signs such as \\ : * ? " < > |.'))
    return tidy


def _has_no_print(segment: str) -> bool:
    return any(unicodedata.category(each) in ("Cc", "Cs", "Cf") for each in segment) or "\\" in segment


def _clumsy(segment: str) -> bool:
    stem = fold(segment).partition(".")[0]
    return bool(_FORBIDDEN.search(segment)) or segment.endswith(".") or stem in _TOO_COMMON


def _no_path(path: str, mend: str) -> Refused:
    return Refused(
        "No page can be called “%(path)s”.",
        kept="Nothing was changed.",
        mend=mend,
        path=path[:80],
        longest=LONGEST_PATH,
    )


def page_path(name: str) -> str:
    """A path for a page, from what somebody wrote as its name."""
    return check_path(name if is_page(name) else name + ".md")


def taken(path: str) -> Refused:
    """The answer where a page or file of this very name stands already."""
    no = Refused(
        "“%(name)s” is the name of another page already.",
        kept="Nothing was saved.",
        mend="Choose another name, or write on that page.",
        name=stem(path),
    )
    no.field = "name"
    return no


def stem(path: str) -> str:
    """A page's path without its ending; any other file keeps its own."""
    return path.rpartition(".")[0] if is_page(path) else path


def name_of(path: str) -> str:
    """What a page without a title is called."""
    return posixpath.basename(stem(path)).replace("-", " ").replace("_", " ")


def folder_of(path: str) -> str:
    return path.rpartition("/")[0]


def slug_of(space: str) -> str:
    """A space as it stands in an address and names a folder on disk: `circle-<uuid>`."""
    return space.replace(":", "-", 1)


def space_of(slug: str) -> str | None:
    """The space a word in an address means; None for a word that means none."""
    if slug in ("public", "hub"):
        return slug
    kind, _, uuid = slug.partition("-")
    return f"{kind}:{uuid}" if kind in ("circle", "person") and is_uuid(uuid) else None


def is_garden(space: str) -> bool:
    return space.startswith("person:")
