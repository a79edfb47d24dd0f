"""What is done to a hub, and what is due then; `python -m tests.upkeep.damages` writes the page of it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from prisma_hub.upkeep import sheet, unheard
from prisma_hub.upkeep.doctor import kinds
from prisma_hub.upkeep.types import Mends
from tests.upkeep import damaging
from tests.upkeep.damaging import House, Inflict, age, database, flip, flip_in

PAGE = damaging.ROOT / "docs" / "reference" / "damage.md"
BEGIN = "## What was tried"


@dataclass(frozen=True)
class Done:
    """A damage as it is done, how it is to be found, and whether it can be mended."""

    how: str
    name: str
    where: str
    inflict: Inflict
    mended: bool = True


def seq(house: House, at: int) -> str:
    return str(house.said[at])


def leave(path: Path, data: bytes = b"half") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    age(path)


def by_itself(h: House) -> list[Done]:
    """What the hub can mend from what it still has."""
    stray = h.hub / "media" / "ab" / ("c" * 62)
    half = h.hub / "derived" / "tmpabc"
    begun = h.git / "objects" / "tmp_obj_x"
    unfinished = h.backup.parent / "b.backup.unfinished"
    erased = next(h.backup.parent.glob("erased-*"), h.backup)
    return [
        Done(
            "bit in the kind beside an entry",
            "entry-mark",
            seq(h, 5),
            lambda h: flip_in(h, "log_line", "kind", f"seq = {seq(h, 5)}"),
        ),
        Done(
            "bit in the mark of saying once",
            "entry-mark",
            seq(h, 6),
            lambda h: flip_in(h, "log_line", "said_once", f"seq = {seq(h, 6)}"),
        ),
        Done(
            "bit in a tile",
            "tile-changed",
            "1/0",
            lambda h: flip_in(h, "log_node", "hash", 'level = 1 AND "index" = 0'),
        ),
        Done(
            "bit in the newest checkpoint",
            "proof-changed",
            "newest",
            lambda h: flip_in(h, "log_top", "note", "1", -1),
        ),
        Done(
            "bit in an old checkpoint",
            "proof-changed",
            "1/256",
            lambda h: flip_in(h, "log_checkpoint", "note", "size = 256"),
        ),
        Done(
            "row of a derived table changed",
            "derived-differs",
            "derived_pagerow",
            lambda h: flip_in(h, "derived_pagerow", "title", "path = 'river.md'", 0),
        ),
        Done(
            "branch of a repository moved",
            "git-ref",
            "public",
            lambda h: (h.git / "refs" / "heads" / "main").write_text("0" * 40 + "\n"),
        ),
        Done(
            "small picture cut short",
            "media-small",
            h.picture,
            lambda h: h.media(h.picture, ".small").write_bytes(b"RIFF"),
        ),
        Done(
            "garbage in web.key",
            "web-key-damaged",
            "keys/web.key",
            lambda h: (h.hub / "keys" / "web.key").write_bytes(b"\xff\x00garbage"),
        ),
        Done("folder of the hub open to all", "rights-loose", "hub/", lambda h: h.hub.chmod(0o755)),
        Done("folder of keys open to all", "rights-loose", "keys", lambda h: (h.hub / "keys").chmod(0o755)),
        Done(
            "hub.key readable by all",
            "rights-loose",
            "keys/hub.key",
            lambda h: (h.hub / "keys" / "hub.key").chmod(0o644),
        ),
        Done(
            "hub.toml not to be written",
            "rights-tight",
            "hub.toml",
            lambda h: (h.hub / "hub.toml").chmod(0o400),
        ),
        Done("leftover of an upload", "leftover", str(stray), lambda h: leave(stray)),
        Done("leftover of a backup", "leftover", str(half), lambda h: leave(half)),
        Done("half a backup", "leftover", str(unfinished), lambda h: leave(unfinished)),
        Done("leftover of a page", "leftover", str(begun), lambda h: leave(begun)),
        Done("list of erasures deleted", "erasures-lost", str(erased.parent), lambda h: erased.unlink()),
    ]


def in_the_state(h: House) -> list[Done]:
    def page(h: House) -> None:
        flip(h.hub / "hub.sqlite3", damaging.page_of(h, "derived_pagerow"))

    return [
        Done(
            "bit in the kept edge of the tree",
            "proof-changed",
            "newest",
            lambda h: flip_in(h, "log_top", "frontier", "1"),
        ),
        Done("bit in a page of the database", "database-pages", "", page),
    ]


SPOILT = (
    ("bit in the words of an entry", "parts", 10),
    ("bit in the date of a receipt", "at", 11),
    ("bit in the hash of a statement", "statement", 12),
    ("bit in the secret of an entry", "secret", 13),
    ("bit in the leaf of an entry", "leaf", 14),
    ("words of an erased entry spoilt", "parts", 1),
)
"""What is damaged, the column it stands in, and which entry is spoilt."""


def from_a_backup(h: House) -> list[Done]:
    """What is lost here, and lies in the backup."""
    git = h.hub / "commons" / "hub.git"

    def missing(h: House) -> None:
        with database(h) as opened:
            opened.execute(f"DELETE FROM log_line WHERE seq = {seq(h, 40)}")

    return [
        *(
            Done(
                name,
                "entry-changed",
                seq(h, at),
                lambda h, column=column, at=at: flip_in(h, "log_line", column, f"seq = {seq(h, at)}"),
            )
            for name, column, at in SPOILT
        ),
        Done("entry deleted", "entry-missing", seq(h, 40), missing),
        Done(
            "hub.key cut short",
            "key-damaged",
            "hub.key",
            lambda h: (h.hub / "keys" / "hub.key").write_bytes(b"short"),
        ),
        Done("bit in next.key", "key-wrong", "next.key", lambda h: flip(h.hub / "keys" / "next.key")),
        Done("bit in a loose object and in a pack", "git-damaged", "public", spoil_git),
        Done("repository deleted", "git-missing", "hub", lambda h: shutil.rmtree(git)),
        Done(
            "restored without the list of erasures, which was found since",
            "erasures-unknown",
            "2026-11-22T10:00:00Z",
            lambda h: unheard.note(h.hub, "2026-11-22T10:00:00Z"),
        ),
        Done("bit in a picture", "media-changed", h.picture, lambda h: flip(h.media(h.picture))),
        Done("voice deleted", "media-missing", h.voice, lambda h: h.media(h.voice).unlink()),
    ]


def spoil_git(h: House) -> None:
    """A loose object, and of the packs both halves: nothing in them can be found any more."""
    for pack in damaging.packs(h.git):
        flip(pack, 60)
        flip(pack.with_suffix(".idx"), 40)
    spoil_blob(h, "river.md")


def beyond(h: House) -> list[Done]:
    """What nothing here or in the backup can bring back."""
    return [
        Done(
            "bit in words said after the backup",
            "entry-changed",
            str(h.last),
            lambda h: flip_in(h, "log_line", "parts", f"seq = {h.last}"),
            False,
        ),
        Done(
            "bit in a page written after the backup",
            "git-damaged",
            "public",
            lambda h: spoil_blob(h, "well.md"),
            False,
        ),
        Done(
            "restored without the list of erasures, and the list found is of a hub that was, too",
            "erasures-unknown",
            "2026-11-22T10:00:00Z",
            unheard_both,
            False,
        ),
    ]


def unheard_both(h: House) -> None:
    unheard.note(h.hub, "2026-11-22T10:00:00Z")
    listed = next(h.backup.parent.glob("erased-*.jsonl"))
    found = sheet.read(listed)
    assert found and found.top
    apart, top = listed.with_suffix(".unheard.jsonl"), found.top
    sheet.write(apart, found.lines, hub=top.hub, reach=top.reach, unknown="2026-11-22T10:00:00Z")
    listed.unlink()


def spoil_blob(h: House, page: str) -> None:
    with database(h) as opened:
        asked = opened.execute("SELECT blob FROM derived_pagerow WHERE path = ?", (page,))
        [(blob,)] = asked.fetchall()
    flip(h.git / "objects" / blob[:2] / blob[2:])


def among_the_pages(h: House) -> list[Done]:
    """What no clone may bring, whoever laid it there."""
    return [
        Done(f"{what} pushed among the pages", name, where, lambda h: run_in(h, SPILT), False)
        for what, name, where in SPILT_AS
    ]


def beside_the_hub(h: House) -> list[Done]:
    """What no file of the hub can mend: its clock, its proofs, the program itself."""
    return [
        Done("clock a day behind", "clock-behind", "", lambda h: run_in(h, AHEAD), False),
        Done("clock ahead, with something over by it", "clock-ahead", "", lambda h: run_in(h, JUMPED), False),
        Done(
            "signature under another record book", "proof-forked", "1/10", lambda h: run_in(h, FORKED), False
        ),
        Done(
            "page at which the program fails",
            "page-unread",
            "public/river.md",
            lambda h: run_in(h, UNREAD),
            False,
        ),
    ]


def shut(h: House) -> list[Done]:
    """With each of these alone the hub cannot be woken."""
    return [
        Done("database deleted", "database-missing", "hub.sqlite3", drop_database, False),
        Done("beginning of the database overwritten", "database-unreadable", "hub.sqlite3", behead, False),
        Done("hub.toml is garbage", "mark-damaged", "hub.toml", garbage),
    ]


def around(h: House) -> list[Done]:
    """What the machine does to a hub."""
    return [
        Done("disk nearly full", "disk-low", "150 MB", lambda h: None, False),
        Done("two servers on one folder", "two-servers", "", lambda h: None, False),
    ]


def garbage(h: House) -> None:
    (h.hub / "hub.toml").write_bytes(b"format = \xff\xfe")


def drop_database(h: House) -> None:
    (h.hub / "hub.sqlite3").unlink()


def behead(h: House) -> None:
    with (h.hub / "hub.sqlite3").open("r+b") as file:
        file.write(bytes(100))


WAKE = """
import sys
from pathlib import Path
from prisma_hub.cli import folder
folder.enter(Path(sys.argv[1]))
import django; django.setup()
"""
JUMPED = """
from datetime import date
from prisma_hub.circles import actions, queries
from prisma_hub.circles.models import Voice
from prisma_hub.circles.types import WORDS
from prisma_hub.identity.types import Viewer
from prisma_hub.keeping.kept import LookedAt
from prisma_hub.kernel import source
from prisma_hub.kernel.ids import uuid_of
class Before(source.SystemSource):
    def now_ms(self):
        return super().now_ms() - 2 * 86_400_000
