"""What `serve` does before it serves; also run by hand when a hub should only be brought up to date."""

import sys

import django
import typer

from prisma_hub.cli import words


def main() -> None:
    django.setup()
    from prisma_hub.upkeep import actions as upkeep

    with words.refusals(), words.progress("Folding the record book") as report:
        upkeep.prepare(report)


if __name__ == "__main__":
    try:
        main()
    except typer.Exit as end:  # the sentence is said; nothing is left to trace
        sys.exit(end.exit_code)
