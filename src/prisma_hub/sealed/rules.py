"""What sealed words look like from outside: all that a hub can check of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from prisma_hub.kernel.canonical import from_b64url, parse_strict
from prisma_hub.kernel.ids import is_person
from prisma_hub.kernel.refusal import Refused
from prisma_hub.log.types import Signed
from prisma_hub.sealed.types import MOST_BYTES, MOST_READERS, STEP

MOST_AN_HOUR: Final = 120
MOST_SENT: Final = 64_000
"""Letters of what was sealed: the longest words, to the most people."""
TAG: Final = 16
WRAPPED: Final = 32 + 32 + TAG
"""Bytes of a wrapped key: the public key it was wrapped with, the key, the tag."""


def read_sealed(text: str) -> Any:
    """What a browser sent, as JSON that says one thing only."""
    if len(text) > MOST_SENT:
        raise too_long()
    try:
        return parse_strict(text)
    except Refused:
        raise not_whole() from None


def check_sealed(sealed: Any, keys: Mapping[str, str]) -> None:
    """Refuse what is not of the form, or not sealed to exactly these people under the keys they have now.

    `keys`: for each reader and the speaker (`person:<uuid>`), the `did:key` that words are sealed to.
    """
    if not isinstance(sealed, dict) or set(sealed) != {"commit", "iv", "keys", "words"}:
        raise not_whole()
    _bytes(sealed["commit"], 32)
    _bytes(sealed["iv"], 12)
    words = len(_bytes(sealed["words"])) - TAG
    if words <= 0 or words % STEP:
        raise not_whole()
    if words > MOST_BYTES:
        raise too_long()
    _check_keys(sealed["keys"], keys)


def _check_keys(found: Any, keys: Mapping[str, str]) -> None:
    if not isinstance(found, list):
        raise not_whole()
    for each in found:
        if not isinstance(each, dict) or set(each) != {"for", "to", "wrapped"}:
            raise not_whole()
        _bytes(each["wrapped"], WRAPPED)
    if [each["for"] for each in found] != sorted(keys):
        raise Refused(
            "It is not sealed to those you chose.",
            kept="Nothing was said; your words are still with you.",
            mend="Choose again who can read it, and seal it once more.",
        )
    if any(each["to"] != keys[each["for"]] for each in found):
        raise Refused(
            "Somebody you chose has another key now.",
            kept="Nothing was said; your words are still with you.",
            mend="Copy your words, open the page again and seal them once more.",
        )


def _bytes(text: Any, length: int | None = None) -> bytes:
    try:
        if not isinstance(text, str):
            raise not_whole()
        return from_b64url(text, length)
    except Refused:
        raise not_whole() from None


def not_whole() -> Refused:
    return Refused(
        "What was sealed did not arrive whole.",
        kept="Nothing was said; your words are still with you.",
        mend="Seal it once more.",
    )


def too_long() -> Refused:
    return Refused(
        "This is too long to be sealed at once.",
        kept="Nothing was said; your words are still with you.",
        mend="Seal it in several pieces.",
    )


def check_readers(readers: frozenset[str], speaker: str) -> None:
    """At least one other person, at most so many, and nobody but people."""
    if not all(map(is_person, readers)) or not readers - {speaker}:
        raise Refused(
            "Nobody is chosen who could read it.",
            kept="Nothing was said; your words are still with you.",
            mend="Choose one person or more.",
        )
    if len(readers) > MOST_READERS:
        raise Refused(
            "Words can be sealed to %(most)s people at the most.",
            kept="Nothing was said; your words are still with you.",
            mend="Choose fewer people, or open a circle.",
            most=MOST_READERS - 1,
        )


def check_signed(signed: Signed | None, *, own: str | None) -> Signed:
    """Sealed words are signed by the key of whoever speaks: here the hub cannot answer for anybody.

    `own`: the speaker's key that is bound now."""
    if own is None:
        raise Refused(
            "To seal words you need a key of your own.",
            kept="Nothing was said; your words are still with you.",
            mend="Make one on the page “My key”.",
        )
    if signed is None or signed.signature is None or signed.key != own:
        raise Refused(
            "Sealed words are signed by your own key, and these are not.",
            kept="Nothing was said; your words are still with you.",
            mend="Look on the page “My key” whether it is in this browser.",
        )
    return signed
