"""Killed at any moment between git and log, nothing acknowledged is lost and the branch catches up."""

import os
from pathlib import Path

from tests.commons.run_apart import found, run

WRITE = 'actions.write_page(by=steward(), space="public", path="a.md", text={text!r}, base={base})'
STATE = """
row = PageRow.objects.filter(space="public", path="a.md").first()
head = branches.head_of("public")
page = queries.page(steward(), "public", "a.md")
print([page and page.text, repositories.branch("public") == head, len(PageVersion.objects.all()),
       replay.differences(), repositories.files("public", head) if head else {}, row and row.blob])
"""


def state(folder: Path) -> list[object]:
    done = run(folder, STATE)
    assert done.returncode == 0, done.stderr
    return eval(done.stdout)  # our own print, two lines above


def test_killed_after_the_objects_and_before_the_entry_nothing_was_said(tmp_path):
    found(tmp_path)
    done = run(
        tmp_path, "recording.log.say = lambda *a, **k: os._exit(9)\n" + WRITE.format(text="A", base='""')
    )
    assert done.returncode == 9, done.stderr
    assert state(tmp_path) == [None, True, 0, [], {}, None]
    run(tmp_path, WRITE.format(text="A", base='""'))
    text, branch, versions, differences, files, blob = state(tmp_path)
    assert (text, branch, versions, differences, files) == ("A\n", True, 1, [], {"a.md": blob})


def test_killed_after_the_entry_and_before_the_branch_the_branch_catches_up(tmp_path):
    found(tmp_path)
    done = run(
        tmp_path, "repositories.move_branch = lambda *a: os._exit(9)\n" + WRITE.format(text="A", base='""')
    )
    assert done.returncode == 9, done.stderr
    text, branch, versions, *_ = state(tmp_path)
    assert (text, branch, versions) == ("A\n", False, 1)
    done = run(tmp_path, "loop.run_until_idle(); loop.run_until_idle()")
    assert done.returncode == 0, done.stderr
    text, branch, versions, differences, files, blob = state(tmp_path)
    assert (text, branch, versions, differences, files) == ("A\n", True, 1, [], {"a.md": blob})


def test_the_next_change_goes_on_from_the_log_even_when_the_branch_is_behind(tmp_path):
    found(tmp_path)
    run(tmp_path, "repositories.move_branch = lambda *a: os._exit(9)\n" + WRITE.format(text="A", base='""'))
    base = 'PageRow.objects.get(path="a.md").blob'
    done = run(tmp_path, WRITE.format(text="B", base=base))
    assert done.returncode == 0, done.stderr
    text, branch, versions, differences, _, _ = state(tmp_path)
    assert (text, branch, versions, differences) == ("B\n", True, 2, [])


MANY = """
import time
PARTS = 6
def text_of(): return queries.page(steward(), "public", "a.md")
def add(number):
    from django.db import connection
    me, kept = steward(), 0
    while kept < 4:
        page = text_of()
        lines = page.text.split("\\n")
        lines[lines.index(f"## Part {number}") + 1] += f" {number}.{kept}"
        time.sleep(0.01)
        new = "\\n".join(lines)
        saved = actions.write_page(by=me, space="public", path="a.md", text=new, base=page.info.blob)
        kept += type(saved).__name__ == "Saved"
    connection.close()
begin = "\\n\\n".join(f"## Part {n}\\nBegin." for n in range(PARTS)) + "\\n"
actions.write_page(by=steward(), space="public", path="a.md", text=begin)
threads = [threading.Thread(target=add, args=(n,)) for n in range(PARTS)]
[each.start() for each in threads]; [each.join() for each in threads]
due = "\\n\\n".join(
    f"## Part {n}\\nBegin." + "".join(f" {n}.{k}" for k in range(4)) for n in range(PARTS)) + "\\n"
head = branches.head_of("public")
with repositories.opened("public") as repo:
    commits = len(list(repo.get_walker(include=[head.encode()])))
print([text_of().text == due, PageVersion.objects.count(), commits, repositories.branch("public") == head,
       replay.differences()])
"""


def test_six_editors_at_once_lose_no_word(tmp_path):
    found(tmp_path)
    done = run(tmp_path, MANY)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    assert eval(done.stdout) == [True, 25, 25, True, []]


def test_a_lock_that_a_killed_hub_left_on_the_branch_is_taken_away(tmp_path):
    found(tmp_path)
    run(tmp_path, WRITE.format(text="A", base='""'))
    lock = tmp_path / "commons" / "public.git" / "refs" / "heads" / "main.lock"
    lock.touch()
    os.utime(lock, (0, 0))
    done = run(tmp_path, WRITE.format(text="B", base='PageRow.objects.get(path="a.md").blob'))
    assert done.returncode == 0, done.stderr
    text, branch, *_ = state(tmp_path)
    assert (text, branch) == ("B\n", True)


def test_while_somebody_else_holds_the_branch_it_is_tried_again_until_it_stands(tmp_path):
    """Killed between taking the lock and letting go, a minute before, a hub of yesterday gave up for good."""
    found(tmp_path)
    run(tmp_path, WRITE.format(text="A", base='""'))
    lock = tmp_path / "commons" / "public.git" / "refs" / "heads" / "main.lock"
    lock.touch()
    os.utime(lock, (2**32, 2**32))
    base = 'PageRow.objects.get(path="a.md").blob'
    done = run(tmp_path, WRITE.format(text="B", base=base) + "\nloop.run_until_idle()")
    assert done.returncode == 0, done.stderr
    text, branch, *_ = state(tmp_path)
    assert (text, branch) == ("B\n", False)
    os.utime(lock, (0, 0))
    later = "from prisma_hub.work.kept import Failed; Failed.objects.update(due=0); loop.run_until_idle()"
    done = run(tmp_path, later + "; print(Failed.objects.count())")
    assert done.stdout == "0\n", done.stderr
    text, branch, *_ = state(tmp_path)
    assert (text, branch) == ("B\n", True)
