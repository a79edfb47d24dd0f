"""Codes that people read from paper and type on a phone: no letter looks like another."""

from __future__ import annotations

import hashlib

from prisma_hub.kernel import source

_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def draw(groups: int) -> str:
    """A new code of so many groups of four: each group is worth 19.6 bits."""
    letters: list[str] = []
    while len(letters) < groups * 4:
        byte = source.current().token(1)[0]
        if byte < 240:  # 240 = 8 × 30 letters: no letter is likelier than another
            letters.append(_LETTERS[byte % 30])
    return "-".join("".join(letters[at : at + 4]) for at in range(0, groups * 4, 4))


def tidy(typed: str) -> str:
    """A code as a person typed it, made comparable: case, spaces, dashes and look-alikes forgiven."""
    kept = "".join(each for each in typed.upper() if each.isalnum())
    return (
        kept.replace("0", "Q")
        .replace("O", "Q")
        .replace("1", "J")
        .replace("I", "J")
        .replace("L", "J")
        .replace("U", "V")
    )


def digest(typed: str) -> bytes:
    """What is stored of a code with enough chance in it to need no slow hash."""
    return hashlib.sha256(b"prisma-hub/code/1\n" + tidy(typed).encode()).digest()