row = Voice.objects.filter(sort=WORDS, withdrawn=None).order_by("seq").first()
with source.use(Before()):
    actions.name_end(by=Viewer(uuid_of(row.by)), seq=row.seq, until=queries.today())
LookedAt.objects.update_or_create(only=True, defaults={"day": date(2016, 11, 22)})
"""
UNREAD = """
from prisma_hub.commons import queries
from prisma_hub.commons.kept import Reading
from prisma_hub.identity.types import ANYBODY
queries.pages(ANYBODY)
assert Reading.objects.filter(space="public", path="river.md").update(problem="unread") == 1
"""
AHEAD = """
from prisma_hub.kernel import source
from prisma_hub.log import actions as log
from prisma_hub.timeline import events
class Ahead(source.SystemSource):
    def now_ms(self):
        return super().now_ms() + 86_400_000
with source.use(Ahead()):
    log.say(events.MADE, by=log.HUB, to=["hub"], body={"text": "Said tomorrow."})
"""
FORKED = """
from prisma_hub.kernel.note import Checkpoint as Note, origin
from prisma_hub.kernel.signing import SigningKey
from prisma_hub.log.kept import Checkpoint, Top
key = SigningKey((Path(sys.argv[1]) / "keys" / "hub.key").read_bytes())
note = Note(origin(Top.objects.get().hub, 1), 10, bytes(32)).sign(key)
Checkpoint.objects.create(epoch=1, size=10, note=str(note))
"""
SPILT = """
from django.db import transaction
from prisma_hub.commons.actions.recording import Change, record
from prisma_hub.commons.models import PageRow
from prisma_hub.log import actions as log
keys = Path(sys.argv[1]) / "keys"
brought = {
    "files/next": (keys / "next.key").read_bytes(),
    ".hidden/web.txt": (keys / "web.key").read_bytes(),
    "old/hub.sqlite3": (Path(sys.argv[1]) / "hub.sqlite3").read_bytes(),
}
if not PageRow.objects.filter(path="files/next").exists():
    with transaction.atomic():
        log.hold_pen()
        record(by=None, space="public", changes=[Change(p, d, "created") for p, d in brought.items()])
    with transaction.atomic():
        log.hold_pen()
        record(by=None, space="public", changes=[Change("old/hub.sqlite3", None, "removed")])
