"""The YAML block at the head of a page, read as data with every limit a stranger's file needs."""

from __future__ import annotations

import math
import re
from typing import Any

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]  # the stubs do not re-export it

from prisma_hub.commons.render.types import FrontMatter

MAX_CHARACTERS = 64_000
MAX_DEPTH = 20
MAX_NODES = 5_000

_FENCE_END = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
# What YAML reads as the plain text it looks like: a letter first, then nothing that YAML gives a meaning to.
_PLAIN_LINE = re.compile(
    r"([A-Za-z_][\w-]{0,99}):(?:[ \t]+([^\W\d_][^:#\n\"'\[\]{}&*!|>%@`,\\]{0,500}))?[ \t]*"
)
_WORDS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NOTHING = {"null", "Null", "NULL"}


class _Resolver(yaml.resolver.BaseResolver):
    """Plain scalars by YAML 1.2's core schema (10.3.2): `no` is a word, `12:30` and dates stay text."""


_Resolver.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), "tTfF"
)
_Resolver.add_implicit_resolver(
    "tag:yaml.org,2002:null", re.compile(r"^(?:~|null|Null|NULL|)$"), ["~", "n", "N", ""]
)
_INTEGER = re.compile(r"^(?:0|[-+]?[1-9][0-9]{0,17})$")
_FRACTION = re.compile(r"^[-+]?[0-9]{1,17}\.[0-9]{1,17}(?:[eE][-+]?[0-9]{1,3})?$")
_Resolver.add_implicit_resolver("tag:yaml.org,2002:int", _INTEGER, "-+0123456789")
_Resolver.add_implicit_resolver("tag:yaml.org,2002:float", _FRACTION, "-+0123456789")


class _Constructor(yaml.constructor.SafeConstructor):
    """Words, numbers, lists and names with values, which JSON can hold too; a tag (`!!set`) makes nothing
    else of them, and what it calls a number and is none stays text."""

    def words(self, node: yaml.ScalarNode) -> str:
        return str(self.construct_scalar(node)).replace("\0", "\ufffd")

    def truth(self, node: yaml.ScalarNode) -> bool | str:
        said = self.words(node)
        return _WORDS.get(said, said)

    def integer(self, node: yaml.ScalarNode) -> int | str:
        said = self.words(node)
        return int(said) if _INTEGER.match(said) else said

    def fraction(self, node: yaml.ScalarNode) -> float | str:
        said = self.words(node)
        number = float(said) if _FRACTION.match(said) else math.inf
        return number if math.isfinite(number) else said


_core = "tag:yaml.org,2002:"
_Constructor.yaml_constructors = {
    **{
        _core + name: yaml.constructor.SafeConstructor.yaml_constructors[_core + name]
        for name in ("null", "seq", "map")
    },
    _core + "str": _Constructor.words,
    _core + "timestamp": _Constructor.words,
    _core + "bool": _Constructor.truth,
    _core + "int": _Constructor.integer,
    _core + "float": _Constructor.fraction,
    None: yaml.constructor.SafeConstructor.construct_undefined,
}


class _Loader(CParser, _Constructor, _Resolver):
    def __init__(self, stream: str) -> None:
        CParser.__init__(self, stream)
        _Constructor.__init__(self)
        _Resolver.__init__(self)


class _UnreadableError(Exception):
    """A sentence on why the block is not read."""


def split(text: str) -> FrontMatter:
    """Part a page into front matter and body; what cannot be read is kept in `raw` and named in `error`."""
    if not text.startswith("---"):
        return FrontMatter({}, text, "")
    first, newline, rest = text.partition("\n")
    if first.rstrip() != "---" or not newline:
        return FrontMatter({}, text, "")
    end = _FENCE_END.search(rest, 0, MAX_CHARACTERS)
    if end is None:
        return FrontMatter({}, text, "")
    raw, body = rest[: end.start()], rest[end.end() :].removeprefix("\n")
    try:
        data = _read(raw)
        # A word or a sentence between two rules is a page that begins with a rule.
        return FrontMatter({}, text, "") if isinstance(data, str) else FrontMatter(data, body, raw)
    except _UnreadableError as why:
        return FrontMatter({}, body, raw, str(why))


def _read(raw: str) -> dict[str, Any] | str:
    simple = _read_simple(raw)
    if simple is not None:
        return simple
    _check_bounds(raw)
    loader = _Loader(raw)
    try:
        data = loader.get_single_data()
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as why:
        raise _UnreadableError(_sentence(why)) from why
    finally:
        loader.dispose()
    if data is None:
        return {}
    if isinstance(data, str):
        return data
    if not isinstance(data, dict):
        raise _UnreadableError("The properties are not a list of names with values.")
    return {str(key): value for key, value in data.items()}


def _read_simple(raw: str) -> dict[str, Any] | None:
    """`name: words` lines need no YAML parser; None when any line is more than that."""
    data: dict[str, Any] = {}
    for line in raw.splitlines():
        if not line.strip():
            continue
        match = _PLAIN_LINE.fullmatch(line)
        if match is None or match[1] in data or match[1] in _WORDS or match[1] in _NOTHING:
            return None
        value = (match[2] or "").rstrip()
        data[match[1]] = None if not value or value in _NOTHING else _WORDS.get(value, value)
    return data


def _check_bounds(raw: str) -> None:
    depth = nodes = 0
    try:
        for event in yaml.parse(raw, Loader=yaml.CSafeLoader):
            nodes += 1
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if isinstance(event, yaml.AliasEvent):
                raise _UnreadableError(
                    "The properties repeat parts by reference (&name, *name), which a hub does not follow."
                )
            if depth > MAX_DEPTH:
                raise _UnreadableError(f"The properties are nested more than {MAX_DEPTH} deep.")
            if nodes > MAX_NODES:
                raise _UnreadableError(f"The properties have more than {MAX_NODES} parts.")
    except (yaml.YAMLError, ValueError, RecursionError) as why:
        raise _UnreadableError(_sentence(why)) from why


def _sentence(why: Exception) -> str:
    mark = getattr(why, "problem_mark", None)
    problem = getattr(why, "problem", None) or "they are not written as YAML"
    where = f" in line {mark.line + 2}" if mark is not None else ""
    return f"The properties cannot be read{where}: {problem}."
