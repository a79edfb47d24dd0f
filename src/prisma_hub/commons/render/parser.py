"""The parser's events, with what the scan marked turned back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyromark

from prisma_hub.commons.render.source import DOLLAR

WITHOUT_FORMULAS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_TASKLISTS
    | pyromark.Options.ENABLE_WIKILINKS
)
"""For whoever looks for places in a text: between two prices stands no formula."""
_OPTIONS = WITHOUT_FORMULAS | pyromark.Options.ENABLE_MATH

Event = Any  # a str, or a dict of one key; see pyromark.event


def events(text: str) -> Iterator[Event]:
    found: Iterator[Event] = iter(pyromark.events(text, options=_OPTIONS))
    return map(_with_dollars, found) if DOLLAR in text else found


def _with_dollars(event: Event) -> Event:
    if isinstance(event, str):
        return event.replace(DOLLAR, "$") if DOLLAR in event else event
    if isinstance(event, dict):
        return {key: _with_dollars(value) for key, value in event.items()}
    return event
