"""What a person is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Letter:
    """`text` is a message id, filled with `values` by the face that translates it. `at`: ms since 1970."""

    id: int
    text: str
    values: Mapping[str, str]
    link: str
    seq: int
    at: int
    read: bool
    waits: bool
    """Whether an answer of the reader is waited for."""
