"""What is put off is done once, by whoever comes first; nobody goes on before it is done."""

import threading
import time

import pytest

from prisma_hub.kernel.once import Once


def test_put_off_is_not_done_until_it_is_needed_and_then_once():
    done: list[str] = []
    once = Once()
    once.do()
    once.put_off(lambda: done.append("done"))
    assert done == []
    once.do()
    once.do()
    assert done == ["done"]


def test_whoever_comes_meanwhile_waits_until_it_is_done():
    once, begun, seen = Once(), threading.Event(), []

    def work() -> None:
        begun.set()
        time.sleep(0.05)
        seen.append("work")

    def second() -> None:
        begun.wait(5)
        once.do()
        seen.append("second")

    once.put_off(work)
    other = threading.Thread(target=second)
    other.start()
    once.do()
    other.join(5)
    assert seen == ["work", "second"]


def test_work_that_needs_itself_goes_on():
    once, done = Once(), []

    def work() -> None:
        once.do()
        done.append("done")

    once.put_off(work)
    once.do()
    assert done == ["done"]


def test_what_failed_is_tried_again():
    once, tries = Once(), []

    def work() -> None:
        tries.append(1)
        if len(tries) == 1:
            raise OSError("not yet")

    once.put_off(work)
    with pytest.raises(OSError, match="not yet"):
        once.do()
    once.do()
    once.do()
    assert len(tries) == 2
