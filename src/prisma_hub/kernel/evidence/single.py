"""The proof of a single entry, with its line of evidence: `entry-7.tlog-proof` and `entry-7.jsonl`."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..note import Checkpoint, parse_note, parse_origin
from ..refusal import Refused
from ..signing import public_of
from ..text import later
from ..tiles import Proof
from .checking import ShownEntry, check_evidence, shown_entry
from .reading import HubFile, Line, read_head, read_hub_file, read_line
from .rules import ERASED

_ALARM = later("Keep both, and show them to others who rely on this hub: that is an alarm.")


@dataclass(frozen=True)
class _Beside:
    """Evidence that holds: what a lone proof must agree with."""

    file: HubFile
    head: Checkpoint
    lines: tuple[Line, ...]


def check_single(
    proof: str, line: str, insist_on: str | None = None, beside: Mapping[str, bytes] | None = None
) -> tuple[str, int, ShownEntry]:
    """The hub, the size of its record book, and the entry as it is shown. Refused where anything is wrong.

    A proof alone shows no succession of keys: it is held to the hub's first key, by which the hub is named.
    `beside` are the files of evidence of that hub, which shows the later ones; what it shows of the entry and
    of its erasure holds for the proof too.
    """
    read = Proof.parse(proof)
    hub, epoch = parse_origin(Checkpoint.parse(parse_note(read.checkpoint).text).origin)
    if insist_on is not None and hub != insist_on:
        raise Refused("This is the proof of another hub, %(hub)s.", hub=hub)
    known = _read(hub, beside) if beside else None
    file = HubFile("", hub, epoch, known.file.keys if known else ())
    try:
        head = read_head(read.checkpoint, file)
    except Refused as why:
        raise Refused(
            "%(why)s A hub that has changed its key signs with a later one, and a proof alone does not show "
            "how it follows from the first: check it together with the evidence of the hub's site.",
            why=why,
        ) from None
    if not line.endswith("\n") or line.count("\n") != 1:
        raise Refused("Beside a proof stands one line of evidence.")
    found = read_line(line, 1, file, head)
    if found.seq != read.index:
        raise Refused("The line beside the proof is that of another entry, %(seq)s.", seq=found.seq)
    read.check(found.receipt.entry_data(), file.origin, public_of(file.key_at(head.size)))
    if known is not None:
        _insist_on_one_book(known, head)
        _insist_on_one_entry(known, found)
        _insist_it_stands(known, found)
    return hub, head.size, shown_entry(found)


def _read(hub: str, files: Mapping[str, bytes]) -> _Beside:
    report = check_evidence(files["hub.json"], files["checkpoint"], files["entries.jsonl"], insist_on=hub)
    if report.findings:
        raise Refused("The evidence beside it does not hold. %(why)s", why=report.findings[0].why)
    file = read_hub_file(files["hub.json"])
    head = read_head(files["checkpoint"], file)
    texts = files["entries.jsonl"].decode().removesuffix("\n").split("\n")
    lines = (read_line(text, number, file, head) for number, text in enumerate(texts, start=1))
    return _Beside(file, head, tuple(lines))


def _insist_on_one_book(known: _Beside, head: Checkpoint) -> None:
    same = (known.head.origin, known.head.size) == (head.origin, head.size)
    if same and known.head.root != head.root:
        raise Refused(
            "This proof and the evidence beside it contradict each other: the hub signed two record books of "
            "one size, %(size)s.",
            mend=_ALARM,
            size=head.size,
        )


def _insist_on_one_entry(known: _Beside, found: Line) -> None:
    for line in known.lines:
        alike = (line.seq, line.receipt.epoch) == (found.seq, found.receipt.epoch)
        if alike and line.receipt != found.receipt:
            raise Refused(
                "This proof and the evidence beside it contradict each other: they show two different "
                "entries %(seq)s.",
                mend=_ALARM,
                seq=found.seq,
            )


def _insist_it_stands(known: _Beside, found: Line) -> None:
    """What the evidence shows to be erased is not shown here; where it means this very entry."""
    if _numbered_anew(known, found):
        return
    for line in known.lines:
        if line.kind != ERASED or line.values["body.seq"] != found.seq:
            continue
        parts = line.values.get("body.parts")
        if parts is None or not found.values.keys().isdisjoint(parts):
            raise Refused(
                "What is shown here was erased since: the evidence beside it shows that, in entry %(seq)s.",
                mend="Do not pass it on.",
                seq=line.seq,
            )


def _numbered_anew(known: _Beside, found: Line) -> bool:
    """A hub that was restored gives numbers anew, in a later epoch: that of this entry is another's there.

    Epochs never run backwards, so whatever stands before it, or after it, tells.
    """
    seq, epoch = found.seq, found.receipt.epoch
    before = any(line.seq <= seq and line.receipt.epoch > epoch for line in known.lines)
    return before or any(line.seq >= seq and line.receipt.epoch < epoch for line in known.lines)
