"""Notices as MkDocs (`!!! note "Title"`) and Docusaurus (`:::note Title`) write them, as callouts."""

from __future__ import annotations

import re
from collections.abc import Sequence

_MARK = re.compile(r"^(?:!!!|\?\?\?\+?|:::)[ \t]*[A-Za-z]", re.MULTILINE)
_INDENTED = re.compile(
    r"(!!!|\?\?\?\+?)[ \t]+([\w-]{1,40})(?:[ \t]+[\w -]{1,80})??(?:[ \t]+\"([^\"\n]{0,300})\")?[ \t]*"
)
_FENCED = re.compile(r":::[ \t]*([\w-]{1,40})(?:\[([^\]\n]{0,300})\]|[ \t]+([^\n{]{1,300}))?[ \t]*")
_CODE = re.compile(r" {0,3}(`{3,}|~{3,})")
_FOLDS = {"!!!": "", "???": "-", "???+": "+"}


def as_callouts(text: str) -> str:
    """The text with such notices as quotations that begin with `[!note]`; anything else stays as it is."""
    if _MARK.search(text) is None:
        return text
    lines = text.split("\n")
    kept: list[str] = []
    at, code = 0, ""
    closes = True  # whether a `:::` may still end what `:::note` begins
    while at < len(lines):
        line = lines[at]
        if mark := _CODE.match(line):
            code = "" if code and mark[1].startswith(code) else code or mark[1]
        elif not code and (said := _INDENTED.fullmatch(line)):
            end = _indented_until(lines, at + 1)
            kept += _quoted(
                said[2], _FOLDS[said[1]], said[3] or "", [each[4:] for each in lines[at + 1 : end]]
            )
            at = end
            continue
        elif not code and closes and (said := _FENCED.fullmatch(line)):
            end = next((n for n in range(at + 1, len(lines)) if lines[n].rstrip() == ":::"), 0)
            closes = end > 0
            if closes:
                kept += _quoted(said[1], "", (said[2] or said[3] or "").strip(), lines[at + 1 : end])
                at = end + 1
                continue
        kept.append(line)
        at += 1
    return "\n".join(kept)


def _indented_until(lines: Sequence[str], at: int) -> int:
    """Past the lines that belong to a notice: indented by four, or empty between such."""
    end = at
    while at < len(lines) and (lines[at].startswith("    ") or not lines[at].strip()):
        at += 1
        if lines[at - 1].strip():
            end = at
    return end


def _quoted(kind: str, fold: str, title: str, body: Sequence[str]) -> list[str]:
    begun = f"> [!{kind}]{fold} {title}".rstrip()
    return [begun, *(f"> {each}".rstrip() for each in body), ""]
