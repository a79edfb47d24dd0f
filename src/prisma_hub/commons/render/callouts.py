"""Callouts: `> [!NOTE]- title`, with Obsidian's kinds and their other names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from prisma_hub.commons.render.wording import callout_title

_MARK = re.compile(r"\[!([\w-]{1,40})(?:\|[^\]\n]{0,100})?\]([+-]?)[ \t]*")

_OTHER_NAMES = {
    "summary": "abstract", "tldr": "abstract",
    "hint": "tip", "important": "tip",
    "check": "success", "done": "success",
    "help": "question", "faq": "question",
    "caution": "warning", "attention": "warning",
    "fail": "failure", "missing": "failure",
    "error": "danger",
    "cite": "quote",
}  # fmt: skip
KINDS = frozenset(
    {"note", "abstract", "info", "todo", "tip", "success", "question"}
    | {"warning", "failure", "danger", "bug", "example", "quote"}
)


@dataclass(frozen=True, slots=True)
class Callout:
    """`name` is the word its author used, `fold` is `+` (open), `-` (closed) or empty (not foldable)."""

    kind: str
    name: str
    fold: str
    rest: str

    def opening(self) -> str:
        names = f'class="callout callout-{self.kind}"'
        if not self.fold:
            return f'<aside {names}><p class="callout-title">'
        return f'<details {names}{" open" if self.fold == "+" else ""}><summary class="callout-title">'

    def after_title(self) -> str:
        return "</summary>\n" if self.fold else "</p>\n"

    def closing(self) -> str:
        return "</details>\n" if self.fold else "</aside>\n"

    def default_title(self, lang: str | None) -> str:
        return callout_title(self.name, self.kind, lang)


def recognise(text: str) -> Callout | None:
    """The callout a quotation beginning with `text` is, or None when it is a plain quotation."""
    match = _MARK.match(text)
    if match is None:
        return None
    name = match[1].lower()
    kind = _OTHER_NAMES.get(name, name)
    return Callout(kind if kind in KINDS else "note", name, match[2], text[match.end() :])
