"""What was found, a row each."""

from __future__ import annotations

import statistics

from rich.console import Console
from rich.table import Table

from soak import checks
from soak.disk import Cut
from soak.kills import Found
from soak.leaving import Away
from soak.two import Second


def show_kills(found: Found, *, seconds: float) -> None:
    _show(
        found.wrong,
        ("kills survived", f"{found.kills}, {found.while_starting} of them while starting"),
        ("acknowledged to people", f"{found.acknowledged}"),
        ("sent again after no answer", f"{found.again}"),
        ("lost", f"{checks.lost(found.wrong)}"),
        ("doubled", f"{checks.twice(found.wrong)}"),
        ("anything else wrong", f"{len(found.wrong) - checks.lost(found.wrong) - checks.twice(found.wrong)}"),
        ("backups written meanwhile", f"{found.backups}"),
        ("record book, tables and git checked whole", f"{found.whole} times"),
        ("from `serve` to the first answer", _median(found.by_command_s)),
        ("from what `serve` becomes to the first answer", _median(found.started_s)),
        ("in all", f"{seconds:.0f} s"),
    )


def show_cut(found: Cut) -> None:
    _show(
        found.wrong,
        ("ways in which the disk failed", f"{found.damages}"),
        ("things done meanwhile", f"{found.tried}"),
        ("of them kept, and there afterwards", f"{found.kept}"),
        ("answers that said to wait, with the reason", f"{found.told}"),
        ("lost", f"{checks.lost(found.wrong)}"),
        ("doubled", f"{checks.twice(found.wrong)}"),
        ("anything else wrong", f"{len(found.wrong) - checks.lost(found.wrong) - checks.twice(found.wrong)}"),
    )


def show_away(found: Away) -> None:
    _show(
        found.wrong,
        ("times PostgreSQL left, or the hub was killed beside it", f"{found.ways.total()}"),
        *((f"  {way}", f"{times}") for way, times in sorted(found.ways.items())),
        ("connections cut under load", f"{found.cut}"),
        ("acknowledged to people", f"{found.acknowledged}"),
        ("answers that said to wait, with the reason", f"{found.told}"),
        ("sent again", f"{found.again}"),
        ("lost", f"{checks.lost(found.wrong)}"),
        ("doubled", f"{checks.twice(found.wrong)}"),
        ("anything else wrong", f"{len(found.wrong) - checks.lost(found.wrong) - checks.twice(found.wrong)}"),
        ("record book, tables and git checked whole", f"{found.whole} times"),
    )


def show_second(found: Second) -> None:
    _show(
        found.wrong,
        ("second servers refused in a sentence", f"{found.refused} of {found.asked}"),
        ("started again after its head was killed", f"{found.started_again}"),
        ("anything wrong", f"{len(found.wrong)}"),
    )


def _show(wrong: list[str], *rows: tuple[str, str]) -> None:
    table = Table("what", "how many")
    for what, many in rows:
        table.add_row(what, many)
    Console(width=150).print(table)
    for each in wrong:
        Console(width=150).print(f"!! {each}", markup=False)


def _median(found: list[float]) -> str:
    return f"{statistics.median(found):.1f} s (median of {len(found)})" if found else "not measured"
