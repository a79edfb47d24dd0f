"""What `serve` does before it serves; also run by hand when a hub should only be brought up to date."""

import django

from prisma_hub.cli import words


def main() -> None:
    django.setup()
    from prisma_hub.upkeep import actions as upkeep

    with words.refusals(), words.progress("Folding the record book") as report:
        upkeep.prepare(report)


if __name__ == "__main__":
    main()
