"""What comes in and goes out as a whole: imports, pushes, copies; and what a purge took away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from prisma_hub.commons.types.leading import LinkOut

MAX_MB = 25
MAX_FILE = MAX_MB * 1_000_000
"""Bytes of a file an import takes."""
MOST_PUSHED = 300_000_000
"""Bytes of one push, packed."""

MAX_MEDIA_MB = 500
MAX_MEDIA = MAX_MEDIA_MB * 1_000_000
"""Bytes of a sound, a picture, a film that an import takes, piece by piece."""
LARGE = 4_000_000
"""Bytes from which on a file is never held whole in memory."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    path: str
    why: str


@dataclass(frozen=True, slots=True)
class Report:
    """What an import took, decided and could not take."""

    source: str
    into: str
    pages: int = 0
    media: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    merged: tuple[str, ...] = ()
    kept_as_here: tuple[LeftOut, ...] = ()
    links: Mapping[str, int] = field(default_factory=dict)
    """How many links were found by which rule; `missing` and `ambiguous` among them."""
    outside: tuple[LinkOut, ...] = ()
    """Links that lead out of the folder that was brought; not among the broken."""
    broken: tuple[LinkOut, ...] = ()
    missing_files: tuple[LinkOut, ...] = ()
    """Pictures and other files that pages show or lead to, and that did not come along; not among the
    broken, which lead to pages."""
    components: Mapping[str, int] = field(default_factory=dict)
    unreadable_front_matter: tuple[LeftOut, ...] = ()
    unread: tuple[str, ...] = ()
    """Pages that the program could not read as pages, taken as plain text."""
    encodings: tuple[LeftOut, ...] = ()
    """Pages not written in UTF-8, and what they were read as."""
    alike: tuple[LeftOut, ...] = ()
    """Paths that are one on computers to which capitals make no difference."""
    awkward: tuple[str, ...] = ()
    """Paths that some computers cannot hold."""
    narrowed: tuple[LeftOut, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    history: str = ""
    """What became of the git history of the source, in a sentence; empty where there is none."""


@dataclass(frozen=True, slots=True)
class Pushed:
    """A push was taken: so many files are said in the log. `tales`: files among them that tell what somebody
    opened lately."""

    space: str
    head: str
    files: int
    tales: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Copy:
    """A token took a copy of a space away; `at` when last, in milliseconds since 1970."""

    token: str
    space: str
    at: int


What = Literal["space", "file", "garden"]


@dataclass(frozen=True, slots=True)
class Purged:
    """A purge, as it can be done again elsewhere, and nothing of what went by it.

    `seq` and `statement` (its hash) say which entry it was. `what`: the past of a whole `space`, that of one
    file, or that of a garden whose owner wanted it kept no longer. `gone`: the versions that no longer stood
    then, number and statement hash.
    """

    seq: int
    statement: bytes
    what: What
    space: str
    gone: tuple[tuple[int, bytes], ...]
