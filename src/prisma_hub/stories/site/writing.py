"""Files into a folder: only what changed is written, only what was ours is taken away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from prisma_hub.kernel import evidence
from prisma_hub.kernel.refusal import Refused

EVIDENCE = "evidence"


@dataclass(slots=True)
class Folder:
    """A site as it grows. `rows` are the lines of its list; `written` counts files that had to change."""

    out: Path
    rows: dict[str, dict[str, str]] = field(default_factory=dict)
    written: int = 0

    def put(self, path: str, content: bytes) -> None:
        """A file of the site, listed."""
        self.rows[path] = evidence.listed(path, content)
        self._write(path, content)

    def put_evidence(self, files: Mapping[str, bytes]) -> None:
        for name, content in files.items():
            self._write(f"{EVIDENCE}/{name}", content)

    def _write(self, path: str, content: bytes) -> None:
        target = self.out / path
        if target.is_file() and target.read_bytes() == content:
            return
        self.written += 1
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            half = target.with_name(target.name + ".half")
            half.write_bytes(content)
            half.replace(target)
        except OSError as problem:
            raise Refused(
                "%(file)s cannot be written: %(problem)s.",
                kept="What was written before stands.",
                mend="Make room, or choose another folder, then build again.",
                file=target,
                problem=problem.strerror,
            ) from problem

    def take_away(self, before: Mapping[str, str]) -> int:
        """Remove what the site listed `before` and does not hold any more."""
        gone = [path for path in before if path not in self.rows]
        for path in gone:
            target = self.out / path
            target.unlink(missing_ok=True)
            _remove_empty(target.parent, self.out)
        return len(gone)


def _remove_empty(folder: Path, top: Path) -> None:
    while folder != top and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def before(out: Path) -> dict[str, str]:
    """What the folder listed when it was last built. Refuses a folder that holds something else."""
    listed = out / EVIDENCE / evidence.MANIFEST
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return {}
    if not listed.is_file():
        raise Refused(
            "%(out)s holds something that is not a site of this hub.",
            kept="Nothing in it was touched.",
            mend="Choose an empty folder.",
            out=out,
        )
    return evidence.read_manifest(listed.read_bytes())
