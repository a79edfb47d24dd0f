"""The path of a journey as a drawing: processes as strands, side by side, wide where the work is.

Pure: shares in, geometry out. `parts/path.html` draws it, along on wide screens and down on phones.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

HUES = ("enrolling", "potentialising", "enacting", "evaluating", "infrastructuring")
WORDS = (
    pgettext_lazy("share of the work", "none"),
    pgettext_lazy("share of the work", "little"),
    pgettext_lazy("share of the work", "some"),
    pgettext_lazy("share of the work", "half"),
    pgettext_lazy("share of the work", "much"),
    pgettext_lazy("share of the work", "most"),
)
GAP = 3.0  # between two strands
Point = tuple[float, float]


@dataclass(frozen=True)
class Process:
    """A process as the hub names it; `hue` is one of HUES, or empty for ink."""

    label: str
    hue: str = ""


@dataclass(frozen=True)
class Phase:
    """A phase with the share of the work each process has in it, 0 to 5 in the order of the processes."""

    title: str
    text: str
    shares: Sequence[int]
    address: str = ""
    current: bool = False

    @property
    def words(self) -> list[str]:
        return [str(WORDS[max(0, min(5, share))]) for share in self.shares]


@dataclass(frozen=True)
class Strand:
    process: str
    d: str


@dataclass(frozen=True)
class Gate:
    d: str
    ends: tuple[Point, ...] = ()


@dataclass(frozen=True)
class Drawn:
    width: int
    height: int
    walked_width: float
    walked_height: float
    strands: Sequence[Strand]
    gates: Sequence[Gate]
    here: Gate | None


@dataclass(frozen=True)
class Path:
    """Everything `parts/path.html` shows."""

    mark: str
    start: int
    phases: Sequence[Phase]
    processes: Sequence[Process]
    along: Drawn
    down: Drawn


def path(
    phases: Sequence[Phase],
    processes: Sequence[Process],
    walked: float,
    *,
    mark: str = "path",
    start: int = 0,
) -> Path:
    """The path of these phases. `walked`: how far it is walked, in phases (5.3: into the sixth); `mark`
    must differ between two paths on one page; `start` is the number of the first phase."""
    length = max(len(phases), 1)
    walked = max(0.0, min(float(walked), length))
    return Path(
        mark,
        start,
        phases,
        processes,
        _drawn(phases, processes, walked, 1040, 190, across=False),
        _drawn(phases, processes, walked, 760, 100, across=True),
    )


def _drawn(
    phases: Sequence[Phase],
    processes: Sequence[Process],
    walked: float,
    length: int,
    breadth: int,
    *,
    across: bool,
) -> Drawn:
    """One drawing of `length` by `breadth`; `across` turns it to run down."""
    step = length / max(len(phases), 1)
    edges = _edges([phase.shares for phase in phases], len(processes), breadth)
    places = [0.0, *(step * (at + 0.5) for at in range(len(phases))), float(length)]
    strands = [
        Strand(process.hue, _ribbon(places, edges[2 * at], edges[2 * at + 1], across))
        for at, process in enumerate(processes)
    ]
    gates = [_gate(step * at, places, edges, across, 8.0) for at in range(1, len(phases))]
    here = _gate(step * walked, places, edges, across, 16.0) if 0 < walked < len(phases) else None
    far = round(step * walked, 1)
    if across:
        return Drawn(
            breadth, length, breadth, far, strands, [Gate(g.d) for g in gates], here and Gate(here.d)
        )
    return Drawn(length, breadth, far, breadth, strands, gates, here and Gate(here.d, here.ends[:1]))


def _edges(shares: Sequence[Sequence[int]], count: int, breadth: int) -> list[list[float]]:
    """For each process its upper and its lower edge at every place, the first and last phase repeated.

    The braid keeps to the middle and sways with where the weight lies; a strand never vanishes, so that
    it can be followed.
    """
    rows = [list(row) + [0] * (count - len(row)) for row in shares]
    rows = [rows[0], *rows, rows[-1]] if rows else [[0] * count] * 2
    heaviest = max(sum(0.35 + share for share in row) for row in rows)
    unit = (breadth * 0.62 - GAP * count) / max(heaviest, 1)
    edges: list[list[float]] = [[] for _process in range(2 * count)]
    for row in rows:
        widths = [(0.35 + share) * unit for share in row[:count]]
        whole = sum(widths) + GAP * (count - 1)
        lean = (
            sum(at * width for at, width in enumerate(widths)) / (sum(widths) or 1) - (count - 1) / 2
        ) / count
        at = breadth / 2 - whole / 2 + lean * breadth * 0.45
        for number, width in enumerate(widths):
            edges[2 * number].append(at)
            edges[2 * number + 1].append(at + width)
            at += width + GAP
    return edges


def _ribbon(places: Sequence[float], upper: Sequence[float], lower: Sequence[float], across: bool) -> str:
    there = _curve(list(zip(places, upper, strict=True)), across)
    back = _curve(list(zip(reversed(places), reversed(lower), strict=True)), across)
    return f"M{there}L{back}Z"


def _slopes(points: Sequence[Point]) -> list[float]:
    """The slope of the smooth line at each point: level at the ends, else from neighbour to neighbour."""
    inner = [
        (after[1] - before[1]) / (after[0] - before[0])
        for before, after in zip(points, points[2:], strict=False)
    ]
    return [0.0, *inner, 0.0]


def _curve(points: Sequence[Point], across: bool) -> str:
    """A smooth line through the points, as cubic Bézier pieces."""
    said = [_at(points[0], across)]
    slopes = _slopes(points)
    for (a, b), (slope, to_slope) in zip(itertools.pairwise(points), itertools.pairwise(slopes), strict=True):
        third = (b[0] - a[0]) / 3
        bends = ((a[0] + third, a[1] + slope * third), (b[0] - third, b[1] - to_slope * third), b)
        said.append("C" + " ".join(_at(point, across) for point in bends))
    return "".join(said)


def _at(point: Point, across: bool) -> str:
    x, y = (point[1], point[0]) if across else point
    return f"{x:.1f} {y:.1f}"


def _gate(
    place: float, places: Sequence[float], edges: Sequence[Sequence[float]], across: bool, out: float
) -> Gate:
    """A line across the braid at `place`, standing out a little on both sides."""
    top = _height(place, places, edges[0]) - out if edges else 0.0
    foot = _height(place, places, edges[-1]) + out if edges else 0.0
    first, last = (place, round(top, 1)), (place, round(foot, 1))
    return Gate(
        f"M{_at(first, across)}L{_at(last, across)}",
        ((round(place, 1), first[1]), (round(place, 1), last[1])),
    )


def _height(place: float, places: Sequence[float], edge: Sequence[float]) -> float:
    """Where the line of `_curve` is at `place` (cubic Hermite)."""
    points = list(zip(places, edge, strict=True))
    slopes = _slopes(points)
    for (a, b), (slope, to_slope) in zip(itertools.pairwise(points), itertools.pairwise(slopes), strict=True):
        if a[0] <= place <= b[0]:
            width = b[0] - a[0]
            t = (place - a[0]) / width
            return (
                (1 + 2 * t) * (1 - t) ** 2 * a[1]
                + t * (1 - t) ** 2 * width * slope
                + t * t * (3 - 2 * t) * b[1]
                + t * t * (t - 1) * width * to_slope
            )
    return edge[-1]
