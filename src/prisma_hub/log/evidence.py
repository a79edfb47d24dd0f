"""What leaves the house as evidence: chosen parts of chosen entries, their proofs, and not a part more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from django.db import transaction

from prisma_hub.kernel import evidence as form
from prisma_hub.kernel import merkle
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.signing import did_key
from prisma_hub.kernel.statement import Part
from prisma_hub.log import cosigned, lines, succession
from prisma_hub.log.events import ERASED, FOUNDED
from prisma_hub.log.kept import Checkpoint, Line, Top
from prisma_hub.log.proofs import Subtrees, proof_to_keep

FOUNDING = frozenset({"kind", "body.name", "body.next"})
ROTATION = frozenset({"kind", "body.key", "body.next", "body.signature"})


def gather(disclose: Mapping[int, Iterable[str]], *, known: Iterable[int] = ()) -> dict[str, bytes]:
    """The files of `evidence/` by name, for the log as it stands now.

    `disclose` gives the names of the parts shown of each entry; parts that were erased or never stood are
    left out. Entry 0 and every rotation are added. `known` are the entries whose speakers agreed that the
    signature of their own key is shown. The checkpoint used is remembered.
    """
    top = _remembered()
    asked = {seq: frozenset(names) for seq, names in disclose.items()}
    rotations = [line for line in succession.rotations() if line.seq < top.size]
    asked[0] = asked.get(0, frozenset()) | FOUNDING
    for line in rotations:
        asked[line.seq] = asked.get(line.seq, frozenset()) | ROTATION
    texts = {
        "hub.json": _hub(top, rotations),
        "checkpoint": cosigned.with_lines(top.note, top.epoch, top.size),
        "entries.jsonl": "".join(_lines(top, asked, frozenset(known))),
    }
    files = {name: text.encode() for name, text in texts.items()}
    return files | {f"{name}.js": form.script(name, text).encode() for name, text in texts.items()}


def opened(seqs: Iterable[int]) -> tuple[str, str, Iterator[str]]:
    """`hub.json`, the checkpoint, and the lines of `entries.jsonl` one by one, with all that stands of these
    entries: for their speaker, and however many they are. The checkpoint is remembered, as in `gather`.
    """
    top = _remembered()
    rotations = [line for line in succession.rotations() if line.seq < top.size]
    only = {0: FOUNDING, **{line.seq: ROTATION for line in rotations}}
    return _hub(top, rotations), top.note, _opened(top, sorted({*seqs, *only}), only)


def _opened(top: Top, seqs: list[int], only: Mapping[int, frozenset[str]]) -> Iterator[str]:
    subtrees = Subtrees()
    for at in range(0, len(seqs), _AT_ONCE):
        some = Line.objects.filter(seq__in=seqs[at : at + _AT_ONCE], seq__lt=top.size).exclude(kind=None)
        for line in some.order_by("seq"):
            names = only.get(line.seq) or frozenset(lines.values_of(line))
            proof = merkle.prove_inclusion(line.seq, top.size, subtrees)
            yield _line(line, top.hub, names, proof, line.own_key)


_AT_ONCE = 200
"""Lines held at a time."""


def line(seq: int, *, size: int | None = None) -> str:
    """The evidence line of one entry, with everything that still stands of it; for the log of `size`."""
    top, found = Top.objects.first(), Line.objects.filter(seq=seq).first()
    if top is None or found is None:
        raise Refused("There is no entry %(seq)s in this record book.", seq=seq)
    names = frozenset(lines.values_of(found))
    return _line(
        found, top.hub, names, merkle.prove_inclusion(seq, size or top.size, Subtrees()), found.own_key
    )


def single(seq: int, names: Iterable[str]) -> dict[str, bytes]:
    """What belongs together of one entry, by file: its proof, its line showing the parts of these names and
    no key, and the evidence of the hub's own keys, without which a later key than its first says nothing."""
    made, size = proof_to_keep(seq)
    top, found = Top.objects.get(), Line.objects.get(seq=seq)
    path = merkle.prove_inclusion(seq, size, Subtrees())
    files = {
        f"entry-{seq}.tlog-proof": made.text().encode(),
        f"entry-{seq}.jsonl": _line(found, top.hub, frozenset(names), path, False).encode(),
    }
    return files | {f"evidence/{name}": data for name, data in gather({}).items()}


def _remembered() -> Top:
    """Where the log stands, its checkpoint remembered: it leaves the house."""
    with transaction.atomic():
        top = Top.objects.select_for_update().first()
        if top is None:
            raise Refused("There is no hub in this folder yet.")
        Checkpoint.objects.get_or_create(epoch=top.epoch, size=top.size, defaults={"note": top.note})
    return top


def _hub(top: Top, rotations: list[Line]) -> str:
    name = lines.values_of(Line.objects.get(seq=0, kind=FOUNDED.name))["body.name"]
    keys = [(line.seq, lines.values_of(line)["body.key"]) for line in rotations]
    return form.hub_json(name, top.hub, top.epoch, keys)


def _lines(top: Top, asked: Mapping[int, frozenset[str]], known: frozenset[int]) -> Iterable[str]:
    subtrees = Subtrees()
    for line in Line.objects.filter(seq__in=list(asked), seq__lt=top.size).order_by("seq"):
        if line.kind is not None:
            proof = merkle.prove_inclusion(line.seq, top.size, subtrees)
            yield _line(line, top.hub, asked[line.seq], proof, line.seq in known)


def _line(line: Line, hub: str, names: frozenset[str], proof: list[bytes], known: bool) -> str:
    parts = lines.parts_of(line)
    if line.kind == ERASED.name:
        names = frozenset(part.name for part in parts if part.name)  # half a tombstone could hide a name
    shown = {
        at: Part(part.salt, part.name, part.value)
        for at, part in enumerate(parts)
        if part.name in names and part.salt is not None
    }
    signed = known and line.own_key and line.signature and line.key
    return form.evidence_line(
        lines.receipt_of(line, hub),
        [part.hash for part in parts],
        shown,
        proof,
        signature=bytes(line.signature) if signed and line.signature else None,
        key=did_key(bytes(line.key)) if signed and line.key else None,
    )
