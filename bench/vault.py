"""An invented vault of the shape of the large one: `python -m bench.vault OUT` (findings.md, Publishing).

6,600 notes, 14 MB, six scripts, nested folders, links after Zipf: a few pages that everybody points at, most
hardly ever. The same seed writes the same bytes. Nothing in it is anybody's.
"""

from __future__ import annotations

import argparse
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from random import Random

from bench.notes import PICTURES, Note, Pen
from bench.tongues import SCRIPTS, SHARES, Tongue, speak, zipf

NOTES, BYTES, SEED = 6_600, 14_000_000, 7


def write(folder: Path, *, notes: int = NOTES, seed: int = SEED) -> int:
    """Write the vault into an empty folder; the bytes of its notes."""
    rng = Random(seed)  # noqa: S311  the same every time, on purpose
    tongues = [speak(script, rng) for script in SCRIPTS]
    planned = _plan(rng, tongues, notes)
    popular = list(planned)
    rng.shuffle(popular)
    pen = Pen(rng, popular, zipf(len(popular), flat=5))
    written = 0
    for note in planned:
        text = pen.note(note).encode()
        target = folder / note.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text)
        written += len(text)
    (folder / "pictures").mkdir(parents=True, exist_ok=True)
    for number in range(PICTURES):
        (folder / "pictures" / f"drawing-{number}.png").write_bytes(_picture(number))
    return written


def _plan(rng: Random, tongues: list[Tongue], notes: int) -> list[Note]:
    folders = _folders(rng, tongues, notes // 25 + 1)
    sizes = [min(rng.lognormvariate(0, 1), 25.0) for _ in range(notes)]
    scale = BYTES / NOTES * notes / sum(sizes)
    weights = zipf(len(folders), flat=8)
    taken: set[str] = set()
    planned = []
    for size in sizes:
        tongue = rng.choices(tongues, SHARES)[0]
        title = tongue.name(rng, rng.choice((1, 2, 2, 3)))
        path = f"{rng.choices(folders, cum_weights=weights)[0]}{title}.md"
        while path.casefold() in taken:
            title = f"{title} {tongue.name(rng, 1)}"
            path = f"{path.rpartition('/')[0]}/{title}.md".lstrip("/")
        taken.add(path.casefold())
        headings = tuple(tongue.name(rng, 2) for _ in range(min(8, int(size * scale // 900))))
        aliases = (tongue.name(rng, 2),) if rng.random() < 0.15 else ()
        planned.append(Note(path, title, tongue, int(size * scale), headings, aliases))
    return planned


def _folders(rng: Random, tongues: list[Tongue], count: int) -> list[str]:
    """Folders inside folders, at most six deep; the first is the top."""
    found = [""]
    while len(found) < count:
        above = rng.choice(found)
        if above.count("/") < 6:
            found.append(f"{above}{rng.choices(tongues, SHARES)[0].name(rng, 1)} {len(found)}/")
    return found


def _picture(number: int) -> bytes:
    """A PNG of 32 × 32 points in one colour (RFC 2083)."""
    line = b"\0" + bytes((number * 6 % 256, 120, 200 - number * 4)) * 32
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunks(struct.pack(">IIBBBBB", 32, 32, 8, 2, 0, 0, 0), line * 32))


def _chunks(head: bytes, data: bytes) -> Iterator[bytes]:
    for name, content in ((b"IHDR", head), (b"IDAT", zlib.compress(data)), (b"IEND", b"")):
        yield struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def main() -> None:
    asked = argparse.ArgumentParser(
        prog="bench.vault", description="Write an invented vault of the large shape."
    )
    asked.add_argument("out", type=Path)
    asked.add_argument("--notes", type=int, default=NOTES)
    asked.add_argument("--seed", type=int, default=SEED)
    given = asked.parse_args()
    size = write(given.out, notes=given.notes, seed=given.seed)
    print(f"{given.notes:,} notes, {size / 1e6:.1f} MB in {given.out}")


if __name__ == "__main__":
    main()
