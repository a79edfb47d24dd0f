"""Checking a whole evidence folder: everything holds, or nothing is shown and it says why."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, ParamSpec, TypeVar

from ..note import Checkpoint
from ..refusal import Refused
from ..statement import Part
from ..text import later
from .reading import HubFile, Line, read_head, read_hub_file, read_line
from .rules import RULES, Book, check_book

_Given = ParamSpec("_Given")
_Made = TypeVar("_Made")

LIMITS: Final = (
    later("This cannot show that the hub's key belongs to whom it says: compare its did with one you know."),
    later("This cannot show what hidden parts say, nor whether a hidden name stands there twice."),
    later("This cannot show what was said, unbound or erased in entries that are not shown."),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not hold: in which file, on which line (from 1; 0: the file), and why."""

    file: str
    line: int
    why: Refused

    def __str__(self) -> str:
        place = f"{self.file}, line {self.line}" if self.line else self.file
        return f"{place}: {self.why}"


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """A proven entry. `custody` is `withheld` when the speaker signed and chose not to be known.

    `parts` are the disclosed ones by their place among `count`; `key` the signer's did:key.
    """

    seq: int
    at: str
    epoch: int
    custody: Literal["hub", "self", "withheld"]
    key: str | None
    count: int
    parts: Mapping[int, Part]


@dataclass(frozen=True, slots=True)
class Report:
    """What the evidence proves. With any finding it proves nothing and shows no entry."""

    hub: str = ""
    name: str = ""
    epoch: int = 0
    size: int = 0
    root: bytes = b""
    entries: tuple[ShownEntry, ...] = ()
    findings: tuple[Finding, ...] = ()
    limits: tuple[str, ...] = LIMITS

    @property
    def ok(self) -> bool:
        return not self.findings


def check_evidence(
    hub_json: str | bytes,
    checkpoint: str | bytes,
    entries: str | bytes,
    insist_on: str | None = None,
) -> Report:
    """Check the three files, read as bytes or without newline translation.

    `insist_on` is the did of the hub it has to be. Never raises on bad evidence.
    """
    findings: list[Finding] = []
    file = _try(findings, "hub.json", 0, _hub_file, hub_json, insist_on)
    if file is None:
        return Report(findings=tuple(findings))
    head = _try(findings, "checkpoint", 0, read_head, checkpoint, file)
    texts = _try(findings, "entries.jsonl", 0, _lines, entries)
    if head is None or texts is None:
        return Report(file.hub, findings=tuple(findings))
    lines = _read_lines(findings, texts, file, head)
    if not findings:
        _judge(findings, Book(file, lines))
    if not findings and insist_on in [key for _, key in file.keys]:
        _try(findings, "hub.json", 0, _newer_key, file.hub)
    return Report(
        hub=file.hub,
        name=file.name,
        epoch=file.epoch,
        size=head.size,
        root=head.root,
        entries=() if findings else tuple(shown_entry(line) for line in lines),
        findings=tuple(findings),
    )


def _try(
    findings: list[Finding],
    file: str,
    line: int,
    do: Callable[_Given, _Made],
    *given: _Given.args,
    **named: _Given.kwargs,
) -> _Made | None:
    try:
        return do(*given, **named)
    except Refused as why:
        findings.append(Finding(file, line, why))
        return None


def _hub_file(text: str | bytes, insist_on: str | None) -> HubFile:
    file = read_hub_file(text)
    if insist_on is not None and insist_on not in (file.hub, *(key for _, key in file.keys)):
        raise Refused("This is the evidence of another hub, %(hub)s.", hub=file.hub)
    return file


def _newer_key(hub: str) -> None:
    """A key that follows from the first is no name: whoever was given it asks again, by the first."""
    raise Refused(
        "The key you gave is a newer key of this hub, and shown to follow from its first. A hub is named by "
        "its first key: %(hub)s. Ask its people whether that one is theirs, and check again with it.",
        hub=hub,
    )


def _lines(entries: str | bytes) -> list[str]:
    try:
        text = entries.decode() if isinstance(entries, bytes) else entries
    except UnicodeError:
        raise Refused("This is not UTF-8 text.") from None
    if not text.endswith("\n"):
        raise Refused("The file of entries is empty, or does not end in a newline.")
    return text.removesuffix("\n").split("\n")


def _read_lines(findings: list[Finding], texts: list[str], file: HubFile, head: Checkpoint) -> list[Line]:
    lines: list[Line] = []

    def read(number: int, text: str) -> None:
        line = read_line(text, number, file, head)
        if lines and line.seq <= lines[-1].seq:
            raise Refused("The entries are not in ascending order, one line each.")
        lines.append(line)

    for number, text in enumerate(texts, 1):
        _try(findings, "entries.jsonl", number, read, number, text)
    return lines


def _judge(findings: list[Finding], book: Book) -> None:
    _try(findings, "entries.jsonl", 0, check_book, book)
    if findings:
        return
    for line in book.lines:
        for rule in RULES:
            _try(findings, "entries.jsonl", line.number, rule, line, book)


def shown_entry(line: Line) -> ShownEntry:
    withheld = line.receipt.custody == "self" and line.key is None
    return ShownEntry(
        seq=line.seq,
        at=line.receipt.at,
        epoch=line.receipt.epoch,
        custody="withheld" if withheld else line.receipt.custody,
        key=line.key,
        count=line.count,
        parts=line.parts,
    )
