"""Making the index at once, for whoever brought much and waits for it."""

from __future__ import annotations

from collections.abc import Callable

from prisma_hub.search import indexing

Progress = Callable[[int, int], None]


def make_index(*, progress: Progress | None = None) -> None:
    """Read into the index whatever is not in it yet. `progress` is told how many pages of how many are."""
    most, done = indexing.waiting(), 0
    while indexing.follow():
        done = min(done + indexing.BATCH, most)
        if progress:
            progress(done, most)
    if progress:
        progress(most, most)
