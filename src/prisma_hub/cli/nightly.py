"""The process that makes a backup the hub makes by itself. What comes of it is noted, and told where somebody
looks: the page of backups, `prisma-hub backups`, the doctor."""

import os
from contextlib import suppress

import django

from prisma_hub.kernel.refusal import Refused


def main() -> None:
    os.nice(10)
    django.setup()
    from prisma_hub.upkeep import actions as upkeep

    with suppress(Refused):
        upkeep.back_up()


if __name__ == "__main__":
    main()
