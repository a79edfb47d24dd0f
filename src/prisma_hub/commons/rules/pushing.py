"""What a push must keep to: whose commits they are, where files may lie, how much at once. Pure."""

from __future__ import annotations

import re
import stat
import unicodedata
from collections.abc import Iterable

from prisma_hub.commons.render.names import fold
from prisma_hub.commons.rules.paths import check_path
from prisma_hub.commons.types import MAX_FILE, MOST_PUSHED
from prisma_hub.kernel.refusal import Refused

MOST_FILES = 1_000
"""Files that one push may change: each is an entry of the log, all are said in one breath, and nobody else
says anything meanwhile (500 take three to four seconds of processor)."""
MOST_COMMITS = 2_000
MOST_LOOKED_AT = 50_000
"""Versions of files in all the commits of a push."""
MOST_WORDS = 25_000_000
"""Bytes of the pages that one push may leave changed: their words and links are read while nobody else writes
(a minute of processor at the worst). The same bytes under many names travel once and are read as often."""
MOST_WORDS_LOOKED_AT = 300_000_000
"""Bytes of pages in all the commits of a push: of these only the properties are read."""

_LINE = re.compile(r"(?P<name>[^<>\n]*) <(?P<address>[^<>\n]*)> \d+ [+-]\d{4}")
_ADDRESS = re.compile(r"[^\s<>@]+@(?!hub\b)[^\s<>@]+\.[^\s<>@.]+")
_HEADERS = {"tree", "parent", "author", "committer", "encoding"}
_MEGABYTE = 1_000_000
_NOTHING_KEPT = "Nothing of the push was kept."


def check_number(*, commits: int = 0, files: int = 0) -> None:
    if commits > MOST_COMMITS:
        raise Refused(
            "A push can bring %(most)s commits.",
            kept=_NOTHING_KEPT,
            mend="Push older commits first, then the others.",
            most=MOST_COMMITS,
        )
    if files > MOST_FILES:
        raise Refused(
            "A push can change %(most)s files.",
            kept=_NOTHING_KEPT,
            mend="Commit and push a part of them first; a whole vault is brought in with: "
            "prisma-hub import vault",
            most=MOST_FILES,
        )


def check_words(*, left: int = 0, looked_at: int = 0) -> None:
    """Bytes of pages that a push leaves changed, and that all of its commits hold."""
    most = MOST_WORDS if left > MOST_WORDS else MOST_WORDS_LOOKED_AT
    if left > MOST_WORDS or looked_at > MOST_WORDS_LOOKED_AT:
        raise Refused(
            "The pages of a push can have %(most)s megabytes together.",
            kept=_NOTHING_KEPT,
            mend="Commit and push a part of them first; a whole vault is brought in with: "
            "prisma-hub import vault",
            most=most // _MEGABYTE,
        )


def too_much() -> Refused:
    return Refused(
        "A push can have %(most)s megabytes.",
        kept=_NOTHING_KEPT,
        mend="Push in parts.",
        most=MOST_PUSHED // _MEGABYTE,
    )


def behind() -> Refused:
    return Refused(
        "Somebody wrote here meanwhile, and your copy lacks it.",
        kept="What they wrote stands. Yours is safe in your clone.",
        mend="Fetch and merge first (git pull), then push again.",
    )


def unrelated() -> Refused:
    return Refused(
        "Your copy has another beginning than this space.",
        kept=_NOTHING_KEPT,
        mend="Its history may have been begun anew here. Make a fresh clone, copy the files you changed "
        "into it, and push from there.",
    )


def no_change() -> Refused:
    """The branch stands where the last change of a file stands; commits after it would be nowhere."""
    return Refused(
        "This push changes no file in the end: each stands as it stood before.",
        kept="Nothing of the push was kept. Your commits are safe in your clone.",
        mend="Push them together with your next change. Or let them go: git reset --keep origin/main",
    )


def check_branch(ref: str, *, removes: bool) -> None:
    if ref != "refs/heads/main":
        raise Refused(
            "This space has one branch, main, and takes no other: not “%(ref)s”.",
            kept=_NOTHING_KEPT,
            mend="Merge your work into main, and push that: git push origin main",
            ref=ref.removeprefix("refs/heads/")[:80],
        )
    if removes:
        raise Refused(
            "The branch main cannot be removed.",
            kept="It is as it was.",
            mend="Single pages are removed by a commit without them.",
        )


def check_person(
    headers: Iterable[tuple[str, str]], message: str, *, commit: str, name: str, own: str, head: str | None
) -> None:
    """A commit names who made it by their id here, and carries no e-mail address anywhere (commons.md,
    Access): git keeps it for ever, and everybody who clones reads it."""
    for header, value in headers:
        if header == "gpgsig" and "BEGIN PGP" not in value and not _ADDRESS.search(value):
            continue
        if header not in _HEADERS or (header not in ("author", "committer") and _ADDRESS.search(value)):
            raise Refused(
                "The commit %(commit)s carries a signature or a note that may hold an e-mail address.",
                kept=_NOTHING_KEPT,
                mend="Type this in the folder of your clone, and push again: %(lines)s",
                commit=commit[:10],
                lines=_typed(["git config commit.gpgsign false"], head),
            )
        if header in ("author", "committer"):
            _check_line(value, commit=commit, name=name, own=own, head=head)
    found = _ADDRESS.search(message)
    if found:
        raise Refused(
            "The words of the commit %(commit)s hold the address “%(found)s”.",
            kept=_NOTHING_KEPT,
            mend="Everybody who clones would read it. Write them anew without it: git commit --amend",
            commit=commit[:10],
            found=found[0][:80],
        )


