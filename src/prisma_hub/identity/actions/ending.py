"""Passkeys that are over: one by its person; all with a new card, a suspension, on leaving."""

from __future__ import annotations

from prisma_hub.identity import rules
from prisma_hub.identity.kept import Passkey
from prisma_hub.identity.types import Viewer


def end_passkey(*, by: Viewer, passkey: str) -> None:
    """The passkey signs nobody in any more. One that is not the viewer's stays as it is."""
    for each in Passkey.objects.filter(person=by.id):
        if rules.passkey_id(bytes(each.credential)) == passkey:
            each.delete()


def end_passkeys(*, by: Viewer) -> None:
    """None of this person's passkeys signs them in any more."""
    Passkey.objects.filter(person=by.id).delete()
