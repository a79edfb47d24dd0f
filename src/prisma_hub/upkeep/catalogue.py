"""Translations: text files, one per room and language, compiled into what gettext reads when a hub starts.

`locale/<language>/<room>.po` are ours; `languages/<language>.po` in the hub's own folder adds a language,
or says something better in one of ours.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

OURS = Path(__file__).parents[1] / "locale"
_LOOSE = re.compile(r" (?=[:;!?»]|%%)|(?<=«) ")


def sources(own: Path | None = None) -> dict[str, list[Path]]:
    """The text files of every language, the hub's own last: what it says wins."""
    found: dict[str, list[Path]] = {}
    for file in sorted(OURS.glob("*/*.po")):
        found.setdefault(file.parent.name, []).append(file)
    for file in sorted(own.glob("*.po")) if own else ():
        found.setdefault(file.stem, []).append(file)
    return found


def read(file: Path, language: str) -> Catalog:
    """One text file. What is not one raises ValueError with its name."""
    from babel.messages.pofile import PoFileError, read_po

    try:
        with file.open("rb") as opened:
            return read_po(opened, locale=language, abort_invalid=True)
    except PoFileError as error:
        raise ValueError(f"{file.name} cannot be read as a catalogue: {error}") from error


def merge(files: Iterable[Path], language: str) -> Catalog:
    """One catalogue of everything translated in these files; the later file has the last word."""
    from babel.messages.catalog import Catalog

    merged: Catalog | None = None
    for file in files:
        part = read(file, language)
        merged = merged or Catalog(locale=language, fuzzy=False)
        merged.mime_headers = part.mime_headers
        for message in part:
            if message.id and not message.fuzzy and _translated(message.string):
                merged.delete(message.id, message.context)
                merged.add(message.id, _bound(message.string or "", language), context=message.context)
    return merged or Catalog(locale=language)


def _bound(string: str | Sequence[str], language: str) -> str | tuple[str, ...]:
    """French leaves a space before `:` and `?`; a line never begins with the sign."""
    if not isinstance(string, str):
        return tuple(str(_bound(form, language)) for form in string)
    return _LOOSE.sub("\N{NO-BREAK SPACE}", string) if language == "fr" else string


def _translated(string: str | Sequence[str] | None) -> bool:
    return bool(string) and (isinstance(string, str) or all(string or ()))


def compile_into(folder: Path, own: Path | None = None) -> list[str]:
    """Write `<folder>/<language>/LC_MESSAGES/django.mo` where it is missing or older than its texts.

    Returns the languages written. A file is replaced whole: a server running beside never reads half.
    """
    return [language for language, files in sources(own).items() if _compile(language, files, folder)]


def _compile(language: str, files: Sequence[Path], folder: Path) -> bool:
    home = folder / language / "LC_MESSAGES"
    print_now = hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()
    stamp = home / "made-from"
    if stamp.exists() and stamp.read_text() == print_now and (home / "django.mo").exists():
        return False
    from babel.messages.mofile import write_mo  # only where something is to be written

    home.mkdir(parents=True, exist_ok=True)
    written = io.BytesIO()
    write_mo(written, merge(files, language))
    half = home / f"django.mo.{os.getpid()}"
    half.write_bytes(written.getvalue())
    half.replace(home / "django.mo")
    stamp.write_text(print_now)
    return True
