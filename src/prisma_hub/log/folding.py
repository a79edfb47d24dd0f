"""The kinds and folds of every room, as handed over at start by `projections.py`."""

from collections.abc import Callable, Iterable, Sequence

from prisma_hub.kernel.refusal import Refused
from prisma_hub.log.behind import written_together
from prisma_hub.log.types import Entry, Fold, Folds, Kind, Searchable, Searched

_kinds: dict[str, Kind] = {}
_folds: dict[str, list[Fold]] = {}
_forgets: dict[str, list[Fold]] = {}
_every: list[Fold] = []
_every_forget: list[Fold] = []
_searched: dict[str, Callable[[Sequence[Entry]], Iterable[Searchable]]] = {}
_heard: list[Callable[[], None]] = []


def declare(kinds: Iterable[Kind]) -> None:
    for kind in kinds:
        if _kinds.setdefault(kind.name, kind) is not kind:
            raise ValueError(f"two kinds are called {kind.name}")


def hand_over(
    *,
    folds: Folds,
    forgets: Folds,
    every: Iterable[Fold] = (),
    every_forget: Iterable[Fold] = (),
    searched: Searched | None = None,
) -> None:
    """Take the folds of one room, in the order of the rooms from the ground up.

    `folds` run when an entry is said or replayed; `forgets` when parts of it were erased, with what is
    left of it (of an entry erased whole nothing is left but its number). `every` and `every_forget` run
    for entries of every kind. `searched` says what of an entry may be found.
    """
    for kind, functions in folds.items():
        _folds.setdefault(kind.name, []).extend(functions)
    for kind, functions in forgets.items():
        _forgets.setdefault(kind.name, []).extend(functions)
    _every.extend(every)
    _every_forget.extend(every_forget)
    _searched.update({kind.name: function for kind, function in (searched or {}).items()})


def on_append(wake: Callable[[], None]) -> None:
    """Call `wake` after every commit that appended something."""
    _heard.append(wake)


def tell_appended() -> None:
    for wake in _heard:
        wake()


def kind_named(name: str) -> Kind:
    kind = _kinds.get(name)
    if kind is None:
        raise Refused(
            "This hub does not know the kind of entry “%(kind)s”.",
            mend="Ask the stewards whether the hub needs an update.",
            kind=name,
        )
    return kind


def all_kinds() -> tuple[Kind, ...]:
    return tuple(_kinds.values())


def fold(entry: Entry) -> None:
    with written_together():
        for each in _every:
            each(entry)
        for each in _folds.get(entry.kind or "", ()):
            each(entry)


def forget(kind: str, entry: Entry) -> None:
    """Take what was erased of an entry of this kind out of the derived tables."""
    for each in _forgets.get(kind, ()):
        each(entry)
    for each in _every_forget:
        each(entry)


def searchable(entries: Iterable[Entry]) -> list[Searchable]:
    """What may be found of these entries, each once: of a thing told in several, as it stands now."""
    by_kind: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.kind in _searched:
            by_kind.setdefault(entry.kind, []).append(entry)
    found = {each.seq: each for kind, some in by_kind.items() for each in _searched[kind](some)}
    return [found[seq] for seq in sorted(found)]
