"""Writing, alone or with others: versions, drafts, what clashes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from prisma_hub.commons.types.pages import Ref

MAX_TEXT = 1_000_000
"""Characters of a page written in the browser; larger files come in by import."""

Action = Literal["created", "changed", "moved", "removed"]


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

    `name` is what a page not yet begun was to be called; `place` where it is kept (`rules/drafting.py`).
    """

    text: str
    base: str
    at: int
    name: str = ""
    place: str = ""


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
