"""Pages and spaces, as the rooms above see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from prisma_hub.commons.render.links import is_file
from prisma_hub.commons.render.types import Heading as Heading

MAX_TEXT = 1_000_000
"""Characters of a page written in the browser; larger files come in by import."""
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

Action = Literal["created", "changed", "moved", "removed"]


class Ref(NamedTuple):
    """A file of the commons: in which space, at which path (with its ending). A tuple, because much is found
    by it."""

    space: str
    path: str


@dataclass(frozen=True, slots=True)
class SpaceOfPages:
    """A repository a viewer may read. `label` is a message id; `name` fills it for circles."""

    space: str
    slug: str
    label: str
    name: str
    pages: int
    may_write: bool
    has_history: bool


@dataclass(frozen=True, slots=True)
class PageInfo:
    """What is known of a page without reading it again. `data` is its front matter."""

    ref: Ref
    title: str
    blob: str
    seq: int
    by: str
    at: str
    size: int
    lang: str = ""
    kind: str = ""
    description: str = ""
    translation_of: str = ""
    protocol: str = ""
    problem: str = ""
    aliases: tuple[str, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def space(self) -> str:
        return self.ref.space

    @property
    def path(self) -> str:
        return self.ref.path


@dataclass(frozen=True, slots=True)
class Translation:
    """The same page in another language. `behind` when its source changed after it."""

    info: PageInfo
    lang: str
    behind: bool = False


@dataclass(frozen=True, slots=True)
class FullPage:
    """A page with its text as written, and the languages it exists in."""

    info: PageInfo
    text: str
    translations: tuple[Translation, ...] = ()
    behind: bool = False
    """Whether this is a translation and its source was changed after it."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A page as HTML, safe to put into a document; and the words of the glossary that occur in it."""

    html: str
    outline: tuple[Heading, ...]
    broken: int
    terms: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the glossary: its page, its names, its meaning in a sentence or two."""

    info: PageInfo
    names: tuple[str, ...]
    meaning: str


@dataclass(frozen=True, slots=True)
class Backlink:
    """A page that leads here, with the sentence in which it does."""

    info: PageInfo
    context: str
    label: str


@dataclass(frozen=True, slots=True)
class LinkOut:
    """A link of a page and where it leads. `to` is None where it leads nowhere; `rule` says why or how."""

    source: Ref
    target: str
    label: str
    rule: str
    to: Ref | None
    part_missing: bool = False
    proposals: tuple[str, ...] = ()
    sure: bool = False
    """The first of the proposals is what it means: a slip of the pen, and nothing else is near."""

    @property
    def to_file(self) -> bool:
        """Whether it means a picture or another file, and no page."""
        return is_file(self.target)


@dataclass(frozen=True, slots=True)
class Node:
    """A page in the graph."""

    ref: Ref
    title: str
    lang: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Graph:
    """Pages by space and path, and which lead to which: pairs of their numbers, each once, in order."""

    pages: tuple[Node, ...]
    links: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a broken link may have meant. `sure` where nothing else comes near, or a page was renamed so;
    `anchor` a part of the page that is there, where the one named is not."""

    to: Ref
    sure: bool = False
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """A link that leads nowhere, to several pages, or to a part that is not there; best proposal first."""

    link: LinkOut
    proposals: tuple[Proposal, ...] = ()

    @property
    def sure(self) -> Proposal | None:
        return next((each for each in self.proposals if each.sure), None)


@dataclass(frozen=True, slots=True)
class Mention:
    """Words on a page that are another page's name and no link."""

    source: PageInfo
    to: PageInfo
    words: str
    context: str


@dataclass(frozen=True, slots=True)
class Mend:
    """What somebody decided: on page `path`, links written as `target` (or the plain words `words`) lead to
    this page, or to this part of it."""

    path: str
    to: Ref
    target: str = ""
    words: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class LinkReport:
    """How the links of some pages stand, by number; what a viewer may not read is not counted."""

    links: int
    broken: int
    ambiguous: int
    parts: int
    """Links to a page that is there, and to a part of it that is not."""
    orphans: int

    @property
    def wanting(self) -> int:
        return self.broken + self.ambiguous + self.parts


@dataclass(frozen=True, slots=True)
class Version:
    """A page as it was from one entry on."""

    ref: Ref
    seq: int
    action: Action
    commit: str
    blob: str
    title: str
    summary: str
    was: str
    origin: str
    by: str
    at: str
    author: str = ""
    """Who wrote it elsewhere, by name, where it came along with the past of an imported page."""
    kept: bool = True
    """Whether its text is still there (a garden keeps none but the newest)."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A page was saved. `merged` when somebody else's change was joined with it."""

    ref: Ref
    blob: str
    seq: int
    merged: bool = False
    unchanged: bool = False


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


class Place(NamedTuple):
    """A piece of a text two people changed. Where they agree both sides are the same words."""

    yours: str
    theirs: str


Choice = Literal["both", "yours", "theirs"]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two people changed the same lines. Nothing was saved; both texts are here.

    `both` is one text in which the lines that clash stand one above the other, yours first; `places` is the
    same in pieces, to choose from; `base` is the blob to save against after choosing.
    """

    ref: Ref
    yours: str
    theirs: str
    both: str
    base: str
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Completion:
    """What a link or tag one begins to write may become: its name, what stands in the text, what tells it
    from others of that name."""

    label: str
    text: str
    hint: str


@dataclass(frozen=True, slots=True)
class MyDraft:
    """What somebody typed and did not save, from which version, and when (milliseconds since 1970).

    `name` is what a page not yet begun was to be called.
    """

    text: str
    base: str
    at: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Added:
    """A file that was laid beside the pages, and how a page shows it."""

    ref: Ref
    text: str


@dataclass(frozen=True, slots=True)
class Begun:
    """A translation to begin: where it may lie, and the text it begins from."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Mended:
    """A page has a new path. `pages` had links that pointed there, and now point to the new one."""

    ref: Ref
    pages: int
    links: int


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
