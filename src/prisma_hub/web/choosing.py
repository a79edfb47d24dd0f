"""Choosing one of many: a few are shown, any other is found by typing a part of its name.

A form offers `Choices` (`Form.offer`). Where there are no more than `MOST`, all are shown, as on any form.
Where there are more, a field beside them takes a name. A form with something in that field is not sent yet:
it comes back with what was found (`parts/field.html`), and everything else as it was. What is sent is checked
against all there is to choose from, not only against what was shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms

MOST: Final = 12
"""Choices that are shown at once, besides those that are always there."""
NAMED: Final = "-named"
"""What the field for a name is called, behind the name of what is chosen."""
FIND: Final = "find"
"""The button that looks for it; its value is the name of what is chosen."""
LONGEST: Final = 200

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")

Choice = tuple[str, str]
"""A value, and what it is called."""


@dataclass(frozen=True)
class Choices:
    """What there is to choose from, without all of it being asked for."""

    some: Callable[[str, int], tuple[list[Choice], bool]]
    """Of those with these words in their names, no more than so many; and whether these are all."""
    called: Callable[[str], str | None]
    """What a value is called that may be chosen; None for any other."""
    first: tuple[Choice, ...] = ()
    last: tuple[Choice, ...] = ()
    """What is always shown, before the others and behind them."""

    def holds(self, value: str) -> bool:
        """Whether this may be chosen, shown or not."""
        always = {each for each, _label in (*self.first, *self.last)}
        return value in always or self.called(value) is not None


@dataclass(frozen=True)
class Asked:
    """What came with the form: the name typed, whether the button was pressed, and what was chosen."""

    typed: str
    pressed: bool
    chosen: str

    @property
    def looks(self) -> bool:
        return bool(self.typed) or self.pressed


class OneOf(forms.ChoiceField):
    """A choice that may be one of many."""

    many = False
    """Whether there are more than are shown, so that one can be found by its name."""
    asked: Asked | None = None
    """What is looked for, where something is."""
    found: int | None = None
    """How many were found; None where nothing is looked for."""
    all_found = True
    shown: Sequence[Choice] = ()
    """What is offered to choose from now."""
    _alone = ""

    def offer(self, given: Choices, asked: Asked) -> None:
        near, whole = given.some("", MOST)
        self.many = not whole or asked.looks
        if asked.looks:
            near = self._look(given, asked) or near
        always = {value for value, _label in (*given.first, *given.last)}
        near = [each for each in near if each[0] not in always]
        if asked.chosen not in always and asked.chosen not in {value for value, _label in near}:
            label = given.called(asked.chosen) if asked.chosen else None
            near = [*near, (asked.chosen, label)] if label is not None else near
        self.shown = [*given.first, *near, *given.last]
        self.choices = self.shown

    def _look(self, given: Choices, asked: Asked) -> list[Choice]:
        self.asked = asked
        found, self.all_found = given.some(asked.typed, MOST) if asked.typed else ([], True)
        found = _by_address(given, asked.typed) or found
        self.found = len(found)
        self._alone = found[0][0] if len(found) == 1 else ""
        return found

    def bound_data(self, data: Any, initial: Any) -> Any:
        """The only one that was found is meant; it is sent when it was seen."""
        return self._alone or super().bound_data(data, initial)


def _by_address(given: Choices, typed: str) -> list[Choice]:
    """What somebody means who pastes its address or its reference: of many of one name, just this one."""
    for each in _ID.findall(typed.lower()):
        for value in (each, f"circle:{each}", f"journey:{each}", f"circle-{each}"):
            if (label := given.called(value)) is not None:
                return [(value, label)]
    return []


def read(data: Any, name: str, initial: object) -> Asked:
    """What came with a form for the field of this name; `data` None: the form is shown for the first time."""
    if not data:
        return Asked("", False, str(initial or ""))
    typed = " ".join(str(data.get(name + NAMED) or "").replace("\0", " ").split())[:LONGEST]
    return Asked(typed, data.get(FIND) == name, str(data.get(name) or ""))


def labelled(found: tuple[list[Any], bool], choice: Callable[[Any], Choice]) -> tuple[list[Choice], bool]:
    """What a room found, as choices."""
    rows, whole = found
    return [choice(each) for each in rows], whole
