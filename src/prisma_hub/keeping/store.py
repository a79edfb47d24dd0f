"""The folder in which the files wait to be fetched."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from django.conf import settings


def folder() -> Path:
    return Path(settings.HUB_DIR) / "derived" / "everything"


def path_of(id_: UUID) -> Path:
    return folder() / f"{id_}.zip"


def half_of(id_: UUID) -> Path:
    return folder() / f"{id_}.unfinished"


def remove(id_: UUID) -> None:
    path_of(id_).unlink(missing_ok=True)
    half_of(id_).unlink(missing_ok=True)
