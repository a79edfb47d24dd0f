"""What witnesses signed of our book: their lines under our checkpoints, kept once they were checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db import transaction

from prisma_hub.kernel.note import Note, Signature, parse_note
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.witnessing import Witness
from prisma_hub.log.kept import Checkpoint, Cosignature, Top

RECENT = 100
"""Checkpoints among which we look for the one a line is of."""


def with_lines(note: str, epoch: int, size: int) -> str:
    """A checkpoint of ours with the lines of its witnesses below our own."""
    found = Cosignature.objects.filter(epoch=epoch, size=size).order_by("witness")
    return note + "".join(found.values_list("line", flat=True))


def newest(epoch: int, *, above: int) -> tuple[int, str] | None:
    """Size and note of the newest checkpoint that a witness signed, if it is larger than `above`."""
    found = Cosignature.objects.filter(epoch=epoch, size__gt=above).order_by("-size").first()
    if found is None:
        return None
    note = Checkpoint.objects.get(epoch=epoch, size=found.size).note
    return found.size, with_lines(note, epoch, found.size)


def last(vkeys: Iterable[str]) -> dict[str, tuple[int, int]]:
    """(size, seconds since 1970) of the newest checkpoint of this epoch that each witness signed."""
    epochs = Top.objects.values_list("epoch", flat=True)
    found = Cosignature.objects.filter(epoch__in=epochs, witness__in=list(vkeys)).order_by("size")
    return {each.witness: (each.size, each.at) for each in found}


def take_in(text: str, witnesses: Iterable[Witness]) -> list[tuple[Witness, int]]:
    """Keep the lines that known witnesses signed below a checkpoint of ours: who, and of which size.

    `text` is the lines alone, or a whole note. Lines of unknown keys are left aside; one false line under
    the name and key of a known witness, and nothing is kept.
    """
    known = {(each.name, each.key_id): each for each in witnesses}
    given = [line for line in _signatures(text) if (line.name, line.key_id) in known]
    if not given:
        raise Refused(
            "None of these lines is by a witness this hub knows.",
            kept="Nothing was changed.",
            mend="Name the witness first: prisma-hub log witness KEY.",
        )
    found = [
        (known[line.name, line.key_id], line, *_place(known[line.name, line.key_id], line)) for line in given
    ]
    with transaction.atomic():
        for witness, line, checkpoint, at in found:
            Cosignature.objects.update_or_create(
                epoch=checkpoint.epoch,
                size=checkpoint.size,
                witness=witness.vkey(),
                defaults={"line": line.line(), "at": at},
            )
    return [(witness, checkpoint.size) for witness, _, checkpoint, _ in found]


def _signatures(text: str) -> tuple[Signature, ...]:
    """The signature lines of a note, or lines that came without it."""
    written = text.replace("\r\n", "\n").strip("\n") + "\n"
    whole = written if "\n\n" in written else "lines alone\n\n" + written
    return parse_note(whole).signatures


def _place(witness: Witness, line: Signature) -> tuple[Checkpoint, int]:
    """The checkpoint of ours that a line is of, and when it was signed."""
    for each in Checkpoint.objects.order_by("-epoch", "-size")[:RECENT]:
        try:
            at = witness.signed_at(Note(parse_note(each.note).text, (line,)))
        except Refused:
            continue
        if at is not None:
            return each, at
    raise Refused(
        "The signature of witness %(name)s fits none of our checkpoints.",
        kept="Nothing was kept of what came with it.",
        mend="Ask the witness anew: prisma-hub log ask.",
        name=witness.name,
    )


def findings() -> Iterator[Refused]:
    """Cosignatures we keep that do not hold."""
    for each in Cosignature.objects.all():
        checkpoint = Checkpoint.objects.filter(epoch=each.epoch, size=each.size).first()
        try:
            note = parse_note("" if checkpoint is None else checkpoint.note + each.line)
            if Witness.parse(each.witness).signed_at(note) is not None:
                continue
        except Refused:
            pass
        yield Refused(
            "The signature of witness %(name)s under the checkpoint of size %(size)s does not hold.",
            name=each.witness.partition("+")[0],
            size=each.size,
        )
