"""A small record book with everything in it that evidence can show."""

from dataclasses import replace
from typing import Any

from tests.verifier.writer import (
    CIRCLE,
    PERSON_A,
    PERSON_B,
    Entry,
    Log,
    did_of,
    digest,
    for_urls,
    private_key,
    raw_public,
)

HUB_KEYS = tuple(private_key(f"hub {number}") for number in range(5))
OWN_KEY = private_key("person a")
OTHER_KEY = private_key("person b")
WITNESS = private_key("witness")
HUB = did_of(HUB_KEYS[0])
JOURNEY = "journey:0190a000-0000-7000-8000-0000000000e1"


def statement(number: int, kind: str, by: str, **more: Any) -> dict[str, Any]:
    """The parts of a statement; `__` in a name stands for a dot."""
    named = {name.replace("__", "."): value for name, value in more.items()}
    return {
        "id": f"0190a000-0000-7000-9000-{number:012x}",
        "hub": HUB,
        "kind": kind,
        "said": f"2026-05-18T{8 + number // 60:02}:{number % 60:02}:00.000Z",
        "by": by,
        "to": ["public"],
        **named,
    }


def promise(number: int) -> str:
    return for_urls(digest(raw_public(HUB_KEYS[number])))


def rotation(number: int, to: int) -> dict[str, Any]:
    signed = HUB_KEYS[to - 1].sign(b"prisma-hub/rotation/1\n" + raw_public(HUB_KEYS[to]))
    return statement(
        number,
        "hub.rotated/1",
        "hub",
        body__key=did_of(HUB_KEYS[to]),
        body__next=promise(to + 1),
        body__signature=for_urls(signed),
    )


def sample_log() -> Log:
    """Two rotations, a key of one's own, a withheld signature, two erasures, partial lines."""
    text = {"body__text__000": "We planted the beds.", "body__text__001": "It rained.", "body__n": 3}
    own = did_of(OWN_KEY)
    entries = (
        Entry(
            statement(0, "hub.founded/1", "hub", body__name="Casa Exemplo", body__next=promise(1)),
            show=("kind", "body.name", "body.next"),
        ),
        Entry(statement(1, "key.bound/1", PERSON_A, body__key=own), show=("kind", "by", "body.key")),
        Entry(statement(2, "contribution.made/1", PERSON_A, **text), signed=OWN_KEY),
        Entry(
            statement(3, "contribution.made/1", PERSON_A, **text, to=[CIRCLE, PERSON_A]),
            signed=OWN_KEY,
            withheld=True,
            show=("body.text.001", "said"),
        ),
        Entry(
            statement(4, "contribution.made/1", PERSON_B, **text, via=PERSON_A, scope=JOURNEY),
            hidden=("by",),
        ),
        Entry(
            statement(
                5,
                "agreement.reached/1",
                CIRCLE,
                to=[CIRCLE, "network", "public"],
                about=[JOURNEY, "page:soil"],
                protocol="sha256:" + "5a" * 32,
                body__amounts=["12.50", "0.75"],
                body__weights={"\U0001f331": 1, "\ufb01": 2, "é": [True, None, -7, 2**53 - 1]},
                body__title='Water "as\tone"\u007f\u2028 \\ €',
            )
        ),
        Entry(rotation(6, 1)),
        Entry(statement(7, "contribution.made/1", PERSON_B, **text), line=None),
        Entry(
            statement(8, "entry.erased/1", "hub", body__seq=7, body__right="speaker"),
            show=("kind", "body.seq", "body.right"),
        ),
        Entry(
            statement(9, "contribution.made/1", PERSON_B, **text, body__place="the old mill"),
            hidden=("body.place", "by"),
        ),
        Entry(
            statement(
                10,
                "entry.erased/1",
                "hub",
                body__seq=9,
                body__right="speaker",
                body__parts=["body.place", "by"],
                about=[PERSON_B],
            ),
        ),
        Entry(rotation(11, 2)),
        Entry(statement(12, "contribution.made/1", PERSON_A, **text), signed=OWN_KEY, show=("said",)),
        Entry(statement(13, "key.unbound/1", PERSON_A, body__key=own), show=("kind", "by", "body.key")),
        Entry(statement(14, "contribution.made/1", PERSON_A, **text), show=()),
        Entry(statement(15, "contribution.made/1", PERSON_B, **text), line=None),
    )
    return Log(entries, HUB_KEYS[:3], witness=WITNESS)


def small_log() -> Log:
    """A book of one entry, which is all a hub holds on its first morning."""
    founded = statement(0, "hub.founded/1", "hub", body__name="Ciudad Ficticia", body__next=promise(1))
    return Log((Entry(founded),), HUB_KEYS[:1])


def long_log() -> Log:
    """The same book, grown to 530 entries: full tiles, partial ones, and one above them."""
    begun = sample_log()
    more = [
        Entry(statement(number, "contribution.made/1", PERSON_B, body__n=number), line=None)
        for number in range(len(begun.entries), 530)
    ]
    return replace(begun, entries=(*begun.entries, *more))
