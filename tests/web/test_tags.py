"""What templates can say."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.template import engines
from django.utils import timezone, translation

from prisma_hub.kernel import source
from prisma_hub.kernel.refusal import Refused
from prisma_hub.web import tags

NARROW = "\u202f"  # the space French puts inside numbers
EVENING = 1_778_700_600_000  # 2026-05-13T19:30:00Z


def render(template: str, **values: Any) -> str:
    return engines["django"].from_string(template).render(values)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "13 May 2026, 20:30"),
        ("es", "13 may 2026, 20:30"),
        ("pt", "13 de mai. de 2026, 20:30"),
        ("fr", "13 mai 2026, 20:30"),
    ],
)
def test_a_moment_is_told_in_the_hubs_zone_and_the_pages_language(language: str, text: str) -> None:
    with timezone.override(ZoneInfo("Europe/Lisbon")), translation.override(language):
        assert tags.moment(EVENING) == f'<time datetime="2026-05-13T19:30:00Z">{text}</time>'


@pytest.mark.parametrize(
    "value",
    [EVENING, "2026-05-13T19:30:00.000Z", datetime(2026, 5, 13, 19, 30, tzinfo=UTC)],
)
def test_a_moment_may_be_written_in_any_of_our_ways(value: tags.Moment) -> None:
    assert tags.moment(value, "time") == '<time datetime="2026-05-13T19:30:00Z">19:30</time>'


@pytest.mark.parametrize("value", [date(2026, 5, 14), "2026-05-14"])
def test_a_day_stays_that_day_in_every_zone(value: tags.Moment) -> None:
    with timezone.override(ZoneInfo("Pacific/Auckland")):
        assert tags.moment(value) == '<time datetime="2026-05-14">14 May 2026</time>'
        assert tags.moment(value, "day") == '<time datetime="2026-05-14">Thursday, 14 May 2026</time>'


@pytest.mark.parametrize(
    ("now", "text"),
    [
        ("2026-05-13T21:00:00Z", "19:30"),
        ("2026-05-14T08:00:00Z", "yesterday, 19:30"),
        ("2026-06-01T08:00:00Z", "13 May"),
        ("2027-06-01T08:00:00Z", "13 May 2026"),
    ],
)
def test_what_is_near_is_said_shortly(now: str, text: str) -> None:
    clock = source.SeededSource("near", int(datetime.fromisoformat(now).timestamp() * 1000))
    with source.use(clock):
        assert tags.moment_text(EVENING, "near") == text


def test_nothing_is_said_of_no_moment() -> None:
    assert tags.moment(None) == ""


@pytest.mark.parametrize(
    ("value", "places", "language", "text"),
    [
        (Decimal("12345.6789"), None, "en", "12,345.6789"),
        ("12345.6789", None, "pt", "12.345,6789"),
        (7, 2, "es", "7,00"),
        (Decimal("1999.98"), 2, "fr", f"1{NARROW}999,98"),
        (Decimal("0.000000000000000001"), None, "en", "0.000000000000000001"),
        (None, None, "en", ""),
    ],
)
def test_numbers_keep_every_digit_and_speak_the_language(
    value: Decimal | str | int | None, places: int | None, language: str, text: str
) -> None:
    with translation.override(language):
        assert tags.number(value, places) == text


@pytest.mark.parametrize(
    ("size", "language", "text"),
    [
        (512, "en", "512 bytes"),
        (230_000, "en", "230 kB"),
        (1_234_567, "en", "1.2 MB"),
        (1_234_567, "fr", "1,2 Mo"),
    ],
)
def test_sizes_are_said_as_a_phone_says_them(size: int, language: str, text: str) -> None:
    with translation.override(language):
        assert tags.bytes_size(size).replace("\u00a0", " ").replace(NARROW, " ") == text


@pytest.mark.parametrize(("seconds", "text"), [(5, "0:05"), (72, "1:12"), (3725, "1:02:05")])
def test_durations(seconds: int, text: str) -> None:
    assert tags.duration(seconds) == text


def test_words_of_people_are_shown_and_never_obeyed() -> None:
    words = "One <script>alert(1)</script>\r\nline & more\n\n\n  Another  "
    assert render("{{ words|paragraphs }}", words=words) == (
        "<p>One &lt;script&gt;alert(1)&lt;/script&gt;<br>line &amp; more</p>\n<p>Another</p>"
    )


def test_a_refusal_is_filled_in_after_it_is_translated_and_escaped() -> None:
    no = Refused("%(name)s is here.", mend="100 % sure?", name="<b>Ana</b>")
    assert render("{{ no|said }}|{{ no|said:'kept' }}", no=no) == "&lt;b&gt;Ana&lt;/b&gt; is here.|"


def test_an_icon_is_hidden_from_those_who_listen() -> None:
    assert render('{% icon "mic" "small" %}') == (
        '<svg class="icon small" aria-hidden="true"><use href="/static/icons.svg#mic"/></svg>'
    )


@pytest.mark.parametrize(("name", "letter"), [("heron", "h"), (" Émile", "É"), ("", "·")])
def test_the_first_letter_of_a_name(name: str, letter: str) -> None:
    assert tags.sigil(name) == letter


def test_a_voice_is_a_link_to_the_sound_and_its_wave_spans_the_line() -> None:
    drawn = render("{% voice '/media/a' 'Ana' 72 peaks %}", peaks=[10, 20])
    assert '<a href="/media/a" aria-label="Listen: Ana">' in drawn
    assert 'd="M3.0 11v10M219.0 6v20"' in drawn
    assert '<span class="time">1:12</span>' in drawn


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2026-05-18T09:00:00.000Z", "18 May 2026, 09:00"),
        ("2026-05-18T09:00:00+00:00", "18 May 2026, 09:00"),
        ("2026-05-18", "18 May 2026"),
        ("2026-13-45", "2026-13-45"),
        ("2026-05-18 and more", "2026-05-18 and more"),
        (7, "7"),
    ],
)
def test_days_and_moments_in_a_refusal_are_said_as_people_say_them(written: object, said: str) -> None:
    no = Refused("It is held until %(until)s.", until=written)
    assert tags.said(no) == f"It is held until {said}."


@pytest.mark.parametrize("said", ["9" * 40, "0." + "0" * 36 + "1", "1" * 30 + ".5"])
def test_a_number_of_many_digits_is_drawn_whole(said: str) -> None:
    drawn = tags.number(said)
    assert "".join(each for each in drawn if each in "0123456789.") == said
    assert tags.number(said, 2)


def test_the_numbers_of_a_sum_stand_in_the_readers_language() -> None:
    with translation.override("pt"):
        assert tags.in_a_sum("40000 × 10 ÷ 19 = 21052.63") == "40.000 × 10 ÷ 19 = 21.052,63"
    with translation.override("en"):
        assert tags.in_a_sum("2025-05-28 + x1 + 1.5") == "2025-05-28 + x1 + 1.5"
