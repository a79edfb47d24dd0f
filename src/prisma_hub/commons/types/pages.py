"""A page, in which languages it is, how it is shown; and where pages lie."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from prisma_hub.commons.render.types import Heading


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
    aliases: tuple[str, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def space(self) -> str:
        return self.ref.space

    @property
    def path(self) -> str:
        return self.ref.path

    def called(self, language: str) -> str:
        """Its title. An instrument may say it in every language it speaks: then in this one, else in English
        or any."""
        said = self.data.get("title") if self.protocol else None
        if not isinstance(said, Mapping):
            return self.title
        wanted = (said.get(each) for each in (language, language.partition("-")[0], "en", *said))
        return next(
            (words for each in wanted if isinstance(each, str) and (words := each.strip())), self.title
        )


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
class Term:
    """A word of the glossary: its page, its names, its meaning in a sentence or two."""

    info: PageInfo
    names: tuple[str, ...]
    meaning: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A page as HTML, safe to put into a document; and the words of the glossary that occur in it."""

    html: str
    outline: tuple[Heading, ...]
    broken: int
    terms: tuple[Term, ...] = ()
