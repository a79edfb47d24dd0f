"""A hub's folder: made, opened, and why it cannot be."""

from __future__ import annotations

import enum
import fcntl
import json
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from prisma_hub.cli import lent
from prisma_hub.cli.zones import check_zone
from prisma_hub.kernel.house import MARK
from prisma_hub.kernel.refusal import Refused

FORMAT = 1
"""The format of a hub's folder that this program writes."""
WEB_KEY = "web.key"
BEING_MADE = ".being-made"
"""Lies in the folder of a hub until that is whole."""
_NEEDED = 20 * 1024 * 1024


class Language(enum.StrEnum):
    """What every hub speaks; one more for each text file in its folder `languages`."""

    en = "en"
    es = "es"
    pt = "pt"
    fr = "fr"


def begin(folder: Path, *, name: str, language: str, timezone: str = "UTC") -> None:
    """Make the folder of a new hub. Refuses one that holds anything already."""
    check_zone(timezone)
    refuse_file(folder)
    refuse_full(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)  # it may have been there, empty, and open to others
    check_room(folder)
    (folder / "keys").mkdir(mode=0o700)
    _draw_web_key(folder / "keys" / WEB_KEY)
    (folder / ".gitignore").write_text("*\n", encoding="utf-8")  # its keys and words belong in no repository
    quoted = json.dumps(name, ensure_ascii=False)  # a text of JSON is one of TOML
    (folder / MARK).write_text(
        "# A prisma-hub lives in this folder.\n"
        f'format = {FORMAT}\nname = {quoted}\nlanguage = "{language}"\ntimezone = "{timezone}"\n',
        encoding="utf-8",
    )


def _draw_web_key(path: Path) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(os.urandom(48).hex())


def mend_web_key(folder: Path) -> bool:
    """Draw the key that signs what pages hand out anew where it is missing or is none. Whether it was drawn.

    The record book does not know it. Codes for “I was here” that hang on a wall know it.
    """
    path = folder / "keys" / WEB_KEY
    if path.is_file() and re.fullmatch(rb"\s*[0-9a-f]{96}\s*", path.read_bytes()):
        return False
    fresh = path.with_name(WEB_KEY + ".fresh")
    fresh.unlink(missing_ok=True)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    _draw_web_key(fresh)
    fresh.replace(path)
    return True


