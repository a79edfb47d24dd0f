"""One way to say no: what happened, what was kept, what to do."""

from collections.abc import Callable


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
