"""`backup` and `restore`: the whole hub in one file, and back."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
import django

from prisma_hub.cli import folder, lent, parameters, words
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.text import later

if TYPE_CHECKING:
    from prisma_hub.upkeep.types import Unheard

_SHORTEST = 8
_NOT_IT = {
    "UNHEARD": "a hub wrote that which had been restored without it",
    "NOT_WHOLE": "it was emptied or cut, or is of an older time",
    "OTHERS": "it is another hub's",
    "OLD": "it is older than the backup",
}


@click.command()
@parameters.argument("file", type=parameters.PATH, help="The file to write. It must not exist.")
@parameters.hub_folder()
@parameters.passphrase_file
@click.option("--lock", is_flag=True, help="Ask for a passphrase, and lock the backup with it.")
@parameters.as_json
def backup(file: Path, directory: Path, passphrase_file: Path | None, lock: bool, as_json: bool) -> None:
    """Write everything that cannot be made again into one file, while the hub serves, and check it."""
    with words.refusals(), words.progress("Copying the tables") as report:
        passphrase = _chosen(passphrase_file, lock)
        folder.enter(directory, reading=True, spare=file.absolute().parent)
        django.setup()
        from prisma_hub.upkeep import actions as upkeep

        head = upkeep.backup(file, passphrase=passphrase, progress=report)
        unknown = upkeep.unknown_since()
        size, list_name = file.stat().st_size, upkeep.list_of_erasures(file).name
        on_disk_of_hub = file.absolute().parent.stat().st_dev == directory.stat().st_dev
    if as_json:
        words.say_json(
            {
                "file": str(file.resolve()),
                "bytes": size,
                "entries": head.size,
                "locked": passphrase is not None,
                "same_disk": on_disk_of_hub,
            }
        )
        return
    words.say(f"Written and checked: {file.resolve()} ({words.size(size)}, {head.size} entries)")
    if passphrase is None:
        words.say("It is NOT locked: whoever has it can read the hub's keys and everybody's words (--lock).")
    else:
        words.say("It is locked: nobody opens it without its passphrase, you neither. Keep that on paper.")
    if on_disk_of_hub:
        words.complain("It lies on the disk of the hub itself: when that disk breaks, both are gone.")
    if not lent.can_be_written(directory):
        words.complain("The hub can only be read just now, so it could not note that this backup is there:")
        words.complain("the list beside it is not kept up. Make another once the hub can be written again.")
    words.say(f"Keep it away from this machine, and {list_name} beside it, wherever it goes:")
    words.say("without that list a restored hub brings back what people took back since.")
    if unknown is not None:
        words.complain(
            "That is not THE list: this hub was itself restored without it, and does not know what"
        )
        words.complain(f"was taken back since {unknown}. Find it: prisma-hub doctor {directory} says how.")
    words.say("Restore it with: prisma-hub restore FILE DIR")


@click.command()
@parameters.argument("file", type=parameters.PATH, help="The backup.")
@parameters.hub_folder()
@parameters.passphrase_file
@click.option(
    "--without-list", is_flag=True, help="Also where no list of what was erased lies beside the backup."
)
def restore(file: Path, directory: Path, passphrase_file: Path | None, without_list: bool) -> None:
    """Make a hub from a backup, in an empty folder. What was erased since stays erased: the list beside the
    backup, erased-….jsonl, says what."""
    with words.refusals():
        half = _room_for(directory)
        try:
            os.environ["PRISMA_HUB_DIR"] = str(half)
            os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prisma_hub.settings")
            django.setup()
            from prisma_hub.upkeep import actions as upkeep

            unpacked = upkeep.unpack(file, secret_of(file, passphrase_file), half)
            missing = unpacked.missing
            if missing and not without_list:
                _ask_about(missing)
            folder.enter(half)
            folder.check_room(half)
            upkeep.note_unheard(half, missing)  # before it works: what it writes beside backups depends on it
            head = _fill(file.absolute())
            if directory.exists():
                directory.rmdir()
            half.rename(directory)
        except BaseException:
            shutil.rmtree(half, ignore_errors=True)
            raise
    words.say(f"The hub lives in {directory.resolve()}: {head['entries']} entries in its record book.")
    for name in unpacked.changed:
        words.complain(f"{name} is damaged in this backup: it is not what its name says.")
    if unpacked.changed:
        words.complain(f"Another backup may have it whole: prisma-hub doctor {directory} --from BACKUP")
    if missing:
        words.say(f"Its epoch {head['epoch']} began.")
        _warn_of(missing)
        words.say(
            f"Until you find it, the steward's page says so. Then: prisma-hub doctor {directory} "
            f"--mend --from {file}"
        )
    else:
        words.say(
            f"Its epoch {head['epoch']} began, without what was erased since the backup, as the list "
            "beside it says."
        )
    words.say(f"Serve it: prisma-hub serve {directory}")
    words.say("Everybody signs in anew. Stop the old one if it still runs: there must be one of this name.")


def _ask_about(missing: Unheard) -> None:
    """Whoever sits here says whether to go on without the list; a script has to say so beforehand."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise _refusal(missing)
    _warn_of(missing)
    if not click.confirm("Restore without it?", err=True):
        raise Refused("Nothing was restored.", mend="Lay the list beside the backup, and restore again.")


