"""Repositories that a backup brought: their objects and branches are taken, what would steer git is not."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from django.conf import settings

from prisma_hub.commons import repositories

_OURS: Final = frozenset({"HEAD", "config", "description", "packed-refs", "info/exclude", "info/refs"})
_ELSEWHERE: Final = frozenset({"objects/info/alternates", "objects/info/http-alternates"})


def take_in() -> None:
    """Make the folders below commons, as they were unpacked, the hub's own: with the hub's own settings and
    without hooks, whoever wrote the backup, before anything opens one."""
    for path in sorted((Path(settings.HUB_DIR) / "commons").glob("*.git")):
        for each in sorted(path.rglob("*"), reverse=True):  # a folder after what is in it
            if each.is_dir() and not each.is_symlink():
                if each.relative_to(path).parts[0] == "hooks":
                    each.rmdir()
            elif not _is_ours(each.relative_to(path)):
                each.unlink()
        repositories.frame(path, anew=True)


def _is_ours(inside: Path) -> bool:
    name = inside.as_posix()
    return name in _OURS or (inside.parts[0] in ("objects", "refs") and name not in _ELSEWHERE)
