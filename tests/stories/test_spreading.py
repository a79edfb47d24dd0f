"""Work of two processes is all done, once each, and what goes wrong in either is told."""

import os

import pytest

from prisma_hub.kernel.refusal import Refused
from prisma_hub.stories.site.spreading import ENOUGH, Aside, spread
from tests.commons import run_apart


def test_every_thing_is_done_once_by_whoever_takes_it():
    heard: list[int] = []
    made = spread(list(range(ENOUGH * 3)), lambda some: (os.getpid(), list(some)), told=heard.append)
    assert sorted(each for _, some in made for each in some) == list(range(ENOUGH * 3))
    assert max(heard, default=0) < ENOUGH * 3


def test_nothing_to_do_is_done_too():
    assert spread([], len) == []


def test_a_refusal_in_either_process_reaches_whoever_asked():
    def refuse(some: object) -> None:
        raise Refused("There is no room.")

    with pytest.raises(Refused, match="no room"):
        spread(list(range(ENOUGH)), refuse)
    with pytest.raises(ZeroDivisionError):
        Aside(lambda: 1 // 0, things=ENOUGH).answer()


_BUILT_TWICE = """
from django.db import connection
from prisma_hub.stories import actions as stories
from prisma_hub.stories.site import building, spreading
for number in range(12):
    text = f"# Page {number}\\n\\nSee [[p{(number * 5) % 12}]] and ![[p3]].\\n"
    actions.write_page(by=steward(), space="public", path=f"p{number}.md", text=text)
from pathlib import Path
here, done = Path(os.environ["PRISMA_HUB_DIR"]), []
made = building.index
building.index = lambda site: (made(site), done.append(os.getpid()))[0]
stories.build_site(out=here / "one")
spreading.ENOUGH, spreading._may_fork = 1, lambda: True
stories.build_site(out=here / "two")
def files(out):
    return {str(p.relative_to(out)): p.read_bytes() for p in out.rglob("*") if p.is_file()}
one, two = files(here / "one"), files(here / "two")
print(len(done), {path for path in one if one[path] != two.get(path)}, len(two) - len(one))
"""


def test_a_site_is_the_same_by_one_process_or_two(tmp_path):
    done = run_apart.run(tmp_path, run_apart.FOUND + _BUILT_TWICE)
    assert (done.stdout, done.stderr) == ("1 set() 0\n", "")


def test_in_a_transaction_what_is_aside_is_done_when_it_is_asked_for(hub):
    done: list[str] = []
    with Aside(lambda: [*done], things=ENOUGH) as aside:
        assert aside.is_done()
        done.append("before")
    assert aside.answer() == ["before"]
