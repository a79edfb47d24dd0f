"""Every kind of damage: what it is, what it means for people, what to do (docs/reference/damage.md)."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Final

from prisma_hub.kernel.text import later
from prisma_hub.upkeep.types import Explained, Mends

_COMMAND = re.compile(r"prisma-hub (?:doctor|backups|keys rotate)\b")


def in_folder(sentence: str, folder: Path) -> str:
    """A sentence whose commands name the hub's folder, so that they can be run as they stand."""
    named = shlex.quote(str(folder))
    return _COMMAND.sub(lambda found: f"{found[0]} {named}", sentence)


_MEND = later("Stop the hub, then: prisma-hub doctor --mend")
_FROM = later(
    "Stop the hub, then: prisma-hub doctor --mend --from BACKUP, with the newest backup that you have."
)
_RESTORE = later("Restore the newest backup into another folder: prisma-hub restore BACKUP DIR")

KINDS: Final = {
    "mark-damaged": Explained(
        later("The file %(where)s cannot be read."),
        later("The hub does not start: it does not know its format, name and language."),
        _FROM,
        Mends.BACKUP,
    ),
    "web-key-damaged": Explained(
        later("The key %(where)s is missing or is none."),
        later("Nobody can stay signed in safely. Nothing anybody said depends on it."),
        later("Stop the hub, then: prisma-hub doctor --mend draws a new one; everybody signs in anew."),
        Mends.ITSELF,
    ),
    "rights-loose": Explained(
        later("Others on this machine can get at %(where)s."),
        later(
            "Whoever has an account on this machine could read everybody’s words, or sign in the hub’s name."
        ),
        _MEND,
        Mends.ITSELF,
    ),
    "rights-tight": Explained(
        later("The hub may not read or write %(where)s."),
        later("What people say cannot be kept, or cannot be shown."),
        _MEND,
        Mends.ITSELF,
    ),
    "disk-low": Explained(
        later("The disk under the hub is nearly full: %(where)s are left."),
        later("Soon nothing new can be kept. What was kept is safe."),
        later("Make room, or move the hub to a larger disk with a backup."),
        Mends.NO,
    ),
    "two-servers": Explained(
        later("Two servers run on this folder: processes %(where)s."),
        later("They do not know of each other, and could spoil what the other writes."),
        later("Stop both, then start one."),
        Mends.NO,
    ),
    "leftover": Explained(
        later("%(where)s was left behind by something that was ended in its middle."),
        later("It takes room, and may hold words that nobody kept."),
        _MEND,
        Mends.ITSELF,
    ),
    "database-missing": Explained(
        later("The database %(where)s is not there."),
        later("The record book and everybody’s accounts are gone from this folder."),
        _RESTORE,
        Mends.NO,
    ),
    "database-unreadable": Explained(
        later("The database %(where)s is none any more: its beginning cannot be read."),
        later("The record book cannot be read. What others noted of it still proves a backup."),
        _RESTORE,
        Mends.NO,
    ),
    "database-pages": Explained(
        later("Pages of the database are damaged: %(where)s"),
        later("Some lists may lack things, or pages may not open."),
        later(
            "Stop the hub, then: prisma-hub doctor --mend writes the database anew if all that is kept in it "
            "can be read. If it cannot, restore the newest backup."
        ),
        Mends.ITSELF,
    ),
    "entry-changed": Explained(
        later("Entry %(where)s of the record book is not what was kept: its words or its receipt changed."),
        later("What was said there can no longer be shown as proven."),
        _FROM,
        Mends.BACKUP,
    ),
    "entry-missing": Explained(
        later("Entry %(where)s of the record book is missing."),
        later("What was said there is gone from this hub, and its proofs do not hold."),
        _FROM,
        Mends.BACKUP,
    ),
    "entry-mark": Explained(
        later("A mark beside entry %(where)s differs from what the entry says."),
        later("The hub could take the entry for another kind, or keep it twice."),
        _MEND,
        Mends.ITSELF,
    ),
    "tile-changed": Explained(
        later("A hash of the tree of the record book changed: tile %(where)s."),
        later("Proofs that the hub gives away could fail. Every entry is still whole."),
        _MEND,
        Mends.ITSELF,
    ),
    "proof-changed": Explained(
        later("What says where the record book stands is damaged: checkpoint %(where)s."),
        later("Nobody can check the book against it. Every entry is still whole."),
        _MEND,
        Mends.ITSELF,
    ),
    "proof-forked": Explained(
        later("The hub’s own signature says another record book than the one here: checkpoint %(where)s."),
        later("This is no damage of a disk: an older state came back, or somebody changed what was said."),
        later("Tell the others who rely on this hub. Do not mend it; compare it with your backups."),
        Mends.NO,
    ),
    "key-missing": Explained(
        later("The hub’s key %(where)s is missing."),
        later("The hub cannot sign what is kept from now on. Everything before stays proven."),
        _FROM,
        Mends.BACKUP,
    ),
    "key-damaged": Explained(
        later("The hub’s key %(where)s is garbage."),
        later("The hub cannot sign what is kept from now on. Everything before stays proven."),
        _FROM,
        Mends.BACKUP,
    ),
    "key-wrong": Explained(
        later("The key %(where)s is not the one that the record book names."),
        later("It belongs to another hub, or was damaged. What it signs, nobody believes."),
        _FROM,
        Mends.BACKUP,
    ),
    "clock-behind": Explained(
        later("The clock of this machine is behind: the last entry is dated %(where)s."),
        later("New entries get the date of the last one until the clock has caught up. None is refused."),
        later("Set the clock. If it is right, it was ahead before: those dates stay as they are."),
        Mends.NO,
    ),
    "clock-ahead": Explained(
        later("The clock of this machine jumped, or the hub was off for long: it last looked on %(where)s."),
        later("Until somebody says which day it is, nothing is erased by the clock. All else goes on."),
        later("Look at a calendar. If the clock is right, say so on the page “How long things are kept”."),
        Mends.NO,
    ),
    "derived-differs": Explained(
        later("The table %(where)s is not what the record book says."),
        later("A page may show something wrong, or to the wrong people. The record book is whole."),
        _MEND,
        Mends.ITSELF,
    ),
    "git-missing": Explained(
        later("The repository of the pages of %(where)s is missing."),
        later("Its pages cannot be read, and nobody can write there."),
        _FROM,
        Mends.BACKUP,
    ),
    "git-damaged": Explained(
        later("In the repository of %(where)s something is damaged or missing."),
        later("Some pages, or versions of them, cannot be read."),
        _FROM,
        Mends.BACKUP,
    ),
    "git-ref": Explained(
        later("The branch of %(where)s does not stand where the record book says."),
        later("Whoever clones it gets other pages than the hub shows."),
        _MEND,
        Mends.ITSELF,
    ),
    "key-shown": Explained(
        later("The hub’s own key lies among its pages: %(where)s."),
        later("Whoever may read there, and everybody who ever cloned it, can sign in the hub’s name."),
        later(
            "Say twice: prisma-hub keys rotate. Then no key that was seen is in force or due to follow. "
            "Remove the file, let a steward purge its history, and make a new backup. What was cloned is out "
            "of reach. (prisma-hub doctor names the file.)"
        ),
        Mends.NO,
    ),
    "web-key-shown": Explained(
        later("The key of the hub’s web pages lies among its pages: %(where)s."),
        later("Whoever may read there, and everybody who ever cloned it, can forge what pages hand out."),
        later(
            "Stop the hub, remove keys/web.key from its folder and start it: it draws another, and everybody "
            "signs in anew. Remove the file among the pages, and let a steward purge its history. "
            "(prisma-hub doctor names the file.)"
        ),
        Mends.NO,
    ),
    "secret-shown": Explained(
        later("Among the pages of %(where)s lies a key, a database or a backup."),
        later("Whoever may read there, and everybody who ever cloned it, has what is in it."),
        later(
            "If it is this hub’s, its keys were seen: change them twice (prisma-hub keys rotate). If it is "
            "another’s, tell them. Remove the file, and let a steward purge its history. (prisma-hub doctor "
            "names the file.)"
        ),
        Mends.NO,
    ),
    "page-unread": Explained(
        later("The page %(where)s could not be read as a page: this program fails at something in it."),
        later("It is kept whole, and shown and found as plain text. No other page suffers from it."),
        later(
            "Nothing is lost. A newer program may read it by itself; meanwhile its author can write it "
            "otherwise. The hub’s own log says where the program failed: tell its makers."
        ),
        Mends.NO,
    ),
    "media-missing": Explained(
        later("The file %(where)s, a picture, voice or document, is missing."),
        later("Whoever opens the entry that holds it finds nothing."),
        _FROM,
        Mends.BACKUP,
    ),
    "media-changed": Explained(
        later("The file %(where)s, a picture, voice or document, is not what was kept."),
        later("It may look or sound wrong, or not open. It is no longer what was said."),
        _FROM,
        Mends.BACKUP,
    ),
    "media-small": Explained(
        later("The small form of the picture %(where)s is missing or damaged."),
        later("Lists show a gap. The picture itself is whole."),
        _MEND,
        Mends.ITSELF,
    ),
    "erasures-lost": Explained(
        later("The list of what was erased is missing or incomplete in %(where)s."),
        later("An old backup restored from there would bring back what people took back."),
        _MEND,
        Mends.ITSELF,
    ),
    "erasures-unknown": Explained(
        later(
            "This hub was restored without the list of erasures: what was taken back since %(where)s is "
            "unknown."
        ),
        later("Words that people took back since then may stand here again, and people who left be back."),
        later(
            "Find the list erased-….jsonl, lay it beside the backup, stop the hub, then: prisma-hub doctor "
            "--mend --from BACKUP. One that ends in .unheard.jsonl is not it: a hub wrote that which did not "
            "know either. If it is nowhere, ask people to look, then remove the file erasures-unknown from "
            "the hub’s folder."
        ),
        Mends.BACKUP,
    ),
    "backup-setting": Explained(
        later("What hub.toml says of backups is not understood: %(where)s."),
        later("No backup is made by itself until it is. Those that were made are untouched."),
        later("Write it as docs/how-to/back-up-and-restore.md has it; the hub need not be started again."),
        Mends.NO,
    ),
    "backup-away": Explained(
        later("The disk for backups is not there: %(where)s."),
        later("No backup is made meanwhile. The hub itself goes on, and what was backed up is untouched."),
        later(
            "Connect the disk, or mount the share: the hub tries again every quarter of an hour. If it is "
            "another disk, make its first backup yourself: prisma-hub backups --now"
        ),
        Mends.NO,
    ),
    "backup-full": Explained(
        later("There is no room for a backup (free / needed): %(where)s."),
        later("No backup is made meanwhile. None of those that were made was removed for it."),
        later("Make room there, or let hub.toml keep fewer. The hub tries again every quarter of an hour."),
        Mends.NO,
    ),
    "backup-shut": Explained(
        later("The hub may not write backups there: %(where)s."),
        later("No backup is made meanwhile. Those that were made are untouched."),
        later("Look at the rights of the folder, and whether the disk can only be read; some have a switch."),
        Mends.NO,
    ),
    "backup-broke": Explained(
        later("The last backup was not finished: %(where)s."),
        later(
            "What was half written is no backup and was removed. Those that were made before are untouched."
        ),
        later("The hub tries again every quarter of an hour. If it happens again, take another disk."),
        Mends.NO,
    ),
    "backup-stays": Explained(
        later("A backup whose time is over could not be removed: %(where)s."),
        later("The new one was written and checked. The old one may still hold what people took back."),
        later("Look at the rights of the folder, or remove the file yourself."),
        Mends.NO,
    ),
    "backup-slow": Explained(
        later("A backup has been under way for more than six hours: %(where)s."),
        later("The hub itself goes on. Until it is done there is none of today."),
        later("The disk or the network there may be slow, or may not answer any more. Look after it."),
        Mends.NO,
    ),
    "backup-late": Explained(
        later("The newest backup is of %(where)s."),
        later("What was said since would be lost with this machine."),
        later("Leave the hub on when a backup is due, or make one yourself: prisma-hub backups --now"),
        Mends.NO,
    ),
}
