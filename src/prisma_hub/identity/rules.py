"""What a name and an invitation may be."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Sequence

from prisma_hub.identity.types import Sealable, Where
from prisma_hub.kernel.canonical import from_b64url
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.sealing import sealing_key_of
from prisma_hub.kernel.signing import binding_message, public_of, verify
from prisma_hub.kernel.text import fold
from prisma_hub.log.types import OwnKey, Signed

LONGEST_NAME = 60
MOST_TOKENS = 20
TOKEN_DAYS = (30, 90, 366)
"""How long a token may be good for."""
MOST_PASSKEYS = 10
_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_NAME = re.compile(rf"({_LABEL}\.)*{_LABEL}")


def check_name(name: str) -> str:
    """The name with its white space tidied, or why it cannot be one."""
    tidy = " ".join("".join(each if each.isprintable() else " " for each in name).split())
    if not tidy or not handle(tidy):
        raise Refused("A name is missing.", mend="Write what people call you.")
    if len(tidy) > LONGEST_NAME:
        raise Refused(
            "This name is longer than %(most)s letters.", mend="Take a shorter one.", most=LONGEST_NAME
        )
    return tidy


def handle(name: str) -> str:
    """The name as it is compared: without case, accents and punctuation."""
    return "".join(each for each in fold(name) if each.isalnum())


def check_invitation(uses: int, days: int) -> None:
    if not 1 <= uses <= 1000:
        raise Refused("A code can let in between 1 and 1000 people.", mend="Choose a number in between.")
    if not 1 <= days <= 366:
        raise Refused("A code can be good for 1 to 366 days.", mend="Choose a number in between.")


def check_token(name: str, days: int, *, have: int) -> str:
    """The name of a token with its white space tidied, or why there can be none."""
    tidy = " ".join(name.split())[:LONGEST_NAME]
    if not tidy:
        raise Refused("A name is missing.", mend="Write where you will use it, such as “my phone”.")
    if days not in TOKEN_DAYS:
        raise Refused("A token is good for a month, three months or a year.", mend="Choose one of them.")
    if have >= MOST_TOKENS:
        raise Refused(
            "You have %(most)s tokens already.",
            kept="All of them are as they were.",
            mend="End one that you no longer use, then make a new one.",
            most=MOST_TOKENS,
        )
    return tidy


def where_passkeys_work(host: str, *, secure: bool) -> Where | None:
    """What passkeys are bound to on a page with this host (with its port, as the browser sends it): a name,
    never an address, and only on a secure page (WebAuthn, 5.1.2). `localhost` is secure to every browser.
    """
    host = host.lower()
    name, _, port = host.partition(":")
    is_name = len(name) <= 253 and _NAME.fullmatch(name) and not name.rpartition(".")[2].isdigit()
    if not is_name or (port and not port.isdigit()) or not (secure or name == "localhost"):
        return None
    return Where(name, f"{'https' if secure else 'http'}://{host}")


def passkey_id(credential: bytes) -> str:
    """How pages name a passkey; its credential is of any length."""
    return hashlib.sha256(credential).hexdigest()


def check_passkey(name: str, *, have: int) -> str:
    """The name of a passkey with its white space tidied, or why there can be none."""
    tidy = " ".join("".join(each if each.isprintable() else " " for each in name).split())[:LONGEST_NAME]
    if not tidy:
        raise Refused("A name is missing.", mend="Write which device it is, such as “my phone”.")
    if have >= MOST_PASSKEYS:
        raise Refused(
            "You have %(most)s passkeys already.",
            kept="All of them are as they were.",
            mend="Remove one that you no longer use, then make a new one.",
            most=MOST_PASSKEYS,
        )
    return tidy


def check_counter(before: int, now: int) -> None:
    """A passkey that counts never counts back: else there are two of it (WebAuthn, 6.1.1)."""
    if (before or now) and now <= before:
        raise Refused(
            "This passkey has signed less often than it had before, as a copy of it would.",
            kept="Nobody was signed in.",
            mend="Sign in with your name and code, remove this passkey under “Me”, and make a new one.",
        )


def check_new_key(key: str, proof: str, *, hub: str, person: str, before: OwnKey | None) -> None:
    """A key that nobody bound before, and whoever brings it holds it.

    `before`: the same key, where it is or was bound to anybody. A key is bound once: what was shown for it
    then proves nothing a second time.
    """
    if before is not None:
        raise Refused(
            "This key was bound before, and a key is bound only once.",
            kept="Nothing was changed.",
            mend="Make a new one.",
        )
    public = public_of(key)
    if not verify(public, from_b64url(proof, 64), binding_message(hub, person, public)):
        raise Refused(
            "Nothing shows that you hold this key.",
            kept="Nothing was bound.",
            mend="Make the key on this page, in the browser that will sign with it.",
        )


def check_sealing(key: str, *, taken: bool, stands: Sealable | None, own: OwnKey | None) -> None:
    """A key nobody brought before, for somebody who has a key of their own and none to be sealed to yet.

    `taken`: whether words were ever sealed to it, whosesoever it was. `own`: the person's key that stands.
    """
    if own is None:
        raise Refused(
            "A key of your own comes first.",
            kept="Nothing was changed.",
            mend="Make and bind it on the page “My key”.",
        )
    if stands is not None:
        raise Refused(
            "Others can seal words to you already.",
            kept="It stays as it is.",
            mend="To change it, unbind your key and bind another: its sealing key comes with it.",
        )
    sealing_key_of(key)
    if taken:
        raise Refused(
            "This key was bound before, and a key is bound only once.",
            kept="Nothing was changed.",
            mend="Make a new one.",
        )


def check_answer(answer: str, due: bytes) -> None:
    """Whoever brings a key to seal to holds its private half."""
    if not hmac.compare_digest(from_b64url(answer, 32), due):
        raise Refused(
            "Nothing shows that you hold this key.",
            kept="Nothing was bound.",
            mend="Open the page “My key” again, in the browser that holds your key.",
        )


def check_signed_by(own: OwnKey, signed: Signed | None) -> None:
    """It belongs to the person's own key, which says so itself."""
    if signed is None or signed.signature is None or signed.key != own.key:
        raise Refused(
            "Only your own key can bring a key that others seal words to.",
            kept="Nothing was changed.",
            mend="Open the page “My key” in the browser that holds your key.",
        )


def needs_a_steward(known: Sequence[OwnKey]) -> bool:
    """Whether a new key replaces a lost one: the last did not sign its own end. `known`: newest first."""
    return bool(known) and not known[0].released


def check_first_or_released(known: Sequence[OwnKey]) -> None:
    """A session alone does not put another key in place of one that did not sign its own end."""
    if known and known[0].stands:
        raise Refused(
            "A key of your own is bound already.",
            kept="It stays as it is.",
            mend="Unbind it with the key itself first, or replace it in front of a steward.",
        )
    if needs_a_steward(known):
        raise Refused(
            "Your last key did not sign its own end, so a new one is bound in front of a steward.",
            kept="Nothing was changed.",
            mend="Offer the new key on the page “My key”, and go to a steward with this device.",
        )


def check_compared(offered: str | None, compared: str) -> None:
    """The steward confirms the key they compared, not one that was offered meanwhile."""
    if offered is None or offered != compared:
        raise Refused(
            "This is not the key that waits now.",
            kept="Nothing was changed.",
            mend="Open the page again and compare once more.",
        )
