"""Founding a hub, and bringing its folder up to the program.

Tools for larger work are imported where they are used: no command waits for what it does not need.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.management import call_command

from prisma_hub.kernel.damage import Damage
from prisma_hub.kernel.refusal import Refused
from prisma_hub.log import actions as log
from prisma_hub.log import queries, replay
from prisma_hub.log.types import Head
from prisma_hub.upkeep import catalogue, upgrading

if TYPE_CHECKING:
    from prisma_hub.kernel.authority import Shown
    from prisma_hub.upkeep.types import Backup, Unheard, Unpacked

Progress = replay.Progress
SOON = 5_000
"""Entries that are folded before anybody would have waited."""


def found(*, name: str, demo: bool = False) -> str:
    """Make a hub in the empty folder of the settings. Returns the token of the first steward's link.

    It begins with the starter commons in all its languages, and with its protocols. Which language it
    speaks by itself stands in the folder (hub.toml).
    """
    from prisma_hub.commons import actions as commons
    from prisma_hub.identity import actions as identity
    from prisma_hub.protocols import actions as protocols
    from prisma_hub.work import loop

    bring_up(None)
    log.found_hub(name, demo=demo)
    commons.plant_starter()
    loop.run_until_idle()
    protocols.adopt_starter()
    loop.run_until_idle()
    return identity.make_steward_link(how="founding")


def prepare(progress: Progress | None = None, *, served: bool = False) -> list[Refused]:
    """Bring a hub's folder up to the program: tables and words. Safe to repeat; nothing kept is lost.

    Refuses a folder that does not belong to the database. Returns what does not hold although the hub can
    be served. `served`: it is about to be, and the tables of a long log may be made meanwhile (`is_behind`).
    """
    bring_up(progress, served=served)
    log.check_hub()
    wrong = queries.next_key_wrong() if queries.head() else None
    return [wrong] if wrong else []


def backup(file: Path, *, passphrase: str | None = None, progress: Progress | None = None) -> Head:
    """Write everything that cannot be made again into one file, while the hub serves, and read it again."""
    from prisma_hub.upkeep import backup as writing

    return writing.write(file, passphrase=passphrase, progress=progress)


def list_of_erasures(backup: Path) -> Path:
    """The list that has to lie beside a backup of this hub, wherever it is carried."""
    from prisma_hub.upkeep import erasures

    return erasures.own_list(backup)


def unknown_since() -> str | None:
    """From when on this hub does not know what people took back; None where it has heard the list."""
    from prisma_hub.upkeep import erasures

    return erasures.unknown_since()


def back_up(*, by_hand: bool = False, progress: Progress | None = None) -> Backup:
    """Make a backup now as hub.toml says, verify it, and let go of those whose time is over.

    `by_hand`: somebody sits here and means this disk, also where it is another one than before.
    """
    from prisma_hub.upkeep import nightly, standing

    made = nightly.back_up(by_hand=by_hand, progress=progress)
    return next(each for each in standing.backups().kept if each.number == made.number)


def unpack(backup: Path, passphrase: str | None, into: Path) -> Unpacked:
    """Put the files of a backup below the folder `into`. Refuses what is not whole.

    Returns what nobody would know of a hub made of it, unless the list of erasures lies beside it, is whole
    and no older; and which media in it are damaged.
    """
    from prisma_hub.upkeep import archive, beside, unheard
    from prisma_hub.upkeep.types import Doubt, Unheard, Unpacked

    said, changed = archive.unpack(backup, passphrase, into)
    here, hub, due = backup.absolute(), said["hub"], None
    if "list" in said:
        stands = said["epoch"], said["size"] - 1
        due = beside.Due(unheard.upto(into) or stands, stands)
    why = beside.doubt(here, hub, due)
    if why is None:
        return Unpacked(None, tuple(changed))
    listed = beside.list_beside(here, hub)
    instead = beside.not_the_list(here, hub) if why is Doubt.UNHEARD else listed
    found = None if why is Doubt.MISSING else str(instead)
    missing = Unheard(str(listed), said["written"], found, why, due.list if due else None)
    return Unpacked(missing, tuple(changed))


def note_unheard(folder: Path, missing: Unheard | None) -> None:
    """The hub in `folder` says from now on, at each start, that it was restored without the list; or, where
    nothing is missing, no more: the backup may be one of a hub that did."""
    from prisma_hub.upkeep import unheard

    if missing is None:
        unheard.settle(folder)
    else:
        unheard.note(folder, missing.since, missing.upto)


def restore(backup: Path, folder: Path, progress: Progress | None = None) -> Head:
    """Make a hub of a backup that was unpacked in `folder`, that of the settings. A new epoch begins."""
    from prisma_hub.upkeep import restoring

    catalogue.compile_into(folder / "derived" / "locale", folder / "languages")
    call_command("migrate", verbosity=0, interactive=False)
    return restoring.take_over(backup, folder, progress)


def make_authority(*, names: Iterable[str], addresses: Iterable[str], again: bool) -> Shown:
    """Make the hub's own certificate authority, which can vouch for these names and private addresses alone.

    Refuses where there is one, unless `again`: then it takes its place, and devices have to trust it anew.
    """
    from prisma_hub.upkeep import securing

    return securing.make(names=names, addresses=addresses, again=again)


def renew_certificate() -> bool:
    """Make the certificate of the secure page anew if it is due. Whether it was."""
    from prisma_hub.upkeep import securing

    return securing.renew()


def insist_up_to_date() -> None:
    """Refuse a folder that an older program left: its tables lack what this one looks at."""
    if not upgrading.is_up_to_date():
        raise Refused(
            "This hub was last served by an older prisma-hub.",
            kept="Nothing was changed.",
            mend="Start it once (prisma-hub serve DIR), then look again.",
        )


def insist_founded() -> None:
    """Refuse a folder whose hub was never finished: a program that was ended while it made it left half."""
    if not queries.is_begun():
        raise Refused(
            "The hub in %(folder)s was never finished: no entry is in its record book.",
            kept="Nothing was changed. Nobody has said anything in it.",
            mend="Remove that folder, then make the hub again: prisma-hub init DIR --name NAME --lang en",
            folder=settings.HUB_DIR,
        )


def glance() -> list[Damage]:
    """What is wrong as far as it shows at once. It is remembered for whoever tends the hub, beside what was
    found when all of it was looked at."""
    from prisma_hub.upkeep.doctor import inside, reports

    found, folder = inside.glance(), Path(settings.HUB_DIR)
    last = reports.last(folder)
    known = reports.left(last) if last and last.whole else set()
    if last is None or not last.whole or not known.issuperset(found):
        reports.remember(folder, reports.told([], known.union(found), whole=False))
    return found


def is_behind() -> bool:
    """Whether the tables are still those that an older program made of the log."""
    return not replay.stands()


def read_anew() -> None:
    """Make the tables again from the log, beside whoever is served. Goes on where it was broken off."""
    replay.rebuild(gently=True)


def bring_up(progress: Progress | None = None, *, served: bool = False) -> None:
    """Tables and words as this program wants them; the database is kept as it stood before that. `served`:
    what takes long may be left to be done while the hub is served."""
    folder = Path(settings.HUB_DIR)
    catalogue.compile_into(folder / "derived" / "locale", folder / "languages")
    upgrading.upgrade()
    if replay.stands():
        replay.let_go()
    elif not (served and queries.size() > SOON and replay.lend()):
        replay.rebuild(progress)
