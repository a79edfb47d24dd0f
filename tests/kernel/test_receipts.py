import hashlib

import pytest

from prisma_hub.kernel import merkle
from prisma_hub.kernel.receipt import Receipt
from prisma_hub.kernel.refusal import Refused
from tests.kernel.hub import key

RECEIPT = Receipt("2026-05-18T09:00:00.000Z", "hub", 1, key("hub").did, 0, bytes(32))
TEXT = (
    '{"at":"2026-05-18T09:00:00.000Z","custody":"hub","epoch":1,"hub":"' + key("hub").did + '",'
    '"seq":0,"statement":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","v":1}'
)


def test_a_receipt_is_written_in_one_way_and_read_back():
    assert RECEIPT.text() == TEXT
    assert Receipt.parse(TEXT) == RECEIPT


def test_what_the_log_keeps_is_the_hash_of_the_receipt():
    data = hashlib.sha256(TEXT.encode()).digest()
    assert RECEIPT.entry_data() == data
    assert RECEIPT.leaf_hash() == merkle.leaf_hash(data)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"v":1', '"v":2'),
        ('"v":1', '"v":true'),
        ('"v":1', '"v":"1"'),
        (',"v":1', ""),
        ('"v":1', '"v":1,"w":1'),
        ('"v":1', '"v":1,"v":1'),
        ('"v":1', '"v": 1'),
        ('"v":1}', '"v":1}\n'),
        ('"v":1', '"v":1.0'),
        ('"hub","epoch"', '"me","epoch"'),
        ('"epoch":1', '"epoch":0'),
        ('"epoch":1', '"epoch":true'),
        ('"epoch":1', '"epoch":9007199254740992'),
        ('"seq":0', '"seq":-1'),
        ('"seq":0', '"seq":-0'),
        ('"seq":0', '"seq":"0"'),
        ('"seq":0', '"seq":0.5'),
        ('"AAAAAAAA', '"AAAAAAA'),
        ('AAA"', 'AAB"'),
        ('AAA"', 'AAA="'),
        ("did:key", "did:web"),
        (".000Z", "Z"),
        ("05-18", "13-18"),
        ('"at"', '"a\\u0074"'),
        ("{", "["),
        (TEXT, "null"),
        (TEXT, "7"),
    ],
)
def test_no_other_text_is_a_receipt(old, new):
    assert old in TEXT
    with pytest.raises(Refused):
        Receipt.parse(TEXT.replace(old, new, 1))
