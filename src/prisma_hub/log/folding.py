"""The kinds and folds of every room, as handed over by `projections.py` when somebody first asks for one.

Many commands only look, and never do.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from prisma_hub.kernel.once import Once
from prisma_hub.kernel.refusal import Refused
from prisma_hub.log.behind import holding, written_together
from prisma_hub.log.types import (
    AtOnce,
    Entry,
    Fold,
    Folds,
    Forget,
    Forgets,
    Kind,
    Searchable,
    Searched,
)

rooms = Once()
"""Whoever reads what is below sees to it first that the rooms have handed it over."""
_kinds: dict[str, Kind] = {}
_folds: dict[str, list[Fold]] = {}
_forgets: dict[str, list[Forget]] = {}
_every: list[Fold] = []
_every_forget: list[Forget] = []
_searched: dict[str, Callable[[Sequence[Entry]], Iterable[Searchable]]] = {}
_heard: list[Callable[[], None]] = []


def declare(kinds: Iterable[Kind]) -> None:
    for kind in kinds:
        if _kinds.setdefault(kind.name, kind) is not kind:
            raise ValueError(f"two kinds are called {kind.name}")


def hand_over(
    *,
    folds: Folds,
    forgets: Forgets,
    every: Iterable[Fold] = (),
    every_forget: Iterable[Forget] = (),
    searched: Searched | None = None,
) -> None:
    """Take the folds of one room, in the order of the rooms from the ground up.

    `folds` run when an entry is said or replayed; `forgets` when parts of it were erased, with what is
    left of it (of an entry erased whole nothing is left but its number); those of `AtOnce` for all that was
    erased together. `every` and `every_forget` run for entries of every kind. `searched` says what of an
    entry may be found.
    """
    for kind, functions in folds.items():
        _folds.setdefault(kind.name, []).extend(functions)
    for kind, forgetting in forgets.items():
        _forgets.setdefault(kind.name, []).extend(forgetting)
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
    rooms.do()
    kind = _kinds.get(name)
    if kind is None:
        raise Refused(
            "This hub does not know the kind of entry “%(kind)s”.",
            mend="Ask the stewards whether the hub needs an update.",
            kind=name,
        )
    return kind


def fold(entry: Entry) -> None:
    rooms.do()
    if holding() is not None:
        _fold(entry)
        return
    with written_together():
        _fold(entry)


def _fold(entry: Entry) -> None:
    for each in _every:
        each(entry)
    for each in _folds.get(entry.kind or "", ()):
        each(entry)


def forget(erased: Mapping[str, Sequence[Entry]]) -> None:
    """Take what was erased of these entries, by their kinds, out of the derived tables."""
    rooms.do()
    for kind, entries in erased.items():
        for each in _forgets.get(kind, ()):
            _forget(each, entries)
    everything = [entry for entries in erased.values() for entry in entries]
    for each in _every_forget:
        _forget(each, everything)


def _forget(forget: Forget, entries: Sequence[Entry]) -> None:
    if isinstance(forget, AtOnce):
        forget.do(entries)
        return
    for entry in entries:
        forget(entry)


def searchable(entries: Iterable[Entry]) -> list[Searchable]:
    """What may be found of these entries, each once: of a thing told in several, as it stands now."""
    rooms.do()
    by_kind: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.kind in _searched:
            by_kind.setdefault(entry.kind, []).append(entry)
    found = {each.seq: each for kind, some in by_kind.items() for each in _searched[kind](some)}
    return [found[seq] for seq in sorted(found)]
