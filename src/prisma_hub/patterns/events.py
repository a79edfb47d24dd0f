"""What is said of agendas and of sessions being held. All within `session:<uuid>`."""

from prisma_hub.circles.types import REGISTRATIONS
from prisma_hub.log.types import Erase, Field, Kind

OPENED = Kind(
    "agenda.opened/1",
    Erase.NEVER,
    (Field("within", "reference", required=True), Field("agenda", "object", required=True)),
)
"""`within` is where rights are asked. `agenda` is said whole."""
CHANGED = Kind(
    "agenda.changed/1",
    Erase.NEVER,
    (
        Field("agenda", "object", required=True),
        Field("how", "text", required=True),
        Field("back", "integer"),
    ),
)
"""The agenda from now on. `back` is the entry whose agenda undoing returns to; absent at the beginning."""
BEGAN = Kind("run.began/1", Erase.NEVER, (Field("block", "text", required=True),))
MOVED = Kind("run.moved/1", Erase.NEVER, (Field("block", "text", required=True),))
ENDED = Kind("run.ended/1", Erase.NEVER)
ATTENDED = Kind("session.attended/1", Erase.WHOLE, kept_as=REGISTRATIONS)

KINDS = (OPENED, CHANGED, BEGAN, MOVED, ENDED, ATTENDED)
