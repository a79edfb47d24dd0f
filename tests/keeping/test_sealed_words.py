"""Everybody who can open sealed words takes them along, still closed, and only while they stand."""

from __future__ import annotations

import json

import pytest

from prisma_hub.circles import actions as circles
from prisma_hub.keeping import queries
from prisma_hub.work import loop
from tests.keeping.test_everything import everything_in, make
from tests.sealed.reading import program
from tests.sealed.sealing import Keyed, say

WORDS = "canarykeptsealedxq"


@pytest.fixture
def ana(person):
    return Keyed("Ana", person("Ana")).sealable()


@pytest.fixture
def eva(person):
    return Keyed("Eva", person("Eva")).sealable()


def taken(viewer):
    file = make(viewer)
    assert WORDS not in everything_in(file)
    return [json.loads(line) for line in file.read("data/sealed.jsonl").decode().splitlines()]


def test_speaker_and_reader_take_it_along_and_open_it_elsewhere(ana, eva, person):
    say(WORDS, ana, eva)
    for each in (ana, eva):
        [line] = taken(each.person)
        assert program()["open_sealed"](line, each.person.ref, each.opening) == WORDS
    assert taken(person("Leo")) == []


def test_the_page_says_of_the_speakers_own_what_they_are(ana, eva):
    say(WORDS, ana, eva)
    page = make(ana.person).read("words/0001.html").decode()
    assert "Words I sealed" in page
    assert "opens with your key alone" in page


def test_a_readers_file_goes_when_what_it_holds_is_erased(ana, eva):
    entry = say(WORDS, ana, eva)
    make(eva.person)
    circles.withdraw(by=ana.person, seq=entry.seq, now=True)
    loop.run_until_idle()
    assert queries.export(eva.person) is None
    assert taken(eva.person) == []


def test_what_is_taken_back_is_in_the_speakers_file_only(ana, eva):
    entry = say(WORDS, ana, eva)
    circles.withdraw(by=ana.person, seq=entry.seq)
    assert [line["entry"] for line in taken(ana.person)] == [entry.seq]
    assert taken(eva.person) == []
