import threading
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prisma_hub.kernel import ids
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.source import (
    SeededSource,
    SystemSource,
    current,
    instant,
    parse_instant,
    use,
)


def test_a_uuid7_is_the_one_of_rfc_9562():
    # RFC 9562, appendix A.6: rand_a CC3, rand_b 18C4DC0C0C07398F
    bits = 0xCC3 << 62 | 0x18C4DC0C0C07398F & (1 << 62) - 1
    made = ids.uuid7(0x017F22E279B0, bits.to_bytes(10, "big"))
    assert str(made) == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"


@given(st.integers(0, 2**48 - 1), st.binary(min_size=10, max_size=10))
def test_every_uuid7_has_its_form(ms, random):
    made = ids.uuid7(ms, random)
    assert ids.is_uuid7(str(made))
    assert made.int >> 80 == ms


def test_a_uuid7_wants_the_right_stuff():
    for ms, random in ((-1, bytes(10)), (1 << 48, bytes(10)), (0, bytes(9))):
        with pytest.raises(ValueError, match="10 random bytes"):
            ids.uuid7(ms, random)


def test_what_follows_twice_has_the_same_id_and_what_differs_another():
    one, other = UUID(int=1), UUID(int=2)
    made = {ids.derived_id(*of) for of in ((one, 0, 5), (one, "0", 5), (one, 1, 5), (other, 0, 5))}
    assert len(made) == 4
    assert ids.derived_id(one, 0, 5) == ids.derived_id(one, 0, 5)
    # a promise: these never change
    assert str(ids.derived_id(one, 0, 1_779_094_800_000)) == "019e3a50-4680-798c-8ea6-1e1ce4d336df"
    assert str(ids.derived_id(one, "mail", 1_779_094_800_000)) == "019e3a50-4680-7b43-80ce-5c07cd8f318e"


def test_references_are_made_and_taken_apart():
    uuid = UUID("01890000-0000-7000-8000-0000000000a1")
    assert ids.person(uuid) == "person:01890000-0000-7000-8000-0000000000a1"
    assert ids.circle(uuid) == "circle:01890000-0000-7000-8000-0000000000a1"
    assert ids.uuid_of(ids.person(uuid)) == uuid
    assert ids.is_person(ids.person(uuid)) and not ids.is_person(ids.circle(uuid))
    assert ids.is_circle(ids.circle(uuid)) and not ids.is_circle("hub")
    with pytest.raises(ValueError, match="a colon and a UUID"):
        ids.uuid_of("hub")


def test_fields_and_segments():
    named = ("a", "a-b_9", "a.b-c", "A", "9a", "", "á", "a.", ".a", "a.000")
    assert [text for text in named if ids.is_field(text)] == ["a", "a-b_9", "a.b-c"]
    assert ids.segment_of("body.text.more.007") == ("body.text.more", 7)
    assert ids.segment_of("body.text") is None
    assert ids.segment_of("by") is None
    assert ids.is_uuid("01890000-0000-7000-8000-0000000000a1")
    assert not ids.is_uuid("018900000000700080000000000000a1")


def test_an_instant_is_written_in_one_way():
    assert instant(1_779_094_800_000) == "2026-05-18T09:00:00.000Z"
    assert instant(0) == "1970-01-01T00:00:00.000Z"
    assert instant(-62_135_596_800_000) == "0001-01-01T00:00:00.000Z"


@given(st.integers(-62_135_596_800_000, 253_402_300_799_999))
def test_every_instant_comes_back(ms):
    assert parse_instant(instant(ms)) == ms
    assert len(instant(ms)) == 24


@pytest.mark.parametrize(
    "text",
    [
        "2026-05-18T09:00:00Z",
        "2026-05-18T09:00:00.000",
        "2026-05-18 09:00:00.000Z",
        "2026-05-18t09:00:00.000z",
        "2026-05-18T24:00:00.000Z",
        "2026-06-30T23:59:60.000Z",
        "2026-02-29T00:00:00.000Z",
        "0000-01-01T00:00:00.000Z",
        "2026-05-18T09:00:00.0000Z",
        "٢٠٢٦-05-18T09:00:00.000Z",
        "2026-05-18T09:00:00.000Z\n",
        "",
    ],
)
def test_no_other_text_is_an_instant(text):
    with pytest.raises(Refused, match="not a moment"):
        parse_instant(text)


def test_a_seed_gives_the_same_bytes_and_a_clock_that_stands():
    source = SeededSource("hub", 1000)
    assert source.token(40) == SeededSource("hub", 0).token(40)
    assert source.token(40) != SeededSource("hub", 0).token(40)
    assert SeededSource("other", 0).token(8) != SeededSource("hub", 0).token(8)
    assert source.now_ms() == source.now_ms() == 1000
    source.advance(5)
    assert source.now_ms() == 1005
    source.set(7)
    assert source.uuid7().int >> 80 == 7


def test_the_machines_own_source_moves_and_never_repeats():
    source = SystemSource()
    assert source.now_ms() > 1_700_000_000_000
    assert source.token(16) != source.token(16)
    assert len(source.token(3)) == 3
    assert isinstance(current(), SystemSource)


def test_a_source_is_used_within_its_block_and_its_thread():
    seeded, seen = SeededSource("hub", 0), []
    with use(seeded):
        assert current() is seeded
        with use(SeededSource("inner", 1)) as inner:
            assert current() is inner
        assert current() is seeded
        thread = threading.Thread(target=lambda: seen.append(current()))
        thread.start()
        thread.join()
    assert isinstance(seen[0], SystemSource)
    assert isinstance(current(), SystemSource)
