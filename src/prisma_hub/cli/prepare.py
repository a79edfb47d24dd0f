"""What `serve` does before it serves; also run by hand when a hub should only be brought up to date."""

import os
import shlex
import sys

import django

from prisma_hub.cli import reading, words
from prisma_hub.cli.door import end_with
from prisma_hub.upkeep.doctor.kinds import KINDS


def main() -> None:
    django.setup()
    from prisma_hub.upkeep import actions as upkeep

    with words.refusals(), words.progress("Folding the record book") as report:
        wrong = upkeep.prepare(report, served=True)
        upkeep.insist_founded()
        damaged = upkeep.glance()
    for each in wrong:
        words.complain(str(each))
    for damage in damaged:
        words.complain(KINDS[damage.name].what % {"where": damage.where})
    if damaged:
        words.complain(f"Look at all of it: prisma-hub doctor {shlex.quote(os.environ['PRISMA_HUB_DIR'])}")
    if upkeep.is_behind():
        sys.exit(reading.BEHIND)


if __name__ == "__main__":
    if sys.argv[1:]:  # begun by `serve`: who stops that stops this, and the folder is free
        end_with(int(sys.argv[1]))
    main()
