"""Questions put to a database by hand, where a query builder takes longer than the database."""

from __future__ import annotations

from collections.abc import Sized


def marks(values: Sized) -> str:
    """Placeholders for so many values, in brackets; for none `(NULL)`, in which nothing is."""
    return f"({', '.join(['%s'] * len(values)) or 'NULL'})"
