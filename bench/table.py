"""One row per measurement, with its goal beside it."""

from __future__ import annotations

from dataclasses import dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Row:
    """`figure` is what was measured, `ratio` the same against the peer or limit of this run."""

    work: str
    figure: str
    peer: str
    ratio: str
    goal: str
    met: bool


def show(rows: list[Row]) -> None:
    table = Table("work", "measured", "peer or limit, same run", "ratio", "goal", "met")
    for row in rows:
        table.add_row(row.work, row.figure, row.peer, row.ratio, row.goal, "yes" if row.met else "NO")
    Console(width=150).print(table)
