"""Effects as a proposal declares them: mappings of text in, typed values out, and back.

In the commons and the log an effect is a mapping with a `do` (`pay`, `open_pool`, …) and one text
per field. Source: governance.md, "From tension to agreement", *Effects*.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any, Final

from prisma_hub.agreements.types import (
    AdmitMember,
    AdoptProtocol,
    Allocate,
    ChangeMandate,
    Effect,
    EndRole,
    FoundOrganisation,
    GrantRole,
    OpenPool,
    Pay,
    PublishEdition,
)
from prisma_hub.kernel.exact import parse_decimal, text_of
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.text import later

KINDS: Final[dict[str, type[Effect]]] = {
    "pay": Pay,
    "open_pool": OpenPool,
    "allocate": Allocate,
    "grant_role": GrantRole,
    "end_role": EndRole,
    "adopt_protocol": AdoptProtocol,
    "admit_member": AdmitMember,
    "publish_edition": PublishEdition,
    "change_mandate": ChangeMandate,
    "found_organisation": FoundOrganisation,
}
NOT_DECLARED = later("The rest of the proposal is kept.")

_VERSION: Final = re.compile(r"sha256:[0-9a-f]{64}")
_OPEN: Final = frozenset({"decides", "custodian", "terms", "share"})
_REFERENCES: Final[dict[str, tuple[str, ...]]] = {
    "person": ("person",),
    "custodian": ("person",),
    "circle": ("circle",),
    "pool": ("pool",),
    "story": ("story",),
    "to": ("person", "circle", "team", "hub", "pool"),
}


def read_effect(said: Mapping[str, str]) -> Effect:
    """The typed effect a mapping declares, or a refusal that names the field that is wrong."""
    kind = KINDS.get(said.get("do", ""))
    if kind is None:
        raise Refused(
            "The hub cannot do “%(do)s”.",
            kept=NOT_DECLARED,
            mend="Choose one of: %(known)s.",
            do=said.get("do", ""),
            known=", ".join(KINDS),
        )
    names = {field.name for field in fields(kind)}
    unknown = sorted(set(said) - names - {"do"})
    if unknown:
        raise _wrong(unknown[0], later("This effect has no “%(field)s”."))
    values: dict[str, Any] = {name: _read_field(name, said.get(name, "").strip()) for name in names}
    return kind(**values)


def write_effect(effect: Effect) -> dict[str, str]:
    """The mapping `read_effect` reads; an open end is left out."""
    said = {"do": next(name for name, kind in KINDS.items() if type(effect) is kind)}
    for field in fields(effect):
        value = getattr(effect, field.name)
        if value is not None:
            said[field.name] = text_of(value) if isinstance(value, Decimal) else str(value)
    return said


def _read_field(name: str, text: str) -> str | Decimal | date | None:
    if name == "until":
        return _read_day(text) if text else None
    if name in _OPEN and not text:
        return None
    if not text:
        raise _wrong(name, later("This effect needs a “%(field)s”."))
    if name == "amount":
        return _read_amount(text)
    if name == "version" and not _VERSION.fullmatch(text):
        raise _wrong(name, later("The “%(field)s” of a protocol is sha256: and 64 hexadecimal digits."))
    if name in _REFERENCES and not _refers(text, _REFERENCES[name]):
        raise _wrong(
            name, later("The “%(field)s” must name one of: %(kinds)s."), ", ".join(_REFERENCES[name])
        )
    return text


def _read_amount(text: str) -> Decimal:
    amount = parse_decimal(text)
    if amount <= 0:
        raise _wrong("amount", later("The “%(field)s” must be larger than zero."))
    return amount


def _read_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _wrong("until", later("The “%(field)s” is a day, like 2026-05-18.")) from None


def _refers(text: str, kinds: tuple[str, ...]) -> bool:
    kind, _, name = text.partition(":")
    return kind in kinds and (bool(name) or text == "hub")


def _wrong(name: str, reason: str, kinds: str = "") -> Refused:
    return Refused(reason, kept=NOT_DECLARED, mend="Change it and try again.", field=name, kinds=kinds)


_OWN: Final = (GrantRole, EndRole, AdmitMember, ChangeMandate, OpenPool, FoundOrganisation)


def check_reach(effect: Effect, space: str, ways: Collection[str]) -> None:
    """A circle decides about itself: roles, members and mandate of its own, and ways the hub knows."""
    if isinstance(effect, _OWN) and effect.circle != space:
        raise Refused(
            "A circle decides about its own roles, members, mandate and pools only.",
            kept=NOT_DECLARED,
            mend="Bring it to the circle it concerns.",
        )
    if isinstance(effect, ChangeMandate) and effect.decides and effect.decides not in ways:
        raise Refused(
            "The hub does not know this way of deciding.", kept=NOT_DECLARED, mend="Choose another one."
        )
