"""The script as it is written: whole, in four languages, and true to its own numbers."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal

import pytest

from prisma_hub.currencies import rules
from prisma_hub.demo import script
from prisma_hub.demo.saying import WAYS
from prisma_hub.kernel.refusal import Refused

EVERYTHING = list(script.everything_said())


def test_about_thirty_people_speak_in_four_languages() -> None:
    assert len(script.people()) == 33
    spoken = Counter(script.people()[each.who].lang for each in EVERYTHING)
    assert set(spoken) == {"en", "es", "pt", "fr"}
    assert min(spoken.values()) >= 40
    assert len(EVERYTHING) >= 330


def test_nobody_speaks_before_they_came() -> None:
    people = script.people()
    early = [
        (who, each.key)
        for each in EVERYTHING
        for who in (
            each.who,
            *([each.via] if each.via else []),
            *(w.who for way in WAYS for w in each.words(way)),
        )
        if people[who].comes > f"{each.at:%Y-%m-%d}"
    ]
    assert early == []


def test_nobody_says_two_things_in_one_minute_and_names_are_given_once() -> None:
    keys = [each.key for each in EVERYTHING]
    assert len(set(keys)) == len(keys)
    names = [each.id for each in EVERYTHING if each.id]
    assert len(set(names)) == len(names)


def test_replies_come_after_what_they_reply_to() -> None:
    late = [reply.key for each in EVERYTHING for reply in each.replies if reply.at <= each.at]
    assert late == []


def test_every_voice_and_every_picture_is_there_and_small() -> None:
    voices = {each.more["voice"] for each in EVERYTHING if "voice" in each.more}
    pictures = {each.more["picture"] for each in EVERYTHING if "picture" in each.more}
    assert {path.stem for path in script.VOICES.iterdir()} == voices
    assert {path.stem for path in script.PICTURES.iterdir()} == pictures
    spoken = {script.people()[each.who].lang for each in EVERYTHING if "voice" in each.more}
    assert spoken == {"en", "es", "pt", "fr"}
    assert sum(path.stat().st_size for path in script.VOICES.iterdir()) < 1_000_000
    assert sum(path.stat().st_size for path in script.PICTURES.iterdir()) < 300_000


def test_whoever_speaks_unnamed_is_named_by_nobody() -> None:
    unnamed = [each.handle for each in script.people().values() if each.terms == "unnamed"]
    named = re.compile(rf"\b({'|'.join(unnamed)})\b", re.IGNORECASE)
    texts = [each.text for each in EVERYTHING] + [
        w.words for e in EVERYTHING for way in WAYS for w in e.words(way)
    ]
    assert unnamed == ["ember", "reed", "moss"]
    assert [text for text in texts if named.search(text)] == []


def test_the_weighings_add_up_to_what_the_story_says() -> None:
    weighed = [
        Decimal(each.more["measure"].removesuffix(" kg")) for each in EVERYTHING if each.more.get("channel")
    ]
    assert (len(weighed), sum(weighed)) == (9, Decimal("412.0"))
    glance = script.SCRIPT / "story" / "glance.en.md"
    assert "came to 412 kilograms" in glance.read_text(encoding="utf-8")


def test_every_claim_of_the_story_names_something_that_was_said() -> None:
    said = {each.id for each in EVERYTHING}
    for page in sorted((script.SCRIPT / "story").glob("*.md")):
        claimed = set(re.findall(r"entry:@([a-z0-9-]+)", page.read_text(encoding="utf-8")))
        assert claimed <= said, page.name


def test_the_sums_of_second_tide_come_out_as_people_say_them() -> None:
    figures = script.read("world.yaml")["figures"]
    said = " ".join(each.text for each in EVERYTHING)
    first, second = figures["tokens"]
    assert f"{_worth(first, 4)}".replace(".", ",") in said
    assert f"{_worth(second, 3)}" in said
    balance, outstanding, redeem = (Decimal(each) for each in figures["redemption"].values())
    paid = rules.redeem_share(balance, outstanding, redeem, 0)
    assert f"So if I bring {redeem} tokens I take {paid.paid}" in said
    with pytest.raises(Refused):
        rules.redeem_share(balance, outstanding, outstanding + 1, 0)
    assert f"there are only {outstanding:,} in the world" in said
    fund = figures["fund"]
    demand = [Decimal(each) for each in fund["demand_by_year"]]
    years = rules.value_fund(Decimal(fund["invested"]), demand)
    account = (script.SCRIPT / "story" / "account.en.md").read_text(encoding="utf-8")
    assert [f"{each:,.0f}" for each in years.values] == ["10,000", "15,000", "35,000", "65,000"]
    assert "would make 10,000, 15,000, 35,000 and 65,000" in account


def _worth(token: dict[str, str], places: int) -> Decimal | None:
    return rules.unit_value(Decimal(token["demand"]), Decimal(token["outstanding"]), places)
