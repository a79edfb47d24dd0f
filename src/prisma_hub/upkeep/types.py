"""What a look at a hub found and how it is told; how it stands with its backups."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time

from prisma_hub.kernel.damage import Damage
from prisma_hub.kernel.refusal import Refused


class Mends(enum.Enum):
    """What it takes to mend a damage."""

    ITSELF = "itself"
    BACKUP = "backup"
    NO = "no"


class State(enum.Enum):
    """What became of a finding."""

    FOUND = "found"
    MENDED = "mended"


@dataclass(frozen=True, slots=True)
class Explained:
    """A kind of damage in words that a face translates; `%(where)s` stands for what is damaged."""

    what: str
    means: str
    todo: str
    mends: Mends


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong. `name` is explained in upkeep/doctor/kinds.py."""

    name: str
    where: str
    state: State = State.FOUND


class Doubt(enum.Enum):
    """Why what lies beside a backup does not say all that was erased since. `NOT_WHOLE`: emptied or cut, or
    an older program's where a newer one has to be; `OLD`: as it was before the backup."""

    MISSING = "missing"
    UNHEARD = "unheard"
    NOT_WHOLE = "not-whole"
    OTHERS = "others"
    OLD = "old"


@dataclass(frozen=True, slots=True)
class Unheard:
    """What was erased after a backup is unknown: its list is not where it would lie, or not to be believed.
    `since`: an instant; `instead`: a list that does lie there; `upto`: how far one has to reach that is to be
    believed, by epoch and entry, where the backup says so."""

    list: str
    since: str
    instead: str | None
    why: Doubt = Doubt.MISSING
    upto: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A backup was unpacked. `missing`: what is unknown of a hub made of it; `changed`: the media in it whose
    bytes are not what their names say."""

    missing: Unheard | None
    changed: Sequence[str]


class NoBackup(Refused):
    """Why there is no backup, in the words of the doctor."""

    def __init__(self, damage: Damage, explained: Explained) -> None:
        super().__init__(explained.what, kept=explained.means, mend=explained.todo, where=damage.where)
        self.damage = damage


@dataclass(frozen=True, slots=True)
class Look:
    """A look at a hub: when (an instant), whether the whole of it was looked at, and what was found."""

    at: str
    whole: bool
    findings: Sequence[Finding]

    def as_json(self) -> Mapping[str, object]:
        found = [{"name": f.name, "where": f.where, "state": f.state.value} for f in self.findings]
        return {"at": self.at, "whole": self.whole, "findings": found}


@dataclass(frozen=True, slots=True)
class Keep:
    """How many of the days, weeks and months that have a backup keep one."""

    daily: int = 7
    weekly: int = 4
    monthly: int = 12


@dataclass(frozen=True, slots=True)
class Plan:
    """What hub.toml says of backups. `at`: when, by the hub's own clock; `passphrase_file`: None where they
    are not locked."""

    folder: str
    at: time
    keep: Keep
    passphrase_file: str | None


@dataclass(frozen=True, slots=True)
class Backup:
    """One that was written and read again whole. `number` counts on, whatever the clock does; `at` and
    `until` in milliseconds since 1970. `until`: it goes by then at the latest; None where nobody but a person
    removes it."""

    number: int
    folder: str
    name: str
    at: int
    size: int
    locked: bool
    until: int | None


@dataclass(frozen=True, slots=True)
class Backups:
    """How it stands with the backups of this hub, as it was noted; no disk is touched to say so.

    `wrong`: by what hub.toml says, or by what came of the last try. `kept`: those of the plan that lie in
    their folder, the newest first. `elsewhere`: how many were made that the hub does not tend, by folder;
    `gone`: those of these folders that are not there, where somebody looked.
    `until`: what is erased today is in none of those that it tends after this; None where it tends none.
    """

    plan: Plan | None
    wrong: Sequence[Finding]
    last: Backup | None
    next: int | None
    running: int | None
    kept: Sequence[Backup]
    away: int
    elsewhere: Mapping[str, int]
    gone: Sequence[str]
    same_disk: bool
    until: int | None