def _check_line(line: str, *, commit: str, name: str, own: str, head: str | None) -> None:
    found = _LINE.fullmatch(line)
    address = found["address"] if found else line
    if found is None or address != own or "@" in found["name"]:
        raise Refused(
            "The commit %(commit)s is signed “%(found)s”; here it is signed with your name and your id.",
            kept=_NOTHING_KEPT,
            mend="Type this in the folder of your clone, and push again: %(lines)s",
            commit=commit[:10],
            found=(found["name"] if found and address == own else address)[:80],
            lines=_typed(config_lines(name, own), head),
        )


JOINS = "git config pull.rebase true"
"""Says to `git pull` how to join what came in with what one wrote; without it git 2.33 and later refuse."""


def config_lines(name: str, own: str) -> list[str]:
    """What to type in a fresh clone, so that one's commits are signed as this hub takes them."""
    plain = "".join(each for each in name if each.isprintable() and each not in "\"'\\$`<>!@")
    return [f'git config user.name "{plain or "somebody"}"', f"git config user.email {own}"]


def _typed(lines: list[str], head: str | None) -> str:
    since = "origin/main" if head else "--root"
    anew = f'git rebase {since} --exec "git commit --amend --no-edit --reset-author"'
    return "\n" + "\n".join(f"  {each}" for each in [*lines, anew])


def check_file(path: bytes, mode: int, *, size: int, fresh: bool) -> str:
    """The path of a file that may lie here. `fresh`: no file stood there before, so its name is looked at."""
    try:
        name = path.decode()
    except UnicodeDecodeError:
        raise _no_name(path.decode(errors="replace")) from None
    if stat.S_ISLNK(mode):
        raise Refused(
            "“%(path)s” is a link to another place of a computer.",
            kept=_NOTHING_KEPT,
            mend="Put the file itself there, or leave it out.",
            path=name[:200],
        )
    if not stat.S_ISREG(mode):
        raise Refused(
            "“%(path)s” is a repository inside the repository.",
            kept=_NOTHING_KEPT,
            mend="Leave it out: git rm --cached, then commit and push.",
            path=name[:200],
        )
    if any(_is_gits_own(each) for each in name.split("/")):
        raise _no_name(name)
    if fresh:
        _check_name(name)
    if size > MAX_FILE:
        raise Refused(
            "“%(path)s” has %(size)s megabytes, and a file here can have %(most)s.",
            kept=_NOTHING_KEPT,
            mend="Make it smaller, or keep it elsewhere and link to it.",
            path=name[:200],
            size=-(-size // _MEGABYTE),
            most=MAX_FILE // _MEGABYTE,
        )
    return name


def check_secret(path: str, secret: str) -> None:
    """`secret`: why this file belongs in no commons (`rules.vaults`); empty where it may lie there."""
    if secret:
        raise Refused(
            "“%(path)s” is a key, a database or a backup: whoever clones this space would have it.",
            kept=_NOTHING_KEPT,
            mend="Keep it out of this folder, then commit and push again.",
            path=path[:200],
        )


def _is_gits_own(segment: str) -> bool:
    folded = fold(segment).rstrip(". ").replace("\u200c", "")
    return folded in (".git", "git~1", ".gitmodules")


def _check_name(name: str) -> None:
    """As for every page; but a file may be hidden, as an editor's settings are."""
    seen = "/".join(each.removeprefix(".") for each in name.split("/"))
    if check_path(seen) != seen or unicodedata.normalize("NFC", name) != name:
        raise _no_name(name)


def _no_name(name: str) -> Refused:
    return Refused(
        "No file can be called “%(path)s”: other computers could not write it.",
        kept=_NOTHING_KEPT,
        mend="Give it another name, commit and push again.",
        path=name[:200],
    )


def check_together(fresh: Iterable[str], standing: Iterable[str]) -> None:
    """Names that differ only in case or accents cannot lie side by side on many computers."""
    known: dict[str, str] = {}
    for path in standing:
        for each in _with_folders(path):
            known.setdefault(fold(each), each)
    for path in fresh:
        for each in _with_folders(path):
            other = known.setdefault(fold(each), each)
            if other != each:
                raise Refused(
                    "“%(path)s” and “%(other)s” differ only in case or accents, and many computers cannot "
                    "hold both.",
                    kept=_NOTHING_KEPT,
                    mend="Give one of them another name, commit and push again.",
                    path=path[:200],
                    other=other[:200],
                )


def _with_folders(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[: at + 1]) for at in range(len(parts))]


def earlier(no: Refused, commit: str) -> Refused:
    """The same refusal, for a file as an earlier commit of the push has it: git would keep that too."""
    return Refused(
        no.reason,
        kept=no.kept,
        mend="It stands so in the commit %(commit)s. Make one commit of yours, and push again: "
        "git reset --soft origin/main && git commit",
        **{**no.values, "commit": commit[:10]},
    )
