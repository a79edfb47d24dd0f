"""How claims and directives are written in a page: plain markdown that any editor shows as it is."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import yaml

from prisma_hub.kernel.text import later
from prisma_hub.stories.types import OPEN, Directive

MOST_OPTIONS: Final = 4_000
MOST_ENTRIES: Final = 40
_CLAIM = re.compile(r"entry:(?:(open)|([0-9]{1,15}(?:,(?:entry:)?[0-9]{1,15})*))")
_ENTRY = re.compile(r"entry:(0|[1-9][0-9]{0,14})")
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})([^\n]*)$")
_INFO = re.compile(r"prisma[ \t]+([a-z][a-z0-9_-]*)[ \t]*")
_TITLE_TOKENS = (yaml.AliasToken, yaml.AnchorToken, yaml.TagToken)


def entries_of(target: str) -> tuple[int, ...] | None:
    """The entries a link's target names, ascending; `()` for `entry:open`; None for any other link."""
    found = _CLAIM.fullmatch(re.sub(r"\s", "", target))
    if found is None:
        return None
    if found[1] == OPEN:
        return ()
    numbers = {int(each) for each in found[2].replace("entry:", "").split(",")}
    return tuple(sorted(numbers)[:MOST_ENTRIES])


def entry_of(reference: object) -> int | None:
    """The number in `entry:<seq>`."""
    found = _ENTRY.fullmatch(reference) if isinstance(reference, str) else None
    return int(found[1]) if found else None


@dataclass(frozen=True, slots=True)
class Marked:
    """A page's text with a mark, alone on its line, where each directive stood."""

    text: str
    directives: tuple[Directive, ...]
    mark: str

    def mark_of(self, number: int) -> str:
        return f"{self.mark}-{number}"


def take_directives(text: str, check: Callable[[dict[str, Any]], str]) -> Marked:
    """Fenced blocks ```` ```prisma NAME ```` out of a page. `check` says what is wrong with a directive's
    options (its name under `directive`), in a sentence; empty where nothing is."""
    mark = f"prisma-{hashlib.sha256(text.encode()).hexdigest()[:20]}"
    kept: list[str] = []
    found: list[Directive] = []
    lines = iter(text.split("\n"))
    for line in lines:
        fence = _FENCE.match(line)
        if fence is None or ("`" in fence[2] and fence[1][0] == "`"):
            kept.append(line)
            continue
        inside, end = _inside(lines, fence[1])
        info = _INFO.fullmatch(fence[2].strip())
        if info is None:
            kept += [line, *inside, *end]
            continue
        kept += ["", f"{line[: line.index(fence[1])]}{mark}-{len(found)}", ""]
        found.append(_directive(info[1], "\n".join(inside), check))
    return Marked("\n".join(kept), tuple(found), mark)


def _inside(lines: Any, fence: str) -> tuple[list[str], list[str]]:
    """The lines of a fenced block, and the line that ends it (CommonMark 4.5)."""
    inside: list[str] = []
    for line in lines:
        bare = line.strip()
        if bare and set(bare) == {fence[0]} and len(bare) >= len(fence):
            return inside, [line]
        inside.append(line)
    return inside, []


def _directive(name: str, text: str, check: Callable[[dict[str, Any]], str]) -> Directive:
    problem = later("The options of this part cannot be read.")
    try:
        if len(text) > MOST_OPTIONS or any(isinstance(each, _TITLE_TOKENS) for each in yaml.scan(text)):
            return Directive(name, problem=problem)
        options = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError):
        return Directive(name, problem=problem)
    if options is None:
        options = {}
    if not isinstance(options, dict) or not all(isinstance(each, str) for each in options):
        return Directive(name, problem=problem)
    plain = {key: _plain(value) for key, value in options.items()}
    return Directive(name, plain, check({**plain, "directive": name}))


def _plain(value: Any) -> Any:
    """A date that YAML made of a text, as the text it was."""
    return value.isoformat() if hasattr(value, "isoformat") else value
