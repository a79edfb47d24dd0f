"""A key that words are sealed to, beside the key of one's own that signs."""

from __future__ import annotations

import hashlib
import hmac
from uuid import UUID

from django.conf import settings
from django.db import transaction

from prisma_hub.identity import events, limits, queries, rules
from prisma_hub.identity.models import SealingKey
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.sealing import answer_due, challenge_of, sealing_key_of
from prisma_hub.log import actions as log
from prisma_hub.log import queries as log_queries
from prisma_hub.log.types import Entry, Signed


def ask_for_sealing(*, by: Viewer, statement_id: UUID) -> bytes:
    """What whoever binds a sealing key under this number answers to. Drawn from the hub's secret, so that
    nothing is kept of it."""
    return challenge_of(_seed(by, statement_id))


def _seed(by: Viewer, statement_id: UUID) -> bytes:
    about = f"sealing\n{by.ref}\n{statement_id}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), about, hashlib.sha256).digest()


def bind_sealing(*, by: Viewer, key: str, answer: str, signed: Signed | None, statement_id: UUID) -> Entry:
    """From now on words can be sealed to `key` (`did:key` of X25519). The person's own key signs for it, and
    `answer` (base64url) shows that they hold it: `kernel.sealing.answer_due`."""
    with transaction.atomic():
        log.hold_pen()
        before = log_queries.said(by.ref, statement_id)
        if before is not None and before.body.get("key") == key:
            return before  # a slow link, a button pressed twice
        limits.spend(f"bind a key {by.person}", most=20)
        own = queries.own_key(by)
        taken = SealingKey.objects.filter(key=key).exists()
        rules.check_sealing(key, taken=taken, stands=queries.sealable(by).get(by.id), own=own)
        assert own is not None
        rules.check_signed_by(own, signed)
        due = answer_due(_seed(by, statement_id), log.hub_did(), by.ref, sealing_key_of(key))
        rules.check_answer(answer, due)
        body = {"key": key, "of": own.key}
        return log.say(events.SEALING, by=by.ref, body=body, signed=signed, statement_id=statement_id)
