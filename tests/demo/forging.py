"""The built site of the demo hub, altered in every way we know; and every byte of it, looked through."""

from __future__ import annotations

import json
import re
import shutil
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import UUID

from prisma_hub.kernel import evidence
from tests.stories.sites import files, verify
from tests.verifier.altering import Mutation
from tests.verifier.mutated_lines import chosen_lines, of_line
from tests.verifier.mutations import mutations, read
from tests.verifier.program import load_verify, refusal, write_folder

EVERY = 7
"""Of what is altered in one line, on the lines that are like another: so that each kind meets many lines."""


def forgeries(folder: Path) -> Iterator[Mutation]:
    """Every mutation of every file, on one line of each sort; every seventh on each other line."""
    yield from mutations(folder)
    whole = read(folder)
    chosen = {number for _, number in chosen_lines(whole)}
    for number in range(whole["entries.jsonl"].count(b"\n")):
        if number not in chosen:
            for at, mutation in enumerate(of_line(whole, f"line {number + 1}", number)):
                if (at + number) % EVERY == 0:
                    yield mutation


def believed(folder: Path, scratch: Path) -> tuple[int, list[str]]:
    """How many forgeries were tried, and those accepted by ours or by the program on the how-to page."""
    page, count, accepted = load_verify(), 0, []
    for name, altered in forgeries(folder):
        count += 1
        shutil.rmtree(scratch, ignore_errors=True)
        if not _refused(write_folder(scratch, altered)):
            accepted.append(f"prisma-hub verify: {name}")
        if refusal(page, altered) is None:
            accepted.append(f"the program on the page: {name}")
    return count, accepted


def lists_believed(site: Path) -> list[str]:
    """Forgeries of the list of files, with its script, that `verify` accepts."""
    place = site / "evidence" / evidence.MANIFEST
    before = place.read_bytes()
    accepted = []
    for name, altered in _lists(before):
        place.write_bytes(altered)
        place.with_name(f"{evidence.MANIFEST}.js").write_text(
            evidence.script(evidence.MANIFEST, altered.decode()), encoding="utf-8"
        )
        if not _refused(site):
            accepted.append(name)
    return accepted


def _refused(site: Path) -> bool:
    """In words, not by falling over."""
    code, said = verify(site)
    return (code == 1 and "This does not hold." in said) or (code == 2 and "holds no evidence" in said)


def _lists(before: bytes) -> Iterator[tuple[str, bytes]]:
    rows = json.loads(before)["files"]

    def of(*changed: dict[str, str]) -> bytes:
        return evidence.write_manifest("public", changed)

    hash_ = rows[0]["sha256"]
    yield "a hash", of({**rows[0], "sha256": hash_[::-1]}, *rows[1:])
    yield "a file fewer", of(*rows[1:])
    yield "a file more", of(*rows, {"path": "zz.html", "sha256": hash_})
    yield "what is seen", before.replace(b'"text":"', b'"text":"0', 1)
    yield "another space", before.replace(b'"space":"public"', b'"space":"hub"')
    yield "a space more", before.replace(b'"v":1', b'"v": 1')
    yield "nothing", b""


def naming(site: Path, handles: Iterable[str], people: Iterable[UUID]) -> list[str]:
    """Every place of the site, file names and binary files too, where one of these stands in any spelling."""
    spellings = [re.compile(rb"(?<!\w)%b(?!\w)" % each.encode(), re.IGNORECASE) for each in handles]
    for person in people:
        raw = person.bytes
        letters = (b64encode(raw)[:21], urlsafe_b64encode(raw)[:21])
        for spelling in (str(person).encode(), person.hex.encode(), raw, *letters):
            spellings.append(re.compile(re.escape(spelling), re.IGNORECASE))
    whole = {path: path.encode() + b"\n" + content for path, content in files(site).items()}
    return [
        f"{path}: {found.group()!r}"
        for path, content in whole.items()
        for spelling in spellings
        if (found := spelling.search(content))
    ]
