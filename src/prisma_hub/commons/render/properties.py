"""Properties that are more than names with words, read as YAML: with every limit a stranger's file needs.

A module of its own: most pages need no parser, and what brings one takes longer to load than a page to read.
"""

from __future__ import annotations

import math
import re
from typing import Any

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]  # the stubs do not re-export it

from prisma_hub.commons.render.frontmatter import WORDS

MAX_DEPTH = 20
MAX_NODES = 5_000


class UnreadableError(Exception):
    """A sentence on why the block is not read."""


def read(raw: str) -> dict[str, Any] | str:
    """The names with their values; a text where there is only one."""
    _check_bounds(raw)
    loader = _Loader(raw)
    try:
        data = loader.get_single_data()
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as why:
        raise UnreadableError(_sentence(why)) from why
    finally:
        loader.dispose()
    if data is None:
        return {}
    if isinstance(data, str):
        return data
    if not isinstance(data, dict):
        raise UnreadableError("The properties are not a list of names with values.")
    return {str(key): value for key, value in data.items()}


def pairs(raw: str) -> list[tuple[str, Any]]:
    """Of a block that is read: every name with its value, one that is said twice twice. None where it has
    signs that only the plain way of reading takes."""
    loader = _Loader(raw)
    try:
        node = loader.get_single_node()
        found = node.value if isinstance(node, yaml.MappingNode) else []
        made = [[loader.construct_object(part, deep=True) for part in pair] for pair in found]
    except yaml.YAMLError:
        return []
    finally:
        loader.dispose()
    return [(str(key), value) for key, value in made]


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
        return WORDS.get(said, said)

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


def _check_bounds(raw: str) -> None:
    depth = nodes = 0
    try:
        for event in yaml.parse(raw, Loader=yaml.CSafeLoader):
            nodes += 1
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if isinstance(event, yaml.AliasEvent):
                raise UnreadableError(
                    "The properties repeat parts by reference (&name, *name), which a hub does not follow."
                )
            if depth > MAX_DEPTH:
                raise UnreadableError(f"The properties are nested more than {MAX_DEPTH} deep.")
            if nodes > MAX_NODES:
                raise UnreadableError(f"The properties have more than {MAX_NODES} parts.")
    except (yaml.YAMLError, ValueError, RecursionError) as why:
        raise UnreadableError(_sentence(why)) from why


def _sentence(why: Exception) -> str:
    mark = getattr(why, "problem_mark", None)
    problem = getattr(why, "problem", None) or "they are not written as YAML"
    where = f" in line {mark.line + 2}" if mark is not None else ""
    return f"The properties cannot be read{where}: {problem}."
