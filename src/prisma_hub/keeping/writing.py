"""Everything about one person in one zip, written a piece at a time.

    index.html  words/0001.html …  kept.html  others.html  style.css      to read
    files/  garden/                                                       sounds, pictures, files; notes
    evidence/  data/kept.jsonl  data/others.jsonl  data/sealed.jsonl      for machines

`evidence/` is what `prisma-hub verify` and the one-page verifier check: each entry with its parts, receipt
and proof, under one checkpoint.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from tempfile import NamedTemporaryFile
from typing import IO, Any, Final
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.template.loader import render_to_string
from django.utils import translation

from prisma_hub.circles import queries as circles
from prisma_hub.commons import queries as commons
from prisma_hub.identity import queries as identity
from prisma_hub.identity.types import Viewer
from prisma_hub.keeping import holding, store, telling
from prisma_hub.kernel import evidence as form
from prisma_hub.log import evidence
from prisma_hub.log import queries as log
from prisma_hub.media import queries as media
from prisma_hub.sealed import queries as sealed
from prisma_hub.timeline import queries as timeline

ON_A_PAGE: Final = 250
"""Entries on one page to read."""
_PIECE: Final = 262_144


def write(viewer: Viewer, id_: UUID, language: str) -> list[int]:
    """Write the file under this id. Returns the numbers of the entries in it."""
    store.folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    half = store.half_of(id_)
    with half.open("wb") as file, translation.override(language):
        half.chmod(0o600)
        with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=3) as zip_:
            numbers = sorted(circles.spoken_by([viewer.ref]))
            holds = sorted({*numbers, *sealed.opened_by(viewer)})
            _Writing(zip_, viewer, language).all(numbers)
    half.replace(store.path_of(id_))
    return holds


class _Writing:
    def __init__(self, zip_: ZipFile, viewer: Viewer, language: str) -> None:
        self.zip, self.viewer, self.language = zip_, viewer, language
        self.files: set[str] = set()

    def all(self, numbers: Sequence[int]) -> None:
        pages = [numbers[at : at + ON_A_PAGE] for at in range(0, len(numbers), ON_A_PAGE)]
        for at, some in enumerate(pages, start=1):
            self._page(f"words/{at:04}.html", "words", self._words(some, at, len(pages)))
        notes = self._garden()
        self._rows("data/kept.jsonl", ({"sort": sort, **row} for sort, row in holding.held(self.viewer)))
        self._rows("data/others.jsonl", self._others())
        self._rows("data/sealed.jsonl", sealed.kept_for(self.viewer))
        self._page("kept.html", "kept", {"sorts": telling.sorts(holding.held(self.viewer))})
        self._page("others.html", "others", {"others": telling.ways(self._others())})
        self._evidence(numbers)
        self._text("style.css", render_to_string("keeping/everything.css"))
        person = identity.person(self.viewer, self.viewer.id)
        told = {"person": person, "entries": len(numbers), "pages": range(1, len(pages) + 1), "notes": notes}
        self._page("index.html", "index", told)

    def _words(self, seqs: Sequence[int], at: int, of: int) -> dict[str, Any]:
        entries = log.some(seqs)
        told = [telling.told(entries[seq]) for seq in seqs if seq in entries and entries[seq].kind]
        for each in told:
            each.media = [held for held in each.media if self._file(held)]
        return {"entries": told, "at": at, "of": of, "before": at - 1, "after": at + 1 if at < of else 0}

    def _file(self, held: telling.Held) -> bool:
        """Put a sound, picture or file in once. False where it is no longer kept."""
        if held.sha256 in self.files:
            return True
        path = media.path_of(held.sha256)
        if not path.is_file():
            return False
        with path.open("rb") as opened:
            self._put(held.path, _pieces(opened), compress=False)
        self.files.add(held.sha256)
        return True

    def _others(self) -> Iterator[dict[str, Any]]:
        for seq, of, way in timeline.said_about(self.viewer):
            yield {"entry": seq, "about entry": of, "way": way}

    def _garden(self) -> list[str]:
        paths = []
        for path, pieces in commons.garden_of(self.viewer):
            self._put(f"garden/{path}", pieces)
            paths.append(path)
        return paths

    def _evidence(self, numbers: Sequence[int]) -> None:
        hub, checkpoint, lines = evidence.opened(numbers)
        with NamedTemporaryFile("w+", encoding="utf-8", dir=store.folder(), suffix=".unfinished") as whole:
            self._put("evidence/entries.jsonl", (_kept(line, whole) for line in lines))
            whole.seek(0)
            script = form.script_pieces("entries.jsonl", whole)
            self._put("evidence/entries.jsonl.js", (piece.encode() for piece in script))
        for name, text in (("hub.json", hub), ("checkpoint", checkpoint)):
            self._text(f"evidence/{name}", text)
            self._text(f"evidence/{name}.js", form.script(name, text))

    def _rows(self, name: str, rows: Iterable[dict[str, Any]]) -> None:
        lines = (json.dumps(row, ensure_ascii=False, default=str) + "\n" for row in rows)
        self._put(name, (line.encode() for line in lines))

    def _page(self, name: str, template: str, values: dict[str, Any]) -> None:
        up = "../" * name.count("/")
        page = {"language": self.language, "up": up, **values}
        self._text(name, render_to_string(f"keeping/everything_{template}.html", page))

    def _text(self, name: str, text: str) -> None:
        self._put(name, iter([text.encode()]))

    def _put(self, name: str, pieces: Iterable[bytes], *, compress: bool = True) -> None:
        member = ZipInfo(name)
        member.external_attr = 0o600 << 16
        member.compress_type = ZIP_DEFLATED if compress else ZIP_STORED
        with self.zip.open(member, "w", force_zip64=True) as into:
            for piece in pieces:
                into.write(piece)


def _kept(line: str, whole: IO[str]) -> bytes:
    whole.write(line)
    return line.encode()


def _pieces(opened: IO[bytes]) -> Iterator[bytes]:
    while piece := opened.read(_PIECE):
        yield piece
