"""Evidence that is properly hashed, proven and signed, and breaks the page of the log.

Each change names a part of the reason the program on the page must give, so that nothing is
refused for a wrong reason.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.verifier.altering import OTHER, SMALL
from tests.verifier.sample import (
    HUB,
    HUB_KEYS,
    OTHER_KEY,
    OWN_KEY,
    promise,
    rotation,
    statement,
)
from tests.verifier.writer import (
    ALL,
    CIRCLE,
    PERSON_A,
    PERSON_B,
    Entry,
    Log,
    did_of,
    did_of_raw,
    for_urls,
    raw_public,
    write_evidence,
)

Change = Callable[[Log], Log]
SAYS_MORE = statement(8, "entry.erased/1", "hub", body__seq=7, body__right="speaker", body__a="moved away")
WHOLE = 5  # an entry that shows all its parts
OWN = 2  # an entry signed with a key of the speaker's own
ORDER_8 = did_of_raw(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"))
SMALL_KEYS = {
    "0": SMALL,
    "1": did_of_raw(b"\x01" + bytes(31)),
    "-1": did_of_raw((2**255 - 20).to_bytes(32, "little")),
    "of order 8": ORDER_8,
    "of order 8, its other half": did_of_raw(
        bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")
    ),
    "0 spelled as p": did_of_raw((2**255 - 19).to_bytes(32, "little")),
    "1 spelled as p + 1": did_of_raw((2**255 - 18).to_bytes(32, "little")),
    "3 spelled as p + 3": did_of_raw((2**255 - 16).to_bytes(32, "little")),
    "0 with a sign": did_of_raw(bytes(31) + b"\x80"),
    "-1 with a sign": did_of_raw((2**256 - 20).to_bytes(32, "little")),
}


def parts(**fields: Any) -> Change:
    """The entry that shows all its parts, with other parts."""
    return lambda log: log.but(WHOLE, **fields)


def extra(name: str, value: Any) -> Change:
    def change(log: Log) -> Log:
        entry = log.entries[WHOLE]
        return log.change(WHOLE, fields={**entry.fields, name: value})

    return change


def without(name: str, seq: int = WHOLE) -> Change:
    return lambda log: log.change(seq, fields={n: v for n, v in log.entries[seq].fields.items() if n != name})


def receipt(place: int = WHOLE, /, **fields: Any) -> Change:
    return lambda log: log.change(place, receipt=fields)


def at(seq: int, **changes: Any) -> Change:
    return lambda log: log.change(seq, **changes)


def field(seq: int, name: str, value: Any) -> Change:
    return lambda log: log.change(seq, fields={**log.entries[seq].fields, name: value})


def many(*changes: Change) -> Change:
    def change(log: Log) -> Log:
        for one in changes:
            log = one(log)
        return log

    return change


def show_more(seq: int, *names: str) -> Change:
    return lambda log: log.change(seq, show=(*log.entries[seq].show, *names), hidden=())


def added(entry: Entry) -> Change:
    return lambda log: replace(log, entries=(*log.entries, entry))


def twice(seq: int, **changes: Any) -> Change:
    return lambda log: added(replace(log.entries[seq], **changes))(log)


def hub(**fields: Any) -> Change:
    return lambda log: replace(log, hub=fields)


def with_lines(*more: str) -> Change:
    """Extension lines of C2SP below the root."""

    def change(log: Log) -> Log:
        body = write_evidence(log)["checkpoint"].decode().split("\n\n")[0]
        return replace(log, note={"body": "\n".join((body, *more, ""))})

    return change


def named(key: str, value: str) -> Change:
    return parts(**{key: value})


def false_rotation(signer: int) -> Change:
    signed = HUB_KEYS[signer].sign(b"prisma-hub/rotation/1\n" + raw_public(HUB_KEYS[2]))
    return field(11, "body.signature", for_urls(signed))


def no_line_feed(log: Log) -> Log:
    signed = HUB_KEYS[1].sign(b"prisma-hub/rotation/1" + raw_public(HUB_KEYS[2]))
    return log.but(11, body__signature=for_urls(signed))


def swapped_names(log: Log) -> Log:
    names = sorted(log.entries[WHOLE].fields, key=str.encode)
    return log.change(WHOLE, names=(names[1], names[0], *names[2:]))


def doubled_name(log: Log) -> Log:
    names = sorted(log.entries[WHOLE].fields, key=str.encode)
    return log.change(WHOLE, names=(names[0], *names))


TEXTS: dict[str, tuple[Change, str]] = {
    **{
        f"{part} {what}": (named(part, value), "malformed")
        for part, wrong in {
            "id": {
                "of version 4": "0190a000-0000-4000-9000-000000000005",
                "in capitals": "0190A000-0000-7000-9000-000000000005",
                "without hyphens": "0190a000000070009000000000000005",
                "of another variant": "0190a000-0000-7000-c000-000000000005",
                "with a newline": "0190a000-0000-7000-9000-000000000005\n",
            },
            "kind": {
                "without version": "agreement.reached",
                "of version 0": "agreement.reached/0",
                "of version 01": "agreement.reached/01",
                "of one word": "agreement/1",
                "of three words": "agreement.was.reached/1",
                "in capitals": "Agreement.reached/1",
                "beginning with a digit": "agreement.2reached/1",
                "with letters beyond": "agreement.reachéd/1",
                "with Arabic digits": "agreement.reached/\u0661",
            },
            "by": {
                "without id": "person",
                "a team": "team:0190a000-0000-7000-8000-00000000000a",
                "a name": "Somebody",
                "the network": "network",
                "in capitals": PERSON_A.upper(),
            },
            "via": {"without id": "person:", "everybody": "public"},
            "scope": {
                "a word": "hub",
                "with a short id": "journey:0190a000",
                "in capitals": "journey:0190A000-0000-7000-8000-0000000000E1",
                "beginning with a digit": "9:0190a000-0000-7000-8000-0000000000e1",
            },
            "protocol": {
                "without algorithm": "5a" * 32,
                "too short": "sha256:" + "5a" * 31,
                "in capitals": "sha256:" + "5A" * 32,
                "of another algorithm": "sha512:" + "5a" * 32,
            },
        }.items()
        for what, value in wrong.items()
    },
    **{
        f"said {value}": (named("said", value), "")
        for value in (
            "2026-05-18T09:00:00Z",
            "2026-05-18T09:00:00.000+00:00",
            "2026-05-18T09:00:00.000+00:00Z",
            "2026-05-18 09:00:00.000Z",
            "2026-02-30T09:00:00.000Z",
            "2026-05-18T24:00:00.000Z",
            "2026-05-18T23:59:60.000Z",
            "2026-05-18T09:00:00.000000Z",
            "2026-05-18t09:00:00.000z",
            "0000-05-18T09:00:00.000Z",
            "20260518T090000.0000000Z",
            "2026-W21-1T09:00:00.000Z",
            "yesterday",
        )
    },
}
VALUES: dict[str, tuple[Change, str]] = {
    **{f"{name} a number": (parts(**{name: 7}), "") for name in ("id", "kind", "said", "by", "hub")},
    **{f"{name} a number": (parts(**{name: 7}), "") for name in ("to", "about", "scope", "protocol")},
    **{f"to {what}": (parts(to=value), "'to' is") for what, value in {
        "empty": [], "a text": "public", "an object": {"public": 1}, "unsorted": ["public", "hub"],
        "twice the same": ["hub", "hub"], "a word nobody knows": ["everybody"], "a list in a list": [["hub"]],
        "a number in it": ["hub", 7], "a person without id": ["person:"], "a team": ["team:" + CIRCLE[7:]],
    }.items()},
    **{f"about {what}": (parts(about=value), "'about' is") for what, value in {
        "empty": [], "a text": "page:soil", "unsorted": ["page:soil", "journey:x"],
        "twice the same": ["page:soil", "page:soil"], "a number in it": [7], "nothing in it": [""],
    }.items()},
    **{f"a field that is {value!r}": (extra("body.more", value), "is empty") for value in ("", [], {})},
    "a field that is null": (extra("body.more", None), "is empty"),
    "a fraction": (extra("body.more", 1.5), "not whole"),
    "a fraction within": (extra("body.more", {"a": [0.25]}), "not whole"),
    "half a character": (extra("body.more", ["\ud800"]), "surrogates"),
    "a number too large": (extra("body.more", 2**53), "too large"),
    "a number too small": (extra("body.more", [-(2**53)]), "too large"),
    "said to another hub": (parts(hub=OTHER), "another hub"),
    **{f"the part {name}": (extra(name, "words"), "part name") for name in (
        "words", "tags", "Body.text", "body", "body.", "body.Text", "body.1text", "body.text.00",
        "body.text.0000", "body.000", "body.text.000.more", "body.text.000.000", "body.te xt", "body..text",
        "body.text\n", "bodies.x", "toto", "via ", "signature", "seq", "body.é", "",
    )},
    **{f"{name} missing": (without(name), "part name") for name in ("id", "hub", "kind", "said", "by", "to")},
    "by missing where it is hidden": (without("by", 4), "part name"),
    "names out of order": (swapped_names, "order"),
    "a name twice": (doubled_name, "order"),
    "a salt too short": (at(WHOLE, salt={"kind": "AAAA"}), "16 bytes"),
    "a salt with spare bits": (at(WHOLE, salt={"kind": "A" * 21 + "B"}), "misspelled"),
    "a salt with padding": (at(WHOLE, salt={"kind": "A" * 22 + "=="}), "misspelled"),
    "a salt in standard letters": (at(WHOLE, salt={"kind": "+" * 21 + "A"}), "misspelled"),
}  # fmt: skip
RECEIPTS: dict[str, tuple[Change, str]] = {
    "a receipt with a word more": (receipt(more=1), "too much"),
    "a receipt of another hub": (receipt(hub=OTHER), "elsewhere"),
    "a receipt of version 2": (receipt(v=2), "elsewhere"),
    "a receipt of version true": (receipt(v=True), "not a receipt"),
    "a receipt with its number in words": (receipt(seq="5"), "not a receipt"),
    "a receipt of epoch nought": (receipt(epoch=0), "elsewhere"),
    "a receipt of an epoch to come": (receipt(epoch=2), "elsewhere"),
    "a receipt without at": (receipt(at=None), "lacks a key"),
    "a receipt in the custody of another": (receipt(custody="person"), "custody"),
    "a receipt with an offset": (receipt(at="2026-05-18T09:05:00.000+00:00"), "isoformat"),
    "a receipt on no day": (receipt(at="2026-02-30T09:05:00.000Z"), "day"),
    "a receipt with another number": (receipt(seq=4), "proof"),
    "a receipt of another statement": (receipt(statement="A" * 43), "not those of the statement"),
    "a receipt with spare bits": (receipt(statement="A" * 42 + "B"), "misspelled"),
    "time running backwards": (receipt(at="2026-05-18T09:03:59.999Z"), "time runs backwards"),
    "epochs running backwards": (
        many(lambda log: replace(log, epoch=2), receipt(5, epoch=2), receipt(6, epoch=1)),
        "epochs run backwards",
    ),
    "self without a person": (receipt(custody="self"), "only persons"),
    "self before any key was bound": (receipt(1, custody="self"), "before entry 2"),
    "self said by the hub": (receipt(6, custody="self"), "only persons"),
    "a key in the hub's custody": (receipt(OWN, custody="hub"), "custody"),
    "the same statement kept twice": (
        lambda log: log.change(14, fields=log.entries[4].fields, show=("id", "by")).change(4, hidden=()),
        "twice",
    ),
    "other words under the name of one said before": (
        lambda log: log.change(
            14,
            fields=log.entries[14].fields | {name: log.entries[4].fields[name] for name in ("by", "id")},
            show=("id", "by"),
        ).change(4, hidden=()),
        "twice",
    ),
}
KEYS: dict[str, tuple[Change, str]] = {
    "signed by a key nobody bound": (at(OWN, signed=OTHER_KEY), "no entry shown here bound"),
    "signed by a key of somebody else": (field(OWN, "by", PERSON_B), "no entry shown here bound"),
    "bound afterwards": (
        lambda log: log.put(1, log.entries[14]).put(3, log.entries[1]),
        "no entry shown here bound",
    ),
    "signed after it was unbound": (at(14, signed=OWN_KEY), "no entry shown here bound"),
    "unbound by somebody unshown": (
        many(at(14, signed=OWN_KEY), at(13, show=("kind", "body.key"))),
        "no entry shown here bound",
    ),
    "bound without saying by whom": (at(1, show=("kind", "body.key")), "no entry shown here bound"),
    "bound without showing the key": (at(1, show=("kind", "by")), "no entry shown here bound"),
    "bound without showing the kind": (at(1, show=("by", "body.key")), "no entry shown here bound"),
    "binding not shown": (at(1, line=None), "no entry shown here bound"),
    "a key bound by a circle": (field(1, "by", CIRCLE), "only persons bind"),
    "a key unbound by the hub": (field(13, "by", "hub"), "only persons bind"),
    "a key off the curve bound": (
        field(1, "body.key", did_of_raw((2).to_bytes(32, "little"))),
        "off the curve",
    ),
    **{f"the key {key!r} bound": (field(1, "body.key", key), "did:key") for key in (0, False, 7, "did:key:")},
    "a key bound that is none": (field(1, "body.key", "a key"), "did:key"),
    "signed by another than it says": (at(OWN, line={"key": did_of(OTHER_KEY)}), "signature"),
    **{
        f"the small key {name} bound": (field(1, "body.key", key), "small order")
        for name, key in SMALL_KEYS.items()
    },
    **{
        f"the small key {name} in a line": (
            at(OWN, line={"key": key, "signature": "AQ" + "A" * 84 + "=="}),
            "small order",
        )
        for name, key in SMALL_KEYS.items()
    },
    "a key of another algorithm": (
        field(1, "body.key", "did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme"),
        "did:key",
    ),
}
ROTATIONS: dict[str, tuple[Change, str]] = {
    "a rotation signed by the first key": (false_rotation(0), "signature of a rotation"),
    "a rotation signed by itself": (false_rotation(2), "signature of a rotation"),
    "a rotation signed without the line feed": (no_line_feed, "signature of a rotation"),
    "a key not promised by the founding": (field(0, "body.next", promise(3)), "promised"),
    "a key not promised by the rotation": (field(6, "body.next", promise(3)), "promised"),
    "a promise hidden in the founding": (at(0, hidden=("body.next",), show=("*",)), "promised"),
    "a promise hidden in a rotation": (at(6, hidden=("body.next",)), "promised"),
    "a promise with padding": (field(0, "body.next", promise(1) + "="), "misspelled"),
    "the newest promise too short": (field(11, "body.next", "AAAA"), "32 bytes"),
    "a rotation that hides its key": (at(11, hidden=("body.key",)), "not that of a rotation"),
    "a rotation that hides its kind": (at(11, hidden=("kind",)), "not that of a rotation"),
    "a rotation without line": (at(11, line=None), "not that of a rotation"),
    "a rotation that keys does not name": (hub(keys=[{"seq": 6, "key": did_of(HUB_KEYS[1])}]), "not in keys"),
    "a checkpoint signed by the first key": (
        lambda log: replace(log, keys=HUB_KEYS[:1]),
        "has not signed",
    ),
    "a checkpoint signed by the key before": (
        lambda log: replace(log, keys=HUB_KEYS[:2]),
        "has not signed",
    ),
    "a checkpoint signed by a key to come": (lambda log: replace(log, keys=HUB_KEYS), "has not signed"),
    "a rotation to a small key": (
        many(
            field(11, "body.key", SMALL),
            hub(keys=[{"seq": 6, "key": did_of(HUB_KEYS[1])}, {"seq": 11, "key": SMALL}]),
        ),
        "small order",
    ),
    "a rotation at the end that keys does not name": (
        many(
            added(Entry(rotation(16, 3))),
            hub(keys=[{"seq": n, "key": did_of(HUB_KEYS[i])} for n, i in ((6, 1), (11, 2))]),
        ),
        "not in keys",
    ),
}
FOUNDING: dict[str, tuple[Change, str]] = {
    "another name in hub.json": (hub(name="Casa Ajena"), "another name"),
    "an entry 0 that hides its name": (at(0, show=("kind", "body.next")), "another name"),
    "an entry 0 that hides its kind": (at(0, show=("body.name", "body.next")), "entry 0"),
    "an entry 0 without line": (at(0, line=None), "another name"),
    "an entry 0 of another kind": (field(0, "kind", "hub.found/1"), "entry 0"),
    "a second founding": (field(WHOLE, "kind", "hub.founded/1"), "entry 0"),
    "a small hub": (hub(hub=SMALL, origin=f"prisma-hub/{SMALL}/1"), "small order"),
    "an origin of another project": (hub(origin=f"prism-hub/{HUB}/1"), "origin"),
    "an empty line within the checkpoint": (with_lines("", "more"), "not a checkpoint"),
}
ERASURES: dict[str, tuple[Change, str]] = {
    "an erased entry shown": (at(7, line={}), "was erased"),
    "an erased entry shown without its parts": (at(7, line={}, show=()), "was erased"),
    "an erased part shown": (show_more(9), "shows erased parts"),
    "an erased speaker shown": (at(9, hidden=("body.place",)), "shows erased parts"),
    "an erasure that hides which entry": (at(8, show=("kind", "body.right")), "hides its body"),
    "an erasure that hides by what right": (at(8, show=("kind", "body.seq")), "hides its body"),
    "an erasure that hides which parts": (at(10, hidden=("body.parts",)), "hides its body"),
    "an erasure that hides which parts and what it is about": (
        at(10, hidden=("about", "body.parts")),
        "hides its body",
    ),
    "an erasure that says more": (at(8, show=ALL, fields=SAYS_MORE), "says too much"),
    "an erasure that hides more": (at(8, fields=SAYS_MORE), "hides its body"),
    "an erasure that hides what it is about": (at(10, hidden=("about",)), "hides its body"),
    "an erasure of what comes later": (field(8, "body.seq", 9), "nothing earlier"),
    "an erasure of itself": (field(8, "body.seq", 8), "nothing earlier"),
    "an erasure below nought": (field(8, "body.seq", -1), "nothing earlier"),
    "an erasure of entry 'seven'": (field(8, "body.seq", "7"), "nothing earlier"),
    "an erasure of entry true": (field(8, "body.seq", True), "nothing earlier"),
    "an erasure of entry 0": (field(8, "body.seq", 0), "was erased"),
    "an erasure of unsorted parts": (field(10, "body.parts", ["by", "body.place"]), "malformed"),
    "an erasure of a part twice": (field(10, "body.parts", ["by", "by"]), "malformed"),
    "an erasure of a part no statement has": (field(10, "body.parts", ["body.place", "words"]), "malformed"),
    "an erasure of parts that are no list": (field(10, "body.parts", "by"), "malformed"),
    "an erasure by a right that is a number": (field(8, "body.right", 7), "malformed"),
    "a second erasure of the same entry": (
        added(Entry(statement(16, "entry.erased/1", "hub", body__seq=4, body__right="speaker"))),
        "was erased",
    ),
}
BROKEN: dict[str, tuple[Change, str]] = TEXTS | VALUES | RECEIPTS | KEYS | ROTATIONS | FOUNDING | ERASURES
