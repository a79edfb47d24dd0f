"""Where everything lies in a site, and how one file refers to another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count
from urllib.parse import quote, urlsplit

from prisma_hub.circles.types import PUBLIC
from prisma_hub.commons.types import Ref
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.text import in_address


def root_of(path: str) -> str:
    """From a file back to the root of the site."""
    return "../" * path.count("/")


_quoted = lru_cache(maxsize=32_768)(in_address)


def quoted(target: str, anchor: str = "") -> str:
    """The address of a file, from the root of the site. It needs no escaping in HTML."""
    return onto(_quoted(target), anchor)


def onto(address: str, anchor: str) -> str:
    """The address of a place in a file. It needs no escaping in HTML."""
    return f"{address}#{quote(anchor, safe='^')}" if anchor else address


def href(source: str, target: str, anchor: str = "") -> str:
    """A relative address from one file of the site to another."""
    return root_of(source) + quoted(target, anchor)


def check_address(address: str) -> str:
    """The address of a whole site, with a `/` at its end; empty stays empty."""
    if not address:
        return ""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise Refused(
            "“%(address)s” is no address of a site.",
            kept="Nothing was written.",
            mend="Give it whole, as in https://example.org/stories/.",
            address=address,
        )
    return address.rstrip("/") + "/"


def inside(ref: Ref) -> str:
    """How a page or file is called from outside the hub: those everybody reads by their path alone."""
    return ref.path if ref.space == PUBLIC else f"{ref.space.replace(':', '-')}/{ref.path}"


def of_language(name: str, language: str, own: str) -> str:
    """A page the site has in every language: the hub's own language lies at the root."""
    return name if language == own else f"{language}/{name}"


@dataclass(slots=True)
class Places:
    """Pages and files of the commons, each with its path in the site; no two the same, also without case."""

    _taken: set[str] = field(default_factory=set)
    _of: dict[Ref, str] = field(default_factory=dict)

    def settle(self, refs: Iterable[Ref], folder: str, *, pages: bool) -> None:
        for ref in refs:
            here = inside(ref)
            ending = ".html" if pages else ""
            bare = here.rpartition(".")[0] if pages else here
            self.put(ref, f"{folder}/{bare}{ending}", f"{folder}/{here}{ending}")

    def page_of(self, ref: Ref) -> str:
        """Where a page would lie, were nothing in its way."""
        return f"pages/{inside(ref).rpartition('.')[0]}.html"

    def taken(self, path: str) -> bool:
        return path.casefold() in self._taken

    def put(self, ref: Ref, *wishes: str) -> None:
        """Give it the first of these paths that is free; numbered where none is."""
        path = next(filter(self._is_free, wishes), None) or self._numbered(wishes[-1])
        self._taken.add(path.casefold())
        self._of[ref] = path

    def _is_free(self, path: str) -> bool:
        return path.casefold() not in self._taken

    def _numbered(self, path: str) -> str:
        bare = path.replace("/", "-")
        return next(filter(self._is_free, (f"{n}-{bare}" for n in count(2))))

    def of(self, ref: Ref) -> str | None:
        return self._of.get(ref)

    def all(self) -> Iterable[tuple[Ref, str]]:
        return self._of.items()
