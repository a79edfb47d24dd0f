"""`doctor`: what is wrong with a hub, what that means, and mending it where somebody asks for it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
import django

from prisma_hub.cli import backups, folder, lent, parameters, words
from prisma_hub.kernel.damage import Damage
from prisma_hub.kernel.house import MARK
from prisma_hub.kernel.refusal import Refused
from prisma_hub.upkeep.doctor import kinds, outside, reports
from prisma_hub.upkeep.types import Look, Mends, State

_ROUNDS = 3


@click.command()
@parameters.hub_folder()
@click.option(
    "--mend", is_flag=True, help="Mend what can be mended, without asking. The hub must not be served."
)
@click.option("--from", "source", type=parameters.PATH, help="A backup to take from what is lost here.")
@parameters.passphrase_file
@parameters.as_json
def doctor(
    directory: Path, mend: bool, source: Path | None, passphrase_file: Path | None, as_json: bool
) -> None:
    """Find what is damaged and explain it. Changes nothing unless told to. Exit 1 when something is wrong."""
    with words.refusals():
        _insist_it_is_no_half(directory)
        _insist_on_a_hub(directory)
        _insist_on_a_backup(source)
        shut = not lent.can_be_written(directory)
        if shut and mend:
            raise folder.shut(directory)
        if shut:
            lent.borrow(directory)
        with words.progress("Looking") as report:
            found = _look(directory, report)
        asked = mend or (bool(found) and not shut and not as_json and _wants(found, source))
        left = _mend(directory, found, source, passphrase_file) if asked else found
        look = _remember(directory, found, left)
    if as_json:
        words.say_json(
            {
                "hub": str(directory.resolve()),
                **look.as_json(),
                "findings": list(_in_full(look, directory.resolve())),
            }
        )
    else:
        _tell(look, directory, asked=asked, source=source if asked else None)
    if shut:
        words.complain(str(folder.shut(directory)))
    sys.exit(words.FINDING if left or shut else 0)


def _insist_on_a_hub(directory: Path) -> None:
    """Whatever else lies in a folder is somebody else's, and nothing is written there."""
    if not directory.is_dir():
        raise Refused("There is no folder %(folder)s.", folder=directory)
    folder.refuse_unfinished(directory)
    found = outside.parts(directory)
    if not found:
        raise Refused(
            "There is no hub in %(folder)s, and nothing that was part of one.",
            kept="Nothing was touched.",
            mend="Name the folder of a hub.",
            folder=directory,
        )
    if found == [MARK] and "DATABASE_URL" not in os.environ:
        raise Refused(
            "Of a hub, %(folder)s holds the file %(mark)s and nothing else: no record book, keys or pages.",
            kept="Nothing was touched.",
            mend="If it was just being made, remove that folder and make the hub again. If one lived there, "
            "restore the newest backup into another folder: prisma-hub restore BACKUP DIR",
            folder=directory,
            mark=MARK,
        )


def _insist_on_a_backup(source: Path | None) -> None:
    """It is looked into where something is lost; that it is not there is told at once."""
    if source is not None and not source.is_file():
        raise Refused(
            "There is no backup %(file)s.",
            kept="Nothing was looked at or changed.",
            mend="Name the file of a backup; where a stick or a share holds it, mount that first.",
            file=source,
        )


def _insist_it_is_no_half(directory: Path) -> None:
    half = backups.half_of(directory)
    if half.exists() and not (directory.is_dir() and any(directory.iterdir())):
        raise Refused(
            "There is no hub in %(folder)s: restoring one there was broken off, or has not ended.",
            kept="All that the backup holds, private words too, lies in %(half)s.",
            mend="If nothing is being restored any more, remove that folder, then restore again.",
            folder=directory,
            half=half,
        )


def _look(directory: Path, report: Any = None) -> list[Damage]:
    found = outside.look(directory, database=lent.database(directory))
    if outside.CLOSED.isdisjoint(each.name for each in found):
        _wake(directory)
        from prisma_hub.upkeep.doctor import inside

        found += inside.look(report)
    return sorted(set(found))


def _wake(directory: Path) -> None:
    folder.enter(directory, reading=True)
    django.setup()
    from prisma_hub.upkeep import actions as upkeep

    upkeep.insist_founded()
    upkeep.insist_up_to_date()


