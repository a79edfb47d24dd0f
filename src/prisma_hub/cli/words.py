"""How commands speak: sentences to people, JSON to machines, a progress bar when it takes long."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import click

from prisma_hub.kernel.refusal import Refused, not_now

FINDING, MISUSE = 1, 2
_REDRAWN = 0.1
"""Seconds between two drawings of a progress bar."""


def say(sentence: str) -> None:
    click.echo(sentence)


def say_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def size(count: int) -> str:
    """So many bytes, counted as the pages count them."""
    from django.template.defaultfilters import filesizeformat
    from django.utils import translation

    with translation.override("en"):
        return filesizeformat(count).replace("\N{NO-BREAK SPACE}", " ")


def complain(sentence: str) -> None:
    click.echo(sentence, err=True)


def refuse(no: Refused | str, code: int = MISUSE) -> NoReturn:
    """Say why not, and end."""
    complain(str(no))
    sys.exit(code)


@contextmanager
def refusals() -> Iterator[None]:
    """A refusal inside becomes its sentence and exit code 2."""
    try:
        yield
    except Refused as no:
        refuse(no)
    except Exception as problem:
        no_disk = not_now(problem) or _broken(problem) or _older(problem)
        if no_disk is None:
            raise
        refuse(no_disk)


def _broken(problem: Exception) -> Refused | None:
    """A refusal in place of what SQLite says of a file that is none of its own any more."""
    if not any(sign in str(problem) for sign in ("image is malformed", "is not a database")):
        return None
    return Refused(
        "The database of this hub cannot be read: %(problem)s.",
        kept="Nothing was changed.",
        mend="Put hub.sqlite3 back from a backup. What is published and what others noted still proves it.",
        problem=problem,
    )


def _older(problem: Exception) -> Refused | None:
    """A refusal in place of what a database says that lacks what this program asks for."""
    if type(problem).__module__ != "django.db.utils":
        return None
    from prisma_hub.upkeep import actions as upkeep  # Django is awake: the problem is its own

    try:
        upkeep.insist_up_to_date()
    except Refused as older:
        return older
    return None


@contextmanager
def progress(label: str) -> Iterator[Any]:
    """Yields `report(done, of)`. Nothing is drawn for what is over at once, or where nobody looks. No thread
    draws beside: what is reported on may want to fork."""
    if not sys.stderr.isatty():
        yield lambda done, of: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    err = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=err, transient=True, auto_refresh=False) as bar:
        task, drawn = bar.add_task(label, total=None), 0.0

        def report(done: int, of: int) -> None:
            nonlocal drawn
            due = bar.get_time() - drawn >= _REDRAWN
            drawn = bar.get_time() if due else drawn
            bar.update(task, completed=done, total=of, refresh=due)

        yield report