"""
SPILT_AS = (
    ("next.key, under another name,", "key-shown", "public (next.key)"),
    ("web.key, hidden,", "web-key-shown", "public (web.key)"),
    ("a database, since removed,", "secret-shown", "public"),
)


def run_in(h: House, words: str) -> None:
    done = damaging.command("-c", WAKE + words, h.hub)
    assert done.returncode == 0, done.stderr


LISTS = (by_itself, in_the_state, from_a_backup, beyond, among_the_pages, beside_the_hub, shut, around)

WAYS = {
    Mends.ITSELF: "`--mend`",
    Mends.BACKUP: "`--mend --from BACKUP`",
    Mends.NO: "not here",
}


def section() -> str:
    """The part of the page that follows from kinds and damages."""
    house = House(Path("hub"), Path("away/hub.backup"), "…", "…", list(range(300)), 0)
    done = [each for some in LISTS for each in some(house)]
    mended = sum(each.mended for each in done)
    ways = [f"yes, {WAYS[kinds.KINDS[each.name].mends]}" if each.mended else "no, said so" for each in done]
    rows = [f"| {each.how} | `{each.name}` | {way} |" for each, way in zip(done, ways, strict=True)]
    return "\n".join(
        [
            BEGIN,
            "Done to a real hub of 350 entries by `tests/upkeep/test_doctor.py`, each found by its name; "
            "what was sound before is held against what is there afterwards, byte for byte.",
            "",
            f"**Damages injected: {len(done)}. Found: {len(done)}. Mended: {mended}. "
            f"Beyond mending, and said so: {len(done) - mended}.**",
            "",
            "| damage | found as | mended |",
            "| --- | --- | --- |",
            *rows,
            "",
            "## Every finding",
            "| name | what it is | what it means | mended by |",
            "| --- | --- | --- | --- |",
            *(
                f"| `{name}` | {kind.what % {'where': '…'}} | {kind.means} | {WAYS[kind.mends]} |"
                for name, kind in kinds.KINDS.items()
            ),
            "",
        ]
    )


if __name__ == "__main__":
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(text[: text.index(BEGIN)] + section(), encoding="utf-8")
