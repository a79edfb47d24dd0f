"""Atom feeds (RFC 4287) of editions. Addresses are relative: a site does not know where it will lie."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from uuid import UUID

ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One edition: `at` an instant, `address` relative to the feed."""

    id: UUID
    title: str
    at: str
    address: str
    language: str
    about: str


def atom(*, name: str, title: str, author: str, since: str, home: str, entries: Iterable[FeedEntry]) -> bytes:
    """A feed, the newest first. `name` is a URI of its own; `since` when there is no entry yet."""
    listed = list(entries)
    updated = max((each.at for each in listed), default=since)
    head = (
        f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="{ATOM}">\n'
        f"<id>{escape(name)}</id>\n<title>{_xml(title)}</title>\n<updated>{updated}</updated>\n"
        f"<author><name>{_xml(author)}</name></author>\n"
        f'<link rel="alternate" type="text/html" href="{escape(home)}"/>\n'
    )
    return (head + "".join(_entry(each) for each in listed) + "</feed>\n").encode()


def _entry(each: FeedEntry) -> str:
    return (
        f'<entry xml:lang="{escape(each.language)}">\n<id>urn:uuid:{each.id}</id>\n'
        f"<title>{_xml(each.title)}</title>\n"
        f"<updated>{each.at}</updated>\n"
        f'<link rel="alternate" type="text/html" href="{escape(each.address)}"/>\n'
        f"<summary>{_xml(each.about)}</summary>\n</entry>\n"
    )


def _xml(text: str) -> str:
    """Text as XML 1.0 may hold it: no control characters."""
    return escape("".join(letter for letter in text if letter >= " " or letter in "\t\n"), quote=False)
