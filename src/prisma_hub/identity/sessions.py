"""Django's sessions, kept in a table that knows whose they are, so that they can be listed and ended."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from prisma_hub.identity.kept import HubSession
from prisma_hub.kernel import source

PERSON = "person"
AGENT = "agent"


class SessionStore(DatabaseStore):
    """As Django's, with person, device and times beside the data."""

    @classmethod
    def get_model_class(cls) -> type[HubSession]:
        return HubSession

    def create_model_instance(self, data: dict[str, Any]) -> HubSession:
        made: HubSession = super().create_model_instance(data)  # type: ignore[assignment]
        now = source.current().now_ms()
        made.person = UUID(data[PERSON]) if PERSON in data else None
        made.agent = str(data.get(AGENT, ""))[:200]
        made.started = data.get("started", now)
        made.seen = now
        return made
