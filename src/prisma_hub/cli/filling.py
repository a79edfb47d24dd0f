"""What `restore` does once a backup is unpacked, in a process of its own: it reads the settings anew."""

import sys
from pathlib import Path

import django

from prisma_hub.cli import words


def main(backup: Path) -> None:
    django.setup()
    from django.conf import settings

    from prisma_hub.upkeep import actions as upkeep

    with words.refusals(), words.progress("Putting the tables back") as report:
        head = upkeep.restore(backup, settings.HUB_DIR, report)
    words.say_json({"entries": head.size, "epoch": head.epoch})


if __name__ == "__main__":
    main(Path(sys.argv[1]))
