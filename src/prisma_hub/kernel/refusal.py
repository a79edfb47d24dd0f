"""One way to say no: what happened, what was kept, what to do."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Refused(Exception):  # noqa: N818  a refusal is an answer, not a fault of the program
    """An answer a person understands.

    `reason` (what happened), `kept` (what was kept) and `mend` (what to do) are English sentences
    that double as message ids; `%(name)s` in them stands for a value of that name. The faces
    translate the sentence first and fill it in afterwards.
    """

    def __init__(self, reason: str, kept: str = "", mend: str = "", **values: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.kept = kept
        self.mend = mend
        self.values = values
        self.field: str | None = None
        """The field of a form it is about, where it is about one."""

    def sentence(self, translate: Callable[[str], str] = str) -> str:
        """All that is to be said, in the language `translate` speaks."""
        said = [translate(text) for text in (self.reason, self.kept, self.mend) if text]
        return " ".join(text % self.values if self.values else text for text in said)

    def __str__(self) -> str:
        return self.sentence()


class NotAllowed(Refused):
    """Refused because of who asks: somebody else, or the same person signed in, might."""


class NotHere(Refused):
    """Refused because there is no such thing, or none this viewer may know of: the two sound alike."""


class NoRoom(Refused):
    """Refused because the disk under the hub is full or cannot be written."""


class Busy(Refused):
    """Refused because somebody else is writing for longer than one waits."""


class Away(Busy):
    """Refused because the database does not answer. Nobody knows whether what was just sent was kept."""


_NO_ROOM = (
    "disk is full",
    "no space left",
    "readonly database",
    "read-only",
    "disk i/o error",
    "input/output error",
    "unable to open database file",
    "disk quota exceeded",
)
_BUSY = ("database is locked", "database table is locked", "lock timeout", "deadlock detected")
_AWAY = (
    "connection refused",
    "connection to server",
    "connection failed",
    "server closed the connection",
    "terminating connection",
    "the database system is",
    "connection is closed",
    "connection already closed",
    "connection is lost",
    "consuming input failed",
    "connection reset by peer",
    "cannot exit pipeline mode",  # many rows were on their way when the line went dead
)


def not_now(problem: BaseException) -> NoRoom | Busy | None:
    """A refusal in place of an error of the disk, of a wait that was too long, or of a database that went
    away, as SQLite, PostgreSQL and the system word them."""
    said = str(problem).lower()
    if any(sign in said for sign in _NO_ROOM):
        return NoRoom(
            "The disk of this hub is full, or cannot be written.",
            kept="What was said before is safe. This was not kept.",
            mend="Tell a steward; keep this page open and send it again once there is room.",
        )
    if any(sign in said for sign in _BUSY):
        return Busy(
            "Somebody is saving a lot just now, and this took too long.",
            kept="What was said before is safe. This was not kept.",
            mend="Wait a minute, and send it again.",
        )
    if any(sign in said for sign in _AWAY):
        return Away(
            "The database of this hub does not answer just now.",
            kept="What was said before is safe. Whether this was kept cannot be told yet.",
            mend="Wait a minute, and send it again: however often you send it, it is kept once.",
        )
    return None


@contextmanager
def naming(place: object) -> Iterator[None]:
    """An error of the disk inside says where it was: the system names what it opens, not what it writes."""
    try:
        yield
    except OSError as problem:
        if problem.filename is None:
            problem.filename = str(place)
        raise
