"""Files into a folder: only what changed is written, only what was ours is taken away.

A building that is ended in its middle leaves its journal: the files it had begun. The next one takes away
what of them it does not want, and ends with the same site.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from hashlib import file_digest, sha256
from pathlib import Path

from prisma_hub.kernel import evidence
from prisma_hub.kernel.refusal import Refused

EVIDENCE = "evidence"
JOURNAL = ".building"


@dataclass(slots=True)
class Put:
    """What putting some files down came to; it can be told from one process to another."""

    rows: dict[str, dict[str, str]] = field(default_factory=dict)
    written: int = 0


@dataclass(slots=True)
class Folder:
    """A site as it grows. `rows` are the lines of its list; `written` counts files that had to change."""

    out: Path
    rows: dict[str, dict[str, str]] = field(default_factory=dict)
    known: Mapping[str, dict[str, str]] = field(default_factory=dict)
    """The rows this code listed for what stands there, where that is certain."""
    written: int = 0
    _made: set[str] = field(default_factory=set)
    _noted: set[str] = field(default_factory=set)
    _journal: int = -1

    def begin(self) -> None:
        """Open the journal; from now on the folder is ours."""
        try:
            self.out.mkdir(parents=True, exist_ok=True)
            self._journal = os.open(self.out / JOURNAL, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        except OSError as problem:
            raise _cannot(self.out, problem) from problem

    def end(self) -> None:
        """The site is whole: what it lists is what is there."""
        os.close(self._journal)
        (self.out / JOURNAL).unlink()

    @contextmanager
    def apart(self) -> Iterator[Put]:
        """What is put down here is listed apart, until somebody adds it."""
        found, rows, written = Put(), self.rows, self.written
        self.rows, self.written = found.rows, 0
        try:
            yield found
        finally:
            found.written = self.written
            self.rows, self.written = rows, written

    def add(self, found: Put) -> None:
        self.rows |= found.rows
        self.written += found.written

    def put(self, path: str, content: bytes, inside: str | None = None, said: str | None = None) -> None:
        """A file of the site, listed. `inside`: the text of a page, where it is at hand; `said`: what is seen
        in it, where that is known."""
        row = evidence.listed(path, content, inside=inside, said=said, before=self.known.get(path))
        self.rows[path] = row
        self._write(path, content)

    def pour(self, path: str, pieces: Callable[[], Iterable[bytes]]) -> None:
        """The same of a file that may be too large to be held whole: `pieces` gives its bytes, each time
        anew."""
        if path.endswith(".html"):
            self.put(path, b"".join(pieces()))
            return
        target = self._ready(path)
        try:
            found = _hash_of(target)
            due = _pour(pieces(), None) if found else ""
            if not found or found != due:
                due = _pour(pieces(), f"{target}.half")
                os.replace(f"{target}.half", target)
                self.written += 1
            self.rows[path] = {"path": path, "sha256": due}
        except OSError as problem:
            raise _cannot(target, problem) from problem

    def holds(self, paths: Iterable[str]) -> bool:
        """Whether all these files stand there as they are known."""
        return all(
            path in self.known and _hash_of(f"{self.out}/{path}") == self.known[path]["sha256"]
            for path in paths
        )

    def put_evidence(self, files: Mapping[str, bytes]) -> None:
        for name, content in files.items():
            self._write(f"{EVIDENCE}/{name}", content)

    def note(self, paths: Iterable[str]) -> None:
        """Say in the journal which files are begun next. Said of many at once, it costs nothing."""
        new = [path for path in paths if path not in self._noted]
        self._noted.update(new)
        os.write(self._journal, "".join(f"{path}\n{path}.half\n" for path in new).encode())

    def _write(self, path: str, content: bytes) -> None:
        target = self._ready(path)
        try:
            try:
                _fill(target, content, os.O_EXCL)
            except FileExistsError:
                if _holds(target, content):
                    return
                half = target + ".half"
                _fill(half, content, os.O_TRUNC)
                os.replace(half, target)
            self.written += 1
        except OSError as problem:
            raise _cannot(target, problem) from problem

    def _ready(self, path: str) -> str:
        """Say that a file is begun, and make its folder."""
        target = f"{self.out}/{path}"
        if path not in self._noted:
            self.note([path])
        above = target.rpartition("/")[0]
        if above not in self._made:
            try:
                os.makedirs(above, exist_ok=True)
            except OSError as problem:
                raise _cannot(target, problem) from problem
            self._made.add(above)
        return target

    def take_away(self, before: Mapping[str, str]) -> int:
        """Remove what the site listed `before` and does not hold any more."""
        gone = [path for path in before if path not in self.rows]
        removed = 0
        for path in gone:
            target = self.out / path
            if path.startswith(f"{EVIDENCE}/") and not path.endswith(".half"):
                continue
            removed += target.is_file()
            target.unlink(missing_ok=True)
            _remove_empty(target.parent, self.out)
        return removed


def _fill(target: str, content: bytes, how: int) -> None:
    place = os.open(target, os.O_WRONLY | os.O_CREAT | how, 0o644)
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(place, rest) :]
    finally:
        os.close(place)


def _holds(target: str, content: bytes) -> bool:
    """Whether a file stands there with exactly these bytes."""
    place = os.open(target, os.O_RDONLY)
    try:
        if os.fstat(place).st_size != len(content):
            return False
        return os.read(place, len(content) + 1) == content
    finally:
        os.close(place)


def _pour(pieces: Iterable[bytes], target: str | None) -> str:
    """The SHA-256 (hex) of these bytes, which are written where a target is given."""
    found = sha256()
    with open(target, "wb") if target else nullcontext() as file:
        for piece in pieces:
            found.update(piece)
            if file:
                file.write(piece)
    return found.hexdigest()


def _hash_of(target: str) -> str | None:
    """The SHA-256 (hex) of a file; None where none stands."""
    try:
        with open(target, "rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def _cannot(target: str | Path, problem: OSError) -> Refused:
    return Refused(
        "%(file)s cannot be written: %(problem)s.",
        kept="What was written before stands.",
        mend="Make room, or choose another folder, then build again.",
        file=target,
        problem=problem.strerror,
    )


def _remove_empty(folder: Path, top: Path) -> None:
    while folder != top and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def before(out: Path) -> dict[str, str]:
    """What the folder listed when it was last built, and what a building that did not end had begun. Refuses
    a folder that holds something else."""
    listed, journal = out / EVIDENCE / evidence.MANIFEST, out / JOURNAL
    begun = _begun(journal)
    if listed.is_file():
        return evidence.read_manifest(listed.read_bytes()) | begun
    if journal.is_file() or not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return begun
    raise Refused(
        "%(out)s holds something that is not a site of this hub.",
        kept="Nothing in it was touched.",
        mend="Choose an empty folder.",
        out=out,
    )


def _begun(journal: Path) -> dict[str, str]:
    """The paths in a journal; a last line cut short names no file."""
    if not journal.is_file():
        return {}
    lines = journal.read_bytes().decode(errors="replace").split("\n")[:-1]
    return {path: "" for path in lines if path and ".." not in path.split("/") and not path.startswith("/")}
