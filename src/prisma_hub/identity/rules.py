"""What a name and an invitation may be."""

from __future__ import annotations

from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.text import fold

LONGEST_NAME = 60
MOST_TOKENS = 20
TOKEN_DAYS = (30, 90, 366)
"""How long a token may be good for."""


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
