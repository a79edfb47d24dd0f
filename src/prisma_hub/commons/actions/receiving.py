"""Taking a push: checked whole, then said in the log file by file, then the branch moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, BinaryIO

from django.db import transaction
from dulwich.objects import Commit

from prisma_hub.commons import readings
from prisma_hub.commons.actions.recording import Stood, tell, title_of
from prisma_hub.commons.branches import author_of, head_of
from prisma_hub.commons.models import PageRow
from prisma_hub.commons.queries.access import insist_write, keeps_history
from prisma_hub.commons.remote import arriving, lines, quarantine
from prisma_hub.commons.remote.arriving import Found
from prisma_hub.commons.remote.quarantine import Incoming
from prisma_hub.commons.render.source import decode
from prisma_hub.commons.rules import pushing
from prisma_hub.commons.rules.marks import check_reach
from prisma_hub.commons.rules.paths import is_hidden, is_page
from prisma_hub.commons.rules.vaults import LOOKED_AT, secret, secret_page
from prisma_hub.commons.types import Action, Pushed
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.refusal import Refused, not_now
from prisma_hub.log import actions as log

ORIGIN = "push"
_READ_AHEAD = 8_000_000
"""Bytes of pages that are read before they are said: what was read of them is held in memory."""
CheckPage = Callable[[str, str], None]
"""What a room above says to a page (its path and text) before it is taken; raises `Refused`."""


def receive_push(
    *,
    by: Viewer,
    space: str,
    sent: BinaryIO,
    check: CheckPage,
    say: Callable[[Refused | Pushed], list[str]],
    too_much: bool = False,
) -> bytes:
    """Answer a push as git's protocol has it. `sent` begins with what is asked, then holds the pack;
    `too_much`: it was cut off there.

    `say` puts what happened into sentences, the first of which also stands beside the branch.
    """
    request = lines.Request((), frozenset())
    try:
        request = lines.read_request(sent)
        insist_write(by, space)
        if too_much:
            raise pushing.too_much()
        told = say(_take(by, space, request, sent, check))
    except Exception as problem:  # also what Django does not put in its own words (psycopg)
        no = problem if isinstance(problem, Refused) else not_now(problem)
        if no is None:
            raise
        told = say(no)
        return lines.report(request, told, problem=told[0])
    return lines.report(request, told)


def _take(by: Viewer, space: str, request: lines.Request, sent: BinaryIO, check: CheckPage) -> Pushed:
    if not request.wishes:
        raise lines.broken()
    for each in request.wishes:
        pushing.check_branch(each.ref, removes=each.new == lines.NOTHING)
    wish, head = request.wishes[0], head_of(space)
    if len(request.wishes) > 1:
        raise lines.broken()
    if not keeps_history(space):
        raise no_history()
    if wish.new == head:  # the answer to the same push was lost on its way
        return Pushed(space, head, 0)
    if wish.old != (head or lines.NOTHING):
        raise pushing.behind()
    with quarantine.received(space, sent) as incoming:
        checked = _Checked(by, space, incoming, head, wish.new, check)
        stood = checked.stood()
        if not stood:
            raise pushing.no_change()
        summary = _summary(incoming, wish.new)
        with transaction.atomic():
            log.hold_pen()
            if head_of(space) != head:
                raise pushing.behind()
            quarantine.keep(incoming)
            tell(by=by, space=space, commit=wish.new, stood=stood, summary=summary, origin=ORIGIN)
            readings.catch_up(checked.ready)  # in the same breath: until then readers go on with what stood
    return Pushed(space, wish.new, len(stood), tuple(each.path for each in stood if _tells_tales(each.path)))


def no_history() -> Refused:
    return Refused(
        "Your garden keeps no history, and git is nothing but history.",
        kept="Nothing was changed.",
        mend="On the page where you clone you can ask the hub to keep it.",
    )


def _tells_tales(path: str) -> bool:
    """Files in which Obsidian notes what somebody opened lately."""
    return "/.obsidian/workspace" in f"/{path}"


def _summary(incoming: Incoming, tip: str) -> str:
    message: bytes = arriving.commit_named(incoming.store, tip).message
    return message.decode(errors="replace").strip().partition("\n")[0]


class _Checked:
    """One push, looked at from its first commit to its last."""

    def __init__(
        self, by: Viewer, space: str, incoming: Incoming, head: str | None, tip: str, check: CheckPage
    ) -> None:
        self.by, self.space, self.incoming, self.head, self.tip = by, space, incoming, head, tip
        self.check = check
        self._seen: set[tuple[bytes, int, str | None]] = set()
        self._looked_at = 0
        self.ready: dict[tuple[str, str], readings.Ready] = {}
        self._read_ahead = 0

    def stood(self) -> list[Stood]:
        """Each file as the push leaves it, or why the push is refused."""
        found = arriving.commits(self.incoming, head=self.head, tip=self.tip)
        ended = self._ended()
        author = author_of(self.by)
        for commit in found:
            pushing.check_person(
                _headers(commit),
                commit.message.decode(errors="replace"),
                commit=commit.id.decode(),
                name=author.name,
                own=f"{author.id}@hub",
                head=self.head,
            )
        pushing.check_words(left=sum(self._size(each) for each in ended if _is_text(each)))
        for commit in found:
            self._look_through(commit)
        self._check_names(ended)
        return list(self._said(ended))

    def _ended(self) -> list[Found]:
        store = self.incoming.store
        before, after = arriving.tree_of(store, self.head), arriving.tree_of(store, self.tip)
        assert after is not None
        ended: list[Found] = []
        for each in arriving.changes(store, before, after):
            ended.append(each)
            pushing.check_number(files=len(ended))
        return ended

    def _look_through(self, commit: Commit) -> None:
        for each in arriving.versions(self.incoming, commit):
            key = (each.path, each.mode, each.sha)
            if key in self._seen:
                continue
            self._seen.add(key)
            if len(self._seen) > pushing.MOST_LOOKED_AT:
                pushing.check_number(files=len(self._seen))
            try:
                self._look_at(each)
            except Refused as no:
                raise (
                    no if commit.id.decode() == self.tip else pushing.earlier(no, commit.id.decode())
                ) from no

    def _look_at(self, found: Found) -> None:
        size = self._size(found)
        path = pushing.check_file(found.path, found.mode, size=size, fresh=found.was is None)
        assert found.sha is not None
        if not is_page(path):
            pushing.check_secret(path, secret(path, arriving.data(self.incoming, found.sha)[:LOOKED_AT]))
            return
        self._looked_at += size
        pushing.check_words(looked_at=self._looked_at)
        text = decode(arriving.data(self.incoming, found.sha))
        check_reach(text, space=self.space, path=path)
        pushing.check_secret(path, secret_page(text))

    def _size(self, found: Found) -> int:
        assert found.sha is not None
        known = self.incoming.objects.get(found.sha)
        if known is not None:
            return known.size
        if found.mode & 0o170000 == 0o160000:  # a commit of another repository is not here
            return 0
        return len(arriving.data(self.incoming, found.sha))

    def _check_names(self, ended: list[Found]) -> None:
        gone = {each.path.decode(errors="replace") for each in ended if each.sha is None}
        fresh = [each.path.decode() for each in ended if each.sha is not None and each.was is None]
        standing = PageRow.objects.filter(space=self.space).order_by("path").values_list("path", flat=True)
        pushing.check_together(fresh, (each for each in standing.iterator(2000) if each not in gone))

    def _said(self, ended: list[Found]) -> Iterator[Stood]:
        before = self._moved(ended)
        for each in ended:
            path = each.path.decode(errors="replace")
            if each.sha is None:
                yield Stood(path, "removed", None, None)
                continue
            data = arriving.data(self.incoming, each.sha) if is_page(path) else None
            if data is not None and not is_hidden(path):
                self._look_into(path, each.sha, data)
            was = before.get(path, "")
            action: Action = "moved" if was else "changed" if each.was else "created"
            yield Stood(path, action, each.sha, self._size(each), title_of(path, data), was)

    def _look_into(self, path: str, sha: str, data: bytes) -> None:
        """Ask the rooms above, and read the page while nobody waits for the pen."""
        text = decode(data)
        self.check(path, text)
        self._read_ahead += len(data)
        if self._read_ahead <= _READ_AHEAD:
            self.ready[path, sha] = readings.read_ahead(path, text)

    def _moved(self, ended: list[Found]) -> Mapping[str, str]:
        """Files that came with the very bytes of one that went, where only one did."""
        gone: dict[str | None, list[str]] = {}
        for each in ended:
            if each.sha is None:
                gone.setdefault(each.was, []).append(each.path.decode(errors="replace"))
        came = [each for each in ended if each.sha is not None and each.was is None]
        return {
            each.path.decode(): gone[each.sha].pop()
            for each in came
            if len(gone.get(each.sha, ())) == 1 and not is_hidden(each.path.decode())
        }


def _is_text(found: Found) -> bool:
    return found.sha is not None and is_page(found.path.decode(errors="replace"))


def _headers(commit: Commit) -> Iterator[tuple[str, str]]:
    """What stands in a commit before its words, as it stands there."""
    raw: Any = commit.as_raw_string()
    head = bytes(raw).partition(b"\n\n")[0].decode(errors="replace")
    for each in head.replace("\n ", " ").split("\n"):
        name, _, value = each.partition(" ")
        yield name, value
