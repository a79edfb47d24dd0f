"""The proof of a single entry, with its line of evidence: `entry-7.tlog-proof` and `entry-7.jsonl`."""

from collections.abc import Mapping

from ..note import Checkpoint, parse_note, parse_origin
from ..refusal import Refused
from ..signing import public_of
from ..tiles import Proof
from .checking import ShownEntry, check_evidence, shown_entry
from .reading import HubFile, read_head, read_hub_file, read_line


def check_single(
    proof: str, line: str, insist_on: str | None = None, beside: Mapping[str, bytes] | None = None
) -> tuple[str, int, ShownEntry]:
    """The hub, the size of its record book, and the entry as it is shown. Refused where anything is wrong.

    A proof alone shows no succession of keys: it is held to the hub's first key, by which the hub is named.
    `beside` are the files of evidence of that hub, which shows the later ones.
    """
    read = Proof.parse(proof)
    hub, epoch = parse_origin(Checkpoint.parse(parse_note(read.checkpoint).text).origin)
    if insist_on is not None and hub != insist_on:
        raise Refused("This is the proof of another hub, %(hub)s.", hub=hub)
    file = HubFile("", hub, epoch, _keys(hub, beside) if beside else ())
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
    return hub, head.size, shown_entry(found)


def _keys(hub: str, files: Mapping[str, bytes]) -> tuple[tuple[int, str], ...]:
    report = check_evidence(files["hub.json"], files["checkpoint"], files["entries.jsonl"], insist_on=hub)
    if report.findings:
        raise Refused("The evidence beside it does not hold. %(why)s", why=report.findings[0].why)
    return read_hub_file(files["hub.json"]).keys
