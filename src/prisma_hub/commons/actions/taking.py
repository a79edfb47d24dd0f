"""Looking through a folder from outside, file by file: what is taken, where it goes, and why not."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from prisma_hub.circles import queries as circles
from prisma_hub.commons.actions.bringing import Data
from prisma_hub.commons.render.frontmatter import split
from prisma_hub.commons.render.source import UTF8, decode, encoding, tidy
from prisma_hub.commons.repositories import Large
from prisma_hub.commons.rules.paths import is_page
from prisma_hub.commons.rules.properties import kept_as_text
from prisma_hub.commons.rules.vaults import (
    LOOKED_AT,
    check_name,
    left_out_folder,
    place,
    secret,
    secret_page,
)
from prisma_hub.commons.types import LARGE, MAX_FILE, MAX_MEDIA, LeftOut
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.house import MARK


@dataclass
class Taken:
    """What was found on the way. `paths` are those taken, by space."""

    into: str
    by: Viewer | None
    pages: int = 0
    media: int = 0
    paths: dict[str, list[str]] = field(default_factory=dict)
    unreadable: list[LeftOut] = field(default_factory=list)
    encodings: list[LeftOut] = field(default_factory=list)
    narrowed: list[LeftOut] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


def walk(source: Path, taken: Taken) -> Iterator[str]:
    """Every regular file below the folder, by path. Links to elsewhere are not followed."""
    for folder, folders, names in os.walk(source, followlinks=False):
        here = Path(folder)
        for name in sorted(folders):
            why = _why_not_into(here / name)
            if why:
                folders.remove(name)
                taken.left_out.append(LeftOut(_shown(here / name, source) + "/", why))
        folders.sort()
        for name in sorted(names):
            why = _why_not(here / name)
            if why:
                taken.left_out.append(LeftOut(_shown(here / name, source), why))
            else:
                yield (here / name).relative_to(source).as_posix()


def _why_not_into(folder: Path) -> str:
    """Why a folder is not looked into; empty where it is."""
    if folder.is_symlink():
        return "a link to elsewhere"
    if not os.access(folder, os.R_OK | os.X_OK):
        return "cannot be read"
    if (folder / MARK).is_file():
        return "a hub, with its keys and what was said to few"
    if (folder / "HEAD").is_file() and (folder / "objects").is_dir():
        return "a repository of git"
    return left_out_folder(folder.name)


def _shown(path: Path, source: Path) -> str:
    """A path as it can be written down, also one whose name is no text."""
    return os.fsencode(path.relative_to(source).as_posix()).decode(errors="replace")


def _why_not(path: Path) -> str:
    """Why a file is left out before it is read; empty where it is not."""
    try:
        seen = path.lstat()
    except OSError as problem:
        return problem.strerror or "cannot be read"
    if stat.S_ISLNK(seen.st_mode):
        return "a link to elsewhere"
    if not stat.S_ISREG(seen.st_mode):
        return "no ordinary file"
    if path.name.startswith("."):
        return "hidden"
    most = MAX_FILE if is_page(path.name) else MAX_MEDIA
    if seen.st_size > most:
        return f"larger than {most // 1_000_000} MB"
    return "its name is no text" if _is_no_text(path.name) else ""


def _is_no_text(name: str) -> bool:
    return any("\udc80" <= each <= "\udcff" for each in name)


def take(source: Path, path: str, taken: Taken) -> tuple[str, Data] | None:
    """Read one file and decide where it goes: its space and what it holds, or None where it is left out."""
    why = check_name(path)
    if why:
        taken.left_out.append(LeftOut(path, why))
        return None
    try:
        data = _data(source / path)
    except OSError as problem:
        taken.left_out.append(LeftOut(path, problem.strerror or "cannot be read"))
        return None
    why = (
        secret_page(decode(data))
        if isinstance(data, bytes) and is_page(path)
        else secret(path, _begins(data))
    )
    if why:
        taken.left_out.append(LeftOut(path, why))
        return None
    space = _space_of(path, data, taken)
    if space is None:
        return None
    taken.pages += is_page(path)
    taken.media += not is_page(path)
    taken.paths.setdefault(space, []).append(path)
    return space, data


def _data(file: Path) -> Data:
    size = file.stat().st_size
    return Large(file, size) if size > LARGE and not is_page(file.name) else file.read_bytes()


def _begins(data: Data) -> bytes:
    if isinstance(data, bytes):
        return data[:LOOKED_AT]
    if not isinstance(data, Large):
        return b""
    with data.file.open("rb") as opened:
        return opened.read(LOOKED_AT)


def _space_of(path: str, data: Data, taken: Taken) -> str | None:
    if not isinstance(data, bytes) or not is_page(path):
        return taken.into
    text = tidy(decode(data))
    front = split(text)
    if why := front.error or kept_as_text(text, front):
        taken.unreadable.append(LeftOut(path, why))
    if not data.isascii() or b"\0" in data:
        _note_encoding(path, data, taken)
    garden = taken.by.ref if taken.by is not None and circles.is_member(taken.by) else None
    decided = place(text, into=taken.into, garden=garden)
    if decided.space is None:
        taken.left_out.append(LeftOut(path, f"it says “{decided.why}”, and nobody's garden is at hand"))
    elif decided.space != taken.into:
        taken.narrowed.append(LeftOut(path, f"{decided.why} → {decided.space}"))
    return decided.space


def _note_encoding(path: str, data: bytes, taken: Taken) -> None:
    name = encoding(data)
    if name != UTF8:
        taken.encodings.append(LeftOut(path, f"read as {name}"))
    elif "\ufffd" in decode(data):
        taken.encodings.append(LeftOut(path, "some of its signs make no sense"))
