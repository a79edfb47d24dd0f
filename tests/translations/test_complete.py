"""Everything a person may read is translated into every language of the house."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

import pytest
from babel.messages.catalog import Message

from . import find

PLACEHOLDER = re.compile(r"%(?:\((\w+)\)[a-z]|%|[sd])|\{\w*\}")


ROOMS = sorted({found.room for found in find.everything()})
kept, missing = cache(find.kept), cache(find.missing)  # read once a language, not once a room as well


@pytest.mark.parametrize("language", find.LANGUAGES)
@pytest.mark.parametrize("room", ROOMS)
def test_nothing_is_missing_or_empty(room: str, language: str) -> None:
    absent, empty = missing(language)
    assert [found.message.text for found in absent if found.room == room] == [], "run: make messages"
    assert [found.message.text for found in empty if found.room == room] == [], "translate them"


@pytest.mark.parametrize("language", find.LANGUAGES)
def test_a_sentence_is_said_in_one_way(language: str) -> None:
    """Two rooms may both hold a sentence; then they must translate it alike, for one of them would win."""
    for entries in kept(language).values():
        assert len({str(message.string) for _file, message in entries}) == 1, entries


@pytest.mark.parametrize("language", find.LANGUAGES)
def test_placeholders_are_those_of_the_original(language: str) -> None:
    for (_context, text), entries in kept(language).items():
        for file, message in entries:
            assert _strays(message) == [], f"{file.name}: {text}"


def _strays(message: Message) -> list[str]:
    """Translations whose placeholders are not those of the sentence they translate.

    A plural form may leave the number out ("one answer"), never anything else, and add nothing.
    """
    ids = _all(message.id)
    wanted = _placeholders(ids[-1])
    if len(ids) == 1:
        return [string for string in _all(message.string) if string and _placeholders(string) != wanted]
    least = _placeholders(ids[0]) & wanted
    forms = [string for string in _all(message.string) if string]
    return [form for form in forms if _placeholders(form) - wanted or least - _placeholders(form)]


def _all(texts: str | Sequence[str]) -> list[str]:
    return [texts] if isinstance(texts, str) else list(texts)


def _placeholders(text: str) -> Counter[str]:
    return Counter(found.group() for found in PLACEHOLDER.finditer(text))
