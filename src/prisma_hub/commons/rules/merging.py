"""Two people changed one text: joined where they can be, kept side by side where they clash."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from merge3 import Merge3

from prisma_hub.commons.rules.aligning import Matcher
from prisma_hub.commons.types import Choice, Place

YOURS, MIDDLE, THEIRS = "<<<<<<< yours", "=======", ">>>>>>> theirs"
"""As drafts of earlier days have them, and people who merge by hand."""


@dataclass(frozen=True, slots=True)
class Joined:
    """`text` holds both sides where they clash, yours first; `clashes` says how often, and `places` is the
    text in pieces where it does."""

    text: str
    clashes: int
    places: tuple[Place, ...] = ()


def tidy(text: str) -> str:
    """One kind of line end, one at the end."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return plain if plain.endswith("\n") or not plain else plain + "\n"


def join(base: str, yours: str, theirs: str) -> Joined:
    """Three-way merge by line. Both sides' changes are in the result, whatever happens."""
    if yours == theirs or theirs == base:
        return Joined(yours, 0)
    if yours == base:
        return Joined(theirs, 0)
    places: list[Place] = []
    agreed: list[str] = []
    merge = Merge3(_lines(base), _lines(yours), _lines(theirs), sequence_matcher=Matcher)
    for region in merge.merge_groups():
        if region[0] != "conflict":
            agreed += region[1]
            continue
        places += [_agreed(agreed), Place("".join(region[2]), "".join(region[3]))]
        agreed = []
    places.append(_agreed(agreed))
    count = len(clashes(places))
    return Joined(settle(places, {}), count, tuple(places) if count else ())


def _agreed(lines: list[str]) -> Place:
    text = "".join(lines)
    return Place(text, text)


def clashes(places: Sequence[Place]) -> list[int]:
    """The numbers of those where the two do not agree."""
    return [number for number, each in enumerate(places) if each.yours != each.theirs]


def settle(places: Sequence[Place], chosen: Mapping[int, Choice]) -> str:
    """The text in which each place, by its number, stands as it was chosen: yours, theirs, or else both."""
    return "".join(_settled(each, chosen.get(number, "both")) for number, each in enumerate(places))


def _settled(place: Place, choice: Choice) -> str:
    if choice == "theirs":
        return place.theirs
    if choice == "yours" or place.yours == place.theirs:
        return place.yours
    apart = "" if not place.yours or place.yours.endswith("\n") else "\n"
    return place.yours + apart + place.theirs


def _lines(text: str) -> list[str]:
    """By line feed only: other signs that Python takes for line ends are words of a text."""
    lines = text.split("\n")
    return [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def has_marks(text: str) -> bool:
    """Whether somebody is about to save the marks of a clash."""
    lines = text.split("\n")
    return YOURS in lines and MIDDLE in lines and THEIRS in lines
