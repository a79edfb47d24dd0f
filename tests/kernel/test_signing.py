import pytest
from hypothesis import given
from hypothesis import strategies as st

from prisma_hub.kernel.base58 import b58, from_b58
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.signing import (
    SigningKey,
    check_public,
    did_key,
    public_of,
    rotation_message,
    verify,
)

# RFC 8032, 7.1, tests 1 to 3: seed, public key, message, signature
RFC_8032 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701c"
        "f9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0"
        "f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f76098"
        "4dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]
# The eight points of small order and the other ways to write them.
SMALL = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
]


@pytest.mark.parametrize(("seed", "public", "message", "signature"), RFC_8032)
def test_signatures_are_those_of_rfc_8032(seed, public, message, signature):
    key = SigningKey(bytes.fromhex(seed))
    assert key.public.hex() == public
    assert key.sign(bytes.fromhex(message)).hex() == signature
    assert verify(key.public, bytes.fromhex(signature), bytes.fromhex(message))
    assert not verify(key.public, bytes.fromhex(signature), b"another")
    assert not verify(key.public, bytes.fromhex(signature)[:-1], bytes.fromhex(message))


@pytest.mark.parametrize("public", SMALL)
def test_keys_of_small_order_are_refused_and_verify_nothing(public):
    key = bytes.fromhex(public)
    with pytest.raises(Refused, match="small order"):
        check_public(key)
    # the signature (identity, 0) is good for any message under such a key
    assert not verify(key, bytes([1]) + bytes(63), b"anything")


def test_what_is_no_point_of_the_curve_is_refused():
    for y in (2, 2**255 - 19 + 3):
        with pytest.raises(Refused, match="This is not a public key"):
            check_public(y.to_bytes(32, "little"))
    with pytest.raises(Refused, match="32 bytes"):
        check_public(b"short")


@given(st.binary(min_size=32, max_size=32))
def test_every_real_key_is_a_point_and_comes_back_from_its_did(seed):
    key = SigningKey(seed)
    assert check_public(key.public) == key.public
    assert public_of(key.did) == key.public


def test_the_did_is_the_well_known_one():
    # did:key method specification, test vector of the all-zero seed
    assert SigningKey(bytes(32)).did == "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"
    assert repr(SigningKey(bytes(32))).endswith("mDooWp>")


@pytest.mark.parametrize(
    "did",
    [
        "",
        "did:key:",
        "did:web:example.org",
        "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooW",
        "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp#key",
        "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooW0",
        "did:key:z" + b58(b"\xed\x01" + bytes(31)),
        "did:key:z" + b58(b"\xe7\x01" + SigningKey(bytes(32)).public),
        "did:key:z1" + b58(b"\xed\x01" + SigningKey(bytes(32)).public),
        "did:key:z6Mk" + "z" * 10_000,
    ],
)
def test_no_other_did_names_a_key(did):
    with pytest.raises(Refused):
        public_of(did)


def test_the_did_of_a_small_key_is_refused():
    for public in SMALL[:8]:
        with pytest.raises(Refused, match="small order"):
            public_of("did:key:z" + b58(b"\xed\x01" + bytes.fromhex(public)))
        with pytest.raises(Refused, match="small order"):
            did_key(bytes.fromhex(public))


def test_a_rotation_is_signed_over_its_purpose_and_the_raw_key():
    public = SigningKey(bytes(32)).public
    assert rotation_message(public) == b"prisma-hub/rotation/1\n" + public


@given(st.binary(max_size=40))
def test_base58_comes_back(data):
    assert from_b58(b58(data)) == data


def test_base58_is_the_bitcoin_one():
    assert b58(b"Hello World!") == "2NEpo7TZRRrLZSi2U"
    assert b58(bytes.fromhex("0000287fb4cd")) == "11233QC4"
    for text in ("0", "O", "I", "l", "é", " ", "z" * 1025):
        with pytest.raises(Refused):
            from_b58(text)
