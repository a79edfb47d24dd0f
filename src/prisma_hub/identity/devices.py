"""A device on which somebody signed in is known again as theirs: there, strangers cannot make them wait.

What it keeps is a number drawn by chance, and a seal for each of the last people who signed in on it (device
cookies, as OWASP's guide on slowing down guessing has them). Nobody reads from a seal whose it is, and a new
card makes it worthless.
"""

from __future__ import annotations

import re
from typing import Final

from django.utils.crypto import constant_time_compare, salted_hmac

from prisma_hub.identity.kept import Account
from prisma_hub.kernel import source

MOST: Final = 8
"""People who share one device and are known on it; the one who was there longest ago is forgotten first."""
_KEPT: Final = re.compile(rf"[0-9a-f]{{32}}(\.[0-9a-f]{{64}}){{0,{MOST}}}")


def number_of(kept: str, account: Account) -> str | None:
    """The number of this device, where it is known as one of the account's."""
    number, seals = _read(kept)
    due = _seal(number, account)
    return number if any(constant_time_compare(each, due) for each in seals) else None


def known_to(kept: str, account: Account) -> str:
    """What the device keeps from now on: the account's seal beside those of others."""
    number, seals = _read(kept)
    number = number or source.current().token(16).hex()
    due = _seal(number, account)
    others = [each for each in seals if each != due]
    return ".".join((number, *others[1 - MOST :], due))


def _read(kept: str) -> tuple[str, list[str]]:
    if _KEPT.fullmatch(kept) is None:
        return "", []
    number, *seals = kept.split(".")
    return number, seals


def _seal(number: str, account: Account) -> str:
    said = f"{number}/{account.person}/{account.code}"
    return salted_hmac("prisma-hub/device", said, algorithm="sha256").hexdigest()
