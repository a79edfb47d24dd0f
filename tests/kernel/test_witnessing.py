"""Cosignatures and requests for them, byte by byte as c2sp.org/tlog-cosignature and tlog-witness say."""

import base64
import hashlib
import struct

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from prisma_hub.kernel.canonical import b64
from prisma_hub.kernel.note import Checkpoint, Note, parse_note
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.witnessing import Ask, Witness, cosign, name_of_hub
from tests.kernel.hub import key

LOG, NAME = "example.com/behind-the-sofa", "witness.example.com/w1"
CHECKPOINT = Checkpoint(LOG, 20852163, bytes(range(32)))
WITNESS = Witness(NAME, key("witness").public)
TIME = 1679315147


def note() -> Note:
    return CHECKPOINT.sign(key("log"))


def signed(*lines: str) -> Note:
    return parse_note(str(note()) + "".join(lines))


def line(time: int = TIME, name: str = NAME, signer: str = "witness") -> str:
    return cosign(CHECKPOINT.text(), name, key(signer), time).line()


def test_a_cosignature_has_the_bytes_of_the_specification() -> None:
    dash, name, code = line().split()
    assert (dash, name) == ("—", NAME)
    raw = base64.b64decode(code)
    public = key("witness").public
    assert raw[:4] == hashlib.sha256(NAME.encode() + b"\n\x04" + public).digest()[:4]
    assert struct.unpack(">Q", raw[4:12]) == (TIME,)
    message = f"cosignature/v1\ntime 1679315147\n{LOG}\n20852163\n{b64(bytes(range(32)))}\n"
    Ed25519PublicKey.from_public_bytes(public).verify(raw[12:], message.encode())
    assert len(raw) == 4 + 8 + 64


def test_it_is_found_below_the_logs_own_signature() -> None:
    assert WITNESS.signed_at(signed(line())) == TIME
    assert WITNESS.signed_at(note()) is None
    assert WITNESS.signed_at(signed(line(TIME), line(TIME + 9))) == TIME + 9
    assert WITNESS.signed_at(signed(line(name="elsewhere.example"))) is None
    assert WITNESS.signed_at(signed(line(signer="somebody else"))) is None


def altered(change: str) -> str:
    raw = bytearray(base64.b64decode(line().split()[2]))
    if change == "time":
        raw[11] ^= 1
    elif change == "signature":
        raw[40] ^= 1
    elif change == "shorter":
        del raw[-1]
    elif change == "longer":
        raw.append(0)
    elif change == "no time":
        del raw[4:12]
    elif change == "far future":
        raw[4] = 0x80
    elif change == "a note signature":
        raw[4:] = key("witness").sign(CHECKPOINT.text().encode())
    return f"— {NAME} {b64(bytes(raw))}\n"


@pytest.mark.parametrize(
    "change", ["time", "signature", "shorter", "longer", "no time", "far future", "a note signature"]
)
def test_one_false_line_under_its_name_refuses_the_note(change: str) -> None:
    for lines in ((altered(change),), (line(), altered(change)), (altered(change), line())):
        with pytest.raises(Refused, match=r"under the name of witness witness\.example\.com/w1 is wrong"):
            WITNESS.signed_at(signed(*lines))


def test_a_cosignature_of_another_checkpoint_is_false() -> None:
    other = cosign(Checkpoint(LOG, 7, bytes(32)).text(), NAME, key("witness"), TIME).line()
    with pytest.raises(Refused, match="is wrong"):
        WITNESS.signed_at(signed(other))


def test_a_verifier_key_is_written_and_read() -> None:
    text = WITNESS.vkey()
    assert text == f"{NAME}+{WITNESS.key_id.hex()}+{b64(bytes([4]) + key('witness').public)}"
    assert Witness.parse(f" {text}\n") == WITNESS
    hub = key("hub")
    assert Witness.parse(hub.did) == Witness(name_of_hub(hub.did), hub.public)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: "",
        lambda text: text.replace("+", " ", 1),
        lambda text: "+" + text,
        lambda text: text.replace("w1+", "w1+0"),
        lambda text: text.replace("w1+", "w2+"),
        lambda text: text[:-1],
        lambda text: text.upper(),
        lambda text: "did:key:z6Mk",
        lambda text: f"{NAME}+{WITNESS.key_id.hex()}+{b64(bytes([1]) + WITNESS.public)}",
        lambda text: f"{NAME}+{WITNESS.key_id.hex()}+{b64(bytes([4]) + bytes(32))}",
        lambda text: "w" * 201 + "+00000000+" + text.rpartition("+")[2],
    ],
)
def test_what_is_no_verifier_key_is_refused(spoil: object) -> None:
    with pytest.raises(Refused):
        Witness.parse(spoil(WITNESS.vkey()))  # type: ignore[operator]


def test_a_request_is_written_and_read_as_the_specification_says() -> None:
    asked = Ask(20852014, (bytes(32), bytes([1]) * 32), str(note()))
    head, _, rest = asked.text().partition("\n\n")
    assert head == f"old 20852014\n{b64(bytes(32))}\n{b64(bytes([1]) * 32)}"
    assert rest == str(note())
    assert Ask.parse(asked.text()) == Ask.parse(asked.text().encode()) == asked
    assert Ask.parse(Ask(0, (), str(note())).text()) == Ask(0, (), str(note()))
    assert asked.checkpoint() == CHECKPOINT


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("old 7", "old 07"),
        ("old 7", "old -7"),
        ("old 7", "new 7"),
        ("old 7", "old 99999999999999999"),
        ("old 7\n", ""),
        ("AA=\n", "AA\n"),
        ("old 7\n", "old 7\n\n"),
        ("old 7\n", "old 7\n" + f"{b64(bytes(32))}\n" * 63),
        ("\n— ", "\n"),
        ("\n", "\r\n"),
    ],
)
def test_a_damaged_request_is_not_read(old: str, new: str) -> None:
    text = Ask(7, (bytes(32),), str(note())).text()
    assert old in text
    with pytest.raises(Refused):
        Ask.parse(text.replace(old, new))
    with pytest.raises(Refused, match="not a request"):
        Ask.parse(b"old 7\n\xff")
