"""One look: while a page is made, the same question is asked once. What was remembered goes with the look."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

Key = TypeVar("Key", bound=Hashable)
Told = TypeVar("Told")

_MOST = 5_000
"""Things of one sort held at once: who takes all along reads more in one look than memory should hold."""

_answers: ContextVar[dict[Hashable, Any] | None] = ContextVar("look_answers", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Inside, what is asked through `once` and `each_once` is asked once. One within another begins anew.

    For reading a page, during which nothing is said; never around something that writes.
    """
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


def once(what: Hashable, ask: Callable[[], Told]) -> Told:
    """The answer to `what`; asked once inside `remembering`, every time outside."""
    answers = _answers.get()
    if answers is None:
        return ask()
    if what not in answers:
        answers[what] = ask()
    told: Told = answers[what]
    return told


def each_once(
    what: str, keys: Iterable[Key], ask: Callable[[list[Key]], Mapping[Key, Told]]
) -> dict[Key, Told]:
    """What is told of each of these, in their order, where there is something: only those are asked for that
    were not yet, all of them at once.

    Never for what differs by who looks: `what` and a key must say all the answer depends on.
    """
    wanted = list(dict.fromkeys(keys))
    answers = _answers.get()
    if answers is None:
        found: Mapping[Key, Told | None] = ask(wanted) if wanted else {}
    else:
        found = _with(answers, what, wanted, ask)
    return {key: each for key in wanted if (each := found.get(key)) is not None}


def _with(
    answers: dict[Hashable, Any],
    what: str,
    wanted: list[Key],
    ask: Callable[[list[Key]], Mapping[Key, Told]],
) -> Mapping[Key, Told | None]:
    held: dict[Key, Told | None] = answers.setdefault(("each", what), {})
    missing = [key for key in wanted if key not in held]
    if not missing:
        return held
    if len(held) + len(missing) > _MOST:  # go on with what is asked for now
        held = answers["each", what] = {key: held[key] for key in wanted if key in held}
    told = ask(missing)
    held |= {key: told.get(key) for key in missing}
    return held


def all_known(what: str, keys: Iterable[Hashable]) -> bool:
    """Whether each of these was asked for in this look."""
    answers = _answers.get()
    held: Mapping[Hashable, Any] = (answers or {}).get(("each", what), {})
    return all(key in held for key in keys)
