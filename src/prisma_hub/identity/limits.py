"""How often something may be tried. By account, code or known device, never by address: a hall shares one."""

from __future__ import annotations

from django.db import transaction

from prisma_hub.identity.kept import Tally
from prisma_hub.kernel import source
from prisma_hub.kernel.refusal import Refused

HOUR = 3_600_000


def spend(key: str, *, most: int, within_ms: int = HOUR) -> None:
    """Count one try of `key`; refuse the one after `most` until the window is over."""
    now = source.current().now_ms()
    with transaction.atomic():
        tally, _ = Tally.objects.select_for_update().get_or_create(key=key, defaults={"since": now})
        if now - tally.since > within_ms:
            tally.since, tally.count = now, 0
        if tally.count >= most:
            minutes = max(1, (tally.since + within_ms - now + 59_999) // 60_000)
            raise Refused(
                "Too many tries.",
                kept="Nothing was changed.",
                mend="Wait %(minutes)s minutes, or ask a facilitator beside you.",
                minutes=minutes,
            )
        tally.count += 1
        tally.save()


def clear(key: str) -> None:
    """Forget the tries of `key`: it went well."""
    Tally.objects.filter(key=key).delete()


def forget(name: str) -> None:
    """Nothing is counted any more under keys that end in `name`."""
    Tally.objects.filter(key__endswith=name).delete()
