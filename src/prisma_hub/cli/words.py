"""How commands speak: sentences to people, JSON to machines, a progress bar when it takes long."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import click

from prisma_hub.kernel.house import LENT
from prisma_hub.kernel.refusal import NoRoom, Refused, not_now

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
        no_disk = _not_now(problem) or _broken(problem) or _older(problem)
        if no_disk is None:
            raise
        refuse(no_disk)


def _not_now(problem: Exception) -> Refused | None:
    """What pages say of a disk that fails or of a wait that was too long, in words for who sits here."""
    no = not_now(problem)
    if not isinstance(no, NoRoom):
        return no and Refused(
            no.reason,
            kept="What was kept before is safe.",
            mend="Wait a minute, then give the command again.",
        )
    named = getattr(problem, "filename", None)
    place = os.fsdecode(named) if isinstance(named, str | bytes) else _own_place()
    said = str(problem).lower()
    if any(sign in said for sign in ("full", "no space", "quota")):
        return Refused(
            "There is no room left on the disk of %(place)s.",
            kept="What was kept before is safe.",
            mend="Make some room there, then give the command again.",
            place=place,
        )
    return Refused(
        "%(place)s cannot be written or read: %(problem)s.",
        kept="What was kept before is safe.",
        mend="Look at the disk it lies on, its owner and its rights, then give the command again.",
        place=place,
        problem=getattr(problem, "strerror", None) or problem,
    )


def _own_place() -> str:
    """Where a database lies that says that it has no room: it does not say where it is."""
    lent = os.environ.get(LENT)
    return str(Path(lent).parent) if lent else os.environ.get("PRISMA_HUB_DIR", ".")


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