def refuse_file(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise Refused(
            "%(file)s is a file, and a hub lives in a folder.",
            kept="Nothing in it was touched.",
            mend="Name a folder.",
            file=folder,
        )


def refuse_full(folder: Path) -> None:
    """Refuse a folder for a new hub that holds anything but the sign that one is being made."""
    if folder.exists() and any(each.name != BEING_MADE for each in folder.iterdir()):
        raise Refused(
            "The folder %(folder)s is not empty.",
            kept="Nothing in it was touched.",
            mend="Choose another folder, or serve the hub that is in it: prisma-hub serve %(folder)s",
            folder=folder,
        )


def refuse_unfinished(folder: Path) -> None:
    """Refuse a folder in which a hub is being made, or whose making was ended in its middle."""
    if (folder / BEING_MADE).is_file():
        raise Refused(
            "The hub in %(folder)s is not finished: it is being made just now, or its making was broken off.",
            kept="Nothing was touched. If it was broken off, nobody has said anything in it.",
            mend="If nothing runs any more, begin again: prisma-hub init %(folder)s --name NAME --lang en",
            folder=folder,
        )


def enter(
    folder: Path, *, being_made: bool = False, reading: bool = False, spare: Path | None = None
) -> None:
    """Make Django speak of this hub. Refuses what is no hub, one that is not finished, or from the future.

    `reading`: nothing is to be written in it, so it need not be possible; `spare` is another place that may
    hold what is needed for a while (`lent`).
    """
    mark = folder / MARK
    refuse_file(folder)
    if not being_made:
        refuse_unfinished(folder)
    if not mark.is_file():
        if folder.is_dir() and any(folder.iterdir()):
            mend = (
                "Name the folder of a hub. A new one is made with: prisma-hub init NEW --name NAME --lang en"
            )
        else:
            mend = "Make one with: prisma-hub init %(folder)s --name NAME --lang en"
        raise Refused("There is no hub in %(folder)s.", mend=mend, folder=folder)
    try:
        said = tomllib.loads(mark.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise Refused(
            "The file %(mark)s cannot be read.",
            kept="Nothing was touched.",
            mend="Put it back from a backup.",
            mark=mark,
        ) from problem
    _check_format(mark, said.get("format"))
    _check_ways(folder, said)
    if not lent.can_be_written(folder):
        if not reading:
            raise shut(folder)
        lent.borrow(folder, *([spare] if spare else []))
    os.environ["PRISMA_HUB_DIR"] = str(folder.resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prisma_hub.settings")


def shut(folder: Path) -> Refused:
    """What is said where something is to be written in a folder that can only be read."""
    return Refused(
        "The folder %(folder)s cannot be written: it can only be read just now.",
        kept="Nothing was changed. Everything kept so far is safe.",
        mend="Look at its owner and rights, and at its disk: one that begins to fail is often left to be "
        "read only. A backup can still be written onto another disk: prisma-hub backup FILE %(folder)s",
        folder=folder,
    )


def _check_format(mark: Path, found: object) -> None:
    if not isinstance(found, int) or found < 1:
        raise Refused("The file %(mark)s does not say which format the hub has.", mark=mark)
    if found > FORMAT:
        raise Refused(
            "This hub was kept by a newer prisma-hub (format %(found)s, this one knows %(known)s).",
            kept="Nothing was touched.",
            mend="Update prisma-hub, then try again.",
            found=found,
            known=FORMAT,
        )


def _check_ways(folder: Path, said: Mapping[str, object]) -> None:
    """The language and the time zone, where the hub names them."""
    language = str(said.get("language", "en"))
    spoken = {*Language, *(file.stem for file in (folder / "languages").glob("*.po"))}
    if language not in spoken:
        raise Refused(
            "This hub has no words in the language “%(language)s”.",
            kept="Nothing was touched.",
            mend="Write another language in %(mark)s, or add its words: languages/%(language)s.po",
            language=language,
            mark=folder / MARK,
        )
    check_zone(str(said.get("timezone", "UTC")))


def check_room(folder: Path) -> None:
    """Refuse to begin on a disk that is full or cannot be written."""
    try:
        room = os.statvfs(folder)
        if room.f_bavail * room.f_frsize < _NEEDED:
            raise Refused(
                "The disk under %(folder)s is full.",
                kept="Everything kept so far is safe.",
                mend="Make some room (20 MB at the least), then start again.",
                folder=folder,
            )
        probe = folder / ".can-write"
        probe.write_bytes(b"1")
        probe.unlink()
    except OSError as problem:
        raise Refused(
            "The folder %(folder)s cannot be written: %(problem)s.",
            kept="Everything kept so far is safe.",
            mend="Look at its owner and rights, then start again.",
            folder=folder,
            problem=problem.strerror,
        ) from problem


def is_held(folder: Path) -> bool:
    """Whether somebody serves the hub of this folder."""
    try:
        lock(folder).close()
    except Refused:
        return True
    return False


def lock(folder: Path, *, mend: str = "Stop it first, or open its address in a browser.") -> IO[str]:
    """Hold the folder for one process group. Keep what is returned; it is given up when the process ends."""
    file = (folder / ".serving").open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        with file:
            file.seek(0)
            process = file.read().strip()
        raise Refused(
            "This hub is being served already, by process %(process)s.",
            kept="That one goes on.",
            mend=mend,
            process=process or "?",
        ) from None
    file.seek(0)
    file.truncate()
    file.write(str(os.getpid()))
    file.flush()
    return file
