"""`verify entry-7.tlog-proof`: the proof of a single entry, checked with no hub at hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from prisma_hub.cli import words
from prisma_hub.kernel import evidence
from prisma_hub.kernel.refusal import Refused

LIMITS = (
    evidence.LIMITS[0],
    evidence.LIMITS[1],
    "This cannot show whose key signed as the speaker: the evidence of a site may.",
)


def verify_proof(proof: Path, hub: str, *, as_json: bool) -> int:
    """Says what it shows; the exit code."""
    beside = proof.with_suffix(".jsonl")
    if proof.suffix != ".tlog-proof":
        words.refuse(f"{proof.name} is neither a published site nor a proof: a proof ends in .tlog-proof.")
    if not beside.is_file():
        words.refuse(
            f"{proof.name} proves the place of an entry in the record book; what the entry says stands in "
            f"its line of evidence, {beside.name}, which is missing here. Take it from the entry's page too, "
            "and lay both side by side."
        )
    try:
        did, size, entry = evidence.check_single(_text(proof), _text(beside), hub or None, _evidence(proof))
    except Refused as why:
        found = [f"{proof.name}: {why}"]
        if as_json:
            words.say_json({"findings": found, "not covered": LIMITS})
        else:
            words.complain("This does not hold. Do not rely on it.")
            words.complain(f"  {found[0]}")
        return words.FINDING
    shown: dict[str, Any] = {part.name: part.value for part in entry.parts.values()}
    if as_json:
        words.say_json({"hub": did, "size": size, "entry": entry.seq, "at": entry.at, "shown": shown,
                        "findings": [], "not covered": LIMITS})  # fmt: skip
        return 0
    words.say(f"It holds: entry {entry.seq} of {size}, kept {entry.at}, in the record book of {did}")
    for name, value in shown.items():
        words.say(f"  {name}: {_in_one_line(value)}")
    words.say("Not checked:")
    for limit in LIMITS:
        words.say(f"  {limit}")
    return 0


def _evidence(proof: Path) -> dict[str, bytes] | None:
    """The evidence of the hub's keys, where it lies beside the proof."""
    files = {name: proof.parent / "evidence" / name for name in evidence.FILES}
    if not all(file.is_file() for file in files.values()):
        return None
    try:
        return {name: file.read_bytes() for name, file in files.items()}
    except OSError:
        raise Refused("The evidence beside it cannot be read.") from None


def _in_one_line(value: object) -> str:
    """Words cannot pretend to be another part: nothing in them breaks the line or steers a terminal."""
    return "".join(each if each.isprintable() else repr(each)[1:-1] for each in str(value))


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode()
    except (OSError, UnicodeError):
        raise Refused("%(name)s cannot be read.", name=file.name) from None
