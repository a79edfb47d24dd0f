"""`keeping`: how long things are kept, what goes next, and whether the clock can be believed."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click
import django

from prisma_hub.cli import folder, parameters, words
from prisma_hub.kernel.refusal import Refused


@click.command()
@parameters.hub_folder()
@click.option("--it-is", help="Today, as 2027-03-03: the clock is right, what is over may go.")
@parameters.as_json
def keeping(directory: Path, it_is: str | None, as_json: bool) -> None:
    """How long things are kept, how many go next, and whether the clock is in doubt. Exit 1 where it is."""
    with words.refusals():
        folder.enter(directory)
        django.setup()
        if it_is is not None:
            _confirm(it_is)
        told = _told()
    if as_json:
        words.say_json(told)
    else:
        _tell(told)
    sys.exit(words.FINDING if told["doubt"] else 0)


def _confirm(it_is: str) -> None:
    from prisma_hub.keeping import actions

    try:
        day = date.fromisoformat(it_is)
    except ValueError:
        raise Refused("“%(day)s” is not a day.", mend="Write it as 2027-03-03.", day=it_is) from None
    actions.confirm_day(by=None, day=day)


def _told() -> dict[str, Any]:
    from prisma_hub.circles import queries as circles
    from prisma_hub.keeping import queries

    doubt = queries.doubt()
    times = [
        {"scope": scope or "hub", "sort": sort, "months": each.months, "next_months": each.next_months,
         "next_from": each.next_from.isoformat() if each.next_from else None, "reason": each.reason}
        for (scope, sort), each in sorted(circles.lastings_now().items())
    ]  # fmt: skip
    return {
        "times": times,
        "going": [asdict(each) for each in queries.schedule()],
        "doubt": {"today": doubt.today.isoformat(), "last": doubt.last.isoformat()} if doubt else None,
    }


def _tell(told: dict[str, Any]) -> None:
    for each in told["times"]:
        months = f"{each['months']} months" if each["months"] is not None else "kept"
        coming = f", {each['next_months']} months from {each['next_from']} on" if each["next_from"] else ""
        words.say(f"{each['scope']}  {each['sort']}: {months}{coming}")
    if not told["times"]:
        words.say("Everything is kept until whoever gave it takes it back or leaves.")
    for each in told["going"]:
        if any(each["going"]):
            month, season, year = each["going"]
            words.say(f"{each['sort']}: {month} go in a month, {season} in three months, {year} in a year")
    if told["doubt"]:
        words.complain(
            f"The clock says {told['doubt']['today']}, the hub last looked on {told['doubt']['last']}. "
            "Nothing is erased by the clock. If it is right: --it-is " + told["doubt"]["today"]
        )
