"""Work spread over two processes is all done, once each, and what goes wrong in either is told."""

import os

import pytest

from prisma_hub.kernel.refusal import Refused
from prisma_hub.stories.site.spreading import ENOUGH, spread


def test_every_thing_is_done_once_by_whoever_takes_it():
    beside: list[str] = []
    heard: list[int] = []
    made = spread(
        list(range(ENOUGH * 3)),
        lambda some: (os.getpid(), list(some)),
        meanwhile=lambda: beside.append("done"),
        told=heard.append,
    )
    assert sorted(each for _, some in made for each in some) == list(range(ENOUGH * 3))
    assert beside == ["done"]
    assert max(heard, default=0) < ENOUGH * 3


def test_nothing_to_do_is_done_too():
    beside: list[str] = []
    assert spread([], len, meanwhile=lambda: beside.append("done")) == []
    assert beside == ["done"]


def test_a_refusal_in_either_process_reaches_whoever_asked():
    def refuse(some: object) -> None:
        raise Refused("There is no room.")

    with pytest.raises(Refused, match="no room"):
        spread(list(range(ENOUGH)), refuse, meanwhile=lambda: None)
    with pytest.raises(ZeroDivisionError):
        spread(list(range(ENOUGH)), len, meanwhile=lambda: 1 // 0)
