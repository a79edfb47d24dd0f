"""What pages say about who may read them (commons.md, Access), in the many ways vaults say it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from prisma_hub.kernel.refusal import Refused

Reach = Literal["anybody", "house", "owner"]
"""How far a page may reach, as its front matter says: no limit, not outside this hub, nobody else."""

_OPEN = {
    "public",
    "everybody",
    "everyone",
    "all",
    "anyone",
    "world",
    "open",
    "publico",
    "público",
    "publique",
}
_HOUSE = {"hub", "members", "member", "internal", "team", "group", "intern", "interno", "interne", "network"}
_YES = {"true", "yes", "y", "1", "on", "si", "sí", "sim", "oui"}
_NO = {"false", "no", "n", "0", "off", "nao", "não", "non"}


def reach(data: Mapping[str, Any]) -> tuple[Reach, str]:
    """How far a page may go, and the mark that says so (empty where there is none). Narrow when in doubt."""
    found: list[tuple[Reach, str]] = []
    for key, value in data.items():
        name, word = str(key).strip().lower(), str(value).strip().lower()
        if word in ("", "none"):
            continue
        if (mark := _one(name, word)) != "anybody":
            found.append((mark, f"{key}: {value}"))
    order: tuple[Reach, ...] = ("owner", "house")
    return next(((each, mark) for wanted in order for each, mark in found if each == wanted), ("anybody", ""))


def _one(name: str, word: str) -> Reach:
    if name in ("private", "confidential", "secret", "privado", "privada", "prive", "privé"):
        return "anybody" if word in _NO else "owner"
    if name in ("publish", "published", "public"):
        return "anybody" if word in _YES else "house"
    if name in ("draft", "unlisted", "borrador", "rascunho", "brouillon"):
        return "anybody" if word in _NO else "house"
    if name in ("audience", "visibility", "access", "share", "sharing"):
        if word in _OPEN:
            return "anybody"
        return "house" if word in _HOUSE else "owner"
    return "anybody"


def check_reach(data: Mapping[str, Any], *, space: str, path: str) -> None:
    """Refuse a page in a space wider than its own front matter allows."""
    limit, mark = reach(data)
    too_wide = (limit == "owner" and space in ("public", "hub")) or (limit == "house" and space == "public")
    if too_wide:
        raise Refused(
            "“%(path)s” says “%(mark)s”, and this space reaches further.",
            kept="Nothing was saved here.",
            mend="Take the mark away, or keep the page in a narrower space.",
            path=path,
            mark=mark[:80],
        )