def _refusal(missing: Unheard) -> Refused:
    """Why nothing is restored until somebody says so."""
    from prisma_hub.upkeep.types import Doubt

    kept = later("Nothing was restored: words that people took back since %(since)s would stand again.")
    mend = later("Find the list and lay it there, or restore without it: --without-list")
    copy = later(
        "Lay a newer, whole copy of the list there, or restore without it (--without-list): what it does "
        "name is erased all the same."
    )
    said = {"list": missing.list, "instead": missing.instead, "since": missing.since}
    match missing.why:
        case Doubt.UNHEARD:
            return Refused(
                "The list beside this backup is not the list of what was erased: %(instead)s. A hub wrote it "
                "that had itself been restored without the list.",
                kept=kept,
                mend=mend,
                **said,
            )
        case Doubt.NOT_WHOLE:
            return Refused(
                "The list of what was erased beside this backup is not whole: %(instead)s. It was emptied or "
                "cut, or is of an older time.",
                kept=kept,
                mend=copy,
                **said,
            )
        case Doubt.OTHERS:
            return Refused(
                "The list beside this backup is another hub’s: %(instead)s.", kept=kept, mend=mend, **said
            )
        case Doubt.OLD:
            return Refused(
                "The list of what was erased beside this backup is older than the backup: %(instead)s.",
                kept=kept,
                mend=copy,
                **said,
            )
        case Doubt.MISSING:
            return Refused(
                "The list of what was erased does not lie beside this backup: %(list)s.",
                kept=kept,
                mend=mend,
                **said,
            )


def _warn_of(missing: Unheard) -> None:
    words.complain(f"NO LIST OF WHAT WAS ERASED WAS FOUND: {missing.list}")
    if missing.instead:
        words.complain(f"{missing.instead} is not it: {_NOT_IT[missing.why.name]}.")
        words.complain("What it does name is erased all the same.")
    words.complain(
        f"What people took back since {missing.since} is unknown here: such words stand again, and"
    )
    words.complain("people who left are back. Find the list: it lies beside every other copy of the backups.")
    words.complain("Lay it beside this one, and restore again.")


def _fill(backup: Path) -> dict[str, int]:
    """Fill the tables of the folder in force, in a process that reads its settings anew."""
    filling = [sys.executable, "-m", "prisma_hub.cli.filling", str(backup)]
    done = subprocess.run(filling, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603  ourselves
    if done.returncode:
        sys.exit(done.returncode)
    found: dict[str, int] = json.loads(done.stdout)
    return found


def _room_for(directory: Path) -> Path:
    """The folder to restore in, until it is whole. Refuses where something is in the way."""
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise Refused(
            "The folder %(folder)s is not empty.",
            kept="Nothing in it was touched.",
            mend="Restore into another folder.",
            folder=directory,
        )
    half = half_of(directory)
    if half.exists():
        raise Refused(
            "Something is being restored in %(folder)s, or was broken off there.",
            kept="Nothing was touched.",
            mend="If nothing runs any more, remove that folder, then try again.",
            folder=half,
        )
    half.mkdir(parents=True, mode=0o700)
    return half


def half_of(directory: Path) -> Path:
    """Where what is restored lies until it is whole."""
    return directory.absolute().with_name(directory.absolute().name + ".restoring")


def _chosen(passphrase_file: Path | None, lock: bool) -> str | None:
    """The passphrase for a new backup, or None for one that is not locked."""
    if passphrase_file is not None:
        found = _read(passphrase_file)
    elif lock:
        found = str(click.prompt("Passphrase", hide_input=True, confirmation_prompt=True))
    else:
        return None
    if len(found) < _SHORTEST:
        raise Refused(
            "A passphrase has %(least)s characters at the least; a few words of your own are good.",
            kept="Nothing was written.",
            least=_SHORTEST,
        )
    return found


def secret_of(file: Path, passphrase_file: Path | None) -> str | None:
    """The passphrase of a backup that is there; asked for where it is locked and somebody sits here."""
    from prisma_hub.upkeep import archive

    if passphrase_file is not None:
        return _read(passphrase_file)
    if archive.is_locked(file) and sys.stderr.isatty():
        return str(click.prompt("Passphrase", hide_input=True, err=True))
    return None


def _read(passphrase_file: Path) -> str:
    try:
        lines = passphrase_file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as problem:
        raise Refused("The file %(file)s cannot be read.", file=passphrase_file) from problem
    return lines[0] if lines else ""
