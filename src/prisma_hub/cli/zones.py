"""The time zone a hub's clocks show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from prisma_hub.kernel.refusal import Refused


def check_zone(name: str) -> str:
    """The name of a time zone as this machine knows it. Refuses any other."""
    if not _is_zone(name):
        raise Refused(
            "This machine knows no time zone called “%(zone)s”.",
            kept="Nothing was touched.",
            mend="Write one like Europe/Lisbon or America/Bogota.",
            zone=name,
        )
    return name


def zone_here(environment: Mapping[str, str], root: Path = Path("/")) -> str:
    """The zone this machine's own clock shows; UTC where it does not say."""
    return next(filter(_is_zone, _told(environment, root)), "UTC")


def _told(environment: Mapping[str, str], root: Path) -> Iterator[str]:
    yield environment.get("TZ", "").removeprefix(":")
    written = root / "etc" / "timezone"
    if written.is_file():
        yield written.read_text(encoding="utf-8", errors="replace").strip()
    link = root / "etc" / "localtime"
    if link.is_symlink():
        yield str(link.readlink()).rpartition("zoneinfo/")[2]


def _is_zone(name: str) -> bool:
    try:
        return bool(name) and ZoneInfo(name).key == name
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
