"""What pages say about who may read them (commons.md, Access), in the many ways vaults say it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from prisma_hub.commons.render.names import fold
from prisma_hub.commons.rules.properties import said
from prisma_hub.kernel.refusal import Refused

Reach = Literal["anybody", "house", "owner"]
"""How far a page may reach, as its front matter says: no limit, not outside this hub, nobody else."""

# Compared without case and accents.
_PRIVATE = {"private", "confidential", "secret", "privado", "privada", "prive", "privee"}
_PUBLISH = {"publish", "published", "public"}
_DRAFT = {"draft", "unlisted", "borrador", "rascunho", "brouillon"}
_AUDIENCE = {"audience", "visibility", "access", "share", "sharing"}
_MARKS = _PRIVATE | _PUBLISH | _DRAFT | _AUDIENCE

_OPEN = {"public", "everybody", "everyone", "all", "anyone", "world", "open", "publico", "publique"}
_HOUSE = {"hub", "members", "member", "internal", "team", "group", "intern", "interno", "interne", "network"}
_YES = {"true", "yes", "y", "1", "on", "si", "sim", "oui"}
_NO = {"false", "no", "n", "0", "off", "nao", "non"}
_LONGEST = 100
"""Letters of a value that are looked at: no word of the above has as many."""


def reach(text: str) -> tuple[Reach, str]:
    """How far a page may go, and the mark that says so (empty where there is none). Narrow when in doubt: of
    marks that contradict each other the narrowest holds, and what looks like one in front matter that nobody
    can read is one."""
    return _narrowest(said(text, among=_MARKS))


def _narrowest(marks: Iterable[tuple[str, Any]]) -> tuple[Reach, str]:
    found: list[tuple[Reach, str]] = []
    for key, value in marks:
        name, word = fold(key[:_LONGEST]).strip(), fold(str(value)[:_LONGEST]).strip()
        if word not in ("", "none") and (mark := _one(name, word)) != "anybody":
            found.append((mark, f"{key}: {value}"))
    order: tuple[Reach, ...] = ("owner", "house")
    return next(((each, mark) for wanted in order for each, mark in found if each == wanted), ("anybody", ""))


def _one(name: str, word: str) -> Reach:
    if name in _PRIVATE:
        return "anybody" if word in _NO else "owner"
    if name in _PUBLISH:
        return "anybody" if word in _YES else "house"
    if name in _DRAFT:
        return "anybody" if word in _NO else "house"
    if name in _AUDIENCE:
        if word in _OPEN:
            return "anybody"
        return "house" if word in _HOUSE else "owner"
    return "anybody"


def check_reach(text: str, *, space: str, path: str) -> None:
    """Refuse a page in a space wider than its own front matter allows."""
    limit, mark = reach(text)
    too_wide = (limit == "owner" and space in ("public", "hub")) or (limit == "house" and space == "public")
    if too_wide:
        raise Refused(
            "“%(path)s” says “%(mark)s”, and this space reaches further.",
            kept="Nothing was saved here.",
            mend="Take the mark away, or keep the page in a narrower space.",
            path=path,
            mark=mark[:80],
        )
