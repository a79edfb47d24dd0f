"""What hub.toml says of backups: read anew each time, so that what a host changes acts without a start."""

from __future__ import annotations

import re
import tomllib
from datetime import time
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from prisma_hub.kernel.house import MARK
from prisma_hub.kernel.refusal import Refused
from prisma_hub.upkeep.types import Keep, Plan

_NAMES: Final = {"folder", "at", "keep", "passphrase_file"}
_AT: Final = time(3)
_MOST: Final = 1000
SHORTEST: Final = 8
"""Characters of a passphrase."""


def read() -> Plan | None:
    """The part `[backups]` of hub.toml; None where there is none. Refuses one that cannot be meant."""
    try:
        said = tomllib.loads((Path(settings.HUB_DIR) / MARK).read_text(encoding="utf-8")).get("backups")
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise _no(MARK) from None
    if said is None:
        return None
    if not isinstance(said, dict) or not said.keys() <= _NAMES:
        raise _no(", ".join(sorted(said.keys() - _NAMES)) if isinstance(said, dict) else "backups")
    secret = said.get("passphrase_file")
    return Plan(
        folder=_path("folder", said.get("folder")),
        at=_time(said.get("at", _AT)),
        keep=_keep(said.get("keep", {})),
        passphrase_file=None if secret is None else _path("passphrase_file", secret),
    )


def passphrase(plan: Plan) -> str | None:
    """With which they are locked. Refuses a file that holds none."""
    if plan.passphrase_file is None:
        return None
    try:
        lines = Path(plan.passphrase_file).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        lines = []
    if not lines or len(lines[0]) < SHORTEST:
        raise _no(f"passphrase_file = {plan.passphrase_file}")
    return lines[0]


def _path(name: str, said: Any) -> str:
    if not isinstance(said, str) or not said.startswith("/") or "\0" in said:
        raise _no(f"{name} = {said}")
    return said


def _time(said: Any) -> time:
    if isinstance(said, time):
        return said
    if not isinstance(said, str) or not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", said):
        raise _no(f"at = {said}")
    return time.fromisoformat(said)


def _keep(said: Any) -> Keep:
    names = ("daily", "weekly", "monthly")
    if not isinstance(said, dict) or not said.keys() <= set(names):
        raise _no(f"keep = {said}")
    if not all(type(each) is int and 0 <= each <= _MOST for each in said.values()):
        raise _no(f"keep = {said}")
    return Keep(**(dict.fromkeys(names, 0) | said)) if said else Keep()


def _no(what: str) -> Refused:
    return Refused(
        "What hub.toml says of backups is not understood: %(what)s.",
        kept="No backup is made by itself until it is; those that were made are untouched.",
        mend="Write it as docs/how-to/back-up-and-restore.md has it.",
        what=what,
    )