def _wants(found: list[Damage], source: Path | None) -> bool:
    """Ask whoever sits here, where there is something to mend."""
    takes = {Mends.ITSELF, Mends.BACKUP} if source else {Mends.ITSELF}
    some = [each for each in found if kinds.KINDS[each.name].mends in takes]
    if not some or not sys.stdin.isatty() or not sys.stderr.isatty():
        return False
    for each in found:
        words.say(_sentence(each.name, each.where))
    return click.confirm(f"Mend what can be mended ({len(some)} of {len(found)})?", err=True)


def _mend(directory: Path, found: list[Damage], source: Path | None, secret: Path | None) -> list[Damage]:
    """What is left when all that can be mended was."""
    held = folder.lock(directory, mend="Stop it first; then say this again.")
    with _unpacked(directory, source, secret) as spare:
        for _ in range(_ROUNDS):
            outside.mend(directory, found, spare)
            if outside.CLOSED.isdisjoint(each.name for each in outside.look(directory, quick=True)):
                _wake(directory)
                from prisma_hub.upkeep.doctor import inside

                inside.mend(found, source.absolute() if source else None, spare)
            before, found = found, _look(directory)
            if found in (before, []):
                break
    held.close()
    return found


@contextmanager
def _unpacked(directory: Path, source: Path | None, secret: Path | None) -> Iterator[Path | None]:
    """The backup, in a folder of its own beside the hub's words, gone afterwards."""
    if source is None:
        yield None
        return
    from prisma_hub.upkeep import archive

    room = directory / "derived"
    room.mkdir(exist_ok=True)
    with TemporaryDirectory(dir=room) as name:
        archive.unpack(source, backups.secret_of(source, secret), Path(name))
        yield Path(name)


def _remember(directory: Path, found: list[Damage], left: list[Damage]) -> Look:
    look = reports.told(found, left, whole=True)
    reports.remember(directory, look)
    return look


def _sentence(name: str, where: str) -> str:
    return kinds.KINDS[name].what % {"where": where}


def _in_full(look: Look, folder: Path) -> Iterator[dict[str, str]]:
    """Each finding in words; its commands name the folder."""
    for each in look.findings:
        kind = kinds.KINDS[each.name]
        yield {
            "name": each.name,
            "where": each.where,
            "state": each.state.value,
            "what": _sentence(each.name, each.where),
            "means": kind.means,
            "todo": "" if each.state is State.MENDED else kinds.in_folder(kind.todo, folder),
        }


def _why_not(name: str, source: Path) -> str:
    """Why a backup did not help with a finding."""
    why = {
        "key": "none of the keys in it is the one that the record book names: it is of another time, or hub",
        "entry": "the entry is not in it, or does not hold, or the list of erasures does not lie beside it",
        "erasures": "the list does not lie beside it, or is not whole, too old, or of a hub that had no list",
        "media": "the file is not in it, or is damaged there too",
        "git": "what is missing is not in it, or is damaged there too",
    }.get(name.partition("-")[0], "it does not hold what is missing here")
    return f"{source} did not help: {why}."


def _places(name: str, where: str, directory: Path) -> Iterator[str]:
    """Where the file of a finding lies, and which entries show it."""
    if name.endswith("-shown"):
        from prisma_hub.upkeep.doctor import inside

        yield from (f"Its path: {path}" for path in inside.paths(Damage(name, where)))
    if not name.startswith("media-"):
        return
    from prisma_hub.media import queries as media

    yield f"Its file: {directory / 'media' / where[:2] / where[2:]}"
    if seqs := media.entries_with(where):
        yield f"Shown by entry {', '.join(map(str, seqs))}."


def _tell(look: Look, directory: Path, *, asked: bool, source: Path | None) -> None:
    if not look.findings:
        words.say("Nothing is wrong: record book, tables, pages, files, keys and lists are whole.")
        return
    for each in _in_full(look, directory):
        words.say(each["what"])
        words.say(f"    {each['means']}")
        stands = each["state"] != State.MENDED.value
        if stands and source and kinds.KINDS[each["name"]].mends is Mends.BACKUP:
            words.say(f"    {_why_not(each['name'], source)}")
        words.say(f"    {each['todo'] if stands else 'Mended.'}")
        for more in _places(each["name"], each["where"], directory):
            words.say(f"    {more}")
    mended = sum(each.state is State.MENDED for each in look.findings)
    left = len(look.findings) - mended
    words.say(f"Found: {len(look.findings)}. Mended: {mended}. Left: {left}.")
    if left and not asked:
        words.say("Nothing was changed.")
