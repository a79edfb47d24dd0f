"""A hub made again from a backup: a new epoch of its log, without what was erased since."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.db import transaction

from prisma_hub.commons import actions as commons
from prisma_hub.commons.types import Purged
from prisma_hub.identity import actions as identity
from prisma_hub.identity import events as people
from prisma_hub.identity import queries as who
from prisma_hub.kernel.refusal import Refused
from prisma_hub.log import actions as log
from prisma_hub.log import audit, queries, replay
from prisma_hub.log.types import Head
from prisma_hub.media import actions as media
from prisma_hub.upkeep import archive, beside, copying, erasures, unheard
from prisma_hub.upkeep.listed import Erased
from prisma_hub.work import loop


def take_over(backup: Path, folder: Path, progress: copying.Progress | None = None) -> Head:
    """Fill the empty database from the tables unpacked in `folder`. Where the log stands now.

    What the lists beside the backup name is erased and purged before anything is shown. Refuses a database
    that holds a hub, and a backup whose record book does not hold.
    """
    if queries.head() is not None:
        raise Refused(
            "The database holds a hub already.",
            kept="Nothing in it was touched.",
            mend="Name an empty database in DATABASE_URL, or none.",
        )
    tables = folder / archive.TABLES
    with copying.beside(tables) as unpacked:
        copying.copy_rows(unpacked, "default", progress)
    tables.unlink()
    commons.take_in()
    _insist_it_holds()
    gone = list(beside.erased_beside(backup, log.hub_did()))
    purges = list(beside.purges_beside(backup, log.hub_did()))
    replay.rebuild(progress)
    with transaction.atomic():
        log.resume()
        _take_away(purges, gone)
    _let_files_go()
    head = queries.head()
    assert head is not None
    return head


def hear(backup: Path) -> bool:
    """Take away what the lists beside a backup name from a hub that was restored without the list.

    False where the list itself is not among them, whole and no older than what this hub was restored from:
    what another hub wrote that had not heard it either says nothing of the time that is unknown.
    """
    found = erasures.new_beside(backup)
    with transaction.atomic():
        purges = [each for each in found if isinstance(each, Purged)]
        _take_away(purges, [each for each in found if isinstance(each, Erased)])
    _let_files_go()
    upto = unheard.upto(Path(settings.HUB_DIR))
    return beside.has_the_list(backup, log.hub_did(), upto and beside.Due(upto, upto))


def _take_away(purges: Iterable[Purged], gone: Iterable[Erased]) -> None:
    for purged in purges:  # before the words: what a file was called says which one it is
        commons.purge_again(purged)
    for each in gone:
        _erase(each)


def _let_files_go() -> None:
    loop.run_until_idle()
    while media.sweep(arriving_ms=0):
        pass


def _erase(gone: Erased) -> None:
    if queries.statement(gone.seq) == gone.statement:
        log.erase(gone.seq, right=gone.right, parts=gone.parts)
        _keep_out(gone)


def _keep_out(gone: Erased) -> None:
    """Who left after the backup is not here again: nobody else had the name they came in with erased."""
    entry = queries.entry(gone.seq)
    if gone.right != "speaker" or entry is None or entry.kind != people.JOINED.name:
        return
    viewer = who.viewer_of(str(entry.speaker))
    if viewer.person is not None:
        identity.leave(by=viewer)


def _insist_it_holds() -> None:
    for finding in audit.findings(processes=1):
        raise Refused(
            "The record book in this backup does not hold: %(finding)s",
            kept="Nothing was restored.",
            mend="Take an older backup.",
            finding=str(finding),
        )
