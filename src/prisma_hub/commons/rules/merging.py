"""Two people changed one text: joined where they can be, kept side by side where they clash."""

from __future__ import annotations

from dataclasses import dataclass

from merge3 import Merge3

from prisma_hub.commons.rules.aligning import Matcher

YOURS, MIDDLE, THEIRS = "<<<<<<< yours", "=======", ">>>>>>> theirs"


@dataclass(frozen=True, slots=True)
class Joined:
    """`text` with marks around what clashes; `clashes` says how often."""

    text: str
    clashes: int


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
    lines: list[str] = []
    clashes = 0
    merge = Merge3(_lines(base), _lines(yours), _lines(theirs), sequence_matcher=Matcher)
    for region in merge.merge_groups():
        if region[0] != "conflict":
            lines += region[1]
            continue
        clashes += 1
        lines += [YOURS + "\n", *region[2], MIDDLE + "\n", *region[3], THEIRS + "\n"]
    return Joined("".join(lines), clashes)


def _lines(text: str) -> list[str]:
    """By line feed only: other signs that Python takes for line ends are words of a text."""
    lines = text.split("\n")
    return [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def has_marks(text: str) -> bool:
    """Whether somebody is about to save the marks of a clash."""
    lines = text.split("\n")
    return YOURS in lines and MIDDLE in lines and THEIRS in lines
